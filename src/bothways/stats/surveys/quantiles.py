"""Weighted quantiles of cells under replicate weights and plausible values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.columns import Floats
from bothways.stats.errors import SpecificationError
from bothways.stats.estimate import Estimate, check_level
from bothways.stats.surveys.cells import Cells
from bothways.stats.surveys.replication import Replication
from bothways.stats.surveys.tables import Frame, Replicated, pooled_estimates
from bothways.stats.surveys.weights import Weights


@dataclass(frozen=True, slots=True)
class SurveyQuantiles:
    """Which quantiles to estimate.

    Parameters
    ----------
    replication : Replication
        Balanced and bootstrap replicates are sound for quantiles; "jk1" and "jk2" are rough.
    shares : tuple of float
        Shares below the quantile, each in (0, 1).
    gaps : tuple of (cell, cell)
    level : float
    unit : str
    """

    replication: Replication = field(default_factory=Replication)
    shares: tuple[float, ...] = (0.1, 0.5, 0.9)
    gaps: tuple[tuple[str, str], ...] = ()
    level: float = 0.95
    unit: str = "points"


def survey_quantiles(
    specification: SurveyQuantiles,
    weights: Weights,
    values: ArrayLike,
    cells: ArrayLike | Cells | None = None,
) -> tuple[Estimate, ...]:
    """Estimate quantiles in each cell.

    Parameters
    ----------
    specification : SurveyQuantiles
    weights : ReplicateWeights or FactorisedWeights, n rows
    values : (n,) numbers, or (n, M) plausible values
    cells : (n,) labels, Cells, or None for everybody

    Returns
    -------
    tuple of Estimate
        Terms such as "p10: all", then gaps such as "p10: native - first".

    Raises
    ------
    InputError, SpecificationError

    Notes
    -----
    The quantile is the smallest value at which the weight at or below reaches the share (Hyndman
    and Fan 1996, definition 1, with weights). Cost: one sort of each plausible value in each cell
    and one running sum over its replicate weights. See :func:`survey_table` for the rest.

    Examples
    --------
    >>> from bothways.stats.surveys import delete_one_weights
    >>> w = delete_one_weights(np.ones(6), list("aabbcc"))
    >>> asked = SurveyQuantiles(Replication("jk1"), shares=(0.5,))
    >>> survey_quantiles(asked, w, [1., 2., 3., 4., 5., 6.])[0].value
    3.0
    """
    check_level(specification.level)
    shares = np.array(specification.shares, dtype=float)
    if not shares.size or not ((shares > 0) & (shares < 1)).all():
        raise SpecificationError(
            "bad_share", f"Quantiles need shares between 0 and 1, found {specification.shares}."
        )
    frame = Frame.of(weights, values, cells)
    run = frame.run("survey-quantile", specification, specification.level, specification.unit)
    theta = _quantiles(frame, shares)
    size = np.abs(np.nan_to_num(theta)).max(axis=(1, 2, 3))
    made = [
        Replicated(f"p{100 * share:g}", theta[..., k], size, specification.unit)
        for k, share in enumerate(shares)
    ]
    return pooled_estimates(run, specification.replication, made, frame, specification.gaps)


def _quantiles(frame: Frame, shares: Floats) -> Floats:
    """(cells, R + 1, M, shares)."""
    M, R = frame.values.shape[1], frame.weights.count
    found = np.full((len(frame.cells.names), R + 1, M, shares.size), np.nan)
    for number, rows in enumerate(frame.cells.rows(frame.kept)):
        if frame.sizes[number]:
            _cell_quantiles(frame, rows, shares, found[number])
    return found


def _cell_quantiles(frame: Frame, rows: Any, shares: Floats, into: Floats) -> None:
    weights, values = frame.weights.rows(rows), frame.values[rows]
    for m in range(values.shape[1]):
        order = np.argsort(values[:, m], kind="stable")
        running = np.cumsum(weights[order], axis=0)
        into[:, m] = _reached(running, values[order, m], shares)


def _reached(running: Floats, ordered: Floats, shares: Floats) -> Floats:
    total = running[-1]
    # A running sum may miss its target by rounding: 1e-9 of the total is no person.
    targets = total[:, None] * (shares - 1e-9)
    place = np.array([np.searchsorted(c, t) for c, t in zip(running.T, targets, strict=True)])
    found = ordered[np.minimum(place, len(ordered) - 1)]
    return np.where(total[:, None] > 0, found, np.nan)
