"""All places with figures: grouped by region of the world, findable by name, drawn on a map."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from bothways.context.pages import reading
from bothways.context.pages.wording import language, place_name
from bothways.core.places_and_languages import country_codes, country_label, region_label, region_of
from bothways.core.world_map import EUROPE, Panel, world_panel
from bothways.core.world_map import Place as MapPlace

# Not in the United Nations' grouping; the Unicode CLDR puts it beside its neighbour.
CLDR_REGION = {"XK": "AL"}


@dataclass(frozen=True)
class PlaceLine:
    code: str
    name: str
    indicators: int
    newest: str


@dataclass(frozen=True)
class PlaceGroup:
    name: str
    places: tuple[PlaceLine, ...]


@dataclass(frozen=True)
class PlacesPage:
    asked: str
    groups: list[PlaceGroup]
    count: int
    near: list[PlaceLine]
    panel: Panel | None
    drawn: list[tuple[MapPlace, str]]  # the map's places with their names


def places_page(asked: str) -> PlacesPage:
    counts = reading.place_counts(reading.current_datasets())
    lines = [PlaceLine(c.code, place_name(c.code), c.indicators, c.newest) for c in counts]
    found = [line for line in lines if _matches(asked, line.code)]
    near = [] if found or not asked else [
        line for line in lines if line.code in nearest(asked, [one.code for one in lines])
    ]  # fmt: skip
    panel = _panel(found)
    drawn = [(place, place_name(place.code)) for place in panel.places] if panel else []
    return PlacesPage(asked, _groups(found), len(found), near, panel, drawn)


def _panel(lines: Sequence[PlaceLine]) -> Panel | None:
    """Europe, where nearly all figures of this kind are published; the list has the rest."""
    panel = world_panel({line.code: 1 for line in lines}, EUROPE)
    return panel if panel.places else None


def _groups(lines: Iterable[PlaceLine]) -> list[PlaceGroup]:
    """By sub-region, the largest first; parts of countries and groups of countries at the end."""
    groups: dict[str, list[PlaceLine]] = {}
    for line in lines:
        groups.setdefault(_region(line.code), []).append(line)
    later = (_("Parts of countries"), _("Groups of countries"))
    order = sorted(groups, key=lambda name: (name in later, -len(groups[name]), name))
    return [
        PlaceGroup(name, tuple(sorted(groups[name], key=lambda line: plain(line.name))))
        for name in order
    ]


def _region(code: str) -> str:
    found = region_of(CLDR_REGION.get(code, code))
    if found:
        return region_label(found.sub_region, language())
    if code[:2] in country_codes() and len(code) > 2:
        return _("Parts of countries")
    return _("Groups of countries")


def plain(name: str) -> str:
    """Without accents and capitals, as people type."""
    split = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in split if not unicodedata.combining(letter)).casefold()


def _names(code: str) -> tuple[str, ...]:
    """What a place is called: here, in English, by its code."""
    return plain(place_name(code)), plain(country_label(code, "en")), code.casefold()


def _matches(asked: str, code: str) -> bool:
    words = plain(asked).split()
    return all(any(word in name for name in _names(code)) for word in words)


def nearest(asked: str, codes: Sequence[str]) -> list[str]:
    """Up to five codes whose names are spelled most like this."""
    by_name = {name: code for code in codes for name in _names(code)}
    found = get_close_matches(plain(asked), list(by_name), n=8, cutoff=0.5)
    return list(dict.fromkeys(by_name[name] for name in found))[:5]
