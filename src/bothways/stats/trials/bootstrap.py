"""Wild cluster bootstrap with the null imposed (a third opinion where clusters are few).

Sources: Cameron, Gelbach & Miller (2008), Rev. Econ. Stat. 90:414; Webb (2023), Can. J. Econ.
56:839 (six-point weights); Roodman et al. (2019), Stata J. 19:4 (all in cluster space).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from bothways.stats.cautions import caution
from bothways.stats.columns import Floats, complete_rows
from bothways.stats.errors import DesignError, SpecificationError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash
from bothways.stats.regression.estimates import FEW_CLUSTERS
from bothways.stats.regression.fit import Fit, design, least_squares
from bothways.stats.trials.randomisation import p_value, ratio

VERSION = "1"
WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])


@dataclass(frozen=True, slots=True)
class WildBootstrap:
    """How to draw.

    Parameters
    ----------
    term : str
        The predictor that is tested.
    draws, seed : number of draws and their seed
    weights : "webb" or "rademacher"
        Webb's six points (default, needed below about 12 clusters) or signs. All sign patterns
        are used when there are at most `draws` of them.
    level, unit : confidence level and unit of the outcome
    """

    term: str = "arm"
    draws: int = 9_999
    seed: int = 1
    weights: Literal["webb", "rademacher"] = "webb"
    level: float = 0.95
    unit: str = "points"


def wild_bootstrap(
    specification: WildBootstrap,
    outcome: ArrayLike,
    predictors: Mapping[str, ArrayLike],
    clusters: ArrayLike,
) -> Estimate:
    """Test one coefficient by the restricted wild cluster bootstrap of its CR1 t statistic.

    Parameters
    ----------
    specification : WildBootstrap
    outcome : (n,) numbers
    predictors : name -> (n,) numbers; a constant is added
    clusters : (n,) labels

    Returns
    -------
    Estimate
        ``interval`` holds the values that the bootstrap test does not reject; None on a side
        where it never rejects. ``se`` is the CR1 standard error.

    Raises
    ------
    InputError, DesignError, SpecificationError, NotEstimableError

    Notes
    -----
    Assumes clusters independent and treatment not concentrated in one or two clusters. Cost:
    draws x G^2, whatever the number of rows.

    Examples
    --------
    >>> e = wild_bootstrap(WildBootstrap(), [1., 2., 3., 5., 4., 6., 8., 7.],
    ...                    {"arm": [0, 0, 0, 0, 1, 1, 1, 1]}, list("aabbccdd"))
    >>> round(e.value, 6), 0 < e.p_value < 1
    (3.5, True)
    """
    check_level(specification.level)
    rows = complete_rows({"outcome": outcome, **predictors}, {"clusters": clusters})
    X, names = design({k: rows.numeric[k] for k in predictors}, rows.n, True)
    fit = least_squares(X, rows.numeric["outcome"], rows.coded["clusters"])
    if fit.clusters < 2:
        raise DesignError("one_cluster", "Only one cluster: there is nothing to redraw.")
    kept = [names[k] for k in fit.kept]
    if specification.term not in kept:
        raise SpecificationError(
            "unknown_term", f"No coefficient named {specification.term}; there are "
            f"{', '.join(kept)}.",
        )  # fmt: skip
    test = _Test(fit, kept.index(specification.term))
    signs, exact = _weights(specification, fit.clusters)
    p = None if not fit.residuals.any() else test.p(0.0, signs, exact)
    notes = (caution("bootstrap_bold"),) if fit.clusters < FEW_CLUSTERS else ()
    run = Run(
        f"wild-{specification.weights}", VERSION, specification.unit, rows.n,
        inputs_hash(specification, {**rows.numeric, **rows.coded}), specification.level,
        fit.clusters, None if exact else specification.seed, rows.cautions + notes,
    )  # fmt: skip
    interval = None if p is None else _invert(test, signs, exact, 1 - specification.level)
    t = test.effect / test.se if test.se > 0 else None
    return run.plain(
        specification.term, test.effect, se=test.se, statistic=t, p=p, interval=interval
    )


def _weights(specification: WildBootstrap, clusters: int) -> tuple[Floats, bool]:
    if specification.weights == "rademacher" and 2**clusters <= specification.draws:
        return np.array(list(itertools.product((-1.0, 1.0), repeat=clusters))), True
    rng = np.random.default_rng(specification.seed)
    points = WEBB if specification.weights == "webb" else np.array([-1.0, 1.0])
    picks = (rng.random((specification.draws, clusters)) * len(points)).astype(np.int64)
    return points[picks], False


class _Test:
    """Cluster sums of the tested direction; every null value is linear in them."""

    def __init__(self, fit: Fit, k: int) -> None:
        unit = np.eye(fit.coef.size)[k]
        along = np.linalg.solve(fit.triangle.T, unit)
        tilted = fit.basis @ along
        self.effect = float(fit.coef[k])
        self.spread = float(along @ along)
        G = fit.clusters
        direction = tilted / self.spread
        null = fit.residuals + self.effect * direction
        self.base = self._sums(fit, null, tilted)
        self.tilt = self._sums(fit, direction, tilted)
        self.pull = np.add.reduceat(fit.basis * tilted[:, None], fit.starts, axis=0)
        scores = np.add.reduceat(tilted * fit.residuals, fit.starts)
        self.se = float(np.sqrt(G / (G - 1) * scores @ scores))
        self._cache: dict[int, tuple[Any, ...]] = {}

    @staticmethod
    def _sums(fit: Fit, values: Floats, tilted: Floats) -> tuple[Floats, Floats]:
        own = np.add.reduceat(tilted * values, fit.starts)
        return own, np.add.reduceat(fit.basis * values[:, None], fit.starts, axis=0)

    def _parts(self, V: Floats) -> tuple[Any, ...]:
        if id(V) not in self._cache:
            halves = []
            for own, spread in (self.base, self.tilt):
                drawn = V @ own
                halves += [drawn, V * own - (V @ spread) @ self.pull.T]
            self._cache[id(V)] = tuple(halves)
        return self._cache[id(V)]

    def p(self, null: float, V: Floats, exact: bool) -> float:
        """p value of "the coefficient equals `null`", weights V (B, G)."""
        effect0, score0, effect1, score1 = self._parts(V)
        effect, score = effect0 - null * effect1, score0 - null * score1
        G = V.shape[1]
        se = np.sqrt(G / (G - 1) * np.einsum("bg,bg->b", score, score))
        observed = (self.effect - null) / self.se if self.se > 0 else np.inf
        return p_value(observed, ratio(effect, se), "two-sided", exact)


def _invert(test: _Test, V: Floats, exact: bool, alpha: float) -> tuple[float | None, float | None]:
    ends: list[float | None] = []
    for side in (-1.0, 1.0):
        far = next(
            (f for f in (4.0, 8.0, 16.0, 64.0) if _excess(f * side, test, V, exact, alpha) < 0),
            None,
        )
        if far is None:
            ends.append(None)
            continue
        root = optimize.brentq(_excess, 0.0, far * side, (test, V, exact, alpha), xtol=1e-3)
        ends.append(test.effect + float(root) * test.se)
    return ends[0], ends[1]


def _excess(steps: float, test: _Test, V: Floats, exact: bool, alpha: float) -> float:
    return test.p(test.effect + steps * test.se, V, exact) - alpha + 1e-9
