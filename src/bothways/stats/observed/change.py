"""Before and after in one group: a change, never an effect.

Sources: Cumming (2012), Understanding the New Statistics, ch. 11 (d_av); Morris (2008), Organ. Res.
Methods 11:364.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.cautions import caution
from bothways.stats.columns import complete_rows
from bothways.stats.estimate import Estimate, inputs_hash
from bothways.stats.regression.estimates import LeastSquares, regress

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Change:
    """How to describe a change.

    Parameters
    ----------
    selected : bool
        The group was chosen because it stood low (or high) at the start.
    level, unit : confidence level and unit of the outcome
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
    """Mean change of those seen twice, and the change in standard deviations.

    Parameters
    ----------
    specification : Change
    before, after : (n,) numbers of the same people
    clusters : (n,) labels or None

    Returns
    -------
    tuple of Estimate
        "change" with CR2 (HC2) test; "change in sd" (d_av, over the mean of both standard
        deviations) and "change in sd of change" (d_z), without a test of their own.

    Notes
    -----
    Always carries the caution that a change is not an effect. People seen once are left out.

    Examples
    --------
    >>> found = change(Change(), [1., 2., 3.], [2., 4., 3.])
    >>> found[0].value, [str(w)[:16] for w in found[0].warnings][-1]
    (1.0, 'This is a change')
    """
    rows = complete_rows({"before": before, "after": after}, {"clusters": clusters})
    x, y = rows.numeric["before"], rows.numeric["after"]
    asked = LeastSquares(level=specification.level, unit=specification.unit)
    fit = regress(asked, y - x, {}, rows.coded.get("clusters"))
    notes = rows.cautions + fit["(constant)"].warnings + (caution("change_not_effect"),)
    if specification.selected:
        notes += (caution("regression_to_mean"),)
    stamp = inputs_hash(specification, {**rows.numeric, **rows.coded})
    method = fit.run.method.replace("ols", "change")
    told = {"warnings": notes, "inputs_hash": stamp, "method": method, "method_version": VERSION}
    run = replace(fit.run, **told)  # type: ignore[arg-type]
    mean = replace(fit["(constant)"], term="change", **told)  # type: ignore[arg-type]
    spread = float(np.sqrt((x.var(ddof=1) + y.var(ddof=1)) / 2)) if rows.n > 1 else 0.0
    own = float((y - x).std(ddof=1)) if rows.n > 1 else 0.0
    sizes = {"change in sd": spread, "change in sd of change": own}
    scaled = [
        run.plain(k, mean.value / s, unit="standard deviations") for k, s in sizes.items() if s > 0
    ]
    return (mean, *scaled)
