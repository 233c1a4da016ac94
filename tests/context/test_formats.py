"""Files of figures: read, and written back as they came."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.context.columns import Observations
from bothways.context.formats import (
    Asked,
    format_of,
    read_json_stat,
    read_observations,
    read_plain_csv,
    read_sdmx_csv,
    read_sdmx_message,
    write_json_stat,
    write_plain_csv,
    write_sdmx_csv,
)
from bothways.context.formats.json_stat import json_stat_layout
from bothways.context.formats.sdmx_csv import sdmx_csv_layout
from bothways.context.formats.sdmx_message import rows_of
from bothways.context.formats.terms import spell_other
from bothways.context.observation import Observation

EXAMPLES = Path(__file__).parent / "examples"
SHARED = Path(__file__).parents[3] / "shared/data/indicators"
DOWNLOADS = sorted((SHARED / "eurostat").glob("*.csv.gz"))
MESSAGES = SHARED / "fixtures/sdmx"


def example(name: str) -> bytes:
    return (EXAMPLES / name).read_bytes()


@pytest.mark.parametrize("path", DOWNLOADS or [None], ids=lambda path: path and path.name)
def test_a_download_of_eurostat_is_written_back_byte_for_byte(path: Path | None) -> None:
    if path is None:
        pytest.skip("the downloads of Eurostat are not beside the project (../shared/data)")
    packed = path.read_bytes()
    content = gzip.decompress(packed)
    read = read_observations(packed)
    assert not read.problems
    assert len(read.observations) == content.count(b"\n") - 1
    assert write_sdmx_csv(read.observations, sdmx_csv_layout(packed)) == content


@pytest.mark.parametrize(
    "name",
    ["eurostat_codes_and_labels.csv", "eurostat_labels.csv", "eurostat_monthly.csv", "both.csv"],
)
def test_sdmx_csv_is_written_back_byte_for_byte(name: str) -> None:
    content = example(name)
    read = read_sdmx_csv(content)
    assert not read.problems
    assert write_sdmx_csv(read.observations, sdmx_csv_layout(content)) == content


@pytest.mark.parametrize("name", ["dense.json", "sparse.json"])
def test_a_cube_of_json_stat_is_written_back_unchanged(name: str) -> None:
    content = example(name)
    read = read_json_stat(content)
    assert not read.problems
    written = write_json_stat(read.observations, json_stat_layout(content))
    assert json.loads(written) == json.loads(content)
    assert b"63.0" in written


def test_dense_and_sparse_cubes_say_the_same() -> None:
    dense, sparse = (read_json_stat(example(name)) for name in ("dense.json", "sparse.json"))
    assert list(dense.observations) == list(sparse.observations)
    found = {(row.place, row.time): (row.value, row.flag) for row in dense.observations}
    assert found == {
        ("AT", "2022"): (55.4, ""), ("AT", "2023"): (57.7, "b"), ("GR", "2022"): (63.0, "u"),
        ("GR", "2023"): (None, "u"), ("GR", "2024"): (51.9, ""),
    }  # fmt: skip


def test_greece_and_the_united_kingdom_are_known_under_both_their_codes() -> None:
    rows = read_sdmx_csv(example("eurostat_codes_and_labels.csv")).observations
    assert {row.place for row in rows} == {"DE", "GR", "GB"}


def test_a_suppressed_value_is_not_a_missing_one() -> None:
    rows = read_sdmx_csv(example("eurostat_labels.csv")).observations
    hidden = next(row for row in rows if row.value is None)
    assert hidden.flag == "u"
    assert hidden.is_suppressed
    assert not Observation("employment_rate", "DE", "2024").is_suppressed


def test_labels_alone_become_codes() -> None:
    read = read_sdmx_csv(example("eurostat_labels.csv")).observations
    row = read[0]
    assert (row.indicator, row.age, row.unit) == ("median_equivalised_income", "Y_GE18", "EUR")
    assert {row.place for row in read} == {"AL", "GR", "XK"}
    assert str(row.vintage) == "2025-03-21"


def test_codes_and_labels_in_one_cell_are_told_apart() -> None:
    [row] = read_sdmx_csv(example("both.csv")).observations
    assert (row.place, row.sex, row.citizenship, row.unit) == ("DE", "T", "FOR", "PC")
    assert row.other == "EDUCATION_LEV=LOW"


def test_monthly_figures_keep_their_month() -> None:
    rows = read_sdmx_csv(example("eurostat_monthly.csv")).observations
    assert rows[0].time == "2022-07"
    assert rows[0].citizenship == "UA"


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("ESTAT/demography-xs.xml", 60),
        ("OECD/data-PART2-all-all.json", 7),
        ("ECB_EXR/flat.json", 4),
    ],
)
def test_messages_of_other_providers_are_read(name: str, count: int) -> None:
    path = MESSAGES / name
    if not path.exists():
        pytest.skip("the SDMX messages are not beside the project (../shared/data)")
    assert len(rows_of(path.read_bytes())[0]) == count


SDMX_ML = b"""<?xml version="1.0"?>
<m:StructureSpecificData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
 xmlns:s="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific"
 xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:e="urn:e">
<m:Header><m:ID>X</m:ID><m:Test>false</m:Test><m:Prepared>2025-01-01T00:00:00</m:Prepared>
<m:Sender id="ESTAT"/><m:Structure structureID="LFSA_ERGAN"
 dimensionAtObservation="TIME_PERIOD" namespace="urn:e">
<c:Structure><Ref agencyID="ESTAT" id="LFSA_ERGAN" version="1.0"/></c:Structure></m:Structure>
</m:Header>
<m:DataSet s:structureRef="LFSA_ERGAN" s:dataScope="DataStructure" xsi:type="e:DataSetType">
<Series freq="A" unit="PC" sex="F" age="Y15-64" citizen="FOR" geo="EL">
<Obs TIME_PERIOD="2023" OBS_VALUE="47.4" OBS_FLAG="b"/>
<Obs TIME_PERIOD="2024" OBS_VALUE="NaN" OBS_FLAG="u"/></Series></m:DataSet>
</m:StructureSpecificData>"""


def test_sdmx_ml_is_read_with_its_flags() -> None:
    assert format_of(SDMX_ML) == "sdmx"
    read = read_sdmx_message(SDMX_ML)
    assert not read.problems
    found = [(row.indicator, row.place, row.time, row.value, row.flag) for row in read.observations]
    assert found == [
        ("employment_rate", "GR", "2023", 47.4, "b"), ("employment_rate", "GR", "2024", None, "u"),
    ]  # fmt: skip


def test_structures_without_figures_are_refused() -> None:
    read = read_sdmx_message(b"<nothing/>")
    assert [problem.code for problem in read.problems] == ["not_sdmx"]


# --- bad input, named by row and column

HEAD = b"indicator,place,time,sex,value,flag\n"
GOOD = b"employment_rate,DE,2024,F,56.6,\n"


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (b"employment_rate,Atlantis,2024,F,1,\n", "place", "unknown_code"),
        (b"employment_rate,DE,2024,X,1,\n", "sex", "unknown_code"),
        (b"happiness,DE,2024,F,1,\n", "indicator", "unknown_code"),
        (b"employment_rate,DE,24,F,1,\n", "time", "bad_time"),
        (b'employment_rate,DE,2023,F,"56,6",\n', "value", "decimal_comma"),
        (b"employment_rate,DE,2023,F,many,\n", "value", "not_a_number"),
        (b"employment_rate,DE,2023,F,inf,\n", "value", "not_a_number"),
        (b"employment_rate,DE,2023,F,1,q?\n", "flag", "unknown_flag"),
        (b"employment_rate,DE,2024,F,1,\n", "", "duplicate_key"),
        (b"employment_rate,DE,2023\n", "", "cut_off"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_are_kept(row: bytes, column: str, code: str) -> None:
    read = read_plain_csv(HEAD + GOOD + row)
    assert [(p.row, p.column, p.code) for p in read.problems] == [(2, column, code)]
    assert len(read.observations) == 1


def test_the_same_value_twice_is_told_and_taken_once() -> None:
    read = read_plain_csv(HEAD + GOOD + GOOD)
    assert [(p.row, p.code, p.level) for p in read.problems] == [(2, "repeated", "warning")]
    assert len(read.observations) == 1


def test_a_download_that_was_cut_off_is_refused() -> None:
    content = example("eurostat_codes_and_labels.csv")
    for cut in (content[:-1], content[:-3], content[: len(content) // 2]):
        codes = {problem.code for problem in read_sdmx_csv(cut).problems}
        assert "cut_off" in codes
    assert read_observations(gzip.compress(content)[:-20]).problems[0].code == "cut_off"
    assert read_observations(example("dense.json")[:-20]).problems[0].code == "cut_off"


def test_decimal_commas_are_read_where_the_whole_file_has_them() -> None:
    head = HEAD.replace(b",", b";")
    read = read_plain_csv(
        head + b"employment_rate;DE;2024;F;56,6;\nemployment_rate;DE;2023;F;57;\n"
    )
    assert not read.problems
    assert [row.value for row in read.observations] == [56.6, 57.0]
    mixed = read_plain_csv(
        head + b"employment_rate;DE;2024;F;56,6;\nemployment_rate;DE;2023;F;57.1;\n"
    )
    assert [(p.row, p.code) for p in mixed.problems] == [(1, "decimal_comma")]


def test_two_columns_for_one_thing_are_refused() -> None:
    read = read_plain_csv(b"indicator,geo,country,time,value\nemployment_rate,DE,FR,2024,1\n")
    assert [problem.code for problem in read.problems] == ["doubled_column"]


def test_figures_without_an_indicator_ask_for_one() -> None:
    content = b"geo,time,value\nDE,2024,1\n"
    assert [p.code for p in read_plain_csv(content).problems] == ["unknown_indicator"]
    assert not read_plain_csv(content, Asked(indicator="employment_rate")).problems


# --- properties

codes = st.sampled_from(["DE", "GR", "EU27_2020", "XK", "DE-BE"])
texts = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)
numbers = st.floats(allow_nan=False, allow_infinity=False, width=32) | st.none()
uncertain = st.floats(0, 10, width=32) | st.none()


@st.composite
def observations(draw: st.DrawFn) -> Observations:
    rows = draw(
        st.lists(
            st.builds(
                Observation,
                indicator=st.sampled_from(["employment_rate", "arope"]),
                place=codes,
                time=st.sampled_from(["2024", "2022-07", "2023-Q3"]),
                sex=st.sampled_from("FMT"),
                age=st.sampled_from(["TOTAL", "Y15-64", "Y_LT6"]),
                citizenship=st.sampled_from(["TOTAL", "NAT", "FOR", "UA"]),
                country_of_birth=st.sampled_from(["TOTAL", "NAT"]),
                duration=st.sampled_from(["TOTAL", "Y_LT5", "Y_GE10"]),
                value=numbers,
                flag=st.sampled_from(["", "u", "bu", "c"]),
                standard_error=uncertain,
                n=st.integers(0, 10**9) | st.none(),
                other=texts.map(lambda text: spell_other({"kind": text})),
                dataset=st.just("own:survey"),
                source=st.just("A survey"),
            ),
            min_size=1,
            unique_by=lambda row: (
                row.indicator, row.place, row.time, row.sex, row.age, row.citizenship,
                row.country_of_birth, row.duration, row.other,
            ),
        )
    )  # fmt: skip
    return Observations.from_rows(rows)


def as_set(rows: Observations) -> set[Observation]:
    """An empty cell that nothing is said about needs not be written."""
    return {row for row in rows if row.value is not None or row.flag or row.n or row.standard_error}


@given(observations())
def test_what_is_written_as_csv_is_read_back(rows: Observations) -> None:
    read = read_plain_csv(write_plain_csv(rows))
    assert not read.problems
    assert list(read.observations) == list(rows)


@given(observations())
def test_what_is_written_as_sdmx_csv_is_read_back(rows: Observations) -> None:
    read = read_sdmx_csv(write_sdmx_csv(rows))
    assert not read.problems
    assert list(read.observations) == list(rows)


@given(observations())
def test_what_is_written_as_json_stat_is_read_back(rows: Observations) -> None:
    read = read_json_stat(write_json_stat(rows))
    assert not read.problems
    assert as_set(read.observations) == as_set(rows)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_but_never_crash(content: bytes) -> None:
    if format_of(content) != "sdmx":
        assert read_observations(content) is not None


@given(st.integers(0, 2000), st.binary(max_size=3))
def test_a_damaged_file_never_crashes_a_reader(place: int, damage: bytes) -> None:
    for name in ("eurostat_labels.csv", "dense.json"):
        content = example(name)
        read_observations(content[:place] + damage + content[place + 1 :])
