"""What an estimator says of itself when it joins the suite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from bothways.stats.estimate import Estimate

Table = dict[str, np.ndarray]


@dataclass(frozen=True)
class Joined:
    """One estimator and what must hold for it.

    Parameters
    ----------
    name : how it is called in the report
    run : table, seed -> estimates
    table : seed -> columns
    outcome : the column that may be shifted and scaled, or None
    shift, scale : by how much `value` moves when the outcome moves by 1 or is doubled
        (0 = not at all, 1 = with it); None = not promised
    arm, cluster, covariate : columns that can be broken to see the error, or None
    missing : whether a missing outcome equals leaving the row out
    order : whether the order of rows must not matter
    """

    name: str
    run: Callable[[Table, int], tuple[Estimate, ...]]
    table: Callable[[int], Table]
    outcome: str | None = "after"
    shift: float | None = 0.0
    scale: float | None = 1.0
    arm: str | None = "arm"
    cluster: str | None = "school"
    covariate: str | None = "before"
    missing: bool = True
    order: bool = True
    tolerance: float = 1e-7
    constant: bool = True
    note: str = field(default="")
