"""Peer places with the rows that made them peers, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils.translation import gettext as _

from bothways.context.codes import TOTAL
from bothways.context.observation import Observation
from bothways.context.pages import reading
from bothways.context.pages.figures import figure
from bothways.context.pages.peers import Peer, Row, Shares, peers
from bothways.context.pages.place_figures import Axis, Measure
from bothways.context.pages.wording import (
    measure_name,
    number,
    origin_name,
    place_name,
    with_unit,
)  # fmt: skip

if TYPE_CHECKING:
    from bothways.context.pages.place_page import Known

# Shares of which newcomers are made up: by schooling, by region of origin and sex.
COMPOSITION = {
    "attainment": (("T", "FOR", TOTAL),),
    "population_share": (("F", TOTAL, "EU27_2020_FOR"), ("F", TOTAL, "NEU27_2020_FOR")),
}
MOST, KEPT = 6, 3600
GROUPS = ("EU", "EA", "OECD")  # groups of countries are not peers of one of their members


@dataclass(frozen=True)
class RowView:
    """One row of the composition: what it is, and its share here."""

    name: str
    share: str
    time: str


@dataclass(frozen=True)
class PeerView:
    code: str
    name: str
    nearer_than: int
    rows: int
    apart: str  # in spreads
    furthest: str
    here: str
    there: str


@dataclass(frozen=True)
class PeerTable:
    """The nearest places, the rows they were compared on, and how many could be compared."""

    peers: tuple[PeerView, ...]
    rows: tuple[RowView, ...]
    comparable: int


@dataclass(frozen=True)
class Composition:
    """The newest share of every row in every place, and of which time it is."""

    shares: Mapping[str, Mapping[Row, float]]
    times: Mapping[str, Mapping[Row, str]]


def composition(rows: Iterable[Observation]) -> Composition:
    """Only what is about newcomers, and only what may be shown."""
    shares: dict[str, dict[Row, float]] = {}
    times: dict[str, dict[Row, str]] = {}
    for row in sorted(rows, key=lambda row: row.time):
        key = _composition_row(row)
        shown = figure(row)
        if key and shown.value is not None and not shown.unreliable:
            shares.setdefault(row.place, {})[key] = shown.value
            times.setdefault(row.place, {})[key] = row.time
    return Composition(shares, times)


def _composition_row(row: Observation) -> Row | None:
    """Of two sexes one says it all, and the total of all origins is the sum of its parts."""
    groups = (row.sex, row.citizenship, row.country_of_birth)
    if groups not in COMPOSITION[row.indicator] or row.unit != "PC" or row.duration != TOTAL:
        return None
    return (row.indicator, row.dataset, row.other, row.sex, row.citizenship, row.country_of_birth)


def read_composition(known: "Known") -> Composition:
    """Read once for each state of the datasets, since every place needs all places."""
    key = "places:composition:" + ",".join(str(pk) for pk in sorted(known.datasets))
    held: Composition | None = cache.get(key)
    if held is None:
        held = composition(reading.rows_of_indicators(COMPOSITION, known.datasets))
        cache.set(key, held, KEPT)
    return held


def peer_table(code: str, known: "Known") -> PeerTable:
    held = read_composition(known)
    places: Shares = {
        place: rows for place, rows in held.shares.items()
        if place == code or not place.startswith(GROUPS)
    }  # fmt: skip
    found = peers(places, code)
    names = known.names
    used = {row for peer in found[:MOST] for row in peer.rows}
    own, times = places.get(code, {}), held.times.get(code, {})
    return PeerTable(
        tuple(_peer_view(peer, places, code, names) for peer in found[:MOST]),
        tuple(
            RowView(row_name(row, names), with_unit(share, "PC"), times[row])
            for row, share in own.items() if row in used
        ),
        len(found),
    )  # fmt: skip


def _peer_view(peer: Peer, places: Shares, code: str, names: Mapping[str, str]) -> PeerView:
    return PeerView(
        code=peer.place,
        name=place_name(peer.place),
        nearer_than=peer.nearer_than,
        rows=len(peer.rows),
        apart=number(peer.distance, 1),
        furthest=row_name(peer.furthest, names),
        here=with_unit(places[code][peer.furthest], "PC"),
        there=with_unit(places[peer.place][peer.furthest], "PC"),
    )


def row_name(row: Sequence[str], names: Mapping[str, str]) -> str:
    """Indicator, what it is split by, and whom it is about."""
    indicator, dataset, other, sex, citizenship, birth = row
    axis: Axis = "citizenship" if citizenship != TOTAL else "birth"
    origin = citizenship if axis == "citizenship" else birth
    name = measure_name(Measure(indicator, dataset, "PC", other), names)
    who = origin_name(axis, origin)
    if sex == "F":
        return _("Share of women (%(who)s)") % {"who": who}
    return f"{name} ({who})"
