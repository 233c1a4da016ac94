"""What would have been without the programme, from units and periods without it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bothways.stats.columns import Bools, Floats, Ints
from bothways.stats.observed.did.panel import Panel, comparable


@dataclass(frozen=True)
class Parts:
    """Contribution of each unit to the normal equations of the periods without the programme.

    Attributes
    ----------
    gram : (U, T, T)
    right : (U, T)
    weight : (U, T) rows without the programme
    """

    gram: Floats
    right: Floats
    weight: Floats


def parts(mean: Floats, count: Floats, active: Bools) -> Parts:
    """Take the unit constants out and keep what each unit says about the periods.

    Notes
    -----
    Additive over units, so that leaving out a cluster is a subtraction.
    """
    w = np.where(active, 0.0, count)
    total = np.maximum(w.sum(axis=1), 1e-300)[:, None]
    gram = -(w[:, :, None] * w[:, None, :]) / total[:, :, None]
    step = np.arange(w.shape[1])
    gram[:, step, step] += w
    right = w * (mean - (w * mean).sum(axis=1, keepdims=True) / total)
    return Parts(gram, right, w)


def gaps(panel: Panel, made: Parts, gram: Floats, right: Floats) -> Floats:
    """(U, T) observed minus imputed, given the summed normal equations of the periods.

    Notes
    -----
    Borusyak, Jaravel and Spiess (2024), Review of Economic Studies 91:3253, and Gardner (2022):
    unit and period constants are fitted where the programme does not run, and taken away where it
    does. In a balanced panel with one start this is the classical difference in differences.
    """
    period = np.linalg.lstsq(gram, right, rcond=1e-10)[0]
    total = np.maximum(made.weight.sum(axis=1), 1e-300)
    unit = (made.weight * (panel.mean - period)).sum(axis=1) / total
    return np.asarray(panel.mean - unit[:, None] - period)


def averages(panel: Panel, gap: Floats, horizons: Ints | None, keep: Floats) -> Floats:
    """Mean gap over treated cells, or one for each horizon (periods since the start).

    Parameters
    ----------
    keep : (U,) 0 leaves a unit out
    """
    weight = np.where(comparable(panel), panel.count, 0.0) * keep[:, None]
    if horizons is None:
        return np.array([np.sum(weight * gap) / np.sum(weight)]) if weight.any() else NOTHING
    away = np.arange(panel.periods.size) - panel.first[:, None]
    masks = [weight * (away == h) for h in horizons]
    return np.array([np.sum(m * gap) / np.sum(m) if m.any() else np.nan for m in masks])


NOTHING = np.array([np.nan])


def imputed(panel: Panel, horizons: Ints | None = None) -> tuple[Floats, Floats]:
    """Effects and their values with one cluster left out at a time.

    Parameters
    ----------
    panel : Panel
    horizons : periods since the start, or None for the mean over all

    Returns
    -------
    effects : (k,)
    without : (G, k)
        NaN where an effect does not exist without that cluster.

    Notes
    -----
    Cost: one T x T system for each cluster.
    """
    made = parts(panel.mean, panel.count, panel.active)
    gram, right = made.gram.sum(axis=0), made.right.sum(axis=0)
    everybody = np.ones(panel.first.size)
    effects = averages(panel, gaps(panel, made, gram, right), horizons, everybody)
    rows = []
    for c in range(panel.clusters):
        out = panel.cluster == c
        less = gram - made.gram[out].sum(axis=0), right - made.right[out].sum(axis=0)
        rows.append(averages(panel, gaps(panel, made, *less), horizons, 1.0 - out))
    return effects, np.array(rows)


def jackknife(effects: Floats, without: Floats) -> Floats:
    """Standard errors from leaving out one cluster at a time; NaN where one was indispensable.

    Notes
    -----
    sqrt((G - 1) / G * sum (without_g - effect)^2), which does not fall short on average (Hansen
    2025, Journal of Econometrics, "Jackknife standard errors for clustered regression").
    """
    G = len(without)
    return np.asarray(np.sqrt((G - 1) / G * ((without - effects) ** 2).sum(axis=0)))
