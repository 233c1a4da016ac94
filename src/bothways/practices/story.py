"""What a practice page shows, worked out from the released document alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.practices import reading
from bothways.practices.forest import Plot, plots
from bothways.practices.library import FACETS, Facet
from bothways.practices.queries import Released
from bothways.practices.record.codes import code_label, codes_of
from bothways.practices.record.document import Document, disputed, is_digital, is_empty, label_of
from bothways.practices.record.fields import FIELD

CODED = tuple(facet for facet in FACETS if facet.field in FIELD and facet.param != "country")
# What the text of the page already says is not repeated in the list of remaining facts.
FACTS = (
    "dose", "setting", "delivery_mode", "deliverer", "training_hours", "languages",
    "participation_design", "policy_area", "legal_framework", "funding", "staff",
    "sustainability", "access_conditions", "licence",
)  # fmt: skip


@dataclass(frozen=True)
class Study:
    """One study of the practice: how it was done, on how many, what came out."""

    design: str
    words: str
    n: str
    citation: str
    plots: list[Plot]


@dataclass(frozen=True)
class Source:
    title: str
    url: str
    read_as: str
    quotes: list[tuple[str, str, str]]  # field, page, quote


@dataclass(frozen=True)
class Coded:
    """One coding field: its codes, why there are none, what the passes disputed."""

    facet: Facet
    codes: list[tuple[str, str]]
    absent: str
    disputed: list[tuple[str, str]]


@dataclass(frozen=True)
class Group:
    """One target group."""

    who: str
    ages: str
    stage: str
    gender: str


def studies(document: Document, language: str) -> list[Study]:
    return [
        Study(
            code_label("design", study["design"], language) if study.get("design") else "",
            str(reading.DESIGNS.get(study.get("design"), "")),
            reading.number(study.get("n")),
            study.get("citation") or "",
            plots(study.get("outcomes") or ()),
        )
        for study in document.get("studies") or ()
    ]


def sources(document: Document) -> list[Source]:
    quotes: dict[str, list[tuple[str, str, str]]] = {}
    for row in document.get("provenance") or ():
        line = (str(label_of(row["field"])), row.get("page") or "", row.get("quote") or "")
        quotes.setdefault(row["source"], []).append(line)
    return [
        Source(
            source["title"],
            source.get("url") or "",
            source.get("read_as") or "",
            quotes.get(source["id"], []),
        )
        for source in document.get("sources") or ()
        if source.get("confidentiality") in (None, "public")
    ]


def coding(document: Document, language: str) -> list[Coded]:
    """Every coding field in the order of the filters, the ones without a code too."""
    return [
        _coded(document, facet, language)
        for facet in CODED
        if facet.field in document and not _beside_the_point(document, facet.field)
    ]


def _beside_the_point(document: Document, field: str) -> bool:
    """A practice without digital technology need not say which technology it lacks."""
    digital = field in ("technologies", "persuasion")
    return digital and document.get("digital_role") == "none" and is_empty(document.get(field))


def _coded(document: Document, facet: Facet, language: str) -> Coded:
    value = document.get(facet.field)
    codes = [value] if isinstance(value, str) else value or []
    open_codes = disputed(document).get(facet.field) or {}
    return Coded(
        facet,
        [(code, code_label(facet.vocabulary, code, language)) for code in codes],
        reading.absence(document, facet.field),
        [
            (code_label(facet.vocabulary, code, language), passes)
            for code, passes in open_codes.items()
        ],
    )


def target_groups(document: Document, language: str) -> list[Group]:
    return [
        Group(
            group["who"],
            reading.ages([group]),
            code_label("stage", group["stage"], language) if group.get("stage") else "",
            code_label("gender", group["gender"], language) if group.get("gender") else "",
        )
        for group in document.get("target_groups") or ()
    ]


def checklist(document: Document, field: str, language: str) -> list[tuple[str, str]]:
    """The questions with their answers; an open one says so."""
    vocabulary, answers = FIELD[field].vocabulary, document.get(field) or {}
    words = {"yes": _("yes"), "no": _("no"), "not_applicable": _("does not apply")}
    return [
        (code_label(vocabulary, code, language), words.get(str(answers.get(code)), ""))
        for code in codes_of(vocabulary)
    ]


def shows_ethics(document: Document) -> bool:
    return is_digital(document) or not is_empty(document.get("influence_ethics"))


def facts(document: Document, language: str) -> list[tuple[str, str]]:
    """What else the record says in few words, field by field."""
    given = [field for field in FACTS if not is_empty(document.get(field))]
    return [(str(label_of(field)), plain(document, field, language)) for field in given]


def plain(document: Document, field: str, language: str) -> str:
    """Any field as one line of words."""
    spec, value = FIELD[field], document.get(field)
    if spec.kind in ("code", "codes"):
        codes = [value] if isinstance(value, str) else value or []
        return reading.joined(code_label(spec.vocabulary, code, language) for code in codes)
    if spec.kind in ("text", "prose"):
        return str(reading.prose(document, field, language).text or "")
    if spec.kind == "texts":
        return reading.joined(reading.prose(document, field, language).text or ())
    if spec.kind == "group":
        return reading.joined(_parts(spec.columns, value or {}, language))
    if spec.kind == "table":
        lines = [line(spec.columns, row, language) for row in value or ()]
        return reading.joined(lines)
    return reading.number(value) if isinstance(value, int | float) else str(value or "")


def line(columns: Any, row: Mapping[str, Any], language: str) -> str:
    """A row of a table as one line."""
    return " · ".join(_parts(columns, row, language))


def _parts(columns: Any, row: Mapping[str, Any], language: str) -> Iterator[str]:
    for column in columns:
        value: Any = row.get(column.id)
        if is_empty(value) or column.kind == "table":
            continue
        if column.kind == "code":
            yield code_label(column.vocabulary, value, language)
        elif column.kind in ("number", "integer"):
            yield f"{column.label}: {reading.number(value)}"
        elif column.kind == "text":
            yield value


def cautions(released: Released) -> list[str]:
    """What a reader should know before relying on the record, told by the record itself."""
    document = released.document
    return [
        sentence
        for check in (_not_reviewed, _second_coding, _not_agreed, _not_read, _evidence)
        for sentence in check(released, document)
    ]


def _not_reviewed(released: Released, document: Document) -> Iterator[str]:
    if released.kind == "imported":
        yield _("It was released as imported. No reviewer has gone through it yet.")


def _second_coding(released: Released, document: Document) -> Iterator[str]:
    coders = (document.get("coding") or {}).get("coders")
    if coders:
        yield ngettext(
            "Its codes come from %(count)s reading pass. No person has second-coded it yet.",
            "Its codes come from up to %(count)s separate reading passes. No person has "
            "second-coded it yet.",
            coders,
        ) % {"count": coders}


def _not_agreed(released: Released, document: Document) -> Iterator[str]:
    fields = [str(label_of(field)).lower() for field in disputed(document)]
    if fields:
        yield _("The passes did not agree on every code of: %(fields)s.") % {
            "fields": reading.joined(fields)
        }


def _not_read(released: Released, document: Document) -> Iterator[str]:
    rows = [row.get("read_as") or "" for row in document.get("sources") or ()]
    part = sum(bool(read) and read != "whole text" for read in rows)
    if part:
        yield _(
            "%(part)s of %(all)s sources were read in part only or as a copy: open them before "
            "you quote a detail."
        ) % {"part": part, "all": len(rows)}


def _evidence(released: Released, document: Document) -> Iterator[str]:
    code, found = reading.design_code(document), reading.main_effect(document)
    if code == "none_found":
        yield _("We found no study of it. That says nothing about whether it works.")
    elif code == "monitoring":
        yield _("It was counted, not compared: the change may have come without it.")
    elif code in ("pre_post", "post_only"):
        yield _("There was no group to compare with: the change may have come without it.")
    if found and found.value and not found.low:
        yield _("Its results come without an interval.")
    elif found and not found.value:
        yield _("Its results name a direction, not a size.")
