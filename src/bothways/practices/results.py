"""What a page of the library shows: cards, facets with counts, chips, why there is nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.core.search import SearchResult
from bothways.practices import reading
from bothways.practices.library import (
    FACET,
    FACETS,
    NO_SPAN,
    SPANS,
    Facet,
    Ignored,
    LibraryQuery,
    Span,
    query_string,
    span_text,
    without,
)
from bothways.practices.queries import Released
from bothways.practices.rating_queries import ShownRating, shown_ratings
from bothways.practices.record.codes import code_label

SHOWN = 10  # options of a facet before "more"
TAKEN = ("xlsx", "csv", "json", "ris")
OPEN_FACETS = ("country", "who_changes", "outcome")
AGE_BANDS: tuple[tuple[str, Span], ...] = (
    ("0-5", (0, 5)), ("6-11", (6, 11)), ("12-17", (12, 17)), ("18+", (18, None)),
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """One practice in a list: what a person needs to decide whether to open it."""

    slug: str
    title: reading.Prose
    summary: reading.Prose
    who_code: str
    who: str
    design: str
    design_code: str
    places: str
    countries: str
    years: str
    ages: str
    people: str
    effect: reading.Effect | None
    language: str
    notice: str
    focus: str = ""
    approach: str = ""
    rating: ShownRating | None = None


def card(released: Released, language: str, rating: ShownRating | None = None) -> Card:
    document = released.document
    title = reading.prose(document, "title", language)
    summary = reading.prose(document, "summary", language)
    people = reading.people_measured(document)
    return Card(
        slug=released.slug,
        title=title,
        summary=summary,
        who_code=document.get("who_changes") or "",
        who=reading.who_changes(document),
        design=reading.design(document),
        design_code=reading.design_code(document),
        places=reading.joined(document.get("places") or (), 2),
        countries=reading.joined(reading.country_names(document, language), 3),
        years=reading.years(document),
        ages=reading.ages(document.get("target_groups")),
        people="" if people is None else reading.number(people),
        effect=reading.main_effect(document),
        language=document.get("language") or "en",
        notice=reading.language_notice([title, summary], language),
        focus=_labels(document, "focus", language),
        approach=_labels(document, "approach", language),
        rating=rating,
    )


def cards(found: Sequence[Released], language: str) -> list[Card]:
    """Cards with the rating of each practice. Two statements."""
    ratings = shown_ratings(released.slug for released in found)
    return [card(released, language, ratings.get(released.slug)) for released in found]


def _labels(document: Mapping[str, Any], field: str, language: str) -> str:
    codes = document.get(field) or ()
    return reading.joined(code_label(field, code, language) for code in codes)


WHY = {
    "title": gettext_lazy("in the title: %(words)s"),
    "text": gettext_lazy("in the text: %(words)s"),
    "hint": gettext_lazy("fits your wish: %(words)s"),
    "meaning": gettext_lazy("close in meaning"),
}


def why_found(why: Sequence[tuple[str, str]]) -> str:
    """The reasons of the index in words, the same kind named once."""
    kinds: dict[str, list[str]] = {}
    for kind, value in why:
        name = _wish_name(value) if kind == "hint" else value
        if name not in kinds.setdefault(kind, []):
            kinds[kind].append(name)
    parts = [WHY[kind] % {"words": reading.joined(kinds[kind])} for kind in WHY if kind in kinds]
    return _("Found: %(reasons)s") % {"reasons": reading.joined(parts)} if parts else ""


def _wish_name(facet: str) -> str:
    label = FACET[facet].label if facet in FACET else SPANS.get(facet.removesuffix("s"), facet)
    return str(label).lower()


@dataclass(frozen=True)
class Option:
    code: str
    label: str
    count: int
    chosen: bool
    share: int  # of the largest count, in percent


@dataclass(frozen=True)
class Group:
    """One facet with the options that are left in this result."""

    facet: Facet
    options: tuple[Option, ...]

    @property
    def is_open(self) -> bool:
        return self.facet.param in OPEN_FACETS or any(o.chosen for o in self.options)

    @property
    def first(self) -> tuple[Option, ...]:
        return self.options[:SHOWN]

    @property
    def more(self) -> tuple[Option, ...]:
        return self.options[SHOWN:]


def facet_groups(query: LibraryQuery, result: SearchResult, language: str) -> list[Group]:
    groups = [
        Group(facet, _options(facet, query, result.facets.get(facet.param, {}), language))
        for facet in FACETS
    ]
    return [group for group in groups if group.options]


def _options(
    facet: Facet, query: LibraryQuery, counts: Mapping[str, int], language: str
) -> tuple[Option, ...]:
    chosen = query.codes(facet.param)
    largest = max(counts.values(), default=0) or 1
    order = sorted(counts, key=lambda code: (-counts[code], code))
    if facet.param == "confidence":  # a ladder is read from the top
        order.sort(reverse=True)
    codes = dict.fromkeys([*chosen, *order])
    return tuple(
        Option(
            code,
            code_label(facet.vocabulary, code, language),
            counts.get(code, 0),
            code in chosen,
            round(100 * counts.get(code, 0) / largest),
        )
        for code in codes
        if code in chosen or counts[code]
    )


@dataclass(frozen=True)
class Chip:
    """One active filter and the address without it."""

    name: str
    value: str
    link: str


def chips(query: LibraryQuery, language: str) -> list[Chip]:
    found = [
        Chip(
            str(FACET[param].label),
            code_label(FACET[param].vocabulary, code, language),
            query_string(without(query, param, code)),
        )
        for param, codes in query.filters
        for code in codes
    ]
    found += [
        Chip(str(label), span_text(query.span(name)), query_string(without(query, name)))
        for name, label in SPANS.items()
        if query.span(name) != NO_SPAN
    ]
    if query.words:
        link = query_string(replace(query, words="", page=1))
        found.append(Chip(_("Words"), query.words, link))
    return found


@dataclass(frozen=True)
class Band:
    """A span of ages to choose with one click."""

    label: str
    link: str
    count: int | None
    chosen: bool


def age_bands(query: LibraryQuery, result: SearchResult) -> list[Band]:
    # Counts stand only while no age is chosen: afterwards they would be those within the choice.
    counts = result.facets.get("age", {}) if query.age == NO_SPAN else {}
    return [
        Band(
            code.replace("-", "–"),
            query_string(query, age=span, page=1),
            counts.get(code),
            query.age == span,
        )
        for code, span in AGE_BANDS
    ]


EMPTY = {
    "filters": gettext_lazy("Practices fit some of your filters, but none fits all of them."),
    "empty": gettext_lazy("No practice has been released here yet."),
    "phrase": gettext_lazy("No practice holds this phrase word for word."),
    "words": gettext_lazy("No practice uses these words or words close to them."),
    "meaning": gettext_lazy("No practice comes close to what these words mean."),
}


def empty_reason(reason: str) -> str:
    """Why nothing was found, in one sentence."""
    if reason.startswith("no_"):
        wish = {"wish": _wish_name(reason.removeprefix("no_"))}
        return _("No practice here fits the wish in your words: %(wish)s.") % wish
    return str(EMPTY.get(reason, EMPTY["words"]))


IGNORED = {
    "no_such_filter": gettext_lazy("There is no filter “%(name)s”."),
    "no_such_code": gettext_lazy("“%(value)s” is not a value of %(name)s."),
    "not_a_range": gettext_lazy("“%(value)s” is no usable range for %(name)s."),
    "no_such_practice": gettext_lazy("“%(value)s” is not the name of a practice."),
    "no_such_page": gettext_lazy("Page %(value)s does not exist; this is the last one."),
}


def ignored_note(ignored: Ignored) -> str:
    names = {**{facet.param: facet.label for facet in FACETS}, **SPANS}
    name = str(names.get(ignored.name, ignored.name))
    return str(IGNORED[ignored.reason]) % {"name": name, "value": ignored.value}
