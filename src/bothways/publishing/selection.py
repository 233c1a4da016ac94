"""Which releases a search of the library picks, one condition after another.

A Snapshot report and the gap map count how each condition narrows the library, so they apply
the conditions one by one to the released documents themselves.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.practices.queries import Released
from bothways.practices.record.codes import code_label, codes_of
from bothways.practices.record.document import Document
from bothways.practices.record.fields import FACETS, FIELD

ALIASES = {"country": "countries", "language": "languages"}
NAMES = {field: name for name, field in ALIASES.items()}
PLURALS = {"concept": "concepts", "component": "components", "technology": "technologies"}
RANGE = re.compile(r"(\d{1,4})?-(\d{1,4})?|(\d{1,4})")
MAX_AGE, MAX_YEAR = 120, 9999


@dataclass(frozen=True)
class Condition:
    """One condition of a search: the practices whose facet holds any of these values."""

    name: str  # as in the address
    values: tuple[str, ...]

    @property
    def field(self) -> str:
        return ALIASES.get(self.name) or PLURALS.get(self.name, self.name)

    def words(self, language: str | None = None) -> str:
        """The condition for a reader: "Country: Germany or Austria"."""
        language = language or get_language() or "en"
        if self.name in ("age", "year", "years"):
            label = _("Age") if self.name == "age" else _("Years")
            return f"{label}: {' / '.join(self.values)}"
        if self.name == "q":
            return _("Words: %(words)s") % {"words": " ".join(self.values)}
        if self.name == "practice":
            return _("Chosen one by one: %(count)s practices") % {"count": len(self.values)}
        if self.name == "design":
            names = [code_label("design", value, language) for value in self.values]
            return f"{_('Study design')}: {' / '.join(names)}"
        field = FIELD[self.field]
        names = [code_label(field.vocabulary, value, language) for value in self.values]
        return f"{field.label}: {' / '.join(names)}"

    def holds(self, release: Released) -> bool:
        document = release.document
        if self.name == "age":
            return any(_ages_meet(document, value) for value in self.values)
        if self.name in ("year", "years"):
            return any(_years_meet(document, value) for value in self.values)
        if self.name == "q":
            return _has_words(document, " ".join(self.values))
        if self.name == "practice":
            return release.slug in self.values
        if self.name == "design":
            return any(s.get("design") in self.values for s in document.get("studies") or ())
        found = document.get(self.field) or ()
        held = (found,) if isinstance(found, str) else found
        return any(code in self.values for code in held)


@dataclass(frozen=True)
class Step:
    """How many releases are left after a condition."""

    condition: Condition
    left: int


@dataclass(frozen=True)
class Selection:
    query: str
    searched: int
    steps: tuple[Step, ...]
    releases: tuple[Released, ...]


# What an address of the library or of a chart carries that is no condition.
NOT_CONDITIONS = ("view", "sort", "page", "rows", "columns", "format", "title", "p")


def conditions(query: str) -> tuple[Condition, ...]:
    """The conditions of an address, in its order. Raises Refused for one that is unknown."""
    pairs = parse_qs(query.lstrip("?"), keep_blank_values=False)
    found = tuple(
        Condition(name, tuple(value.strip() for value in values if value.strip()))
        for name, values in pairs.items()
        if name not in NOT_CONDITIONS
    )
    for condition in found:
        _refuse_unknown(condition)
    return tuple(condition for condition in found if condition.values)


def _refuse_unknown(condition: Condition) -> None:
    if condition.name in ("age", "year", "years"):
        for value in condition.values:
            if not RANGE.fullmatch(value) or value == "-":
                message = _("%(value)s is not a range of whole numbers. Write it like 6-12.")
                raise Refused(message % {"value": value})
        return
    if condition.name in ("q", "practice"):
        return
    facets = {field.id for field in FACETS}
    if condition.name != "design" and condition.field not in facets:
        message = _("The library has no filter %(name)s. It has: %(known)s.")
        known = ", ".join(sorted({*(NAMES.get(f, f) for f in facets), "age", "years", "q"}))
        raise Refused(message % {"name": condition.name, "known": known})
    vocabulary = "design" if condition.name == "design" else FIELD[condition.field].vocabulary
    for value in condition.values:
        if value not in codes_of(vocabulary):
            message = _("%(value)s is not a known code of the filter %(name)s.")
            raise Refused(message % {"value": value, "name": condition.name})


def select(query: str, releases: Sequence[Released]) -> Selection:
    """Apply each condition of ``query`` in turn and count what is left."""
    left = list(releases)
    steps = []
    for condition in conditions(query):
        left = [release for release in left if condition.holds(release)]
        steps.append(Step(condition, len(left)))
    return Selection(canonical(query), len(releases), tuple(steps), tuple(left))


def canonical(query: str) -> str:
    """The same search always as the same address."""
    return urlencode([(c.name, value) for c in conditions(query) for value in c.values])


def _ages_meet(document: Document, text: str) -> bool:
    low, high = _range(text, MAX_AGE)
    return any(
        (group.get("age_min") or 0) <= high and (group.get("age_max") or MAX_AGE) >= low
        for group in document.get("target_groups") or ()
        if group.get("age_min") is not None or group.get("age_max") is not None
    )


def _years_meet(document: Document, text: str) -> bool:
    low, high = _range(text, MAX_YEAR)
    years = document.get("years") or {}
    start, end = years.get("start"), years.get("end")
    if start is None and end is None:
        return False
    return (start or 0) <= high and (end or MAX_YEAR) >= low


def _range(text: str, most: int) -> tuple[int, int]:
    found = RANGE.fullmatch(text)
    low, high, single = found.groups() if found else (None, None, None)
    if single:
        return int(single), int(single)
    return int(low or 0), int(high or most)


def _has_words(document: Mapping[str, Any], words: str) -> bool:
    text = " ".join(_texts(document)).casefold()
    return all(word in text for word in words.casefold().split())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, Iterable):
        for part in value:
            yield from _texts(part)
