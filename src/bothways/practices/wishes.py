"""What a person wishes, read from the words of a query: places, ages, years, subjects.

A wish lifts what fulfils it; it hides nothing. The words people use stand in two data files
(`search_words.csv`: subjects in seven languages, `search_places.csv`: adjectives and other
names of countries); the names of countries themselves come from the Unicode CLDR.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from bothways.core.places_and_languages import country_codes, country_label
from bothways.core.search import Hint, Unit, stem, tokens

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "de", "fr", "es", "it", "ar", "uk")
# Countries that many people have fled (UNHCR, Global Trends): such a name tells as often where
# people come from as where a practice is at home, so its absence proves nothing.
FLED_FROM = frozenset(
    [
        *("SY", "AF", "UA", "VE", "SS", "MM", "SD", "SO", "CD", "CF", "ER", "IQ", "RW", "BI"),
        *("NG", "ET", "PK", "IR", "PS", "YE", "ML", "BF", "HT", "CU", "NI", "SV", "HN", "GT"),
        *("CO", "LK", "BD", "TR", "RU", "BY"),
    ]
)
_FROM = frozenset(tokens("from aus z з із зі із من da dalla dall dal provenant originaires"))
_AGE_WEIGHT, _YEAR_WEIGHT, _PLACE_WEIGHT, _SUBJECT_WEIGHT = 1.0, 0.4, 1.6, 0.3
_ARABIC_STARTS = ("وال", "بال", "كال", "فال", "لل", "ال", "و", "ب", "ل")


@dataclass(frozen=True)
class Wishes:
    """What the words ask for: hints, units that carry synonyms, and the gist in English."""

    hints: tuple[Hint, ...] = ()
    units: tuple[Unit, ...] = ()
    gloss: str = ""


@dataclass(frozen=True)
class Subject:
    """A thing people search for: its English words and the facets it points to."""

    english: tuple[str, ...]
    hints: tuple[Hint, ...]


Pattern = tuple[str, ...]
Meant = TypeVar("Meant")
_SLIP_FROM = 6


@dataclass
class Lexicon(Generic[Meant]):
    """Patterns by the first letters of their first word."""

    entries: dict[str, list[tuple[Pattern, Meant]]] = field(default_factory=dict)

    def add(self, text: str, meaning: Meant) -> None:
        pattern = _pattern(text)
        if pattern:
            self.entries.setdefault(pattern[0][:2], []).append((pattern, meaning))

    def at(self, words: Sequence[str], place: int) -> Iterator[tuple[int, Meant]]:
        """(length, meaning) of each pattern that matches from this word on, longest first."""
        found = {
            (len(pattern), meaning)
            for form in _forms(words[place])
            for pattern, meaning in self.entries.get(form[:2], ())
            if _matches((form, *words[place + 1 : place + len(pattern)]), pattern)
        }
        yield from sorted(found, key=lambda pair: (-pair[0], repr(pair[1])))

    def near(self, word: str) -> Iterator[Meant]:
        """What a word may mean that has one slip in it; short words get no benefit of doubt."""
        if len(word) >= _SLIP_FROM:
            yield from dict.fromkeys(
                meaning
                for entries in self.entries.values()
                for pattern, meaning in entries
                if len(pattern) == 1 and _nearly(word, pattern[0])
            )


def _nearly(word: str, part: str) -> bool:
    plain = part.rstrip("*")
    if len(plain) < _SLIP_FROM or plain[0] != word[0]:
        return False
    lengths = (len(plain) - 1, len(plain), len(plain) + 1) if plain != part else (len(word),)
    return any(one_slip(word[:length], plain) for length in lengths)


def one_slip(one: str, other: str) -> bool:
    """At most one letter missing, added, changed, or two neighbours swapped (Damerau 1964)."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at + 1 : at + 2] + short[at : at + 1] + short[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped == long[at:]


def _pattern(text: str) -> Pattern:
    pattern: list[str] = []
    for part in text.split():
        words = tokens(part)
        pattern += words
        if words and part.endswith("*"):
            pattern[-1] += "*"
    return tuple(pattern)


def _forms(word: str) -> set[str]:
    stripped = {
        word[len(s) :] for s in _ARABIC_STARTS if word.startswith(s) and len(word) > len(s) + 2
    }
    return {word, *stripped}


def _matches(words: Sequence[str], pattern: Pattern) -> bool:
    return len(words) == len(pattern) and all(map(_fits, words, pattern))


def _fits(word: str, part: str) -> bool:
    if part.endswith("*"):
        return word.startswith(part[:-1])
    return word == part or (len(part) >= 5 and len(word) >= 5 and stem(word) == stem(part))


# subjects ---------------------------------------------------------------------------------


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="|")


@cache
def _subjects(language: str) -> Lexicon[Subject]:
    """The subjects in this language and in English; in all languages where it is not ours."""
    lexicon: Lexicon[Subject] = Lexicon()
    wanted = ("en", language) if language in LANGUAGES else LANGUAGES
    for row in _rows("search_words.csv"):
        english = tuple(row["en"].split(";"))
        subject = Subject(english, tuple(_subject_hints(row["hint"])))
        for code in dict.fromkeys(wanted):
            for text in row[code].split(";"):
                lexicon.add(text, subject)
    return lexicon


def _subject_hints(text: str) -> Iterator[Hint]:
    if text:
        facet, values = text.split("=")
        yield Hint(facet, tuple(values.split(",")), weight=_SUBJECT_WEIGHT)


@cache
def _german_parts() -> tuple[tuple[str, Subject], ...]:
    """Parts of German compounds: a noun may stand inside a longer word."""
    lexicon = _subjects("de").entries.values()
    return tuple(
        (pattern[0].rstrip("*"), meaning)
        for entries in lexicon
        for pattern, meaning in entries
        if len(pattern) == 1 and len(pattern[0].rstrip("*")) >= 5
    )


def _inside(word: str) -> Iterator[Subject]:
    yield from {id(s): s for part, s in _german_parts() if part in word[2:]}.values()


# places -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A country as a query names it; `by_name` where it is a name, not an adjective."""

    code: str
    by_name: bool


@cache
def _places(language: str) -> Lexicon[Place]:
    lexicon: Lexicon[Place] = Lexicon()
    for code in country_codes():
        place = Place(code, by_name=True)
        for each in dict.fromkeys((*LANGUAGES, language)):
            for name in (country_label(code, each), *_short(country_label(code, each))):
                lexicon.add(name, place)
    for row in _rows("search_places.csv"):
        for name in row["names"].split(";"):
            lexicon.add(name, Place(row["code"], by_name=not name.endswith("*")))
    return lexicon


def _short(name: str) -> Iterator[str]:
    # "Myanmar (Burma)", "Congo - Kinshasa": people type the first part.
    for mark in (" (", " - ", " – "):
        if mark in name:
            yield name.split(mark)[0]


# numbers ----------------------------------------------------------------------------------

_UNDER = (
    r"under|below|younger than|up to|unter|bis|moins de|jusqu'à|menores de|menos de|hasta|"
    r"sotto i|sotto gli|meno di|fino a|до|молодше|менше|أقل من|دون|تحت|حتى"
)
_OVER = (
    r"over|above|older than|from age|from|über|ab|plus de|à partir de|mayores de|más de|"
    r"a partir de|sopra i|oltre i|più di|від|старше|понад|أكثر من|فوق|من سن"
)
_AGE = (
    r"ages?|aged|years?|year olds?|yo|jahre?n?|jährige?|alter|ans|âge|años|edad|anni|età|"
    r"рок\w*|років|вік\w*|سنة|سنوات|عام\w*|عمر"
)
_RANGE = re.compile(
    rf"(?:\b({_AGE})\s+)?\b(\d{{1,2}})\s*(?:-|–|to|bis|à|a|y|and|und|et|e|до|إلى|الى)\s*(\d{{1,2}})\b",
    re.I,
)
_BELOW = re.compile(rf"(?<!\w)(?:{_UNDER})\s+(\d{{1,2}})(?!\d|[.,]\d|\s*(?:%|euro|minut))", re.I)
_ABOVE = re.compile(rf"(?<!\w)(?:{_OVER})\s+(\d{{1,2}})(?!\d|[.,]\d|\s*(?:%|euro|minut))", re.I)
_EXACT = re.compile(
    rf"(?<!\w)(\d{{1,2}})[\s-]*(?:{_AGE})(?!\w)|(?<!\w)(?:age|aged|edad|alter)\s+(\d{{1,2}})(?!\d)",
    re.I,
)
_YEAR = re.compile(r"(?<!\d)(19[89]\d|20[0-3]\d)(?!\d)")


def _ages(words: str) -> tuple[float | None, float | None] | None:
    if found := _RANGE.search(words):
        low, high = sorted((int(found[2]), int(found[3])))
        return float(low), float(high)
    if found := _BELOW.search(words):
        return 0.0, float(found[1])
    if found := _ABOVE.search(words):
        return float(found[1]), None
    if found := _EXACT.search(words):
        age = float(found[1] or found[2])
        return age, age
    return None


def _number_hints(words: str) -> Iterator[Hint]:
    ages = _ages(words)
    if ages:
        yield Hint("ages", low=ages[0], high=ages[1], weight=_AGE_WEIGHT)
    if found := _YEAR.search(words):
        year = float(found[1])
        yield Hint("years", low=year, high=year, weight=_YEAR_WEIGHT)


def _age_words(words: str) -> Iterator[str]:
    ages = _ages(words)
    if ages and ages[1] is not None:
        yield "small children" if ages[1] <= 6 else "children" if ages[1] <= 13 else "young people"


# together ---------------------------------------------------------------------------------


_SCRIPTS = {"ar": re.compile("[\u0621-\u064a]"), "uk": re.compile("[\u0400-\u04ff]")}


def _spoken(words: str, language: str) -> str:
    """The language of the words, as far as the script tells: many type in their own language
    on a page in another."""
    if language in LANGUAGES and language not in _SCRIPTS:
        return next((code for code, script in _SCRIPTS.items() if script.search(words)), language)
    return language


def read_wishes(words: str, language: str = "en") -> Wishes:
    """Read the wishes out of a query; never fails, finds nothing in nonsense."""
    parts = tokens(words)[:32]
    language = _spoken(words, language)
    units: list[Unit] = []
    hints = list(_number_hints(words))
    gloss: list[str] = []
    place = 0
    while place < len(parts):
        length, unit_list, more, english = _read_at(parts, place, language)
        units += unit_list
        hints += more
        gloss += english
        place += length
    gloss += _age_words(words)
    return Wishes(tuple(_once(hints)), tuple(units), ", ".join(dict.fromkeys(gloss)))


Reading = tuple[int, list[Unit], list[Hint], list[str]]


def _read_at(parts: Sequence[str], place: int, language: str) -> Reading:
    for length, meaning in _places(language).at(parts, place):
        return _read_place(parts[place : place + length], meaning, parts[max(place - 1, 0)])
    found = list(_subjects(language).at(parts, place))
    length = found[0][0] if found else 1
    subjects = [subject for size, subject in found if size == length]
    if language == "de" and length == 1:
        subjects += [each for each in _inside(parts[place]) if each not in subjects]
    if not subjects:
        subjects = list(_subjects(language).near(parts[place]))[:2]
    if not subjects and (slips := list(_places(language).near(parts[place]))):
        return _read_place(parts[place : place + 1], replace(slips[0], by_name=False), "")
    return _read_subjects(tuple(parts[place : place + length]), subjects)


def _read_place(words: Sequence[str], place: Place, before: str) -> Reading:
    name = country_label(place.code, "en")
    origin = before in _FROM
    hint = Hint(
        "country",
        (place.code,),
        weight=_PLACE_WEIGHT / (3 if origin else 1 if place.by_name else 2),
        required=place.by_name and not origin and place.code not in FLED_FROM,
        words=" ".join(words),
    )
    return len(words), [Unit(tuple(words), (name,))], [hint], [name]


def _read_subjects(words: tuple[str, ...], subjects: Sequence[Subject]) -> Reading:
    units = [Unit(words, subject.english) for subject in subjects]
    hints = [hint for subject in subjects for hint in subject.hints]
    english = [text for subject in subjects for text in subject.english[:2]]
    return len(words), units, hints, english


def _once(hints: Iterable[Hint]) -> Iterator[Hint]:
    yield from dict.fromkeys(hints)
