"""Figures from one's own files: surveys and registers, with small groups held back."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from bothways.context import queries
from bothways.context.actions import indicators_load
from bothways.context.microdata.dimensions import Dimension, dimensions
from bothways.context.microdata.register import (
    RegisterFigures,
    bands,
    observations_of,
    register_expression,
    register_figures,
)
from bothways.context.microdata.survey import SurveyFigures, survey_figures
from bothways.context.observation import Observation, key_of
from bothways.core.errors import Refused

PISA = Path(__file__).parents[3] / "shared/data/indicators/pisa2003_nld.csv.gz"


def pisa(**asked: Any) -> SurveyFigures:
    given: dict[str, Any] = {
        "indicator": "pisa_math_mean", "unit": "SCORE", "place": "NL", "time": "2003",
        "by": tuple(dimensions(["generation=IMMIG:1=none,2=second,3=first"])),
        "weights": "W_FSTUWT", "replicates": ("W_FSTR*",), "values": ("PV*MATH",),
    }  # fmt: skip
    return SurveyFigures(**{**given, **asked})


def test_pisa_2003_of_the_netherlands_comes_out_as_published() -> None:
    if not PISA.exists():
        pytest.skip("the PISA file is not beside the project (../shared/data)")
    found = {row.other: row for row in survey_figures(pisa(), PISA)}
    expected = {
        "": (537.823, 3.130, 3992), "generation=none": (551.234, 3.009, 3434),
        "generation=second": (491.798, 10.338, 265), "generation=first": (472.330, 8.367, 147),
        "generation=UNK": (410.03, 17.37, 146),
    }  # fmt: skip
    assert set(found) == set(expected)
    for other, (mean, error, n) in expected.items():
        row = found[other]
        assert row.value == pytest.approx(mean, abs=0.005)
        assert row.standard_error == pytest.approx(error, abs=0.005)
        assert row.n == n


def survey_file(folder: Path) -> Path:
    """60 people: 30 women who score 10, 26 men who score 20, 4 men born abroad who score 30."""
    rows = [("F", "1", 10, 1)] * 30 + [("M", "1", 20, 1)] * 26 + [("M", "2", 30, 0)] * 4
    path = folder / "survey.csv"
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["GENDER", "BORN", "SCORE", "WORKS", "W", "R1", "R2", "R3", "R4"])
        for number, (sex, born, score, works) in enumerate(rows):
            replicates = [1 + 0.5 * (1 if (number >> k) & 1 else -1) for k in range(4)]
            writer.writerow([sex, born, score, works, 1, *replicates])
    return path


def twin(by: list[str], **asked: Any) -> SurveyFigures:
    return pisa(by=tuple(dimensions(by)), weights="W", replicates=("R*",),
                **{"values": ("SCORE",), "threshold": 5, **asked})  # fmt: skip


def test_a_small_group_is_held_back_and_so_is_what_would_give_it_away(tmp_path: Path) -> None:
    path = survey_file(tmp_path)
    by = ["sex=GENDER", "country_of_birth=BORN:1=NAT,2=FOR"]
    rows = {(row.sex, row.country_of_birth): row for row in survey_figures(twin(by), path)}
    assert rows["T", "TOTAL"].n == 60
    small = rows["M", "FOR"]
    assert (small.value, small.n, small.standard_error, small.flag) == (None, None, None, "c")
    assert small.is_suppressed
    # 30 men in all less 26 born here would tell how many were born abroad.
    assert rows["M", "NAT"].is_suppressed
    assert rows["T", "FOR"].is_suppressed


def test_a_share_is_a_percentage_with_its_error(tmp_path: Path) -> None:
    asked = twin(["sex=GENDER"], values=("WORKS",), statistic="share", category="1",
                 indicator="employment_rate", unit="PC")  # fmt: skip
    found = {row.sex: row for row in survey_figures(asked, survey_file(tmp_path))}
    assert found["F"].value == pytest.approx(100)
    assert found["M"].value == pytest.approx(100 * 26 / 30)
    assert found["T"].value == pytest.approx(100 * 56 / 60)
    assert found["M"].standard_error is not None


def test_a_value_without_a_code_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="--by country_of_birth=BORN:1=CODE"):
        survey_figures(twin(["country_of_birth=BORN"]), survey_file(tmp_path))


@pytest.mark.parametrize("text", ["sex=GENDER:1", "sex=GENDER:=F"])
def test_a_meaning_that_is_not_whole_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="expected"):
        dimensions([text])


# --- registers

CODED = {"1": "M", "2": "F"}
ASKED = RegisterFigures(
    "employment_rate", "PC", "2024", "employed", Dimension("place", "country"),
    (Dimension("sex", "sex", CODED), Dimension("age", "age"), Dimension("duration", "years")),
    {"age": bands("15-24,25-64"), "duration": bands("-4,5-9,10-")},
    "weight", (("age", 15, 64),), threshold=10,
)  # fmt: skip


def register_file(
    folder: Path, rows: int = 4000, *, gaps: bool = False
) -> tuple[Path, dict[str, np.ndarray[Any, Any]]]:
    """Ages, years and work of people in two countries; with gaps one cell in 20 is empty."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(5)
    columns: dict[str, np.ndarray[Any, Any]] = {
        "country": rng.choice(["DE", "EL"], rows), "sex": rng.integers(1, 3, rows),
        "age": rng.integers(0, 90, rows), "years": rng.integers(0, 30, rows),
        "employed": rng.integers(0, 2, rows), "weight": rng.uniform(0.5, 2, rows),
    }  # fmt: skip
    path = folder / "register.parquet"
    empty = {name: rng.random(rows) < gaps * 0.05 for name in ("sex", "age", "years", "employed")}
    arrays = {name: pa.array(cells, mask=empty.get(name)) for name, cells in columns.items()}
    pq.write_table(pa.table(arrays), path)
    return path, columns


def test_a_register_gives_the_rate_that_counting_by_hand_gives(tmp_path: Path) -> None:
    path, c = register_file(tmp_path)
    found = {
        (row.place, row.sex, row.age, row.duration): row for row in register_figures(ASKED, path)
    }
    work = (c["age"] >= 15) & (c["age"] <= 64)
    women = work & (c["country"] == "EL") & (c["sex"] == 2) & (c["age"] > 24) & (c["years"] < 5)
    for key, inside in (
        (("GR", "F", "Y25-64", "Y_LT5"), women),
        (("DE", "T", "TOTAL", "TOTAL"), work & (c["country"] == "DE")),
    ):
        row = found[key]
        rate = 100 * np.average(c["employed"][inside], weights=c["weight"][inside])
        assert row.value == pytest.approx(rate)
        assert row.n == inside.sum()


def test_the_small_groups_of_a_register_are_held_back(tmp_path: Path) -> None:
    path, _columns = register_file(tmp_path, 150)
    rows = register_figures(ASKED, path)
    assert any(row.flag == "c" for row in rows)
    assert all(row.n is None and row.value is None for row in rows if row.flag == "c")
    assert all(row.n >= 10 for row in rows if row.n is not None)


def test_a_column_that_is_missing_is_named(tmp_path: Path) -> None:
    from dataclasses import replace

    path, _columns = register_file(tmp_path, 50)
    with pytest.raises(Refused, match="no column wage"):
        register_figures(replace(ASKED, outcome="wage"), path)


# PySpark leaves the socket to its Java process to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.slow
def test_spark_gives_what_duckdb_gives(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="the extra requirements/spark.in is not installed")
    import ibis
    from pyspark.sql import SparkSession

    path, _columns = register_file(tmp_path, gaps=True)
    local = SparkSession.builder.master("local[1]").config("spark.driver.host", "127.0.0.1")
    session = local.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    engine = ibis.pyspark.connect(session)
    table = engine.read_parquet(str(path))
    cells = engine.to_pyarrow(register_expression(table, ASKED)).to_pylist()
    session.stop()
    by_spark, by_duckdb = observations_of(ASKED, cells), register_figures(ASKED, path)
    assert [key_of(row) for row in by_spark] == [key_of(row) for row in by_duckdb]
    assert [(row.n, row.flag) for row in by_spark] == [(row.n, row.flag) for row in by_duckdb]
    assert [row.value for row in by_spark] == pytest.approx([row.value for row in by_duckdb])
    assert len(by_spark) > 50


@given(st.integers(0, 60), st.integers(0, 60))
def test_every_year_falls_into_the_band_that_names_it(low: int, more: int) -> None:
    [below, inside, above] = bands(f"-{low},{low + 1}-{low + more + 1},{low + more + 2}-")
    assert below.code == f"Y_LT{low + 1}"
    assert inside.code == f"Y{low + 1}-{low + more + 1}"
    assert above.code == f"Y_GE{low + more + 2}"


@pytest.mark.parametrize("text", ["", "5", "a-b", "-"])
def test_bands_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(Refused):
        bands(text)


# --- from the shell


def shell(*words: object) -> str:
    out = StringIO()
    call_command("observations", *map(str, words), stdout=out, stderr=StringIO())
    return out.getvalue()


def latest(**dimensions_: str) -> Observation:
    [row] = queries.latest(["pisa_math_mean"], ["NL"], **dimensions_)
    return row


def test_own_figures_stand_beside_the_published_ones(figures: None, tmp_path: Path) -> None:
    shell("from-survey", survey_file(tmp_path), "--indicator", "pisa_math_mean", "--place", "NL",
          "--time", "2026", "--dataset", "own:classes", "--source", "Our classes",
          "--by", "sex=GENDER", "--weights", "W", "--replicates", "R*", "--pv", "SCORE",
          "--threshold", 5)  # fmt: skip
    women = queries.observations(indicators=["pisa_math_mean"], places=["NL"], times=["2026"],
                                 sex="F")  # fmt: skip
    assert [(row.value, row.n, row.dataset) for row in women] == [(10.0, 30, "own:classes")]


def test_a_register_is_read_from_the_shell(db: None, tmp_path: Path) -> None:
    indicators_load(actor=None)
    path, _columns = register_file(tmp_path)
    shell("from-register", path, "--indicator", "employment_rate", "--time", "2024", "--dataset",
          "own:register", "--place", "country", "--outcome", "employed", "--weight", "weight",
          "--by", "sex=sex:1=M,2=F", "--by", "duration=years", "--duration-bands=-4,5-9,10-",
          "--within", "age=15..64")  # fmt: skip
    assert queries.places_with_figures() == ["DE", "GR"]
    assert {row.duration for row in queries.observations()} == {"TOTAL", "Y_LT5", "Y5-9", "Y_GE10"}


def test_an_unknown_indicator_is_refused_before_anything_is_read(db: None) -> None:
    with pytest.raises(CommandError, match="happiness is no indicator"):
        shell("from-register", "nothing.parquet", "--indicator", "happiness", "--time", "2024",
              "--dataset", "own:x", "--place", "country", "--outcome", "x")  # fmt: skip
