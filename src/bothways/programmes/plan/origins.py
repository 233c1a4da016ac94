"""What a new programme takes over: from a practice, from an adaptation plan, from a template."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import override

from bothways.core.vocabularies import in_language, vocabulary
from bothways.practices import reading
from bothways.practices.record.document import Document
from bothways.programmes.models import Indicator, Programme, ProgrammePart, Result, Risk
from bothways.programmes.plan.groups import is_group
from bothways.programmes.plan.kinds import Kind, KindResult
from bothways.tailoring.models import AdaptationPlan

TITLE, PART = 300, 1000
Level = Result.Level


def take_over_practice(programme: Programme, document: Document, *, with_results: bool) -> None:
    """Summary, aims, group, stage and parts; without a template also outcomes and activities."""
    language = programme.language
    programme.summary = str(reading.prose(document, "summary", language).text or "")
    programme.phases = _codes(document, "stage", "stage")
    programme.target_groups = _groups(document)
    programme.goal = _labels("aims", document.get("aims") or (), language)
    _parts(programme, _parts_of(document))
    if with_results:
        _results_of(programme, document)


def take_over_plan(programme: Programme, plan: AdaptationPlan) -> None:
    """Goal, place and date as the plan says them, and what it decided for each part."""
    document = plan.release.document
    programme.goal, programme.starts_on = plan.goal, plan.starts_on
    programme.summary = plan.group or str(
        reading.prose(document, "summary", programme.language).text or ""
    )
    # A plan knows regions such as DE-BE; a programme keeps the country and the words.
    programme.places = [place for place in (plan.place.partition("-")[0], plan.where) if place]
    asked = plan.wish.get("stage") or ()
    wished = [asked] if isinstance(asked, str) else list(asked)
    programme.phases = [code for code in wished if code in vocabulary("stage")] or _codes(
        document, "stage", "stage"
    )
    programme.target_groups = _groups(document)
    fields = ("part", "kind", "choice", "change")
    _parts(programme, plan.parts.values(*fields).order_by("position", "pk"))
    _results_of(programme, document)


def take_over_kind(programme: Programme, kind: Kind, variant: KindResult | None) -> None:
    """What the template brings; what practice or plan said already stays."""
    language = programme.language
    programme.goal = programme.goal or in_language(kind.goal, language)
    programme.summary = programme.summary or in_language(kind.summary, language)
    programme.phases = programme.phases or list(kind.phases)
    programme.target_groups = programme.target_groups or list(kind.groups)
    programme.results.all().delete()
    for outcome in kind.outcomes:
        _result(programme, outcome, None, language)
    first = programme.results.filter(level=Level.OUTCOME).first()
    if variant is not None:
        _result(programme, variant, first, language)
    Risk.objects.bulk_create(
        Risk(
            programme=programme, title=in_language(risk.title, language)[:TITLE],
            response=in_language(risk.response, language), likelihood=risk.likelihood,
            impact=risk.impact,
        )
        for risk in kind.risks
    )  # fmt: skip


def _result(programme: Programme, row: KindResult, parent: Result | None, language: str) -> None:
    result = Result.objects.create(
        programme=programme, parent=parent, level=row.level, position=programme.results.count(),
        title=in_language(row.title, language)[:TITLE],
    )  # fmt: skip
    for position, each in enumerate(row.indicators, programme.indicators.count()):
        Indicator.objects.create(
            programme=programme, result=result, position=position,
            title=in_language(each.title, language)[:TITLE],
            definition=in_language(each.definition, language),
            unit=in_language(each.unit, language)[:60], measure=each.measure,
            over_time=each.over_time, counted=each.counted,
            disaggregated_by=list(each.disaggregated_by), more_is_better=each.more_is_better,
        )  # fmt: skip
    for child in row.children:
        _result(programme, child, result, language)


def _results_of(programme: Programme, document: Document) -> None:
    """An outcome for each family of outcomes, and the activities as the record names them."""
    families = document.get("outcome_families") or ()
    titles = [(Level.OUTCOME, _labels("outcome_families", [code], programme.language))
              for code in families]  # fmt: skip
    titles += [(Level.ACTIVITY, str(line)) for line in document.get("activities") or ()]
    Result.objects.bulk_create(
        Result(programme=programme, level=level, position=position, title=title[:TITLE])
        for position, (level, title) in enumerate(titles)
    )


def _parts(programme: Programme, rows: Iterable[dict[str, Any]]) -> None:
    ProgrammePart.objects.bulk_create(
        ProgrammePart(programme=programme, position=position, **row)
        for position, row in enumerate(rows)
    )


def _parts_of(document: Document) -> list[dict[str, Any]]:
    """Parts as the record names them; activities where it names no parts."""
    named = [
        {"part": row["part"][:PART], "kind": row.get("keep") or ""}
        for row in document.get("parts") or ()
    ]
    return named or [{"part": line[:PART]} for line in document.get("activities") or ()]


def _codes(document: Document, field: str, name: str) -> list[str]:
    return [code for code in document.get(field) or () if code in vocabulary(name)]


def _groups(document: Document) -> list[str]:
    rows = document.get("target_groups") or ()
    found = (code for row in rows for code in row.get("kind") or ())
    return list(dict.fromkeys(code for code in found if is_group(code)))


def _labels(name: str, codes: Iterable[str], language: str) -> str:
    with override(language):
        words = reading.joined(vocabulary(name).label(code, language) for code in codes)
    return words[:1].upper() + words[1:]
