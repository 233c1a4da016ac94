"""``bothways analyse``: every analysis over its example, and what the answer looks like."""

import re
import shlex
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from django.core.management import CommandError

from bothways.analysis.answers import clean, short
from bothways.analysis.management.commands.analyse import ANALYSES
from bothways.analysis.plot import round_step
from bothways.analysis.tables import read_table
from bothways.stats.disclosure import attacker_bounds
from bothways.stats.estimate import Estimate
from bothways.stats.trials import TrialPlan, analyse_trial

from .command import EXAMPLES, analyse, answer, by_term, example

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "method" / "analyse.md"
KEYS = [field.name for field in fields(Estimate)]
TRIAL = ("trial", example("mentors.csv"), "--outcome", "friends_after", "--treatment", "mentor")
FULL = (*TRIAL, "--cluster", "school", "--strata", "town", "--covariate", "friends_before")


def documented() -> list[list[str]]:
    """The command lines of the documentation."""
    lines = re.findall(r"^    bothways analyse (.+)$", PAGE.read_text(), re.MULTILINE)
    return [shlex.split(line.split(" > ")[0]) for line in lines]


@pytest.fixture
def in_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES)


@pytest.mark.usefixtures("in_examples")
@pytest.mark.parametrize("line", documented(), ids=lambda line: " ".join(line)[:50])
def test_every_documented_line_runs_and_answers_with_the_same_keys(
    line: list[str], tmp_path: Path
) -> None:
    plot = tmp_path / "plot.svg"
    found = answer(*line, "--plot", plot)
    assert list(found) == ["estimates", "sentence", "design"]
    assert found["estimates"] and found["sentence"].endswith(".") and found["design"]
    assert all(list(estimate) == KEYS for estimate in found["estimates"])
    assert all(isinstance(estimate["value"], (int, float)) for estimate in found["estimates"])
    text = analyse(*line)
    assert text.startswith(found["sentence"])
    assert found["estimates"][0]["term"] in text and "nan" not in text.split()
    drawing = ElementTree.parse(plot).getroot()
    assert drawing.tag.endswith("svg") and 'style="' not in plot.read_text()


def test_every_analysis_is_documented_with_all_its_flags() -> None:
    page = PAGE.read_text()
    assert {line[0] for line in documented()} == set(ANALYSES)
    missing = [
        flag
        for question, _analyse in ANALYSES.values()
        for flag in (f"--{part.name.replace('_', '-')}" for part in fields(question))
        if f"`{flag}" not in page
    ]
    assert missing == []


def test_the_trial_is_the_pure_function_on_the_columns_of_the_file() -> None:
    table = read_table(EXAMPLES / "mentors.csv")
    pure = analyse_trial(
        TrialPlan(500, 7), table.numbers("friends_after"), table.arm("mentor"),
        table.labels("school"), table.labels("town"),
        {"friends_before": table.numbers("friends_before")},
    )  # fmt: skip
    found = answer(*FULL, "--draws", 500, "--seed", 7)["estimates"]
    values = [(e["value"], e["se"], e["p_value"], e["inputs_hash"], e["seed"]) for e in found]
    assert values == [(e.value, e.se, e.p_value, e.inputs_hash, e.seed) for e in pure.estimates]


def test_the_same_seed_gives_the_same_bytes() -> None:
    again = (*FULL, "--draws", 200, "--json")
    assert analyse(*again) == analyse(*again)
    assert analyse(*again) != analyse(*again, "--seed", 2)


def test_only_the_lottery_says_raised() -> None:
    assert "raised" in answer(*FULL, "--draws", 999)["sentence"]
    change = ("prepost", example("mentors.csv"), "--before", "friends_before")
    said = answer(*change, "--after", "friends_after", "--cluster", "school")["sentence"]
    assert "is followed by" in said and "raised" not in said


def test_an_unclear_result_is_called_one() -> None:
    unclear = (*TRIAL, "--cluster", "school", "--where", "town=Aven")
    found = answer(*unclear)
    assert found["estimates"][1]["p_value"] > 0.05
    assert "cannot tell" in found["sentence"] and "raised" not in found["sentence"]


def test_one_treated_town_is_judged_by_the_placebo_and_not_by_its_interval() -> None:
    line = ("did", example("towns.csv"), "--outcome", "employed", "--period", "year")
    found = answer(*line, "--cluster", "town", "--treated-unit", "town 1", "--start", 2021)
    effect = by_term(found)["effect"]
    assert effect["p_value"] is None and by_term(found)["placebo"]["p_value"] > 0.05
    assert "cannot tell" in found["sentence"] and "allows for both" not in found["sentence"]


def test_a_covariate_called_like_a_role_stays_a_covariate(tmp_path: Path) -> None:
    text = (EXAMPLES / "mentors.csv").read_text()
    renamed = tmp_path / "renamed.csv"
    renamed.write_text(text.replace("friends_before", "outcome", 1))
    usual = answer(*FULL)["estimates"][0]
    line = (arg if arg != "friends_before" else "outcome" for arg in FULL)
    odd = answer(*(renamed if arg == example("mentors.csv") else arg for arg in line))
    assert odd["estimates"][0]["value"] == usual["value"]


def test_json_prints_nothing_else_to_standard_output(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "bothways", "analyse", *FULL, "--draws", "99", "--json"]
    done = subprocess.run(
        [*line, "--plot", str(tmp_path / "p.svg")], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("{") and done.stdout.rstrip().endswith("}")


def test_bad_input_ends_with_code_2_and_no_traceback(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("y,z\n1,0\nmany,1\n")
    line = [sys.executable, "-m", "bothways", "analyse", "trial", bad]
    done = subprocess.run(
        [*line, "--outcome", "y", "--treatment", "z"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and done.stdout == ""
    assert "Column y, row 3: expected a number, found “many”." in done.stderr
    assert "Traceback" not in done.stderr


def test_numbers_that_json_does_not_know_become_null() -> None:
    odd = {"a": float("nan"), "b": [np.float64("inf"), np.int64(2)], "c": (None, "x")}
    assert clean(odd) == {"a": None, "b": [None, 2], "c": [None, "x"]}


def test_the_suppressed_table_gives_no_hidden_figure_away(tmp_path: Path) -> None:
    out = tmp_path / "safe.csv"
    rows = ("--row", "ward", "--column", "language", "--count", "people")
    found = answer("suppress", example("residents.csv"), *rows, "--out", out)
    safe = read_table(out, missing=["hidden"])
    heads = ("Arabic", "Dari", "Tigrinya", "total")
    shown = np.column_stack([safe.numbers(head) for head in heads])
    assert np.isnan(shown).sum() == 6
    low, high = attacker_bounds(shown)
    assert (high[np.isnan(shown)] - low[np.isnan(shown)] >= 10).all()
    assert "ward 1: Tigrinya" not in by_term(found)
    assert by_term(found)["ward 4: Dari"]["value"] == 43


def test_the_hash_of_a_suppressed_table_depends_on_nothing_that_is_hidden(tmp_path: Path) -> None:
    # The two hidden pairs change places; every figure in sight stays as it is.
    lines = ["r,c,n"] + [f"{r},{c},{n}" for r, c, n in (
        ("a", "x", 3), ("a", "y", 40), ("b", "x", 41), ("b", "y", 50), ("c", "x", 60),
        ("c", "y", 70))]  # fmt: skip
    other = ["r,c,n"] + [f"{r},{c},{n}" for r, c, n in (
        ("a", "x", 4), ("a", "y", 39), ("b", "x", 40), ("b", "y", 51), ("c", "x", 60),
        ("c", "y", 70))]  # fmt: skip
    found = []
    for name, text in (("one", lines), ("two", other)):
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(text))
        found.append(answer("suppress", path, "--row", "r", "--column", "c", "--count", "n"))
    assert found[0] == found[1]
    assert "a: x" not in by_term(found[0])


def test_a_plan_needs_no_file_and_says_when_it_lacks_a_number() -> None:
    found = answer("power", "--clusters", 8)
    assert round(found["estimates"][0]["value"], 2) == 1.02
    with pytest.raises(CommandError, match="--clusters"):
        analyse("power")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (("trial", "nowhere.csv", "--outcome", "y", "--treatment", "z"), "cannot be read"),
        ((*TRIAL, "--covariate", "age"), "Column age is not in the file"),
        ((*TRIAL, "--level", "2"), "level must lie between 0 and 1"),
        ((*TRIAL, "--draws", "0"), "whole number from 1"),
        ((*TRIAL, "--plot", "x.png"), "ends in .svg"),
        ((*TRIAL, "--plot", "/nowhere/x.svg"), "cannot be written"),
        ((*TRIAL, "--where", "town"), "expected COLUMN=VALUE"),
        ((*TRIAL, "--where", "town=Elsewhere"), "No row meets"),
        ((*TRIAL, "--cluster", "town"), "Column mentor changes inside cluster Aven"),
        (("meta", example("studies.csv"), "--effect", "d"), "either --se COLUMN or --variance"),
        (("meta", example("studies.csv"), "--effect", "d", "--se", "d"),
         "Column d, row [0-9]+: expected a number above 0"),
        (("network", example("ties.csv"), "--pupils", example("ties.csv"), "--pupil", "from",
          "--group", "to"), "expected each pupil once"),
        (("network", example("pupils.csv"), "--pupils", example("pupils.csv"), "--group", "group",
          "--from", "class", "--to", "id"), "row 2: expected a pupil of pupils.csv, found “4a”"),
        (("scale", example("belonging.csv"), "--item", "q1"), "at least two items"),
        (("suppress", example("residents.csv"), "--row", "ward", "--count", "language"),
         "Column language, row 2: expected a number"),
        (("did", example("towns.csv"), "--outcome", "employed", "--period", "town", "--cluster",
          "town", "--treatment", "office"), "Column town, row 2: expected a number, a date"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_place_and_expectation(line: Any, wanted: str) -> None:
    with pytest.raises(CommandError, match=wanted) as caught:
        analyse(*line)
    assert getattr(caught.value, "returncode", 2) in (1, 2)


def test_a_drawing_has_round_marks_and_numbers_keep_their_digits() -> None:
    assert [round_step(span) for span in (0.9, 6, 61)] == [0.2, 1, 20]
    assert [short(v) for v in (0.0, 1234.0, 0.123456, -5.5)] == ["0", "1234", "0.123", "-5.5"]
