"""Rows of one file that say something about the very same thing."""

from collections.abc import Collection

from bothways.context.columns import Observations
from bothways.context.observation import DIMENSIONS, MEASURES

Repeated = list[tuple[int, int, bool]]


def repeated_keys(rows: Observations, without: Collection[int]) -> Repeated:
    """Later rows of a key with the row it stood in first, and whether they say the same."""
    # Columns with one value tell nothing apart; leaving them out saves most of the time.
    names = [name for name in DIMENSIONS if len(set(rows.columns[name])) > 1] or ["indicator"]
    keys = list(rows.tuples(names))
    if len(set(keys)) == len(keys):
        return []
    first: dict[tuple[str, ...], int] = {}
    found: Repeated = []
    for place, key in enumerate(keys):
        if place in without:
            continue
        if (before := first.setdefault(key, place)) != place:
            found.append((place, before, _same(rows, before, place)))
    return found


def _same(rows: Observations, one: int, other: int) -> bool:
    return all(rows.columns[name][one] == rows.columns[name][other] for name in MEASURES)
