"""Places whose newcomers are composed alike, from published shares. Pure.

Every row counts the same: a difference is divided by the spread of that row between places. The
distance of two places is the mean over the rows that both have; where they share too few, there is
no distance at all.
"""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass

Row = tuple[str, ...]
Shares = Mapping[str, Mapping[Row, float]]  # place -> row -> share
LEAST_ROWS = 3
LEAST_PART = 0.5  # of the rows of the place that is asked about


@dataclass(frozen=True)
class Peer:
    """A place at a distance. ``furthest`` is the row on which the two differ most."""

    place: str
    distance: float
    rows: tuple[Row, ...]
    furthest: Row
    nearer_than: int  # per cent of all places that can be compared


def peers(shares: Shares, place: str) -> list[Peer]:
    """All places that can be compared, the nearest first."""
    own = shares.get(place, {})
    spread = _spread(shares, own)
    found = [
        peer
        for other, theirs in shares.items()
        if other != place and (peer := _peer(other, own, theirs, spread)) is not None
    ]
    found.sort(key=lambda peer: (peer.distance, peer.place))
    return [_ranked(peer, rank, found) for rank, peer in enumerate(found)]


def _spread(shares: Shares, own: Mapping[Row, float]) -> dict[Row, float]:
    """The standard deviation of each row between places; a row without any says nothing."""
    columns = {row: [theirs[row] for theirs in shares.values() if row in theirs] for row in own}
    spread = {row: statistics.pstdev(column) for row, column in columns.items()}
    return {row: width for row, width in spread.items() if width > 0}


def _peer(
    place: str, own: Mapping[Row, float], theirs: Mapping[Row, float], spread: Mapping[Row, float]
) -> Peer | None:
    rows = tuple(row for row in spread if row in theirs)
    if len(rows) < max(LEAST_ROWS, LEAST_PART * len(own)):
        return None
    apart = {row: abs(own[row] - theirs[row]) / spread[row] for row in rows}
    furthest = max(apart, key=lambda row: apart[row])
    return Peer(place, statistics.fmean(apart.values()), rows, furthest, 0)


def _ranked(peer: Peer, rank: int, found: list[Peer]) -> Peer:
    part = 100 * (len(found) - 1 - rank) // len(found)
    return Peer(peer.place, peer.distance, peer.rows, peer.furthest, part)
