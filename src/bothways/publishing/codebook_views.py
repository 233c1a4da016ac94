"""The codebook: every field and every code with its meaning, and how well coders agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bothways import practices, tailoring
from bothways.core.vocabularies import Vocabulary, all_vocabularies
from bothways.practices.record.fields import FIELDS, SECTIONS
from bothways.practices.record.spec import Column, Field
from bothways.publishing.agreement import agreement_rows

CLDR = ("country", "language")
OF_RECORDS = [Path(room.__path__[0]) / "vocabularies" for room in (practices, tailoring)]


@dataclass(frozen=True)
class FieldLine:
    id: str
    label: str
    hint: str
    level: str
    kind: str
    columns: str
    vocabulary: str
    vocabulary_name: str

    @property
    def anchor(self) -> str:
        return f"codes-{self.vocabulary}"


@dataclass(frozen=True)
class CodeLine:
    id: str
    label: str
    definition: str
    not_this: str
    replaced_by: str


@dataclass(frozen=True)
class VocabularyPart:
    id: str
    name: str
    edition: int
    codes: list[CodeLine]
    note: str = ""

    @property
    def anchor(self) -> str:
        return f"codes-{self.id}"


@require_safe
def codebook(request: HttpRequest) -> HttpResponse:
    language = get_language() or "en"
    vocabularies = [_part(found, language) for found in _of_records(all_vocabularies())]
    sections = [
        (section, [_line(field, language) for field in FIELDS if field.section == section.id])
        for section in SECTIONS
    ]
    shown = {
        "vocabularies": [*vocabularies, *_of_cldr()],
        "sections": sections,
        "field_count": len(FIELDS),
        "code_count": sum(len(part.codes) for part in vocabularies),
        "agreement": agreement_rows(),
    }
    return render(request, "publishing/codebook.html", shown)


def _part(found: Vocabulary, language: str) -> VocabularyPart:
    codes = [
        CodeLine(
            code,
            found.label(code, language),
            found.definition(code, language),
            found.not_this(code, language),
            found.label(row.replaced_by, language) if row.replaced_by else "",
        )
        for code, row in found.codes.items()
    ]
    return VocabularyPart(found.id, found.name(language), found.edition, codes)


def _of_cldr() -> list[VocabularyPart]:
    """Countries and languages are thousands of names that are not ours."""
    return [
        VocabularyPart("country", _("Country"), 1, [],
                       _("Two-letter codes of ISO 3166-1, named by the Unicode CLDR.")),
        VocabularyPart("language", _("Language"), 1, [],
                       _("Language tags of BCP 47, named by the Unicode CLDR.")),
    ]  # fmt: skip


def _line(field: Field, language: str) -> FieldLine:
    return FieldLine(
        field.id,
        str(field.label),
        str(field.hint),
        level_words(field.level),
        kind_words(field.kind),
        ", ".join(_column_words(column) for column in field.columns),
        field.vocabulary,
        _vocabulary_name(field.vocabulary, language),
    )


def _column_words(column: Column) -> str:
    if column.columns:
        inner = ", ".join(str(part.label) for part in column.columns)
        return f"{column.label} ({inner})"
    return str(column.label)


def _of_records(found: Mapping[str, Vocabulary]) -> list[Vocabulary]:
    """Lists of the record and of plans; what programmes and services count by is not coded here."""
    ids = {path.stem for folder in OF_RECORDS for path in folder.glob("*.yaml")}
    return [one for one in found.values() if one.id in ids]


def _vocabulary_name(vocabulary: str, language: str) -> str:
    if not vocabulary:
        return ""
    named: dict[str, Any] = {"country": _("Country"), "language": _("Language")}
    found = all_vocabularies().get(vocabulary)
    return found.name(language) if found else named.get(vocabulary, vocabulary)


def level_words(level: str) -> str:
    return {"lead": _("lead"), "snapshot": _("Snapshot"), "evidence": _("evidence-rated")}[level]


def kind_words(kind: str) -> str:
    return {
        "text": _("one line"),
        "prose": _("text"),
        "texts": _("lines"),
        "code": _("one code"),
        "codes": _("codes"),
        "integer": _("whole number"),
        "number": _("number"),
        "yesno": _("yes or no"),
        "group": _("parts"),
        "table": _("rows"),
        "checklist": _("questions, each with yes, no or does not apply"),
        "url": _("web address"),
    }[kind]
