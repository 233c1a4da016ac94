"""Shares of a cell that fall in each category."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.columns import Floats
from bothways.stats.errors import InputError
from bothways.stats.estimate import Estimate, check_level
from bothways.stats.surveys.cells import Cells
from bothways.stats.surveys.replication import Replication
from bothways.stats.surveys.sums import replicate_sums
from bothways.stats.surveys.tables import Frame, Replicated, pooled_estimates
from bothways.stats.surveys.weights import Weights


@dataclass(frozen=True, slots=True)
class SurveyShares:
    """Which shares to estimate.

    Parameters
    ----------
    replication : Replication
    gaps : tuple of (cell, cell)
    level : float
    """

    replication: Replication = field(default_factory=Replication)
    gaps: tuple[tuple[str, str], ...] = ()
    level: float = 0.95


def survey_shares(
    specification: SurveyShares,
    weights: Weights,
    categories: ArrayLike,
    cells: ArrayLike | Cells | None = None,
) -> tuple[Estimate, ...]:
    """Estimate the share of each category in each cell.

    Parameters
    ----------
    specification : SurveyShares
    weights : ReplicateWeights or FactorisedWeights, n rows
    categories : (n,) labels; missing labels are left out of the base of the share
    cells : (n,) labels, Cells, or None for everybody

    Returns
    -------
    tuple of Estimate
        ``value`` in [0, 1]; terms such as "share second: all". The symmetric interval may pass 0
        or 1 near the ends: it is cut there.

    Raises
    ------
    InputError, SpecificationError

    Notes
    -----
    The share is the mean of a 0/1 column; see :func:`survey_table` for assumptions and sources.

    Examples
    --------
    >>> from bothways.stats.surveys import delete_one_weights
    >>> w = delete_one_weights(np.ones(6), list("aabbcc"))
    >>> [(e.term, round(e.value, 3)) for e in
    ...  survey_shares(SurveyShares(Replication("jk1")), w, ["x", "y", "x", "x", "y", "x"])]
    [('share x: all', 0.667), ('share y: all', 0.333)]
    """
    check_level(specification.level)
    coded = Cells.of(categories)
    if coded.code.size != weights.n:
        raise InputError(
            "unequal_length",
            f"Column categories has {coded.code.size} rows, the weights have {weights.n}.",
            column="categories",
        )
    known = np.where(coded.code >= 0, coded.code.astype(float), np.nan)
    frame = Frame.of(weights, known, cells)
    names = {"(names)": np.array(coded.names)}
    run = frame.run("survey-share", specification, specification.level, "share", names)
    made = _shares(frame, coded)
    found = pooled_estimates(run, specification.replication, made, frame, specification.gaps)
    return tuple(_cut(e) for e in found)


def _shares(frame: Frame, coded: Cells) -> list[Replicated]:
    K = len(coded.names)
    unity = np.vstack([np.eye(K), np.zeros(K)])

    def columns(rows: Any) -> Floats:
        return np.asarray(unity[coded.code[rows]])

    sums = replicate_sums(frame.weights, columns, K, frame.cells, frame.kept)
    weight = sums.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        theta = sums / np.where(weight > 0, weight, np.nan)
    one = np.ones(len(sums))
    return [
        Replicated(f"share {name}", theta[..., k, None], one, "share")
        for k, name in enumerate(coded.names)
    ]


def _cut(e: Estimate) -> Estimate:
    """A share cannot leave [0, 1]; a gap of shares cannot leave [-1, 1]."""
    if e.interval is None or e.interval[0] is None or e.interval[1] is None:
        return e
    low = -1.0 if e.statistic is not None else 0.0
    ends = max(e.interval[0], low), min(e.interval[1], 1.0)
    return replace(e, interval=ends)
