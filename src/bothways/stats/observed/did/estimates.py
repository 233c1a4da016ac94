"""The doors to difference in differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.cautions import Caution, caution
from bothways.stats.columns import Floats
from bothways.stats.errors import StatsError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash
from bothways.stats.observed.did.imputation import imputed, jackknife
from bothways.stats.observed.did.panel import Panel, comparable, read_panel
from bothways.stats.regression.estimates import (
    FEW_CLUSTERS,
    LeastSquares,
    Regression,
    joint_test,
    regress,
)

VERSION = "1"
ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class DifferenceInDifferences:
    """How to take differences in differences.

    Parameters
    ----------
    variance : "CR2", "CR1" or "CR1S"
        For one common start; different starts use the cluster jackknife.
    draws, seed : of the placebo test, when there are too many placebos to go through
    exact_limit : int
        Go through all placebos when there are at most this many.
    level : float
        Confidence level.
    unit : str
        Unit of the outcome.
    """

    variance: Literal["CR2", "CR1", "CR1S"] = "CR2"
    draws: int = 2_000
    seed: int = 1
    exact_limit: int = 20_000
    level: float = 0.95
    unit: str = "points"


def difference_in_differences(
    specification: DifferenceInDifferences,
    outcome: ArrayLike,
    period: ArrayLike,
    unit: ArrayLike,
    start: ArrayLike,
    clusters: ArrayLike | None = None,
) -> Estimate:
    """Estimate the mean effect on units that started, over the periods since they did.

    Parameters
    ----------
    specification : DifferenceInDifferences
    outcome, period : (n,) numbers; several rows for a unit and period are allowed
    unit : (n,) labels
    start : (n,) first period with the programme, missing for never (see :func:`starts`)
    clusters : (n,) labels of what decided together, or None for the units

    Returns
    -------
    Estimate
        ``value`` in outcome units.

    Raises
    ------
    InputError, DesignError, SpecificationError, NotEstimableError

    Notes
    -----
    Assumes, and says so beside the number, that both groups would have moved alike, and that
    nobody changes before the start. One common start: regression with unit and period constants,
    CR2 and Satterthwaite degrees of freedom. Different starts: imputation, because the plain
    regression then compares late starters with early ones (Goodman-Bacon 2021, Journal of
    Econometrics 225:254); cluster jackknife with degrees of freedom of the smaller side less one,
    which is our own cautious choice. One cluster alone on a side: its own residuals vanish, so that
    any clustered error is too small. There is then no test and no interval, and with one common
    start the error is only there to be compared with published ones: read the placebo test.

    Examples
    --------
    >>> y = [1., 2., 2., 3., 1., 5., 2., 7.]
    >>> e = difference_in_differences(DifferenceInDifferences(), y, [1, 2] * 4, list("aabbccdd"),
    ...                               [np.nan] * 4 + [2] * 4)
    >>> round(e.value, 4), round(e.se, 4), round(e.df, 4)
    (3.5, 0.5, 2.0)
    """
    check_level(specification.level)
    panel = read_panel(outcome, period, unit, start, clusters)
    if panel.common_start:
        fit = _regression(panel, specification, {"effect": _active_rows(panel)})
        run = panel_run(panel, specification, f"did-{specification.variance.lower()}")
        return _from_fit(run, fit, "effect")
    run = panel_run(panel, specification, "did-imputation")
    effects, without = imputed(panel)
    return _jackknifed(run, panel, "effect", float(effects[0]), float(_errors(effects, without)[0]))


def event_study(
    specification: DifferenceInDifferences,
    outcome: ArrayLike,
    period: ArrayLike,
    unit: ArrayLike,
    start: ArrayLike,
    clusters: ArrayLike | None = None,
) -> tuple[Estimate, ...]:
    """Estimate the difference between the groups in every period around the start.

    Parameters
    ----------
    specification, outcome, period, unit, start, clusters
        As for :func:`difference_in_differences`.

    Returns
    -------
    tuple of Estimate
        Terms "-3", "-2", "+0", "+1" ...: periods of the panel since the start, the period before
        it being 0 by definition; then "moved apart before", the joint F test of those before.

    Notes
    -----
    Periods after the start: as in :func:`difference_in_differences`; with different starts against
    all periods before. Periods before, with different starts: regression among rows without the
    programme (Borusyak, Jaravel and Spiess 2024, sec. 4.4). A test that finds nothing before the
    start does not prove the assumption (Roth 2022, AER: Insights 4:305). Fewer than two periods
    before the start leave nothing to test.

    Examples
    --------
    >>> y = [1., 2., 2., 2., 3., 4., 1., 2., 5., 2., 3., 8.]
    >>> found = event_study(DifferenceInDifferences(), y, [1, 2, 3] * 4, list("aaabbbcccddd"),
    ...                     [np.nan] * 6 + [3] * 6)
    >>> [(e.term, round(abs(e.value), 2)) for e in found[:2]]
    [('-2', 0.0), ('+0', 3.5)]
    """
    check_level(specification.level)
    panel = read_panel(outcome, period, unit, start, clusters)
    away = panel.when - panel.first[panel.unit]
    mine = panel.treated[panel.unit]
    before = [int(h) for h in np.unique(away[mine & (away < -1)])]
    after = [int(h) for h in np.unique(away[mine & _usable_rows(panel)])]
    if panel.common_start:
        run = panel_run(panel, specification, f"did-{specification.variance.lower()}")
        columns = {f"{h:+d}": ((away == h) & mine) * 1.0 for h in [*before, *after]}
        fit = _regression(panel, specification, columns)
        found = [_from_fit(run, fit, k) for k in columns if k in fit.names]
        return (*found, *_pretrend(run, fit, before))
    run = panel_run(panel, specification, "did-imputation")
    columns = {f"{h:+d}": ((away == h) & mine) * 1.0 for h in before}
    return (*_leads(run, panel, specification, columns), *_lags(run, panel, after))


def _leads(
    run: Run, panel: Panel, specification: DifferenceInDifferences, columns: dict[str, Floats]
) -> list[Estimate]:
    if not columns:
        return []
    rows = panel.when < panel.first[panel.unit]
    fit = _regression(panel, specification, columns, rows)
    found = [_from_fit(run, fit, k) for k in columns if k in fit.names]
    return [*found, *_pretrend(run, fit, [int(k) for k in columns])]


def _lags(run: Run, panel: Panel, horizons: list[int]) -> list[Estimate]:
    effects, without = imputed(panel, np.array(horizons))
    errors = _errors(effects, without)
    return [
        _jackknifed(run, panel, f"{h:+d}", float(effects[k]), float(errors[k]))
        for k, h in enumerate(horizons)
    ]


def _usable_rows(panel: Panel) -> Any:
    return comparable(panel)[panel.unit, panel.when]


def _active_rows(panel: Panel) -> Floats:
    return panel.active[panel.unit, panel.when].astype(np.float64)


def _regression(
    panel: Panel,
    specification: DifferenceInDifferences,
    columns: dict[str, Floats],
    rows: Any = None,
) -> Regression:
    chosen = np.ones(panel.unit.size, dtype=bool) if rows is None else rows
    used = np.unique(panel.when[chosen])
    dummies = {f"period {t}": (panel.when == t) * 1.0 for t in used[1:]}
    given = LeastSquares(specification.variance, level=specification.level)
    return regress(
        given, panel.rows.numeric["outcome"][chosen],
        {k: v[chosen] for k, v in {**dummies, **columns}.items()},
        panel.row_clusters[chosen], absorb=panel.unit[chosen],
    )  # fmt: skip


def panel_run(panel: Panel, specification: DifferenceInDifferences, method: str) -> Run:
    """What all estimates of a panel share: its hash, its cautions, its clusters."""
    used = {
        **panel.rows.numeric, "start": panel.first[panel.unit], "unit": panel.names[panel.unit],
        "clusters": panel.row_clusters,
    }  # fmt: skip
    return Run(
        method, VERSION, specification.unit, panel.rows.n, inputs_hash(specification, used),
        specification.level, panel.clusters, None, _cautions(panel),
    )  # fmt: skip


def _cautions(panel: Panel) -> tuple[Caution, ...]:
    notes = [caution("trend_assumed")]
    with_programme, without = sides(panel)
    if with_programme == 1:
        notes.append(caution("one_treated"))
    if without == 1:
        notes.append(caution("one_comparison"))
    if min(with_programme, without) == 2:
        notes.append(caution("few_on_side", units=2))
    if not panel.common_start:
        notes.append(caution("staggered"))
    lost = int((panel.active & (panel.count > 0) & ~comparable(panel)).sum())
    if lost:
        notes.append(caution("nobody_left", cells=lost))
    if panel.clusters < FEW_CLUSTERS:
        notes.append(caution("few_clusters", clusters=panel.clusters))
    return (*notes, *panel.rows.cautions)


def sides(panel: Panel) -> tuple[int, int]:
    """Number of clusters with a unit that starts, and of those without any."""
    mine = int(np.unique(panel.cluster[panel.treated]).size)
    return mine, panel.clusters - mine


def _from_fit(run: Run, fit: Regression, term: str) -> Estimate:
    e = fit[term]
    if any(c.code in ("one_treated", "one_comparison") for c in run.warnings):
        return run.plain(term, e.value, se=e.se)
    notes = tuple(c for c in e.warnings if c.code in ("low_df", "no_variation"))
    return run.plain(term, e.value, se=e.se, df=e.df, statistic=e.statistic, p=e.p_value,
                     interval=e.interval, warnings=notes)  # fmt: skip


def _errors(effects: Floats, without: Floats) -> Floats:
    errors = jackknife(effects, without)
    return np.asarray(np.where(errors <= 1e-12 * np.abs(effects), 0.0, errors))


def _jackknifed(run: Run, panel: Panel, term: str, value: float, se: float) -> Estimate:
    smaller = min(side for side in sides(panel) if side > 0)
    if smaller < 2 or not np.isfinite(se):
        return run.plain(term, value)
    return run.tested(term, value, se, float(smaller - 1))


def _pretrend(run: Run, fit: Regression, before: list[int]) -> tuple[Estimate, ...]:
    names = [f"{h:+d}" for h in before if f"{h:+d}" in fit.names]
    alone = any(c.code in ("one_treated", "one_comparison") for c in run.warnings)
    if not names or alone:
        return ()
    try:
        e = joint_test(fit, names)
    except StatsError:  # more periods before than the clusters can test together
        return ()
    apart = e.p_value is not None and e.p_value < ALPHA
    notes = (caution("pretrend", p=e.p_value),) if apart else ()
    return (
        run.plain("moved apart before", e.value, df=e.df, statistic=e.statistic, p=e.p_value,
                  unit=e.unit, warnings=notes),
    )  # fmt: skip
