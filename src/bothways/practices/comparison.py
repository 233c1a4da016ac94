"""Two to four practices side by side: what differs first, what is the same folded away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.practices import reading, story
from bothways.practices.queries import Released
from bothways.practices.rating_queries import ShownRating
from bothways.practices.record.codes import code_label
from bothways.practices.record.document import Document, is_empty
from bothways.practices.record.fields import FIELD, FIELDS

MOST = 4
# Title and summary head the columns; sources and their quotes are read on the practice's page.
LEFT_OUT = (
    "title", "summary", "sources", "provenance", "target_groups", "studies", "years", "countries",
    "who_changes", "language", "related",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """The value of one practice in one row; ``absent`` says why there is none."""

    lines: tuple[str, ...] = ()
    absent: str = ""
    effect: reading.Effect | None = None
    language: str = ""  # set where the words are those of the record


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[Cell, ...]

    @property
    def is_same(self) -> bool:
        return len(set(self.cells)) == 1

    @property
    def is_blank(self) -> bool:
        return all(cell.absent for cell in self.cells)


@dataclass(frozen=True)
class Comparison:
    differing: tuple[Row, ...]
    same: tuple[Row, ...]
    blank: tuple[Row, ...] = ()  # no value in any of them, whatever the reason

    @property
    def blank_names(self) -> str:
        return reading.joined(row.label.lower() for row in self.blank)


def compare_rows(
    found: Sequence[Released], language: str, ratings: Sequence[ShownRating | None] = ()
) -> Comparison:
    documents = [released.document for released in found]
    rows = [Row(_("How sure we can be"), tuple(map(_sure, ratings)))] if any(ratings) else []
    rows += [
        Row(str(label), tuple(read(document, language) for document in documents))
        for label, read in LEADING
    ]
    rows += [
        Row(str(field.label), tuple(_field(document, field.id, language) for document in documents))
        for field in FIELDS
        if field.id not in LEFT_OUT
    ]
    told = [row for row in rows if not row.is_blank]
    return Comparison(
        tuple(row for row in told if not row.is_same),
        tuple(row for row in told if row.is_same),
        tuple(row for row in rows if row.is_blank),
    )


def _sure(rating: ShownRating | None) -> Cell:
    """The confidence and what binds it."""
    if rating is None:
        return Cell(absent=_("not rated yet"))
    return Cell((rating.words, rating.held))


def _who(document: Document, language: str) -> Cell:
    if document.get("who_changes"):
        return Cell((reading.who_changes(document),))
    return Cell(absent=reading.absence(document, "who_changes"))


def _design(document: Document, language: str) -> Cell:
    if reading.design_code(document):
        return Cell((reading.design(document),))
    return Cell(absent=str(reading.ABSENCE["not_said"]))


def _effect(document: Document, language: str) -> Cell:
    found = reading.main_effect(document)
    if found is None:
        return Cell(absent=_("no measured result"))
    return Cell(effect=found, language=document.get("language") or "en")


def _people(document: Document, language: str) -> Cell:
    return _or_not_said(reading.number(reading.people_measured(document)))


def _for_whom(document: Document, language: str) -> Cell:
    names = tuple(group["who"] for group in document.get("target_groups") or ())
    if not names:
        return Cell(absent=reading.absence(document, "target_groups"))
    return Cell(names, language=document.get("language") or "en")


def _ages(document: Document, language: str) -> Cell:
    return _or_not_said(reading.ages(document.get("target_groups")))


def _where(document: Document, language: str) -> Cell:
    return _or_not_said(reading.joined(reading.country_names(document, language)))


def _when(document: Document, language: str) -> Cell:
    return _or_not_said(reading.years(document))


def _or_not_said(text: str) -> Cell:
    return Cell((text,)) if text else Cell(absent=str(reading.ABSENCE["not_said"]))


LEADING: tuple[tuple[Any, Callable[[Document, str], Cell]], ...] = (
    (gettext_lazy("Who is asked to change"), _who),
    (gettext_lazy("How it was studied"), _design),
    (gettext_lazy("Main result"), _effect),
    (gettext_lazy("People measured"), _people),
    (gettext_lazy("Who it is for"), _for_whom),
    (gettext_lazy("Ages"), _ages),
    (gettext_lazy("Country"), _where),
    (gettext_lazy("Years"), _when),
)


def _field(document: Document, field: str, language: str) -> Cell:
    value: Any = document.get(field)
    spec = FIELD[field]
    if is_empty(value):
        return Cell(absent=reading.absence(document, field))
    if spec.kind == "codes":
        return Cell(tuple(code_label(spec.vocabulary, code, language) for code in value))
    if spec.kind == "texts":
        text = reading.prose(document, field, language)
        return Cell(tuple(text.text), language=text.language)
    if spec.kind == "table":
        lines = (story.line(spec.columns, row, language) for row in value)
        return Cell(tuple(lines), language=document.get("language") or "en")
    if spec.kind == "checklist":
        answers = story.checklist(document, field, language)
        return Cell(tuple(f"{name}: {answer}" for name, answer in answers if answer))
    own_words = document.get("language") or "en" if spec.kind in ("text", "prose") else ""
    return Cell((story.plain(document, field, language),), language=own_words)
