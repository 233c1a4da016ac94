"""Were the arms alike at the start: normalised differences and one joint test.

Sources: Imbens & Rubin (2015), Causal Inference, eq. 14.1 (normalised difference); Hansen &
Bowers (2008), Stat. Sci. 23:219 (one omnibus statistic d'V^-1 d over the assignments).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.columns import Floats, complete_rows
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash
from bothways.stats.trials.design import Design, assignments, is_exact, read_design
from bothways.stats.trials.randomisation import Randomisation, p_value
from bothways.stats.trials.statistics import build_kernel

VERSION = "1"


def normalised_difference(first: Floats, second: Floats) -> float:
    """(mean second - mean first) / sqrt((var first + var second) / 2), 0 when nothing varies.

    Examples
    --------
    >>> round(normalised_difference(np.array([0., 2.]), np.array([1., 3.])), 4)
    0.7071
    """
    spread = [float(v.var(ddof=1)) if v.size > 1 else 0.0 for v in (first, second)]
    scale = float(np.sqrt(sum(spread) / 2))
    return float(second.mean() - first.mean()) / scale if scale > 0 else 0.0


def balance(
    specification: Randomisation,
    covariates: Mapping[str, ArrayLike],
    arm: ArrayLike,
    clusters: ArrayLike | None = None,
    strata: ArrayLike | None = None,
) -> tuple[Estimate, ...]:
    """Normalised difference of each covariate and one test of all together.

    Parameters
    ----------
    specification : Randomisation
        ``draws``, ``seed`` and ``level`` are used.
    covariates : name -> (n,) numbers measured before assignment
    arm, clusters, strata : as in :func:`randomisation_test`

    Returns
    -------
    tuple of Estimate
        One normalised difference (programme minus comparison) for each covariate, without a test
        of its own, and "all together": the omnibus statistic with its randomisation p value.

    Notes
    -----
    |difference| above 0.25 is what regression cannot mend safely. The omnibus test asks only
    whether the lottery was held as told; a small sample may pass with large differences.

    Examples
    --------
    >>> found = balance(Randomisation(), {"age": [9., 8., 7., 9., 7., 8.]}, [0, 0, 0, 1, 1, 1])
    >>> [(e.term, round(e.value, 3)) for e in found]
    [('age', 0.0), ('all together', 0.0)]
    """
    check_level(specification.level)
    rows = complete_rows({"arm": arm, **covariates}, {"clusters": clusters, "strata": strata})
    design = read_design(rows, "arm", "clusters", "strata")
    treated = rows.numeric["arm"] == 1
    run = Run(
        "balance", VERSION, "standard deviations", rows.n,
        inputs_hash(specification, {**rows.numeric, **rows.coded}), specification.level,
        design.clusters, specification.seed, rows.cautions,
    )  # fmt: skip
    found = [
        run.plain(k, normalised_difference(rows.numeric[k][~treated], rows.numeric[k][treated]))
        for k in covariates
    ]
    X = np.column_stack([rows.numeric[k] for k in covariates])
    statistic, p, rank = _omnibus(specification, design, X)
    joint = run.plain(
        "all together", statistic, df=rank, statistic=statistic, p=p, unit="chi-square like"
    )
    return (*found, joint)


def _omnibus(specification: Randomisation, design: Design, X: Floats) -> tuple[float, float, int]:
    exact = is_exact(design, specification.exact_limit)
    scale = X.std(axis=0)
    Xs = (X - X.mean(axis=0)) / np.where(scale > 0, scale, 1.0)
    empty = np.empty((len(X), 0))
    kernels = [build_kernel(design, column, empty) for column in Xs.T]

    def differences(Z: Floats) -> Floats:
        return np.column_stack([k.evaluate(Z)[0] for k in kernels])

    chunks = assignments(design, specification.draws, specification.seed, exact)
    drawn = np.concatenate([differences(Z) for Z in chunks])
    cov = np.atleast_2d(np.cov(drawn.T, bias=True))
    values, vectors = np.linalg.eigh(cov)
    keep = values > 1e-9 * max(float(values[-1]), 1e-300)
    half = vectors[:, keep] / np.sqrt(values[keep])
    size = np.sum((drawn @ half) ** 2, axis=1)
    observed = float(np.sum((differences(design.arm[None, :]) @ half) ** 2))
    return observed, p_value(observed, size, "greater", exact), int(keep.sum())
