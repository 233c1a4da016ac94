"""Complex surveys against published PISA figures and against the formulas by hand."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bothways.stats.errors import InputError, NotEstimableError, SpecificationError
from bothways.stats.surveys import (
    ReplicateWeights,
    SurveyStatistic,
    brr_fay,
    factorise,
    jackknife,
    survey_difference,
    survey_means,
    survey_quantiles,
    survey_regression,
    survey_shares,
    survey_spreads,
)  # fmt: skip

from .cases import Table, read_case

ASKED = SurveyStatistic()


def pisa() -> tuple[Table, ReplicateWeights]:
    t = read_case("indicators", "pisa2003_nld.csv.gz")
    replicates = np.column_stack([t[f"W_FSTR{k}"] for k in range(1, 81)])
    return t, brr_fay(t["W_FSTUWT"], replicates)


def plausible(t: Table, subject: str) -> np.ndarray:
    return np.column_stack([t[f"PV{k}{subject}"] for k in range(1, 6)])


def test_the_dutch_means_are_reproduced() -> None:
    t, w = pisa()
    for subject, mean, se in (
        ("READ", 513.119, 2.854),
        ("MATH", 537.823, 3.130),
        ("SCIE", 524.369, 3.145),
    ):
        e = survey_means(ASKED, w, plausible(t, subject))[0]
        assert_allclose([e.value, e.se], [mean, se], atol=6e-4)
        assert e.n == 3992
    low, high = survey_quantiles(ASKED, w, plausible(t, "READ"), [0.1, 0.9])
    assert_allclose([low.value, high.value], [400.4, 620.5], atol=0.06)
    assert round(low.value) == 400 and low.term == "p10"


def test_the_dutch_figures_by_immigrant_status_are_reproduced() -> None:
    t, w = pisa()
    native, second, first = survey_means(ASKED, w, plausible(t, "MATH"), t["IMMIG"])
    for e, mean, se, n in (
        (native, 551.234, 3.009, 3434), (second, 491.798, 10.338, 265),
        (first, 472.330, 8.367, 147),
    ):  # fmt: skip
        assert_allclose([e.value, e.se], [mean, se], atol=6e-4)
        assert e.n == n
    assert any(c.code == "rows_dropped" for c in native.warnings)
    reading = survey_means(ASKED, w, plausible(t, "READ"), t["IMMIG"])
    assert_allclose([e.value for e in reading], [524.433, 474.688, 463.375], atol=6e-4)
    shares = survey_shares(ASKED, w, t["IMMIG"])
    assert_allclose([100 * e.value for e in shares], [89.03, 7.07, 3.90], atol=0.006)
    gap = survey_difference(ASKED, w, plausible(t, "MATH"), t["IMMIG"], [1], [2, 3])
    assert_allclose([gap.value, gap.se], [66.351, 8.951], atol=6e-4)
    sexes = survey_means(ASKED, w, plausible(t, "MATH"), t["ST03Q01"])
    assert_allclose([e.value for e in sexes], [535.215, 540.331], atol=6e-4)
    assert_allclose([e.se for e in sexes], [3.484, 4.077], atol=6e-4)


def test_the_dutch_weights_factorise_into_few_units() -> None:
    t, w = pisa()
    thin, error = factorise(w)
    assert len(thin.factors) == 169 and error < 1e-5
    for cells in (None, t["IMMIG"]):
        dense = survey_means(ASKED, w, plausible(t, "MATH"), cells)
        other = survey_means(ASKED, thin, plausible(t, "MATH"), cells)
        assert_allclose([e.se for e in other], [e.se for e in dense], atol=2e-6)


def twin(
    seed: int = 1, schools: int = 24, pupils: int = 15, M: int = 5
) -> tuple[ReplicateWeights, np.ndarray, np.ndarray]:
    """A synthetic survey: paired schools, Hadamard replicates with Fay's factor."""
    rng = np.random.default_rng(seed)
    n = schools * pupils
    school = np.repeat(np.arange(schools), pupils)
    H = np.array([[1]])
    while len(H) < schools // 2 + 1:
        H = np.block([[H, H], [H, -H]])
    sign = H[1 : schools // 2 + 1][school // 2] * np.where(school % 2, 1, -1)[:, None]
    full = rng.uniform(1, 3, schools)[school]
    ability = rng.normal(size=schools)[school] + rng.normal(size=n)
    values = 500 + 80 * ability[:, None] + 20 * rng.normal(size=(n, M))
    group = rng.integers(0, 3, n)
    return brr_fay(full, full[:, None] * (1 + 0.5 * sign)), values, group


def test_the_standard_error_is_sampling_plus_measurement_error() -> None:
    w, values, _ = twin()
    e = survey_means(ASKED, w, values)[0]
    t = np.array([[np.average(values[:, m], weights=x) for m in range(5)]
                  for x in [w.full, *w.replicates.T]])  # fmt: skip
    sampling = np.mean(np.sum((t[1:] - t[0]) ** 2, axis=0)) * 4 / w.count
    assert_allclose(e.se, np.sqrt(sampling + 1.2 * t[0].var(ddof=1)))


def test_dense_and_factorised_weights_agree_in_every_statistic() -> None:
    w, values, group = twin()
    thin, error = factorise(w)
    assert error < 1e-12 and thin.replicates is None and len(thin.factors) == 24
    x = {"x": group.astype(float)}
    for statistic in (
        lambda u: survey_means(ASKED, u, values, group),
        lambda u: survey_spreads(ASKED, u, values, group),
        lambda u: survey_shares(ASKED, u, group, group % 2),
        lambda u: survey_quantiles(ASKED, u, values, [0.25, 0.5], group),
        lambda u: (survey_difference(ASKED, u, values, group, [0], [1, 2]),),
        lambda u: survey_regression(ASKED, u, values, x),
    ):
        for a, b in zip(statistic(w), statistic(thin), strict=True):
            assert_allclose([a.value, a.se], [b.value, b.se], rtol=1e-9)
            assert a.term == b.term and a.n == b.n


def test_the_regression_on_group_indicators_gives_the_group_means() -> None:
    w, values, group = twin()
    means = survey_means(ASKED, w, values, group)
    x = {f"g{k}": (group == k) * 1.0 for k in (1, 2)}
    constant, one, _ = survey_regression(ASKED, w, values, x)
    gap = survey_difference(ASKED, w, values, group, [1], [0])
    assert_allclose([constant.value, constant.se], [means[0].value, means[0].se])
    assert_allclose([one.value, one.se], [gap.value, gap.se])
    with pytest.raises(NotEstimableError, match="leave one out"):
        survey_regression(ASKED, w, values, {"a": x["g1"], "b": 2 * x["g1"]})


def test_the_spread_is_the_weighted_standard_deviation() -> None:
    w, values, _ = twin(M=1)
    mean = np.average(values[:, 0], weights=w.full)
    sd = np.sqrt(np.average((values[:, 0] - mean) ** 2, weights=w.full))
    assert_allclose(survey_spreads(ASKED, w, values)[0].value, sd)


def test_tiny_cells_are_flagged_and_empty_ones_refused() -> None:
    w, values, group = twin()
    cells = np.where(np.arange(len(group)) == 3, "one", "rest")
    one = survey_means(ASKED, w, values, cells)[0]
    assert one.n == 1 and any(c.code == "small_cell" for c in one.warnings)
    replicates = w.replicates.copy()
    replicates[3, :2] = 0
    some = survey_means(ASKED, brr_fay(w.full, replicates), values, cells)[0]
    assert any(c.code == "empty_replicates" for c in some.warnings)
    full = w.full.copy()
    full[3] = 0
    with pytest.raises(NotEstimableError, match="Cell one has no weight"):
        survey_means(ASKED, brr_fay(full, replicates), values, cells)
    with pytest.raises(InputError, match="No row has a value"):
        survey_means(ASKED, w, values * np.nan)
    with pytest.raises(SpecificationError, match="from 0 to below 1"):
        brr_fay(w.full, replicates, fay=1.0)


def test_the_jackknife_of_a_mean_is_the_textbook_one() -> None:
    y = np.array([3.0, 5, 4, 8, 6, 1])
    replicates = np.ones((6, 6)) * 1.2
    np.fill_diagonal(replicates, 0)
    e = survey_means(ASKED, jackknife(np.ones(6), replicates, 5 / 6), y)[0]
    assert_allclose(e.se, y.std(ddof=1) / np.sqrt(6))


def test_a_thin_sample_gains_nothing_by_factorising_and_stays_dense() -> None:
    t = read_case("indicators", "pisa2018_rrepest_sample.csv.gz")
    replicates = np.column_stack([t[f"w_fsturwt{k}"] for k in range(1, 81)])
    w = brr_fay(t["w_fstuwt"], replicates)
    thin, error = factorise(w)
    assert thin is w and error == 0.0
