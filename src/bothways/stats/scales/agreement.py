"""Agreement of coders: Cohen's kappa and Krippendorff's alpha.

Sources: Cohen (1960), Educ. Psychol. Meas. 20:37; Fleiss, Cohen & Everitt (1969), Psychol. Bull.
72:323 (standard error); Krippendorff (2019), Content Analysis, ch. 12.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.columns import Floats, codes, complete_rows, label_array, numbers, same_length
from bothways.stats.errors import DesignError, InputError, NotEstimableError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash, quantile

VERSION = "1"
Kind = Literal["nominal", "ordinal", "interval"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How agreement is measured.

    Parameters
    ----------
    kind : "nominal", "ordinal" or "interval"
        Krippendorff's distance; ordinal and interval need numbers.
    draws, seed : bootstrap draws over units for Krippendorff's interval, and their seed
    level : confidence level
    """

    kind: Kind = "nominal"
    draws: int = 1_000
    seed: int = 1
    level: float = 0.95


def cohen_kappa(specification: Agreement, first: ArrayLike, second: ArrayLike) -> Estimate:
    """Agreement of two coders beyond chance.

    Parameters
    ----------
    specification : Agreement
        Only ``level`` is used.
    first, second : (n,) codes of the same units; units one coder left empty are not used

    Returns
    -------
    Estimate
        In [-1, 1]; large-sample standard error, normal interval.

    Raises
    ------
    NotEstimableError
        Both coders gave every unit the same one code: chance agreement is complete.

    Examples
    --------
    >>> first = ["y"] * 25 + ["n"] * 25
    >>> second = ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    >>> round(cohen_kappa(Agreement(), first, second).value, 6)
    0.4
    """
    check_level(specification.level)
    rows = complete_rows({}, {"first": _text("first", first), "second": _text("second", second)})
    a = rows.levels["first"][rows.coded["first"]]
    b = rows.levels["second"][rows.coded["second"]]
    shared = codes(np.concatenate([a, b]))[0]
    m, n = int(shared.max()) + 1, rows.n
    p = np.bincount(shared[:n] * m + shared[n:], minlength=m * m).reshape(m, m) / n
    row, col = p.sum(axis=1), p.sum(axis=0)
    chance = float(row @ col)
    if chance >= 1 - 1e-12:
        raise NotEstimableError(
            "one_code", "Both coders used one and the same code throughout: kappa does not exist."
        )
    kappa = (float(np.trace(p)) - chance) / (1 - chance)
    agree = float(np.diag(p) @ (1 - (row + col) * (1 - kappa)) ** 2)
    differ = p * (col[:, None] + row[None, :]) ** 2
    disagree = (1 - kappa) ** 2 * float(differ.sum() - np.trace(differ))
    variance = agree + disagree - (kappa - chance * (1 - kappa)) ** 2
    se = float(np.sqrt(max(variance, 0.0) / n)) / (1 - chance)
    run = Run(
        "cohen-kappa", VERSION, "agreement", n, inputs_hash(specification, {"a": a, "b": b}),
        specification.level, None, None, rows.cautions,
    )  # fmt: skip
    half = quantile(0.5 + specification.level / 2, None) * se
    interval = (kappa - half, min(1.0, kappa + half)) if se > 0 else None
    return run.plain("kappa", kappa, se=se, interval=interval)


def _text(name: str, values: ArrayLike) -> ArrayLike:
    array, present = label_array(name, values)
    return np.where(present, array.astype(str), "")


def krippendorff_alpha(specification: Agreement, coders: Mapping[str, ArrayLike]) -> Estimate:
    """Agreement of any number of coders, with units some of them left out.

    Parameters
    ----------
    specification : Agreement
    coders : name -> (n,) codes of the same units, missing where a coder did not code; text for
        "nominal", numbers otherwise

    Returns
    -------
    Estimate
        1 = full agreement, 0 = chance. ``n`` counts units with two codes or more. Percentile
        bootstrap over units.

    Raises
    ------
    DesignError
        Fewer than two coders, or no unit with two codes.
    NotEstimableError
        Only one code was ever used.

    Examples
    --------
    >>> round(krippendorff_alpha(Agreement(), {"a": list("xxyy"), "b": list("xxyx")}).value, 4)
    0.5333
    """
    check_level(specification.level)
    if len(coders) < 2:
        raise DesignError("one_coder", "Agreement needs at least two coders.")
    counts, levels, stamp = _counts(specification, coders)
    counts = counts[counts.sum(axis=1) >= 2]
    if not len(counts):
        raise DesignError("no_pairs", "No unit was coded by two coders.")
    value = float(_alphas(specification.kind, counts, levels, np.ones((1, len(counts))))[0])
    if not np.isfinite(value):
        raise NotEstimableError("one_code", "Only one code was used: alpha does not exist.")
    rng = np.random.default_rng(specification.seed)
    m = len(counts)
    picks = (rng.random((specification.draws, m)) * m).astype(np.int64)
    times = np.zeros((specification.draws, m))
    np.add.at(times, (np.arange(specification.draws)[:, None], picks), 1.0)
    drawn = _alphas(specification.kind, counts, levels, times)
    drawn = drawn[np.isfinite(drawn)]
    tail = 100 * (1 - specification.level) / 2
    interval = tuple(np.percentile(drawn, [tail, 100 - tail])) if drawn.size > 1 else None
    run = Run(
        f"krippendorff-{specification.kind}", VERSION, "agreement", m, stamp,
        specification.level, None, specification.seed,
    )  # fmt: skip
    return run.plain("alpha", value, se=float(np.std(drawn)), interval=interval)


def _counts(
    specification: Agreement, coders: Mapping[str, ArrayLike]
) -> tuple[Floats, Floats, str]:
    """Units x codes table of how often each code was given, and the codes as numbers."""
    if specification.kind == "nominal":
        texts = {k: np.asarray(_text(k, v)) for k, v in coders.items()}
        present = [t != "" for t in texts.values()]
    else:
        texts = {k: numbers(k, v) for k, v in coders.items()}
        present = [~np.isnan(t) for t in texts.values()]
    n = same_length(texts.items())
    given = np.concatenate([t[p] for t, p in zip(texts.values(), present, strict=True)])
    if not given.size:
        raise InputError("no_codes", "Nobody gave any code.")
    unit = np.concatenate([np.flatnonzero(p) for p in present])
    coded, levels = codes(given)
    counts = np.zeros((n, len(levels)))
    np.add.at(counts, (unit, coded), 1.0)
    numeric = np.arange(len(levels)) if specification.kind == "nominal" else levels
    return counts, numeric.astype(np.float64), inputs_hash(specification, texts)


def _alphas(kind: Kind, counts: Floats, levels: Floats, times: Floats) -> Floats:
    """Krippendorff's alpha for every row of unit multiplicities `times` (B, units)."""
    size = counts.sum(axis=1)
    pairs = counts[:, :, None] * counts[:, None, :]
    m = counts.shape[1]
    pairs[:, np.arange(m), np.arange(m)] -= counts
    o = (times @ (pairs / (size - 1)[:, None, None]).reshape(len(counts), -1)).reshape(-1, m, m)
    margin = o.sum(axis=2)
    total = margin.sum(axis=1)
    delta = _distances(kind, levels, margin)
    observed = np.einsum("bij,bij->b", o, delta)
    expected = np.einsum("bi,bj,bij->b", margin, margin, delta)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1 - (total - 1) * observed / expected)


def _distances(kind: Kind, levels: Floats, margin: Floats) -> Floats:
    m = len(levels)
    if kind == "nominal":
        delta = 1.0 - np.eye(m)
    elif kind == "interval":
        delta = (levels[:, None] - levels[None, :]) ** 2
    else:
        below = np.cumsum(margin, axis=1) - margin / 2
        return np.asarray((below[:, :, None] - below[:, None, :]) ** 2)
    return np.broadcast_to(delta, (len(margin), m, m))
