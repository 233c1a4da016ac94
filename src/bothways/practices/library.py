"""The library's question: URL parameters to a frozen query and back.

Every state of the library is an address. The same reading serves page, API, report and shell:
``parse_query("country=DE&age=6-12&q=reading")``. What cannot be understood is left out and told.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bothways.core.search import SearchQuery
from bothways.practices.record.codes import codes_of
from bothways.practices.search import practice_query

View = Literal["list", "map", "table"]
Span = tuple[int | None, int | None]
VIEWS: tuple[View, ...] = ("list", "map", "table")
ORDERS = ("best", "confidence", "newest", "title")
PAGE_SIZE = 20
LAST_PAGE = 100_000
MAX_WORDS = 400
MOST_HELD = 4
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NO_SPAN: Span = (None, None)
SPAN = re.compile(r"(\d{1,4})?\s*[-–]\s*(\d{1,4})?|(\d{1,4})")


@dataclass(frozen=True)
class Facet:
    """One way to narrow: its name in addresses and index, the record's field, its vocabulary."""

    param: str
    field: str
    vocabulary: str
    label: Any


FACETS = (
    Facet("country", "countries", "country", _("Country")),
    Facet("kind", "kind", "target_group_kind", _("Who it is for")),
    Facet("stage", "stage", "stage", _("Stage of stay")),
    Facet("who_changes", "who_changes", "who_changes", _("Who is asked to change")),
    Facet("outcome", "outcome_families", "outcome_families", _("Outcome")),
    Facet("confidence", "confidence", "confidence", _("How sure we can be")),
    Facet("design", "design", "design", _("How it was studied")),
    Facet("focus", "focus", "focus", _("Focus")),
    Facet("approach", "approach", "approach", _("Approach")),
    Facet("level", "level", "level", _("Level")),
    Facet("concept", "concepts", "concepts", _("Integration concept")),
    Facet("component", "components", "components", _("Programme component")),
    Facet("setting", "setting", "setting", _("Setting")),
    Facet("language", "languages", "language", _("Language used")),
    Facet("technology", "technologies", "technologies", _("Technology")),
    Facet("persuasion", "persuasion", "persuasion", _("Persuasive feature")),
    Facet("mechanism", "influence_mechanism", "influence_mechanism", _("Mechanism of influence")),
    Facet("digital_role", "digital_role", "digital_role", _("Role of digital technology")),
    Facet("generations", "generations", "generations", _("Generations")),
    Facet("cross_linkage", "cross_linkage", "cross_linkage", _("Links across groups")),
    Facet("outcome_for", "outcome_for", "outcome_for", _("Outcome measured on")),
    Facet("gender", "gender", "gender", _("Gender")),
    Facet("aim", "aims", "aims", _("Aim")),
    Facet("practice_type", "practice_type", "practice_type", _("Kind of practice")),
)  # fmt: skip
FACET = {facet.param: facet for facet in FACETS}
# Codes may also be asked for by the name of the record's field, as other systems know them.
ALIAS = {facet.field: facet.param for facet in FACETS}
SPANS = {"age": _("Age"), "year": _("Years")}
SPAN_LIMIT = {"age": 120, "year": 2100}
INDEX_SPAN = {"age": "ages", "year": "years"}
KNOWN = {"q", "sort", "view", "page", "p", *FACET, *ALIAS, *SPANS} | {
    f"{name}_{end}" for name in SPANS for end in ("from", "to")
}


@dataclass(frozen=True)
class LibraryQuery:
    """What a person asks the library for. ``filters`` holds the codes by facet, both in order."""

    words: str = ""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    age: Span = NO_SPAN
    year: Span = NO_SPAN
    order: str = "best"
    view: View = "list"
    page: int = 1
    held: tuple[str, ...] = ()  # practices picked for a comparison, which a search must not lose

    def codes(self, param: str) -> tuple[str, ...]:
        return dict(self.filters).get(param, ())

    def span(self, name: str) -> Span:
        return self.age if name == "age" else self.year

    @property
    def active(self) -> int:
        """How many filters narrow the result; the words are not counted."""
        spans = sum(self.span(name) != NO_SPAN for name in SPANS)
        return sum(len(codes) for _param, codes in self.filters) + spans

    @property
    def is_open(self) -> bool:
        return not self.words and not self.active


@dataclass(frozen=True)
class Ignored:
    """A parameter that was left out, and why: no_such_filter, no_such_code or not_a_range."""

    name: str
    value: str
    reason: str


@dataclass(frozen=True)
class Parsed:
    query: LibraryQuery
    ignored: tuple[Ignored, ...] = ()


@dataclass
class _Reading:
    """What was understood so far."""

    codes: dict[str, set[str]] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    plain: dict[str, Any] = field(default_factory=dict)
    ignored: list[Ignored] = field(default_factory=list)

    def leave_out(self, name: str, value: str, reason: str) -> None:
        self.ignored.append(Ignored(name[:60], value[:60], reason))


def parse_query(parameters: QueryDict | Mapping[str, Any] | str) -> Parsed:
    """Read any address or form. Never raises; what is not understood is in ``ignored``."""
    reading = _Reading()
    for name, value in _pairs(parameters):
        value = value.replace("\x00", "").strip()
        if value:
            _read(reading, name, value)
    filters = tuple(
        (param, tuple(sorted(reading.codes[param]))) for param in FACET if param in reading.codes
    )
    wishes: dict[str, Any] = {**reading.spans, **reading.plain}
    query = LibraryQuery(filters=filters, **wishes)
    return Parsed(query, tuple(reading.ignored))


def _pairs(parameters: QueryDict | Mapping[str, Any] | str) -> Iterable[tuple[str, str]]:
    if isinstance(parameters, str):
        # The text form of the shell may be longer than a form, never endless.
        yield from parse_qsl(parameters[:20_000].lstrip("?"), errors="replace")
        return
    for name in parameters:
        values = parameters.getlist(name) if isinstance(parameters, QueryDict) else None
        for value in values if values is not None else _listed(parameters[name]):
            yield name, str(value)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _read(reading: _Reading, name: str, value: str) -> None:
    name = ALIAS.get(name, name)
    if name in FACET:
        _read_codes(reading, FACET[name], value)
    elif name in SPANS:
        _read_span(reading, name, value)
    elif name.removesuffix("_from").removesuffix("_to") in SPANS:
        _read_end(reading, name, value)
    elif name in PLAIN:
        PLAIN[name](reading, value)
    elif name not in KNOWN:
        reading.leave_out(name, value, "no_such_filter")


def _read_codes(reading: _Reading, facet: Facet, value: str) -> None:
    for code in filter(None, (part.strip() for part in value.split(",")[:100])):
        known = _spelling(facet.vocabulary).get(code.casefold())
        if known:
            reading.codes.setdefault(facet.param, set()).add(known)
        else:
            reading.leave_out(facet.param, code, "no_such_code")


@cache
def _spelling(vocabulary: str) -> dict[str, str]:
    """Codes by their small letters: country=de is DE."""
    return {code.casefold(): code for code in codes_of(vocabulary)}


def _read_span(reading: _Reading, name: str, value: str) -> None:
    found = SPAN.fullmatch(value)
    if not found or not any(found.groups()):
        reading.leave_out(name, value, "not_a_range")
        return
    low, high = found[1] or found[3], found[2] or found[3]
    _keep_span(reading, name, value, (_number(low), _number(high)))


def _read_end(reading: _Reading, name: str, value: str) -> None:
    span, end = name.rsplit("_", 1)
    if not value.isdecimal() or len(value) > 4:
        reading.leave_out(name, value, "not_a_range")
        return
    low, high = reading.spans.get(span, NO_SPAN)
    wanted = (int(value), high) if end == "from" else (low, int(value))
    _keep_span(reading, span, value, wanted)


def _keep_span(reading: _Reading, name: str, value: str, span: Span) -> None:
    low, high = span
    if max(low or 0, high or 0) > SPAN_LIMIT[name] or (
        low is not None and high is not None and low > high
    ):
        reading.leave_out(name, value, "not_a_range")
        return
    reading.spans[name] = span


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _read_words(reading: _Reading, value: str) -> None:
    reading.plain["words"] = " ".join(value.split())[:MAX_WORDS]


def _read_order(reading: _Reading, value: str) -> None:
    _choose(reading, "order", "sort", value, ORDERS)


def _read_view(reading: _Reading, value: str) -> None:
    _choose(reading, "view", "view", value, VIEWS)


def _choose(reading: _Reading, key: str, name: str, value: str, offered: tuple[str, ...]) -> None:
    if value in offered:
        reading.plain[key] = value
    else:
        reading.leave_out(name, value, "no_such_code")


def _read_page(reading: _Reading, value: str) -> None:
    if value.isdecimal() and len(value) < 7 and 1 <= int(value) <= LAST_PAGE:
        reading.plain["page"] = int(value)
    else:
        reading.leave_out("page", value, "not_a_range")


def _read_held(reading: _Reading, value: str) -> None:
    held = reading.plain.get("held", ())
    if not SLUG.fullmatch(value) or len(value) > 120:
        reading.leave_out("p", value, "no_such_practice")
    elif value not in held and len(held) < MOST_HELD:
        reading.plain["held"] = (*held, value)


PLAIN = {
    "p": _read_held,
    "q": _read_words,
    "sort": _read_order,
    "view": _read_view,
    "page": _read_page,
}


def parameters(query: LibraryQuery) -> list[tuple[str, str]]:
    """The query as parameters in the one canonical order; what is usual is left out."""
    rows = [("q", query.words)] if query.words else []
    rows += [(param, code) for param, codes in query.filters for code in codes]
    rows += [(name, span_text(query.span(name))) for name in SPANS if query.span(name) != NO_SPAN]
    usual = LibraryQuery()
    rows += [("sort", query.order)] if query.order != usual.order else []
    rows += [("view", query.view)] if query.view != usual.view else []
    rows += [("page", str(query.page))] if query.page != usual.page else []
    rows += [("p", slug) for slug in query.held]
    return rows


def span_text(span: Span) -> str:
    low, high = span
    if low == high:
        return str(low)
    return f"{'' if low is None else low}-{'' if high is None else high}"


def query_string(query: LibraryQuery, **changes: Any) -> str:
    """The address of this query, or of one that differs in a few things."""
    return urlencode(parameters(replace(query, **changes) if changes else query))


def without(query: LibraryQuery, param: str, code: str = "") -> LibraryQuery:
    """The query with one filter less, back on its first page."""
    if param in SPANS:
        without_span: dict[str, Any] = {param: NO_SPAN}
        return replace(query, page=1, **without_span)
    filters = tuple(
        (name, tuple(c for c in codes if (name, c) != (param, code) and (code or name != param)))
        for name, codes in query.filters
    )
    return replace(query, page=1, filters=tuple(pair for pair in filters if pair[1]))


def narrowed(query: LibraryQuery, param: str, code: str) -> LibraryQuery:
    """The query with one filter more, back on its first page."""
    codes = {**dict(query.filters), param: tuple(sorted({*query.codes(param), code}))}
    filters = tuple((name, codes[name]) for name in FACET if name in codes)
    return replace(query, page=1, filters=filters)


def to_search(
    query: LibraryQuery, language: str, *, limit: int = PAGE_SIZE, offset: int | None = None
) -> SearchQuery:
    """The question as the index takes it, with the wishes that its words carry."""
    return practice_query(
        query.words,
        language,
        filters=dict(query.filters),
        ranges={
            INDEX_SPAN[name]: query.span(name) for name in SPANS if query.span(name) != NO_SPAN
        },
        order=query.order,
        offset=(query.page - 1) * PAGE_SIZE if offset is None else offset,
        limit=limit,
    )
