"""What can be said of a wave without telling of anybody: reliability, scores by side, ties."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bothways.surveys.answer_actions import answers_read_log
from bothways.surveys.forms.languages import code_of
from bothways.surveys.instruments.catalogue import Instrument, ScaleKey, instruments
from bothways.surveys.instruments.reliability import Reliability, differs_much, reliability
from bothways.surveys.models import Survey, Wave
from bothways.surveys.queries import AnswerRow, answer_rows
from bothways.surveys.sides import SideMean, means_by_side
from bothways.surveys.ties import Ties, ties_of
from bothways.surveys.views.access import actor_of, analyst_page, row_or_404
from bothways.surveys.views.instruments import state_words


@dataclass(frozen=True)
class ScaleResult:
    """One scale: its means by side, and how far it can be relied on in each language."""

    title: str
    name: str
    reliability: list[Reliability]
    differs: bool
    sides: list[SideMean]


@analyst_page
def results(request: HttpRequest, survey: Survey, row: int) -> HttpResponse:
    found: Wave = row_or_404(survey.waves.select_related("version"), row)
    answers_read_log(survey, what=f"results of wave {found.number}", actor=actor_of(request))
    rows = answer_rows(found)
    context = {
        "section": "surveys", "survey": survey, "wave": found, "n": len(rows),
        "scales": scale_results(found, rows, getattr(request, "LANGUAGE_CODE", "en")),
        "ties": [(tie, tie_words(tie)) for tie in ties_of(found)], "states": state_words(),
    }  # fmt: skip
    return render(request, "surveys/results.html", context)


def scale_results(wave: Wave, rows: list[AnswerRow], language: str) -> list[ScaleResult]:
    by_language: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        plain = {path.rpartition("/")[2]: str(value) for path, value in row.answers.items()}
        by_language.setdefault(code_of(row.language) or row.language or "?", []).append(plain)
    used = [instruments()[name] for name in wave.version.instruments if name in instruments()]
    return [
        _scale_result(one, scale, rows, by_language, language)
        for one in used
        for scale in one.scales
        if not scale.of
    ]


def _scale_result(
    one: Instrument, scale: ScaleKey, rows: list[AnswerRow],
    by_language: dict[str, list[dict[str, str]]], language: str,
) -> ScaleResult:  # fmt: skip
    alphas = reliability(one, scale, by_language)
    title, key = one.titles.get(language, one.titles["en"]), f"{one.id}.{scale.id}"
    sides = means_by_side(rows, key)
    return ScaleResult(title, key, alphas, differs_much(alphas), sides)


def tie_words(tie: Ties) -> list[tuple[str, Any]]:
    """Indices with their names in words."""
    names = {
        "E-I index": _("Ties across minus ties inside the sides, from −1 to 1"),
        "share with a tie across groups": _("Share of children with a tie to the other side"),
        "Coleman newcomer": _("Newcomers keep to themselves (Coleman), 0 is chance"),
        "Coleman host": _("Hosts keep to themselves (Coleman), 0 is chance"),
    }
    return [(names[one.term], one) for one in tie.estimates if one.term in names]
