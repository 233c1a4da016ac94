"""Least squares and its variances, against published tables and against long-hand matrices."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bothways.stats.errors import DesignError, InputError, NotEstimableError, SpecificationError
from bothways.stats.regression import LeastSquares, joint_test, least_squares, regress, sandwich

from .cases import Table, indicators, read_case, rows_where


def clustered(seed: int = 1, clusters: int = 9) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(clusters), rng.integers(3, 9, clusters))
    x = rng.normal(size=school.size)
    arm = (school % 2).astype(float)
    y = 1 + 0.5 * x + rng.normal(size=clusters)[school] + rng.normal(size=school.size)
    return y, np.column_stack([np.ones(school.size), arm, x]), school


def long_hand_cr2(
    X: np.ndarray, y: np.ndarray, g: np.ndarray, w: np.ndarray, c: np.ndarray
) -> tuple[float, float]:
    """CR2 and its degrees of freedom by the definition, with n x n matrices."""
    W = np.diag(w)
    M = np.linalg.inv(X.T @ W @ X)
    residual_maker = np.eye(len(y)) - X @ M @ X.T @ W
    e = residual_maker @ y
    meat, P = np.zeros_like(M), []
    for level in np.unique(g):
        rows = np.flatnonzero(g == level)
        B = (residual_maker @ residual_maker.T)[np.ix_(rows, rows)]
        values, vectors = np.linalg.eigh(B)
        root = np.where(values > 1e-9, np.clip(values, 1e-9, None) ** -0.5, 0)
        A = vectors @ np.diag(root) @ vectors.T
        score = X[rows].T @ W[np.ix_(rows, rows)] @ A
        meat += np.outer(score @ e[rows], score @ e[rows])
        P.append(residual_maker[rows].T @ (score.T @ M @ c))
    D = np.array(P) @ np.array(P).T
    return float(np.sqrt(c @ M @ meat @ M @ c)), float(np.trace(D) ** 2 / np.sum(D * D))


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("which", [0, 1, 2])
def test_cr2_and_its_degrees_of_freedom_equal_the_definition(weighted: bool, which: int) -> None:
    y, X, school = clustered()
    w = np.random.default_rng(2).uniform(0.5, 3, len(y)) if weighted else np.ones(len(y))
    c = np.eye(3)[which]
    se, df = long_hand_cr2(X, y, school, w, c)
    fitted = sandwich(least_squares(X, y, school, w if weighted else None), "CR2")
    assert_allclose([fitted.se[which], fitted.df(c)], [se, df], rtol=1e-9)


def test_equal_weights_change_nothing() -> None:
    y, X, school = clustered()
    plain = sandwich(least_squares(X, y, school), "CR2")
    weighted = sandwich(least_squares(X, y, school, np.full(len(y), 3.0)), "CR2")
    assert_allclose(plain.cov, weighted.cov, rtol=1e-9)
    assert_allclose(plain.joint(np.eye(3)[1:]), weighted.joint(np.eye(3)[1:]), rtol=1e-8)


def test_cr2_with_every_row_its_own_cluster_is_hc2() -> None:
    y, X, _ = clustered()
    rows = np.arange(len(y))
    assert_allclose(
        sandwich(least_squares(X, y, rows), "CR2").cov, sandwich(least_squares(X, y), "HC2").cov
    )


def test_a_two_group_hc2_test_is_the_welch_standard_error() -> None:
    y = np.array([1.0, 4, 2, 8, 5, 7, 9])
    arm = np.array([0, 0, 0, 1, 1, 1, 1.0])
    se = regress(LeastSquares("HC2"), y, {"arm": arm})["arm"].se
    assert_allclose(se, np.sqrt(y[:3].var(ddof=1) / 3 + y[3:].var(ddof=1) / 4))


def test_absorbing_groups_equals_their_indicator_columns() -> None:
    y, X, school = clustered(clusters=12)
    dummies = indicators(school, "school", first=1)
    plain = regress(LeastSquares(), y, {**dummies, "x": X[:, 2]}, school)["x"]
    absorbed = regress(LeastSquares(), y, {"x": X[:, 2]}, school, absorb=school)["x"]
    assert_allclose(
        [absorbed.value, absorbed.se, absorbed.df], [plain.value, plain.se, plain.df], rtol=1e-8
    )


def test_a_collinear_covariate_is_left_out_and_named() -> None:
    y, X, school = clustered()
    twice = {"arm": X[:, 1], "x": X[:, 2], "x again": 2 * X[:, 2] + 1}
    fit = regress(LeastSquares(), y, twice, school)
    assert fit.names == ("(constant)", "arm", "x")
    assert any("x again" in str(w) for w in fit["arm"].warnings)


def test_what_cannot_be_fitted_is_said_plainly() -> None:
    y, X, school = clustered()
    with pytest.raises(DesignError, match="Only one cluster"):
        regress(LeastSquares(), y, {"x": X[:, 2]}, np.zeros(len(y)))
    with pytest.raises(InputError, match="row 2: expected a number, found 'many'"):
        regress(LeastSquares(), [1, "many", 3], {"x": [1, 2, 3]})
    with pytest.raises(InputError, match="Column x has 2 rows"):
        regress(LeastSquares(), [1.0, 2, 3], {"x": [1, 2]})
    with pytest.raises(SpecificationError, match="needs a column of clusters"):
        regress(LeastSquares("CR1"), y, {"x": X[:, 2]})
    with pytest.raises(SpecificationError, match="inside the clusters"):
        regress(LeastSquares(), y, {"x": X[:, 2]}, school, absorb=school // 2)
    with pytest.raises(NotEstimableError, match="fewer covariates"):
        regress(LeastSquares(), [1.0, 2.0], {"x": [1.0, 2.0]})


def test_a_constant_outcome_has_no_test_and_says_so() -> None:
    _, X, school = clustered()
    e = regress(LeastSquares(), np.full(len(school), 3.0), {"arm": X[:, 1]}, school)["arm"]
    assert abs(e.value) < 1e-12 and e.p_value is None and e.interval is None
    assert any(w.code == "no_variation" for w in e.warnings)


# Angrist & Lavy (2009), reanalysed in Pustejovsky & Tipton (2018); 5,921 girls of 2000 to 2002
def girls() -> Table:
    table = read_case("cases", "03_angrist_lavy2009", "AchievementAwardsRCT.csv")
    return rows_where(table, (table["sex"] == "Girl") & (table["year"] > 1999))


def angrist_lavy(moderated: bool) -> tuple[Table, Table]:
    t = girls()
    columns = indicators(t["year"], "year ", first=1)
    late = (t["year"] == 2001) * 1.0
    sectors = indicators(t["school_type"].astype(str), "sector ", first=1)
    columns |= {f"{y} {s}": yv * sv for y, yv in columns.items() for s, sv in sectors.items()}
    columns |= {k: t[k].astype(float) for k in ("father_ed", "mother_ed", "immigrant")}
    columns["siblings 4+"] = (t["siblings"].astype(float) >= 4) * 1.0
    columns |= indicators(t["qrtl"], "quarter ", first=1)
    treated = t["treated"].astype(float) * late
    halves = indicators(t["half"], "half ")
    columns |= {f"programme {k}": treated * v for k, v in halves.items()}
    if moderated:
        columns |= {
            f"programme {h} {s}": treated * hv * sv
            for h, hv in halves.items()
            for s, sv in sectors.items()
        }
    return t, columns


@pytest.mark.parametrize("way", ["absorbed", "indicators"])
def test_the_achievement_awards_table_is_reproduced(way: str) -> None:
    expected = {
        ("CR1", "upper"): (5.746, 34, 0.02217), ("CR2", "upper"): (5.169, 18.13, 0.03539),
        ("CR1", "joint"): (3.848, 34, 0.03116), ("CR2", "joint"): (3.389, 16.97, 0.05775),
        ("CR1", "upper by sector"): (3.186, 34, 0.05393),
        ("CR2", "upper by sector"): (1.665, 7.84, 0.24959),
        ("CR1", "joint by sector"): (8.213, 34, 0.00010),
        ("CR2", "joint by sector"): (3.091, 3.69, 0.16057),
    }  # fmt: skip
    for moderated in (False, True):
        t, columns = angrist_lavy(moderated)
        assert len(t["half"]) == 5921
        school = t["school_id"]
        if way == "indicators":
            columns = {**indicators(school, "school ", first=1), **columns}
        for kind in ("CR1", "CR2"):
            fit = regress(
                LeastSquares(kind), t["Bagrut_status"].astype(float), columns, school,
                absorb=school if way == "absorbed" else None,
            )  # fmt: skip
            tests = contrasts_of(fit.names, moderated)
            for label, names in tests.items():
                e = joint_test(fit, names)
                F, df, p = expected[kind, label]
                assert_allclose([e.value, e.df, e.p_value], [F, df, p], atol=0.0051, rtol=1e-4)
                assert abs(e.value - F) < 6e-4 and abs(e.p_value - p) < 6e-6


def contrasts_of(names: tuple[str, ...], moderated: bool) -> dict[str, list[str]]:
    by_sector = [n for n in names if n.startswith("programme") and "sector" in n]
    if moderated:
        upper = [n for n in by_sector if "half 2.0" in n]
        return {"upper by sector": upper, "joint by sector": by_sector}
    programme = [n for n in names if n.startswith("programme")]
    return {"upper": [n for n in programme if "half 2.0" in n], "joint": programme}


def test_the_coefficients_of_the_achievement_awards_are_reproduced() -> None:
    t, columns = angrist_lavy(False)
    fit = regress(
        LeastSquares(), t["Bagrut_status"].astype(float), columns, t["school_id"],
        absorb=t["school_id"],
    )  # fmt: skip
    lower, upper = (e for e in fit.estimates if e.term.startswith("programme"))
    assert_allclose([lower.value, lower.se, lower.df], [-0.010374, 0.0397583, 21.750], rtol=6e-5)
    assert_allclose([upper.value, upper.se, upper.df], [0.110083, 0.0484208, 18.126], rtol=6e-5)


# Carpenter & Dobkin (2011): drinking age and motor vehicle deaths
def deaths() -> tuple[Table, Table]:
    t = read_case("cases", "12_mlda_mortality", "MV_deaths.csv")
    states = indicators(t["state"], "state ")
    years = indicators(t["year"], "year ", first=1)
    return t, {"legal": t["legal"], "beertaxa": t["beertaxa"], **states, **years}


def test_the_drinking_age_figures_are_reproduced() -> None:
    t, columns = deaths()
    found = {
        kind: regress(LeastSquares(kind, intercept=False), t["mrate"], columns, t["state"])["legal"]
        for kind in ("CR1", "CR2")
    }
    assert_allclose(found["CR2"].value, 7.58771, atol=6e-6)
    assert round(found["CR1"].se, 2) == 2.44 and round(found["CR1"].p_value, 5) == 0.00313
    assert_allclose([found["CR2"].se, found["CR2"].df], [2.513082, 24.5785], rtol=3e-6)
    assert round(found["CR2"].p_value, 5) == 0.00583


def test_the_weighted_drinking_age_figures_are_reproduced() -> None:
    t, columns = deaths()
    fit = regress(LeastSquares(intercept=False), t["mrate"], columns, t["state"], t["pop"])
    legal, tax = fit["legal"], fit["beertaxa"]
    assert_allclose([legal.value, legal.se, legal.df], [7.78005, 2.13482, 8.520], rtol=6e-5)
    assert_allclose([tax.value, tax.se, tax.df], [11.16097, 4.36881, 6.851], rtol=6e-5)
    assert round(legal.p_value, 5) == 0.00588 and round(tax.p_value, 4) == 0.0385


def test_asking_for_a_column_that_was_left_out_says_so_by_name() -> None:
    columns = {"a": [0.0, 1.0, 2.0, 5.0], "twice": [0.0, 2.0, 4.0, 10.0]}
    fit = regress(LeastSquares(), [1.0, 2.0, 4.0, 3.0], columns)
    with pytest.raises(NotEstimableError, match="twice is a combination of the other columns"):
        fit["twice"]
