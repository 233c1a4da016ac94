"""Before and after: change, never effect; and two groups whose changes are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.cautions import Caution, caution
from bothways.stats.columns import Floats, Rows, complete_rows, covariate_table, two_arms
from bothways.stats.effects import correction
from bothways.stats.errors import DesignError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash
from bothways.stats.regression.estimates import FEW_CLUSTERS, LeastSquares, regress

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Change:
    """How to describe a change.

    Parameters
    ----------
    selected : bool
        The group was chosen for its low or high start, so that regression to the mean must be
        named.
    level : float
        Confidence level.
    unit : str
        Unit of the outcome.
    """

    selected: bool = False
    level: float = 0.95
    unit: str = "points"


def change(
    specification: Change,
    before: ArrayLike,
    after: ArrayLike,
    clusters: ArrayLike | None = None,
) -> tuple[Estimate, ...]:
    """Describe how one group changed.

    Parameters
    ----------
    specification : Change
    before, after : (n,) numbers of the same people
    clusters : (n,) labels of classes or schools, or None when people are independent

    Returns
    -------
    tuple of Estimate
        "change", "before" and "after" in outcome units (only the change is tested), then "change in
        standard deviations" of the start, with the small-sample factor, when the start varies.

    Raises
    ------
    InputError, DesignError, SpecificationError

    Notes
    -----
    Assumes nothing about cause: every estimate carries the caution that a change is not an effect.
    People with one of the two missing are left out with a caution. Standard errors are CR2 (HC2
    without clusters) with Satterthwaite degrees of freedom; that of the standardised change comes
    from its influence values, so it needs no normal scores. Source: Becker (1988), British Journal
    of Mathematical and Statistical Psychology 41:257 (change over the standard deviation before).

    Examples
    --------
    >>> found = change(Change(), [1., 2., 3., 4.], [2., 4., 4., 6.])
    >>> [(e.term, round(e.value, 2)) for e in found]
    [('change', 1.5), ('before', 2.5), ('after', 4.0), ('change in standard deviations', 0.84)]
    """
    check_level(specification.level)
    rows = complete_rows({"before": before, "after": after}, {"clusters": clusters})
    run = _run(specification, rows, "change")
    x, y = rows.numeric["before"], rows.numeric["after"]
    found = [_mean(run, "change", y - x, rows, tested=True)]
    found += [_mean(run, term, column, rows) for term, column in (("before", x), ("after", y))]
    spread = float(x.std(ddof=1))
    if spread > 1e-12 * max(float(np.abs(x).max()), 1e-300):
        found.append(_standardised(run, x, y, spread, rows))
    return tuple(found)


def _run(specification: Change, rows: Rows, method: str) -> Run:
    clusters = rows.coded.get("clusters")
    if rows.n < 2:
        raise DesignError(
            "one_person", "One person alone cannot show how much people differ: give two or more."
        )
    count = None if clusters is None else int(clusters.max()) + 1
    if count == 1:
        raise DesignError(
            "one_cluster", "All people are in one cluster: give two or more clusters, or none."
        )
    used: dict[str, Any] = {**rows.numeric, **{k: rows.levels[k][v] for k, v in rows.coded.items()}}
    return Run(
        method, VERSION, specification.unit, rows.n, inputs_hash(specification, used),
        specification.level, count, None, (*_cautions(specification, count), *rows.cautions),
    )  # fmt: skip


def _cautions(specification: Change, clusters: int | None) -> tuple[Caution, ...]:
    notes = [caution("change_not_effect")]
    if specification.selected:
        notes.append(caution("regression_to_mean"))
    if clusters is None:
        notes.append(caution("unit_is_row"))
    elif clusters < FEW_CLUSTERS:
        notes.append(caution("few_clusters", clusters=clusters))
    return tuple(notes)


def _mean(run: Run, term: str, column: Floats, rows: Rows, tested: bool = False) -> Estimate:
    fit = regress(LeastSquares(level=run.level), column, {}, rows.coded.get("clusters"))
    e = fit["(constant)"]
    statistic, p = (e.statistic, e.p_value) if tested else (None, None)
    return run.plain(
        term, e.value, se=e.se, df=e.df, statistic=statistic, p=p, interval=e.interval
    )  # fmt: skip


def _standardised(run: Run, x: Floats, y: Floats, spread: float, rows: Rows) -> Estimate:
    small = correction(rows.n - 1)
    d = float((y - x).mean()) / spread
    away = (x - x.mean()) ** 2 - spread**2
    influence = small * ((y - x) / spread - d * away / (2 * spread**2))
    e = regress(LeastSquares(level=run.level), influence, {}, rows.coded.get("clusters"))
    se, df = e["(constant)"].se, e["(constant)"].df
    made = run.tested("change in standard deviations", small * d, se or 0.0, df)
    return run.plain(
        made.term, made.value, se=se, df=df, statistic=made.statistic, p=made.p_value,
        interval=made.interval, unit="standard deviations before",
    )  # fmt: skip


def compare_changes(
    specification: Change,
    before: ArrayLike,
    after: ArrayLike,
    arm: ArrayLike,
    clusters: ArrayLike | None = None,
    covariates: Mapping[str, ArrayLike] | None = None,
) -> tuple[Estimate, ...]:
    """Compare the changes of two groups that no lottery made, in both usual ways.

    Parameters
    ----------
    specification : Change
    before, after : (n,) numbers of the same people
    arm : (n,) 0 (comparison) or 1 (programme)
    clusters : (n,) labels, or None
    covariates : name -> (n,) numbers measured before

    Returns
    -------
    tuple of Estimate
        "difference in change" (right if both groups would have changed by the same amount) and
        "difference at equal start" (right if people with the same start would have come out alike).

    Raises
    ------
    InputError, DesignError, SpecificationError

    Notes
    -----
    With a lottery use :mod:`bothways.stats.trials` instead. The two answers bracket the truth when
    one of their assumptions holds and the programme group started lower (Angrist and Pischke
    2009, ch. 5.4; Lord 1967, Psychological Bulletin 68:304).
    CR2 errors with Satterthwaite degrees of freedom.

    Examples
    --------
    >>> found = compare_changes(Change(), [1., 2., 3., 1., 2., 4.], [2., 3., 3., 3., 5., 6.],
    ...                         [0, 0, 0, 1, 1, 1])
    >>> [(e.term, round(e.value, 2)) for e in found]
    [('difference in change', 1.67), ('difference at equal start', 1.73)]
    """
    check_level(specification.level)
    extra = covariate_table(covariates)
    rows = complete_rows(
        {"before": before, "after": after, "arm": arm, **extra}, {"clusters": clusters}
    )
    two_arms("arm", rows.numeric["arm"])
    run = _run(specification, rows, "compare-changes")
    notes = (caution("baseline_assumed"), *run.warnings[1:])
    told = Run(run.method, VERSION, run.unit, run.n, run.inputs_hash, run.level, run.clusters,
               None, notes)  # fmt: skip
    x, y, z = (rows.numeric[k] for k in ("before", "after", "arm"))
    more = {"arm": z, **{k: rows.numeric[k] for k in extra}}
    given = LeastSquares(level=run.level)
    labels = rows.coded.get("clusters")
    return (
        _arm(told, "difference in change", regress(given, y - x, more, labels)["arm"]),
        _arm(
            told, "difference at equal start",
            regress(given, y, {**more, "(before)": x}, labels)["arm"],
        ),
    )  # fmt: skip


def _arm(run: Run, term: str, e: Estimate) -> Estimate:
    return run.plain(
        term, e.value, se=e.se, df=e.df, statistic=e.statistic, p=e.p_value, interval=e.interval,
        warnings=tuple(w for w in e.warnings if w.code in ("collinear_dropped", "low_df")),
    )  # fmt: skip
