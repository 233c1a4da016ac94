"""How replicate weights turn into a variance, and how plausible values are pooled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from bothways.stats.columns import Bools, Floats, Ints
from bothways.stats.errors import SpecificationError

Method = Literal["fay", "brr", "jk1", "jk2", "sdr", "bootstrap", "custom"]
METHODS = ("fay", "brr", "jk1", "jk2", "sdr", "bootstrap", "custom")


@dataclass(frozen=True, slots=True)
class Replication:
    """How the replicate weights were made.

    Parameters
    ----------
    method : str
        "fay" (balanced repeated replication with Fay's factor: PISA), "brr", "jk1" (one cluster
        left out each time), "jk2" (one of a pair left out, one replicate for each pair: TIMSS and
        PIRLS before 2015, ICCS), "sdr" (successive differences), "bootstrap", or "custom".
    fay : float
        Fay's factor in [0, 1); PISA uses 0.5.
    scale : float or None
        Overall factor of a custom design; TIMSS and PIRLS from 2015, which leave out both halves
        of a pair in turn, need 0.5.
    rscales : tuple of float or None
        One factor for each replicate of a custom design.
    centre : "estimate" or "mean"
        Deviations are taken from the full-sample estimate (PISA, TIMSS) or from the mean of the
        replicates.
    df : float or None
        Design degrees of freedom; None takes the number of replicates less one (of pairs for jk2).
    sampling_from : "all" or "first"
        Sampling variance averaged over all plausible values, or from the first alone, as the older
        TIMSS and PIRLS reports did.

    Examples
    --------
    >>> Replication().factors(80)[0]
    np.float64(0.05)
    """

    method: Method = "fay"
    fay: float = 0.5
    scale: float | None = None
    rscales: tuple[float, ...] | None = None
    centre: Literal["estimate", "mean"] = "estimate"
    df: float | None = None
    sampling_from: Literal["all", "first"] = "all"

    def factors(self, replicates: int) -> Floats:
        """Return the (R,) factor of each squared deviation.

        Raises
        ------
        SpecificationError
            Unknown method, Fay's factor outside [0, 1), or rscales of another length.

        Notes
        -----
        Source: Wolter (2007), Introduction to Variance Estimation, 2nd ed., ch. 3 and 4; Judkins
        (1990), Journal of Official Statistics 6(3) for Fay's factor; OECD (2009), PISA Data
        Analysis Manual, ch. 4 for 1 / (R (1 - k)^2).
        """
        self._check(replicates)
        scale = {
            "fay": 1 / (replicates * (1 - self.fay) ** 2), "brr": 1 / replicates,
            "jk1": (replicates - 1) / replicates, "jk2": 1.0, "sdr": 4 / replicates,
            "bootstrap": 1 / replicates, "custom": 1.0 if self.scale is None else self.scale,
        }[self.method]  # fmt: skip
        each = np.ones(replicates) if self.rscales is None else np.array(self.rscales)
        return np.asarray(scale * each)

    def _check(self, replicates: int) -> None:
        if self.method not in METHODS:
            raise SpecificationError(
                "unknown_replication",
                f"No replication method {self.method!r}: choose one of {', '.join(METHODS)}.",
            )
        if not 0 <= self.fay < 1:
            raise SpecificationError(
                "bad_fay", f"Fay's factor must lie in [0, 1), not {self.fay}.", fay=self.fay
            )
        if replicates < 2:
            raise SpecificationError(
                "few_replicates", f"{replicates} replicate weights carry no variance: give at "
                "least two, made from two or more clusters.",
            )  # fmt: skip
        custom = self.scale is not None or self.rscales is not None
        if custom != (self.method == "custom"):
            raise SpecificationError(
                "scale_mismatch", "A scale or rscales belong to the method custom, and custom "
                "needs one of them.",
            )  # fmt: skip
        if self.rscales is not None and len(self.rscales) != replicates:
            raise SpecificationError(
                "rscales_length",
                f"{len(self.rscales)} rscales for {replicates} replicate weights.",
            )

    def design_df(self, replicates: int) -> float:
        """Return the design degrees of freedom."""
        if self.df is not None:
            return self.df
        return float(replicates if self.method == "jk2" else replicates - 1)


@dataclass(frozen=True)
class Pooled:
    """Pooled value, its standard error and degrees of freedom; arrays share one shape.

    Attributes
    ----------
    value, se, df : the pooled estimate; se is 0 when no replicate moves it
    sampling, imputation : the two parts of the variance
    empty : number of replicates in which the estimate does not exist
    """

    value: Floats
    se: Floats
    df: Floats
    sampling: Floats
    imputation: Floats
    empty: Ints


def pool(
    replication: Replication, estimates: Floats, magnitude: Floats | float | None = None
) -> Pooled:
    """Pool replicates and plausible values.

    Parameters
    ----------
    replication : Replication
    estimates : (..., R + 1, M)
        Full-sample estimate first, then the R replicates, for each of M plausible values.
    magnitude : array or float or None
        Size of the numbers the estimates came from; moves below 1e-12 of it are rounding and
        count as none.

    Notes
    -----
    Value: mean over plausible values. Variance: U + (1 + 1/M) B with U the replicate variance and
    B the variance between plausible values (Rubin 1987, eq. 3.1.2-3.1.5). Degrees of freedom:
    Barnard and Rubin (1999), Biometrika 86:948, eq. 3, on top of the design's. Replicates in which
    the estimate does not exist are left out and the others scaled up by the factors they carry.

    Examples
    --------
    >>> p = pool(Replication("jk2"), np.array([[1.0], [1.1], [0.8]]))
    >>> round(float(p.se), 4), float(p.df)
    (0.2236, 2.0)
    """
    first, rest = estimates[..., :1, :], estimates[..., 1:, :]
    factor = replication.factors(rest.shape[-2])
    alive = np.isfinite(rest)
    moved = rest - _centre(replication, first, rest, alive)
    moved[~alive] = 0.0
    size = np.abs(first).max(axis=(-2, -1)) if magnitude is None else magnitude
    least = 1e-12 * np.asarray(size)[..., None, None]
    moved[(moved <= least) & (moved >= -least)] = 0.0
    kept = np.einsum("r,...rm->...m", factor, alive)
    with np.errstate(invalid="ignore", divide="ignore"):
        each = np.einsum("r,...rm,...rm->...m", factor, moved, moved) * (factor.sum() / kept)
    empty = (~alive).any(axis=-1).sum(axis=-1)
    return _combine(first[..., 0, :], each, replication, factor.size, empty)


def _centre(replication: Replication, first: Floats, rest: Floats, alive: Bools) -> Floats:
    if replication.centre == "estimate":
        return first
    count = np.maximum(alive.sum(axis=-2, keepdims=True), 1)
    return np.asarray(np.where(alive, rest, 0.0).sum(axis=-2, keepdims=True) / count)


def _combine(
    values: Floats, each: Floats, replication: Replication, replicates: int, empty: Ints
) -> Pooled:
    M = values.shape[-1]
    U = each[..., 0] if replication.sampling_from == "first" else each.mean(axis=-1)
    B = (1 + 1 / M) * values.var(axis=-1, ddof=1) if M > 1 else np.zeros_like(U)
    rounding = (1e-12 * np.abs(values).max(axis=-1)) ** 2
    B = np.where(rounding >= B, 0.0, B)
    total = U + B
    share = B / np.where(total > 0, total, 1.0)
    df = _barnard_rubin(share, M, replication.design_df(replicates))
    return Pooled(values.mean(axis=-1), np.sqrt(total), df, U, B, empty)


def _barnard_rubin(share: Floats, M: int, design: float) -> Floats:
    """Degrees of freedom when the share `share` of the variance comes from M plausible values."""
    between = (M - 1) / np.where(share > 0, share, 1.0) ** 2
    observed = (design + 1) / (design + 3) * design * (1 - share)
    both = between * observed / (between + observed) if M > 1 else observed
    return np.where(share > 0, both, design)
