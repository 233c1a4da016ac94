"""Code lists of observations, in six languages: a YAML file each, read at first use and kept.

A code that a source spells otherwise (``EL`` for Greece) is listed under ``aliases``, and texts
that sources print instead of codes under ``words``. Bands of years follow a pattern.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.core import get_global

from bothways.core.places_and_languages import country_codes, country_label

FOLDER = Path(__file__).parent
TOTAL = "TOTAL"
Texts = Mapping[str, str]
BAND = re.compile(r"Y(?:_LT(?P<below>\d+)|_GE(?P<over>\d+)|(?P<low>\d+)(?:-(?P<high>\d+))?)")
# A part of a country: ISO 3166-2 (DE-BE) or NUTS (DE30).
PART = re.compile(r"([A-Z]{2})(?:-[A-Z0-9]{1,3}|[A-Z0-9]{1,3})")


@dataclass(frozen=True, slots=True)
class CodeList:
    """Codes with their names by language, other spellings of them, and words for them."""

    name: str
    labels: Mapping[str, Texts]
    aliases: Mapping[str, str]
    words: Mapping[str, str]
    countries: frozenset[str] = frozenset()
    bands: Mapping[str, Texts] = field(default_factory=dict)
    band_words: tuple[tuple[str, re.Pattern[str]], ...] = ()

    def __contains__(self, code: object) -> bool:
        if code in self.labels or code in self.countries:
            return True
        text = str(code)
        return bool(self.bands and BAND.fullmatch(text)) or self._is_part(text)

    def label(self, code: str, language: str) -> str:
        """English if the language has no name for it, the code itself if nobody has."""
        texts = self.labels.get(code, {})
        if text := texts.get(language) or texts.get("en"):
            return text
        if code in self.countries:
            return country_label(code, language)
        return self._band_label(code, language) or code

    def code_of(self, text: str) -> str | None:
        """The code that a source means by this code or these words; None if it is unknown."""
        if alias := self.aliases.get(text):
            return alias
        return text if text in self else self._code_of_words(text.strip().casefold())

    def _code_of_words(self, words: str) -> str | None:
        if code := self.words.get(words):
            return code
        for shape, pattern in self.band_words:
            if found := pattern.fullmatch(words):
                return CODE_SHAPES[shape].format(**found.groupdict())
        return None

    def _band_label(self, code: str, language: str) -> str:
        found = BAND.fullmatch(code) if self.bands else None
        if found is None:
            return ""
        below, over, low, high = found.group("below", "over", "low", "high")
        shape = "below" if below else "from" if over else "range" if high else "one"
        texts = self.bands[shape]
        pattern = texts.get(language) or texts["en"]
        return pattern.format(low=over or low, high=below or high)

    def _is_part(self, text: str) -> bool:
        found = PART.fullmatch(text) if self.name == "place" else None
        return found is not None and (found[1] in self.countries or found[1] in self.aliases)


CODE_SHAPES = {
    "range": "Y{low}-{high}",
    "one": "Y{low}",
    "below": "Y_LT{high}",
    "from": "Y_GE{low}",
}


@cache
def code_list(name: str) -> CodeList:
    content: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    codes: dict[str, dict[str, Any]] = content["codes"]
    has_countries = name in ("place", "origin")
    words = _country_words() if has_countries else {}
    for code, entry in codes.items():
        for word in (*entry.get("words", ()), *filter(None, [entry.get("en")])):
            words[word.casefold()] = code
    aliases = dict(_three_letters()) if has_countries else {}
    aliases |= {alias: code for code, entry in codes.items() for alias in entry.get("aliases", ())}
    texts = {code: _texts(entry) for code, entry in codes.items()}
    return CodeList(
        name, {code: held for code, held in texts.items() if held}, aliases, words,
        frozenset(country_codes()) if has_countries else frozenset(),
        content.get("bands", {}), tuple(_band_words(content.get("words", {}))),
    )  # fmt: skip


def _texts(entry: Mapping[str, Any]) -> Texts:
    return {key: text for key, text in entry.items() if isinstance(text, str)}


def _band_words(shapes: Mapping[str, str]) -> list[tuple[str, re.Pattern[str]]]:
    return [
        (shape, re.compile(words.casefold().format(low=r"(?P<low>\d+)", high=r"(?P<high>\d+)")))
        for shape, words in shapes.items()
    ]


def _country_words() -> dict[str, str]:
    return {country_label(code, "en").casefold(): code for code in country_codes()}


def _three_letters() -> dict[str, str]:
    """ISO 3166-1 alpha-3 to alpha-2, from the Unicode CLDR."""
    known = set(country_codes())
    found = get_global("territory_aliases")
    return {
        long: short[0]
        for long, short in found.items()
        if len(long) == 3 and long.isalpha() and len(short) == 1 and short[0] in known
    }
