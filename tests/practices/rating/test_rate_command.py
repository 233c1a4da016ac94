"""`bothways rate`: a table in, ratings out; bad input named by row, column and what was meant."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from bothways.practices.rating.cells import CellError, read_design, read_threats, read_unit
from bothways.practices.rating.printed import rules_as_markdown
from bothways.practices.rating.reading import COLUMNS, read_studies
from bothways.practices.rating.record import Threat
from bothways.practices.rating.tables import RULE_VERSION

PAGE = Path(__file__).parents[3] / "docs" / "method" / "rating.md"
HEAD = ",".join(COLUMNS)
FULL = "Alpha,RCT,pupil,,900,0.19,12%,2%,0.2,0.1,0.3,none"
KEYS = {
    "name", "other", "confidence", "confidence_low", "confidence_high", "label", "binding_reason",
    "reasons", "flags", "crosswalk", "rule_version", "inputs_hash",
}  # fmt: skip


def rate(tmp_path: Path, text: str, *options: str) -> str:
    path = tmp_path / "studies.csv"
    path.write_text(text, encoding="utf-8")
    out = StringIO()
    call_command("rate", str(path), *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def rated(tmp_path: Path, *lines: str) -> list[dict[str, Any]]:
    rows = json.loads(rate(tmp_path, "\n".join(lines), "--json"))
    assert isinstance(rows, list)
    return rows


def test_a_full_row_gets_its_rating_reason_crosswalk_and_hash(tmp_path: Path) -> None:
    row = rated(tmp_path, f"{HEAD},town", f"{FULL},Izmir")[0]
    assert row.keys() >= KEYS
    assert row["other"] == {"town": "Izmir"}
    assert (row["confidence"], row["confidence_low"], row["confidence_high"]) == (4, 4, 4)
    assert row["label"] == "C4 causal, one strong study"
    assert row["binding_reason"] == "capped at 4 by attrition: 12 % of the people were lost"
    assert set(row["crosswalk"]) == {"EEF", "EIF", "WWC", "ESSA", "SMS"}
    assert row["crosswalk"]["EEF"]["value"] == "4"
    assert row["rule_version"] == RULE_VERSION
    assert len(row["inputs_hash"]) == 64


def test_a_row_that_says_nothing_is_rated_from_worst_to_best(tmp_path: Path) -> None:
    row = rated(tmp_path, "name,design", "Nobody knows,")[0]
    assert row["confidence"] is None
    assert (row["confidence_low"], row["confidence_high"]) == (0, 5)
    assert row["decided_by"] == ["design", "mdes", "attrition_overall", "threats"]
    assert row["crosswalk"]["EEF"]["text"].startswith("not decidable: needs design")


@pytest.mark.parametrize("missing", COLUMNS)
def test_any_column_may_be_missing(tmp_path: Path, missing: str) -> None:
    cells = dict(zip(COLUMNS, FULL.split(","), strict=True))
    del cells[missing]
    row = rated(tmp_path, ",".join(cells), ",".join(cells.values()))[0]
    assert row["confidence_low"] <= 4 <= row["confidence_high"]


def test_losses_in_per_cent_and_as_shares_mean_the_same(tmp_path: Path) -> None:
    shares = rated(tmp_path, "design,attrition_overall,attrition_differential", "rct,.12,.02")
    percent = rated(tmp_path, "design,attrition_overall,attrition_differential", "rct,12,2")
    signed = rated(tmp_path, "design,attrition_overall,attrition_differential", "rct,12%,2 %")
    hashes = {rows[0]["inputs_hash"] for rows in (shares, percent, signed)}
    assert len(hashes) == 1


def test_a_loss_that_looks_like_a_share_among_per_cents_is_told(tmp_path: Path) -> None:
    rows = rated(tmp_path, "design,attrition_overall", "rct,12", "rct,0.5")
    assert rows[0]["warnings"] == []
    assert "attrition_overall: 0.5 is read as 0.5 per cent" in rows[1]["warnings"][0]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("RCT", "rct"), ("cluster RCT", "cluster_rct"), ("Cluster-randomized trial", "cluster_rct"),
        ("pre-post", "pre_post"), ("Pre/post", "pre_post"), ("QED", "quasi_experiment"),
        ("Difference-in-differences", "did"), ("propensity score matching", "matched"),
        ("RCT (waitlist)", "rct"),
        ("RCT (cluster)", "cluster_rct"), ("pilot RCT", "rct"),
        ("non-randomised comparison", "quasi_experiment"), ("stepped-wedge trial", "cluster_rct"),
        ("comparison_no_baseline", "comparison_no_baseline"),
    ],
)  # fmt: skip
def test_designs_go_by_code_and_by_their_usual_names(cell: str, code: str) -> None:
    assert read_design(cell) == code


def test_threats_go_by_code_with_a_level_or_without() -> None:
    assert read_threats("contamination:high; self-report ;fidelity:LOW") == (
        Threat("contamination", "high"), Threat("measurement"), Threat("implementation", "low"),
    )  # fmt: skip
    assert read_threats("none") == ()


@pytest.mark.parametrize("cell", ["not randomised", "review of RCT", "non-RCT", "random"])
def test_what_only_sounds_like_a_trial_is_not_taken_for_one(cell: str) -> None:
    with pytest.raises(CellError, match="cannot be read"):
        read_design(cell)


def test_anything_but_a_person_is_a_group() -> None:
    units = [read_unit(cell) for cell in ("Pupils", "individual", "schools", "reception centre")]
    assert units == ["person", "person", "group", "group"]


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("design", "banana", "Row 1, column design: “banana” cannot be read here. Expected is rct"),
        ("mdes", "-1", "Row 1, column mdes: “-1” cannot be read here. Expected is a number above"),
        ("n_participants", "1.5", "Row 1, column n_participants: "),
        ("attrition_overall", "140%", "Row 1, column attrition_overall: "),
        ("effect", "big", "Row 1, column effect: “big”"),
        ("ci_low", "0.25", "Row 1, column ci_low: The effect (0.2) must lie inside its interval"),
        ("threats", "bad luck", "Expected is confounding, concurrent_interventions"),
        ("threats", "contamination:huge", "low, moderate or high behind the colon"),
    ],
)
def test_bad_input_is_named(tmp_path: Path, column: str, cell: str, told: str) -> None:
    cells = dict(zip(COLUMNS, FULL.split(","), strict=True)) | {column: cell}
    with pytest.raises(CommandError) as caught:
        rate(tmp_path, f"{HEAD}\n{','.join(cells.values())}", "--json")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("name,design", "no study below"),
        ("title,place\na,b", "None of the columns is known"),
        ("design,design\nrct,rct", "there twice"),
        ("design,mdes\nrct,.2,7", "This row has 3 cells"),
        ('design,mdes\n"rct,.2', "not CSV"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(CommandError, match=told):
        rate(tmp_path, text)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("rate", str(tmp_path / "nowhere.csv"))


def test_semicolons_and_decimal_commas_are_understood(tmp_path: Path) -> None:
    comma = rated(tmp_path, "design,mdes,effect,ci_low,ci_high", "rct,0.25,0.2,0.1,0.3")
    semicolon = rated(tmp_path, "design;mdes;effect;ci_low;ci_high", "rct;0,25;0,2;0,1;0,3")
    assert comma[0]["inputs_hash"] == semicolon[0]["inputs_hash"]


def test_an_extra_column_that_cannot_be_read_counts_as_missing(tmp_path: Path) -> None:
    row = rated(tmp_path, "design,mdes,sites", "rct,0.2,the old town")[0]
    assert row["other"] == {"sites": "the old town"}
    assert row["warnings"][0].startswith("sites: ")


def test_the_readable_answer_shows_rating_reason_and_what_others_say(tmp_path: Path) -> None:
    shown = rate(tmp_path, f"{HEAD}\n{FULL}")
    assert "Alpha  C4" in shown
    assert "capped at 4 by attrition: 12 % of the people were lost" in shown
    assert "without reservations" in shown
    assert "ESSA: not decidable: needs sites" in shown


@given(st.text(max_size=200) | st.lists(st.lists(st.text(max_size=6), max_size=5), max_size=5).map(
    lambda rows: "\n".join([HEAD, *(",".join(cells) for cells in rows)])))  # fmt: skip
def test_any_text_is_read_or_its_problems_are_named(text: str) -> None:
    reading = read_studies(text.encode("utf-8", "surrogatepass"))
    assert reading.rows or reading.problems
    assert all(problem.message for problem in reading.problems)


@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_their_problems_are_named(content: bytes) -> None:
    reading = read_studies(content)
    assert reading.rows or reading.problems


def test_the_page_on_the_rules_holds_the_tables_of_the_code() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.partition("### ")[2] == rules_as_markdown().removeprefix("### ") + "\n"
    assert f"(version {RULE_VERSION})" in page
