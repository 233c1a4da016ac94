"""Difference in differences with event study and placebo test.

Sources: Angrist & Pischke (2009), Mostly Harmless Econometrics, ch. 5; Bertrand, Duflo &
Mullainathan (2004), Q. J. Econ. 119:249 (placebo); MacKinnon & Webb (2020), J. Econometrics 218:435
(randomisation with few treated).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.cautions import Caution, caution
from bothways.stats.columns import Floats, Rows, complete_rows, two_arms
from bothways.stats.errors import DesignError, InputError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash
from bothways.stats.regression.estimates import LeastSquares, Regression, joint_test, regress
from bothways.stats.regression.variance import Kind
from bothways.stats.trials.design import Design, assignments, is_exact
from bothways.stats.trials.randomisation import p_value

VERSION = "1"


@dataclass(frozen=True, slots=True)
class DifferenceInDifferences:
    """How to compare two groups over time.

    Parameters
    ----------
    start : float
        First period with the programme.
    variance : "CR2" (default), "CR1" or "CR1S", clusters being the units
    draws, seed : of the placebo test, when there are too many placebo assignments to try all
    level, unit : confidence level and unit of the outcome
    """

    start: float
    variance: Kind = "CR2"
    draws: int = 10_000
    seed: int = 1
    level: float = 0.95
    unit: str = "points"


def difference_in_differences(
    specification: DifferenceInDifferences,
    outcome: ArrayLike,
    treated: ArrayLike,
    period: ArrayLike,
    unit: ArrayLike,
) -> tuple[Estimate, ...]:
    """Effect of a programme that starts at one time in some units.

    Parameters
    ----------
    specification : DifferenceInDifferences
    outcome : (n,) numbers
    treated : (n,) 0/1, constant inside a unit: does the unit ever get the programme
    period : (n,) numbers
    unit : (n,) labels (states, schools); every unit must be seen before and after the start

    Returns
    -------
    tuple of Estimate
        "effect" (two-way constants); "placebo" (same comparison of unit changes, p from giving
        the programme to other units); "event <period>" for each period against the last one
        before; "pretrend" (joint test of the periods before), when there are two or more.

    Raises
    ------
    InputError, DesignError

    Notes
    -----
    Assumes that without the programme both groups would have moved alike. With one treated unit
    the clustered standard error means nothing (caution): read the placebo p.

    Examples
    --------
    >>> found = difference_in_differences(
    ...     DifferenceInDifferences(start=2), [1., 2., 2., 3., 5., 9., 6., 9.],
    ...     [0, 0, 0, 0, 1, 1, 1, 1], [1, 2] * 4, list("aabbccdd"))
    >>> round(found[0].value, 6), round(found[1].p_value, 4)
    (2.5, 0.3333)
    """
    check_level(specification.level)
    rows = complete_rows({"outcome": outcome, "treated": treated, "period": period}, {"unit": unit})
    two_arms("treated", rows.numeric["treated"])
    arm, changes = _unit_changes(rows, specification.start)
    after = (rows.numeric["period"] >= specification.start) * 1.0
    effect = _two_way(specification, rows, {"effect": rows.numeric["treated"] * after})
    stamp = inputs_hash(specification, {**rows.numeric, **rows.coded})
    trend = caution("trend_assumed")
    notes = (*rows.cautions, trend)
    lonely = arm.sum() == 1
    if lonely:
        notes += (caution("one_treated"),)
    told = replace(
        effect["effect"], method=f"did-{specification.variance.lower()}", inputs_hash=stamp,
        warnings=notes + effect["effect"].warnings,
    )  # fmt: skip
    run = Run(
        "did-placebo", VERSION, specification.unit, rows.n, stamp, specification.level,
        arm.size, specification.seed, notes,
    )  # fmt: skip
    events = _events(specification, rows, run)
    return (told, _placebo(specification, run, arm, changes), *events)


def _unit_changes(rows: Rows, start: float) -> tuple[Floats, Floats]:
    unit, period = rows.coded["unit"], rows.numeric["period"]
    after = period >= start
    G = int(unit.max()) + 1
    first = np.unique(unit, return_index=True)[1]
    arm = rows.numeric["treated"][first]
    changed = np.flatnonzero(rows.numeric["treated"] != arm[unit])
    if changed.size:
        raise InputError(
            "changes_in_unit", f"Column treated changes inside unit "
            f"{rows.levels['unit'][unit[changed[0]]]}: give 1 for all rows of a treated unit.",
        )  # fmt: skip
    seen = [np.bincount(unit[side], minlength=G) for side in (~after, after)]
    if min(s.min() for s in seen) == 0:
        side, word = (0, "before") if (seen[0] == 0).any() else (1, "after")
        where = rows.levels["unit"][int(np.argmin(seen[side]))]
        raise DesignError(
            "one_sided_unit", f"Unit {where} was never seen {word} period {start:g}: leave it out."
        )
    means = [
        np.bincount(unit[side], rows.numeric["outcome"][side], G) / s
        for side, s in zip((~after, after), seen, strict=True)
    ]
    if G < 3:
        raise DesignError(
            "one_cluster", "Two units only: no comparison of one cluster with one other cluster "
            "can tell chance from effect.",
        )  # fmt: skip
    return arm, np.asarray(means[1] - means[0])


def _two_way(
    specification: DifferenceInDifferences, rows: Rows, columns: dict[str, Floats]
) -> Regression:
    times = np.unique(rows.numeric["period"])
    dummies = {f"(period {t:g})": (rows.numeric["period"] == t) * 1.0 for t in times[1:]}
    asked = LeastSquares(specification.variance, level=specification.level, unit=specification.unit)
    units = rows.levels["unit"][rows.coded["unit"]]
    return regress(asked, rows.numeric["outcome"], {**dummies, **columns}, units, absorb=units)


def _placebo(
    specification: DifferenceInDifferences, run: Run, arm: Floats, changes: Floats
) -> Estimate:
    """Give the programme to other units: the share that fares at least as far from zero."""
    G = arm.size
    design = Design(arm, np.zeros(G, dtype=np.int64), np.arange(G), np.arange(G))
    exact = is_exact(design)
    centred = changes - changes.mean()

    def effect(Z: Floats) -> Floats:
        many = Z.sum(axis=1)
        return np.asarray(Z @ centred / many - (1 - Z) @ centred / (G - many))

    chunks = assignments(design, specification.draws, specification.seed, exact)
    drawn = np.concatenate([effect(Z) for Z in chunks])
    value = float(effect(arm[None, :])[0])
    notes: tuple[Caution, ...] = ()
    if exact and 1 / drawn.size > 1 - specification.level:
        notes = (caution("few_permutations", count=drawn.size, smallest=1 / drawn.size),)
    spread = float(drawn.std())
    p = p_value(value, drawn, "two-sided", exact) if spread > 0 else None
    return run.plain("placebo", value, se=spread, p=p, warnings=notes)


def _events(specification: DifferenceInDifferences, rows: Rows, run: Run) -> tuple[Estimate, ...]:
    times = np.unique(rows.numeric["period"])
    before = times[times < specification.start]
    if times.size < 3:
        return ()
    named = {f"event {t:g}": t for t in times if t != before[-1]}
    columns = {k: rows.numeric["treated"] * (rows.numeric["period"] == t) for k, t in named.items()}
    fit = _two_way(specification, rows, columns)
    method = f"event-study-{specification.variance.lower()}"
    told = [
        replace(e, method=method, inputs_hash=run.inputs_hash, warnings=run.warnings + e.warnings)
        for e in fit.estimates if e.term.startswith("event ")
    ]  # fmt: skip
    early = [k for k, t in named.items() if t < specification.start and k in fit.names]
    if early:
        joint = joint_test(fit, early)
        notes = run.warnings
        if joint.p_value is not None and joint.p_value < 1 - specification.level:
            notes += (caution("pretrend", p=joint.p_value),)
        told.append(
            replace(
                joint, term="pretrend", method=method, inputs_hash=run.inputs_hash, warnings=notes
            )
        )
    return tuple(told)
