"""A number that can be trusted: the frozen :class:`Estimate` and the hash of what it came from."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np

from bothways.stats.cautions import Caution
from bothways.stats.errors import NotEstimableError, SpecificationError
from bothways.stats.said import N_

# Units of our own, so that the catalogues know them; a user's unit is shown as it was given.
UNITS = (
    N_("points"), N_("standard deviations"), N_("standard deviations before"), N_("share"),
    N_("people"), N_("cells"), N_("groups"), N_("index"), N_("odds ratio"), N_("agreement"),
    N_("correlation"), N_("chi-square"), N_("chi-square like"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number with everything needed to read and redo it.

    Parameters
    ----------
    term : str
        What was estimated (a coefficient, a group, an index).
    value : float
        The point estimate, always finite.
    se : float or None
        Standard error in the same unit; None where the method gives none.
    df : float or None
        Degrees of freedom of the reference distribution; None = normal or permutation.
    statistic, p_value : float or None
        Test statistic and its p value in [0, 1]; None where there is no test.
    interval : tuple of (float or None, float or None) or None
        Lower and upper end at `level`; an end that does not exist is None.
    level : float
        Confidence level in (0, 1).
    n : int
        Rows (people, studies, ties ...) the number rests on.
    clusters : int or None
        Independent units above the row; None where rows are independent.
    unit : str
        Unit of `value`: "points", "standard deviations", "share" ...
    method, method_version : str
        Stable name and version of the estimator.
    seed : int or None
        Seed of every random draw; None where nothing is drawn.
    inputs_hash : str
        SHA-256 over the columns and the specification.
    warnings : tuple of Caution
        What to keep in mind beside the number.

    Raises
    ------
    NotEstimableError
        `value` is not finite.

    Examples
    --------
    >>> e = Estimate("arm", 0.2, 0.1, 18.0, 2.0, 0.06, (-0.01, 0.41), 0.95, 600, 20, "points",
    ...              "ols-cr2", "1", None, "0" * 64)
    >>> e.as_row()["interval"]
    [-0.01, 0.41]
    """

    term: str
    value: float
    se: float | None
    df: float | None
    statistic: float | None
    p_value: float | None
    interval: tuple[float | None, float | None] | None
    level: float
    n: int
    clusters: int | None
    unit: str
    method: str
    method_version: str
    seed: int | None
    inputs_hash: str
    warnings: tuple[Caution, ...] = ()

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise NotEstimableError(
                "not_finite",
                f"{self.term}: no finite value came out of {self.method}. Check that the columns "
                "vary and that no group is empty.",
                term=self.term,
                method=self.method,
            )

    def as_row(self) -> dict[str, Any]:
        """Return the estimate as plain JSON values, the same keys for every estimator."""
        row = {f.name: getattr(self, f.name) for f in fields(self)}
        row["interval"] = None if self.interval is None else list(self.interval)
        row["warnings"] = [str(w) for w in self.warnings]
        return row


@dataclass(frozen=True, slots=True)
class Run:
    """What all estimates of one analysis share, so that each is written in one line.

    Examples
    --------
    >>> run = Run("ols-cr2", "1", "points", 600, "0" * 64, clusters=20)
    >>> round(run.tested("arm", 0.2, 0.1, 18.0).p_value, 3)
    0.061
    """

    method: str
    method_version: str
    unit: str
    n: int
    inputs_hash: str
    level: float = 0.95
    clusters: int | None = None
    seed: int | None = None
    warnings: tuple[Caution, ...] = ()

    def tested(self, term: str, value: float, se: float, df: float | None) -> Estimate:
        """Estimate with the t (or normal) test and interval of value / se."""
        statistic, p, interval = t_test(value, se, df, self.level)
        return self.plain(term, value, se=se, df=df, statistic=statistic, p=p, interval=interval)

    def plain(
        self,
        term: str,
        value: float,
        *,
        se: float | None = None,
        df: float | None = None,
        statistic: float | None = None,
        p: float | None = None,
        interval: tuple[float | None, float | None] | None = None,
        unit: str | None = None,
        n: int | None = None,
        warnings: tuple[Caution, ...] = (),
    ) -> Estimate:
        """Estimate with whatever the method gives; infinite numbers become None."""
        ends = None if interval is None else (finite(interval[0]), finite(interval[1]))
        return Estimate(
            term, float(value), finite(se), finite(df), finite(statistic), finite(p), ends,
            self.level, self.n if n is None else int(n), self.clusters, unit or self.unit,
            self.method, self.method_version, self.seed, self.inputs_hash,
            self.warnings + warnings,
        )  # fmt: skip


def finite(number: float | np.floating[Any] | None) -> float | None:
    """Return a plain float, or None for NaN, infinity and None."""
    return float(number) if number is not None and math.isfinite(number) else None


def check_level(level: float) -> float:
    """Return `level` when it lies strictly between 0 and 1, else raise SpecificationError."""
    if not 0.0 < level < 1.0:
        raise SpecificationError(
            "bad_level", f"The confidence level must lie between 0 and 1, not {level}.", level=level
        )
    return level


def t_test(
    value: float, se: float, df: float | None, level: float, two_sided: bool = True
) -> tuple[float | None, float | None, tuple[float | None, float | None] | None]:
    """Statistic, p value and interval of value / se against t (or normal when `df` is None).

    Parameters
    ----------
    value, se : float
        Estimate and standard error, same unit. With ``se`` of 0 or not finite there is no test.
    df : float or None
        Degrees of freedom; None uses the normal distribution.
    level : float
        Confidence level of the interval.

    Returns
    -------
    statistic, p_value, interval

    Examples
    --------
    >>> t_test(1.0, 0.0, 5, 0.95)
    (None, None, None)
    """
    usable = math.isfinite(se) and se > 0 and (df is None or df > 0)
    if not usable:
        return None, None, None
    statistic = value / se
    tail = upper_tail(abs(statistic) if two_sided else statistic, df)
    half = quantile(0.5 + level / 2, df) * se
    return statistic, (2 * tail if two_sided else tail), (value - half, value + half)


def upper_tail(statistic: float, df: float | None) -> float:
    """P(T > statistic) for t with `df` degrees of freedom, normal when `df` is None."""
    # Loaded when first asked for: a page that only shows kept figures does without SciPy.
    from scipy import special

    if df is None:
        return float(special.ndtr(-statistic))
    return float(special.stdtr(df, -statistic))


def quantile(share: float, df: float | None) -> float:
    """Quantile of t with `df` degrees of freedom, normal when `df` is None."""
    from scipy import special

    return float(special.ndtri(share) if df is None else special.stdtrit(df, share))


def inputs_hash(specification: object, columns: Mapping[str, Any]) -> str:
    """SHA-256 of a specification and its columns, independent of machine and memory layout.

    Parameters
    ----------
    specification : dataclass or object
        Hashed by its ``repr`` (frozen dataclasses print all their fields).
    columns : mapping of name -> array or None
        Numeric arrays are hashed as little-endian float64, other arrays as text. Order of rows
        counts, order of columns does not.

    Returns
    -------
    str
        64 hexadecimal digits.

    Notes
    -----
    Cost: one pass over the bytes, about 1 GB/s.

    Examples
    --------
    >>> a = inputs_hash("spec", {"y": [1.0, 2.0]})
    >>> a == inputs_hash("spec", {"y": np.array([1, 2])}), len(a)
    (True, 64)
    """
    name = type(specification).__name__ if is_dataclass(specification) else ""
    digest = hashlib.sha256(f"{name}\0{specification!r}\0".encode())
    for key in sorted(columns):
        if columns[key] is not None:
            array = np.asarray(columns[key])
            digest.update(f"{key}\0{array.shape}\0".encode())
            digest.update(_bytes(array))
    return digest.hexdigest()


def _bytes(array: np.ndarray[Any, Any]) -> Any:
    if array.dtype.kind in "fiub":
        return np.ascontiguousarray(array, dtype="<f8").data.cast("B") if array.size else b""
    return "\0".join(map(str, array.ravel().tolist())).encode()
