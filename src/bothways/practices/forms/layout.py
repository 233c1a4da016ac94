"""The editing page: sections of fields, each with its sources, its gap and its comments."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from bothways.core.problems import Problem, errors
from bothways.practices.forms.controls import (
    Control,
    Option,
    Sheet,
    control,
    options,
    problems_by_path,
)
from bothways.practices.forms.posted import Posted, encode
from bothways.practices.models import ReviewComment
from bothways.practices.record.codes import code_label
from bothways.practices.record.document import (
    Completeness,
    Document,
    completeness,
    disputed,
    is_empty,
    state,
)
from bothways.practices.record.fields import FIELD, FIELDS, PROVENANCE_COLUMNS, SECTIONS
from bothways.practices.record.spec import LEVELS, Field

LEVEL_NAMES = {"lead": _("Lead"), "snapshot": _("Snapshot"), "evidence": _("Evidence-rated")}
REASONS = (
    Option("not_reported", _("The sources do not report it")),
    Option("not_applicable", _("It does not apply")),
    Option("not_looked_for", _("We have not looked")),
)
STATES = {
    "not_coded": _("not coded yet"),
    "not_said": _("not reported in the sources read"),
    "not_agreed": _("the coding passes did not agree"),
    **{reason.value: reason.label for reason in REASONS},
}
QUOTE_PARTS = tuple(column for column in PROVENANCE_COLUMNS if column.id in ("page", "quote"))


@dataclass(frozen=True)
class Quote:
    """One attachment of a source to a field: the row of ``provenance`` it is kept in."""

    path: str
    sources: tuple[Option, ...]
    parts: tuple[Control, ...]
    problems: tuple[Problem, ...]
    is_new: bool


@dataclass(frozen=True)
class Block:
    """One field on the page."""

    field: Field
    control: Control
    state: str
    state_words: Any
    reasons: tuple[Option, ...]
    quotes: tuple[Quote, ...]
    comments: tuple[ReviewComment, ...]
    disputed: tuple[tuple[str, str], ...]
    is_open: bool

    @property
    def attached(self) -> int:
        return sum(not quote.is_new for quote in self.quotes)


@dataclass(frozen=True)
class Part:
    """A section of the form with how many of its fields are still open."""

    id: str
    label: Any
    blocks: tuple[Block, ...]

    @property
    def missing(self) -> int:
        return sum(block.is_open for block in self.blocks)


@dataclass(frozen=True)
class Meter:
    """How far the record is at one level, drawn as a thick part of a thin line."""

    level: str
    label: Any
    state: Completeness
    open_fields: tuple[Field, ...]

    @property
    def width(self) -> int:
        return round(272 * self.state.done / self.state.due) if self.state.due else 272


@dataclass(frozen=True)
class Trouble:
    """A mistake as the summary on top lists it: where to jump, what it is about, what is wrong."""

    anchor: str
    where: str
    message: str


@dataclass(frozen=True)
class Layout:
    parts: tuple[Part, ...]
    meters: tuple[Meter, ...]
    troubles: tuple[Trouble, ...]
    strays: tuple[tuple[str, str], ...]
    languages: tuple[Option, ...]
    countries: tuple[Option, ...]


def meters(document: Mapping[str, Any]) -> tuple[Meter, ...]:
    states = (completeness(document, level) for level in LEVELS)
    return tuple(
        Meter(made.level, LEVEL_NAMES[made.level], made,
              tuple(FIELD[field] for field in made.open_fields))
        for made in states
    )  # fmt: skip


def layout(
    document: Document,
    language: str,
    *,
    problems: Iterable[Problem] = (),
    comments: Iterable[ReviewComment] = (),
    extra_rows: Mapping[str, int] | None = None,
) -> Layout:
    """Everything the editing page shows, for a document that may still hold mistakes."""
    found = list(problems)
    posted = encode(document)
    sheet = Sheet(posted, language, problems_by_path(found), extra_rows or {}, _sources(posted))
    said = tuple(comments)
    slots = _QuoteSlots(document, sheet)
    blocks = [_block(field, document, sheet, slots, said) for field in FIELDS]
    return Layout(
        parts=tuple(
            Part(section.id, section.label,
                 tuple(block for block in blocks if block.field.section == section.id))
            for section in SECTIONS
        ),
        meters=meters(document),
        troubles=_troubles(found),
        strays=_strays(posted),
        languages=_names("language", language),
        countries=_names("country", language),
    )  # fmt: skip


def _names(vocabulary: str, language: str) -> tuple[Option, ...]:
    return options(vocabulary, [], language)


def _sources(posted: Posted) -> tuple[Option, ...]:
    found = []
    number = 1
    while f"sources.{number}.id" in posted or f"sources.{number}.title" in posted:
        value = posted.get(f"sources.{number}.id", [""])[0]
        title = posted.get(f"sources.{number}.title", [""])[0]
        found.append(Option(value, title))
        number += 1
    return tuple(found)


def _block(
    field: Field,
    document: Document,
    sheet: Sheet,
    slots: "_QuoteSlots",
    comments: tuple[ReviewComment, ...],
) -> Block:
    now = state(document, field.id)
    reason = (document.get("missing") or {}).get(field.id)
    passes = disputed(document).get(field.id, {})
    return Block(
        field=field,
        control=control(field, field.id, sheet),
        state=now,
        state_words=STATES.get(now, ""),
        reasons=tuple(Option(r.value, r.label, "", r.value == reason) for r in REASONS),
        quotes=() if field.section == "sources" else slots.of(field.id),
        comments=tuple(comment for comment in comments if comment.field == field.id),
        disputed=tuple(
            (code_label(field.vocabulary, code, sheet.language) if field.vocabulary else code, who)
            for code, who in passes.items()
        ),
        is_open=is_empty(document.get(field.id)) and not reason,
    )


class _QuoteSlots:
    """Deals the rows of ``provenance`` out to their fields, and a new row to each field."""

    def __init__(self, document: Document, sheet: Sheet) -> None:
        self.sheet = sheet
        self.by_field: dict[str, list[int]] = {}
        rows = document.get("provenance")
        for number, row in enumerate(rows if isinstance(rows, list) else [], start=1):
            self.by_field.setdefault(str(row.get("field")), []).append(number)
        self.next = len(rows or []) + 1

    def of(self, field: str) -> tuple[Quote, ...]:
        number, self.next = self.next, self.next + 1
        kept = (self._quote(old, is_new=False) for old in self.by_field.get(field, []))
        return (*kept, self._quote(number, is_new=True))

    def _quote(self, number: int, *, is_new: bool) -> Quote:
        path = f"provenance.{number}"
        chosen = self.sheet.values(f"{path}.source")
        known = {source.value for source in self.sheet.sources}
        unknown = [Option(value, "") for value in chosen if value not in known]
        found = [
            *self.sheet.problems.get(f"{path}.source", ()),
            *self.sheet.problems.get(path, ()),
        ]
        return Quote(
            path=path,
            sources=tuple(
                Option(source.value, source.label, "", source.value in chosen)
                for source in (*self.sheet.sources, *unknown)
            ),
            parts=tuple(control(part, f"{path}.{part.id}", self.sheet) for part in QUOTE_PARTS),
            problems=tuple(found),
            is_new=is_new,
        )


def _strays(posted: Posted) -> tuple[tuple[str, str], ...]:
    """Quotes about something that is no field travel along unseen, so that saving keeps them."""
    quotes = re.compile(r"(provenance\.\d+)\.field")
    found = ((quotes.fullmatch(name), values) for name, values in posted.items())
    heads = [match[1] for match, values in found if match and values[0] not in FIELD]
    return tuple(
        (name, value)
        for name, values in posted.items()
        for value in values
        if any(name.startswith(f"{head}.") for head in heads)
    )


def _troubles(problems: Iterable[Problem]) -> tuple[Trouble, ...]:
    return tuple(
        Trouble(f"f-{_control_path(p.column)}", where(p.column), p.message)
        for p in errors(problems)
    )


def _control_path(path: str) -> str:
    """The path of the control that shows a problem: lists of lines are one control."""
    head = path.partition(".")[0]
    return head if head in FIELD and FIELD[head].kind in ("texts", "codes") else path


def where(path: str) -> str:
    """A path in words: ``target_groups.1.age_max`` is "Target groups, 1, Oldest age"."""
    head, *rest = path.split(".")
    spec: Any = FIELD.get(head)
    words = [str(spec.label) if spec else head]
    for step in rest:
        found = {column.id: column for column in getattr(spec, "columns", ())}
        spec = found.get(step, spec)
        words.append(str(spec.label) if step in found else step)
    return ", ".join(words)
