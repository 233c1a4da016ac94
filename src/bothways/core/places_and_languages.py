"""Names of countries, regions and languages, and which region a country lies in.

Names come from the Unicode CLDR through babel, so they need no files of ours. The grouping of
countries follows the United Nations' M49 standard, which CLDR data in babel does not carry.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language_info

from bothways.core.vocabularies import LANGUAGES

# Two-letter codes that CLDR names but ISO 3166-1 does not assign to a country.
NOT_ASSIGNED = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ")
)
# CLDR also names what is none: unknown, several, none at all.
NO_LANGUAGE = frozenset(("und", "mul", "zxx", "root"))
WELL_FORMED = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
REGIONS_FILE = Path(__file__).parent / "m49_regions.yaml"


@dataclass(frozen=True, slots=True)
class Region:
    """An M49 sub-region with the region it belongs to, both as M49 codes."""

    region: str
    sub_region: str


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


@cache
def country_codes() -> tuple[str, ...]:
    """All ISO 3166-1 alpha-2 codes, sorted."""
    territories = map(str, _locale("en").territories)
    return tuple(sorted(c for c in territories if len(c) == 2 and c not in NOT_ASSIGNED))


def _territory_label(code: str, language: str) -> str:
    return str(_locale(language).territories.get(code) or _locale("en").territories.get(code, code))


def country_label(code: str, language: str) -> str:
    """The country's name; English if the language has none, the code if it is unknown."""
    return _territory_label(code.upper(), language)


def region_label(code: str, language: str) -> str:
    """The name of an M49 region or sub-region."""
    return _territory_label(code, language)


def language_label(tag: str, language: str) -> str:
    """The name of the language with this BCP-47 tag; the tag itself if nobody names it."""
    subtag, *rest = tag.replace("_", "-").split("-")
    names = _locale(language).languages
    name = names.get("_".join([subtag, *rest])) or names.get(subtag)
    name = name or _locale("en").languages.get(subtag)
    return str(name) if name else tag


def is_language(tag: str) -> bool:
    """Whether the first part of this BCP-47 tag is the code of a language."""
    first = tag.split("-")[0]
    return (
        bool(WELL_FORMED.fullmatch(tag)) and first in _locale("en").languages.keys() - NO_LANGUAGE
    )


@cache
def language_codes() -> tuple[str, ...]:
    """The tags that have a name in every language of the interface, sorted."""
    named = set.intersection(*({*_locale(code).languages} for code in LANGUAGES))
    return tuple(sorted(tag.replace("_", "-") for tag in named - NO_LANGUAGE if len(tag) <= 10))


def language_code(name: str, language: str) -> str:
    """The tag of the language that is called so in ``language``; empty if none is."""
    return _codes(language).get(name.casefold(), "")


@cache
def _codes(language: str) -> dict[str, str]:
    return {str(name).casefold(): tag.replace("_", "-")
            for tag, name in _locale(language).languages.items()}  # fmt: skip


def language_name_in_itself(tag: str) -> str:
    """The language's own name for itself, as the language switch shows it."""
    return language_label(tag, tag.split("-")[0])


@cache
def _regions() -> dict[str, Region]:
    document: dict[str, Any] = yaml.safe_load(REGIONS_FILE.read_text("utf-8"))
    return {
        country: Region(region, sub_region)
        for region, sub_regions in document["regions"].items()
        for sub_region, countries in sub_regions.items()
        for country in countries.split()
    }


def region_of(country: str) -> Region | None:
    """Where M49 puts the country; None for a code that M49 puts into no region."""
    return _regions().get(country.upper())


def countries_in(code: str) -> tuple[str, ...]:
    """The countries of an M49 region or sub-region, sorted."""
    found = (c for c, at in _regions().items() if code in (at.region, at.sub_region))
    return tuple(sorted(found))


def direction(language: str | None) -> str:
    """rtl or ltr, from the script of a language."""
    try:
        return "rtl" if get_language_info(language or "en")["bidi"] else "ltr"
    except KeyError:
        return "rtl" if language in ("ar", "fa", "ps", "ur", "he", "ku") else "ltr"
