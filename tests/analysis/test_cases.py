"""The development cases through the command, to the digits that were published."""

import csv
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tests.stats.cases import SHARED, Table, read_case, rows_where
from tests.stats.test_synthesis import studies

from .command import answer, by_term


def case(*parts: str) -> str:
    read_case("cases", *parts)
    return str(SHARED.joinpath("data", "cases", *parts))


def written(path: Path, columns: Table) -> Path:
    with path.open("w", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(columns)
        lines.writerows(zip(*columns.values(), strict=True))
    return path


# Enos (2014): effect, hits of the one-sided and of the two-sided test out of 256 assignments
@pytest.mark.parametrize(
    ("question", "effect", "greater", "two_sided", "n"),
    [("numberim", 0.0898, 2, 4, 106), ("Remain", 0.0727, 5, 10, 109),
     ("Englishlan", 0.0299, 72, 144, 109)],
)  # fmt: skip
def test_the_commuter_train_trial(
    question: str, effect: float, greater: int, two_sided: int, n: int, tmp_path: Path
) -> None:
    t = read_case("cases", "01_enos2014", "pnas_data.csv")
    t["change"] = (t[f"{question}.y"] - t[f"{question}.x"]) / 4
    t = rows_where(t, ~np.isnan(t["change"]) & ~np.isnan(t["line.x"]))
    both = [s for s in set(t["station"]) if len(set(t["treatment"][t["station"] == s])) == 2]
    t = rows_where(t, np.isin(t["station"], both))
    names = ("change", "treatment", "treated_unit", "station", "line.x")
    path = written(tmp_path / "train.csv", {name: t[name] for name in names})
    line = ["trial", path, "--outcome", "change", "--treatment", "treatment", "--cluster",
            "treated_unit", "--strata", "station", "--covariate", "line.x", "--estimator", "ipw",
            "--statistic", "difference"]  # fmt: skip
    two = answer(*line)["estimates"]
    one = answer(*line, "--alternative", "greater")["estimates"]
    assert round(two[0]["value"], 4) == round(two[1]["value"], 4) == effect
    assert two[1]["n"] == n and two[1]["clusters"] == 16
    assert_allclose(256 * one[1]["p_value"], greater)
    assert_allclose(256 * two[1]["p_value"], two_sided)


def test_the_organ_donation_comparison() -> None:
    path = case("11_organ_did", "organ_donation.csv")
    found = answer(
        "did", path, "--outcome", "Rate", "--period", "Quarter", "--cluster", "State",
        "--treated-unit", "California", "--start", "Q32011", "--variance", "CR1S",
        "--measured-in", "share",
    )  # fmt: skip
    effect, placebo = found["estimates"][:2]
    assert (round(effect["value"], 5), round(effect["se"], 5)) == (-0.02246, 0.00613)
    assert placebo["p_value"] > 0.05 and "cannot tell" in found["sentence"]
    assert effect["p_value"] is None and effect["interval"] is None
    assert "event -3" in by_term(found)


def test_the_prejudice_experiments(tmp_path: Path) -> None:
    t = read_case("cases", "04_paluck_meta2021", "raw-data.csv")
    part = studies(t, t["n_treatment"] > 0)
    path = written(tmp_path / "prejudice.csv", part)
    line = ("meta", path, "--effect", "d", "--variance", "v", "--cluster", "paper")
    pooled = answer(*line, "--test", "CR1", "--outcome", "prejudice")
    first = pooled["estimates"][0]
    assert_allclose([first["value"], first["se"]], [0.3569, 0.0209], atol=6e-5)
    assert first["n"] == 418 and pooled["sentence"].startswith("Together the studies show")


def test_the_classroom_network() -> None:
    ties = case("07_netseg_classroom", "classroom-edb.csv")
    pupils = case("07_netseg_classroom", "classroom-vdb.csv")
    found = by_term(
        answer("network", ties, "--pupils", pupils, "--group", "gender", "--draws", 999)
    )
    published = {
        "Coleman Boy": 0.9084249, "Coleman Girl": 0.7909699, "E-I index": -0.840909,
        "assortativity": 0.841073, "odds of a tie inside a group": 16.58071,
    }  # fmt: skip
    assert_allclose([found[term]["value"] for term in published], list(published.values()), 6e-7)


@pytest.mark.parametrize(
    ("items", "turned", "alpha"),
    [("A[1-5]", ["A1"], 0.7030184), ("C[1-5]", ["C4", "C5"], 0.726735),
     ("E[1-5]", ["E1", "E2"], 0.761733), ("N[1-5]", [], 0.813963),
     ("O[1-5]", ["O2", "O5"], 0.600173)],
)  # fmt: skip
def test_the_personality_scales(items: str, turned: list[str], alpha: float) -> None:
    path = case("09_psych_bfi_alpha", "bfi.csv")
    reverse = ["--reverse", *turned] if turned else []
    found = answer("scale", path, "--item", items, *reverse, "--high", 6)
    assert_allclose(found["estimates"][0]["value"], alpha, atol=6e-7)


def test_the_records_that_are_nearly_alone() -> None:
    path = case("08_sdc_francdat", "testdata.csv")
    keys = ("urbrur", "roof", "walls", "water", "electcon", "relat", "sex")
    found = answer("suppress", path, "--key", *keys)
    assert [e["value"] for e in found["estimates"][:2]] == [157, 281]
    small = case("08_sdc_francdat", "francdat.csv")
    found = answer("suppress", small, "--key", "Key[1-4]", "--weight", "w")
    assert_allclose(by_term(found)["largest risk of being found"]["value"], 0.40235948, atol=6e-9)


def test_the_dutch_pisa_figures() -> None:
    read_case("indicators", "pisa2003_nld.csv.gz")
    path = SHARED / "data" / "indicators" / "pisa2003_nld.csv.gz"
    line = ["survey", path, "--weight", "W_FSTUWT", "--replicates", "W_FSTR*", "--value"]
    found = answer(*line, "PV*MATH", "--by", "IMMIG")["estimates"]
    assert [e["term"] for e in found] == ["mean: 1", "mean: 2", "mean: 3"]
    assert_allclose([e["value"] for e in found], [551.234, 491.798, 472.330], atol=6e-4)
    assert_allclose([e["se"] for e in found], [3.009, 10.338, 8.367], atol=6e-4)
    gap = answer(*line, "PV*MATH", "--by", "IMMIG", "--statistic", "difference",
                 "--groups", "1", "2+3")["estimates"][0]  # fmt: skip
    assert_allclose([gap["value"], gap["se"]], [66.351, 8.951], atol=6e-4)
    low, high = answer(*line, "PV*READ", "--statistic", "quantile", "--quantile", "0.1", "0.9")[
        "estimates"
    ]
    assert_allclose([low["value"], high["value"]], [400.4, 620.5], atol=0.06)


def test_a_stata_file_of_an_archive_is_read_as_it_stands() -> None:
    path = SHARED / "data" / "cases" / "03_angrist_lavy2009" / "base01.dta"
    if not path.exists():
        pytest.skip("the development case 03_angrist_lavy2009 is absent: set BOTHWAYS_SHARED")
    found = answer("scale", path, "--coder", "treated", "boy")
    assert found["estimates"][0]["n"] > 100
