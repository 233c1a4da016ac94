"""Hard filters and the additive fit, for all cases and places at once.

A filter that cannot be checked because something is not known is not passed: an unknown never
counts as a match. A term whose input is not known is 0 for every place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from bothways.tailoring.allocation.core.people import TERMS, Case, Place, Rules

Floats = NDArray[np.float64]
Bits = NDArray[np.uint8]
Cases = Sequence[Case]
Places = Sequence[Place]

FILTERS = ("age", "instruction", "needs", "gender", "size")
BIT = {name: np.uint8(1 << place) for place, name in enumerate(FILTERS)}
EARTH_KM = 6371.0


def blocked(cases: Cases, places: Places, rules: Rules) -> Bits:
    """Which filters each pair fails, one bit a filter; 0 means that the place may be suggested."""
    found = np.zeros((len(cases), len(places)), dtype=np.uint8)
    for name, fails in FAILS.items():
        found |= np.where(fails(cases, places, rules), BIT[name], np.uint8(0))
    return found


def _age_fails(cases: Cases, places: Places, _rules: Rules) -> NDArray[np.bool_]:
    low = np.array([0 if p.age_min is None else p.age_min for p in places])
    high = np.array([999 if p.age_max is None else p.age_max for p in places])
    banded = np.array([p.age_min is not None or p.age_max is not None for p in places], bool)
    youngest = np.array([min(c.ages, default=-1) for c in cases])
    oldest = np.array([max(c.ages, default=1000) for c in cases])
    outside = (youngest[:, None] < low) | (oldest[:, None] > high)
    return np.asarray(outside & banded)


def _instruction_fails(cases: Cases, places: Places, _rules: Rules) -> NDArray[np.bool_]:
    wanted, offered = _hot([c.family.instruction for c in cases], [p.instruction for p in places])
    return np.asarray((wanted @ offered.T == 0) & (wanted.sum(axis=1) > 0)[:, None])


def _needs_fail(cases: Cases, places: Places, _rules: Rules) -> NDArray[np.bool_]:
    needed, offered = _hot([c.family.needs for c in cases], [p.offers for p in places])
    return np.asarray(needed @ (1 - offered).T > 0)


def _gender_fails(cases: Cases, places: Places, _rules: Rules) -> NDArray[np.bool_]:
    """A group for girls is for those who ask for one, and who asks for one gets no other."""
    asked = np.array([c.family.gender for c in cases], dtype=object)
    kept_for = np.array([p.gender for p in places], dtype=object)
    return np.asarray(asked[:, None] != kept_for, dtype=bool)


def _size_fails(cases: Cases, places: Places, rules: Rules) -> NDArray[np.bool_]:
    seats = np.array([c.persons if rules.capacity_in == "persons" else 1 for c in cases])
    return np.asarray(seats[:, None] > np.array([p.capacity for p in places]))


FAILS: dict[str, Callable[[Cases, Places, Rules], NDArray[np.bool_]]] = {
    "age": _age_fails,
    "instruction": _instruction_fails,
    "needs": _needs_fail,
    "gender": _gender_fails,
    "size": _size_fails,
}


def terms(cases: Cases, places: Places, rules: Rules) -> dict[str, Floats]:
    """Each term of the fit, 0 to 1, for every pair."""
    return {
        "preference": _preference(cases, places),
        "ties": _named(cases, places),
        "languages": _share(
            [c.family.languages for c in cases], [p.languages for p in places]
        ),
        "services": _share([c.family.services for c in cases], [p.offers for p in places]),
        "nearness": np.clip(1.0 - np.nan_to_num(distance_km(cases, places), nan=np.inf)
                            / rules.far_km, 0.0, 1.0),
    }  # fmt: skip


def fit(cases: Cases, places: Places, rules: Rules, leave_out: str = "") -> Floats:
    """The weighted sum of the terms, 0 to 1; ``leave_out`` names a term that is not added."""
    total = np.zeros((len(cases), len(places)))
    for name, values in terms(cases, places, rules).items():
        if name != leave_out:
            total += rules.weights.share(name) * values
    return total


def distance_km(cases: Cases, places: Places) -> Floats:
    """Great-circle distances; NaN where one end has no position."""
    unknown = (np.nan, np.nan)
    a = np.radians([c.family.position or unknown for c in cases]).reshape(-1, 1, 2)
    b = np.radians([p.position or unknown for p in places]).reshape(1, -1, 2)
    half = np.sin((a - b) / 2.0) ** 2
    root = half[..., 0] + np.cos(a[..., 0]) * np.cos(b[..., 0]) * half[..., 1]
    return np.asarray(2.0 * EARTH_KM * np.arcsin(np.sqrt(np.clip(root, 0.0, 1.0))))


def _preference(cases: Cases, places: Places) -> Floats:
    """1 for the first wish, falling in equal steps to 0 for a place that was not named."""
    column = {place.id: at for at, place in enumerate(places)}
    found = np.zeros((len(cases), len(places)))
    for row, case in enumerate(cases):
        wishes = case.family.preferences
        for rank, name in enumerate(wishes):
            if name in column:
                found[row, column[name]] = 1.0 - rank / len(wishes)
    return found


def _named(cases: Cases, places: Places) -> Floats:
    column = {place.id: at for at, place in enumerate(places)}
    found = np.zeros((len(cases), len(places)))
    for row, case in enumerate(cases):
        found[row, [column[name] for name in case.family.ties if name in column]] = 1.0
    return found


def _share(wanted: Sequence[tuple[str, ...]], offered: Sequence[tuple[str, ...]]) -> Floats:
    """Which part of what is wanted a place offers; 0 where nothing is wanted."""
    have, give = _hot(wanted, offered)
    return np.asarray(have @ give.T / np.maximum(have.sum(axis=1), 1.0)[:, None])


def _hot(
    wanted: Sequence[tuple[str, ...]], offered: Sequence[tuple[str, ...]]
) -> tuple[Floats, Floats]:
    """Both lists as 0 and 1 over the codes that are wanted by anybody."""
    codes = {code: at for at, code in enumerate(sorted({c for row in wanted for c in row}))}
    return _rows_of(wanted, codes), _rows_of(offered, codes)


def _rows_of(lists: Sequence[tuple[str, ...]], codes: dict[str, int]) -> Floats:
    found = np.zeros((len(lists), len(codes)))
    for row, names in enumerate(lists):
        found[row, [codes[name] for name in names if name in codes]] = 1.0
    return found


__all__ = ["FILTERS", "TERMS", "BIT", "blocked", "distance_km", "fit", "terms"]
