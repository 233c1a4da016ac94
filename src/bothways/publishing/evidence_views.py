"""Pages of the pooled estimates: all outcomes, one outcome, its findings as CSV, its plot."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bothways.core.vocabularies import vocabulary
from bothways.practices.library import ALIAS
from bothways.practices.record.codes import code_label, offered_codes
from bothways.publishing.coded import searched
from bothways.publishing.evidence.files import estimates_svg, findings_csv
from bothways.publishing.evidence.findings import PROBLEMS, Finding, Topic, about, left_out, through
from bothways.publishing.evidence.page import (
    Answer,
    IndexRow,
    answers,
    by_topic,
    counted_topics,
    overview,
    waiting,
)
from bothways.publishing.evidence.reads import KEPT, Library, library_findings
from bothways.publishing.evidence.words import PROBLEM_WORDS
from bothways.publishing.state import LibraryState, library_state

FAMILIES = "outcome_families"
# Parameters of the address that choose a mechanism, and the field of the record they mean.
TOPICS = {ALIAS[field]: field for field in ("influence_mechanism", "components")}


@dataclass(frozen=True)
class NamedRow:
    """A row of the overview with its names in the reader's language."""

    one: IndexRow
    label: str
    link: str
    topic: str = ""


def _label(field: str, code: str) -> str:
    return code_label(field, code, get_language() or "en")


@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    state = library_state()
    findings = library_findings(state).findings
    rows, by_mechanism = _overview(state, findings)
    topics = [_named(row) for row in by_mechanism]
    shown = {
        "section": "gaps",
        "state": _state(findings),
        "rows": [_named(row) for row in rows],
        "topics": topics,
        "silent": _silent(findings, topics),
        "reasons": _reasons(findings),
    }
    return render(request, "publishing/evidence.html", shown)


def _overview(
    state: LibraryState, findings: list[Finding]
) -> tuple[list[IndexRow], list[IndexRow]]:
    """All estimates without their studies: kept, since they cost the most."""
    key = f"evidence-overview-{state.releases}"
    kept: tuple[list[IndexRow], list[IndexRow]] | None = cache.get(key)
    if kept is None:
        kept = overview(findings, _families(findings)), by_topic(findings)
        cache.set(key, kept, KEPT)
    return kept


def _answers(
    state: LibraryState, library: Library, outcome: str, topic: Topic | None
) -> list[Answer]:
    """The estimates of an outcome in the reader's language, with all their sentences."""
    key = f"evidence-{state.releases}-{outcome}-{topic}-{get_language()}".replace(" ", "")
    kept: list[Answer] | None = cache.get(key)
    if kept is None:
        kept = answers(about(library.findings, outcome), outcome, topic, library.versions)
        for one in kept:
            _worked_out = one.sentences, one.changes
        cache.set(key, kept, KEPT)
    return kept


def _families(findings: Iterable[Finding]) -> list[str]:
    """Those on offer, and those that an older record still names."""
    named = {f.family for f in findings if f.family}
    offered = offered_codes(FAMILIES)
    return [*offered, *sorted(named.difference(offered))]


def _named(row: IndexRow) -> NamedRow:
    link = reverse("evidence_outcome", args=[row.family])
    if row.topic is None:
        return NamedRow(row, _label(FAMILIES, row.family), link)
    return NamedRow(
        row, _label(FAMILIES, row.family), f"{link}?{_parameter(row.topic)}", _label(*row.topic)
    )


def _parameter(topic: Topic) -> str:
    return urlencode({ALIAS[topic[0]]: topic[1]})


def _state(findings: list[Finding]) -> str:
    """How many results there are, how many can be compared, of which day."""
    seen = searched()
    values = {
        "all": len(findings),
        "usable": sum(f.counts for f in findings),
        "practices": seen.practices,
        "day": date_format(seen.newest, "DATE_FORMAT") if seen.newest else _("never"),
    }
    return (
        _(
            "%(practices)s released practices report %(all)s results; %(usable)s of them can be "
            "compared. Newest release: %(day)s."
        )
        % values
    )


def _silent(findings: list[Finding], topics: list[NamedRow]) -> list[tuple[str, int]]:
    """Mechanisms and components whose results all wait."""
    told = {row.one.topic for row in topics}
    counts = counted_topics(findings)
    return sorted(
        ((_label(*topic), n) for topic, n in counts.items() if topic not in told),
        key=lambda row: (-row[1], row[0]),
    )


def _reasons(findings: list[Finding]) -> list[tuple[str, int]]:
    counts = Counter(problem for f in left_out(findings) for problem in f.problems)
    return [(str(PROBLEM_WORDS[p]), counts[p]) for p in PROBLEMS if counts[p]]


@require_safe
def evidence_outcome(request: HttpRequest, outcome: str) -> HttpResponse:
    state = library_state()
    library = library_findings(state)
    findings = _of(outcome, library.findings)
    topic = _topic(request)
    mine = through(findings, topic)
    found = _answers(state, library, outcome, topic)
    shown = {
        "section": "gaps",
        "outcome": outcome,
        "name": _label(FAMILIES, outcome),
        "meaning": _meaning(outcome),
        "topic": _label(*topic) if topic else "",
        "topic_query": _parameter(topic) if topic else "",
        "answers": found,
        "none": _none(mine),
        "topics": [_named(row) for row in by_topic(findings)] if topic is None else [],
        "waiting": waiting(mine, outcome),
    }
    return render(request, "publishing/evidence_outcome.html", shown)


def _of(outcome: str, findings: list[Finding]) -> list[Finding]:
    """The findings of an outcome; 404 for a code that neither vocabulary nor record knows."""
    if outcome not in _families(findings):
        raise Http404(_("There is no outcome family %(code)s.") % {"code": outcome})
    return about(findings, outcome)


def _meaning(outcome: str) -> str:
    codes = vocabulary(FAMILIES)
    return codes.definition(outcome, get_language() or "en") if outcome in codes else ""


def _topic(request: HttpRequest) -> Topic | None:
    """The mechanism that the address asks for; an unknown one is left out."""
    asked: Mapping[str, str] = {p: request.GET.get(p, "") for p in TOPICS}
    for parameter, field in TOPICS.items():
        if asked[parameter] in vocabulary(field):
            return field, asked[parameter]
    return None


def _none(findings: list[Finding]) -> str:
    if not findings:
        return _("No study of the library reports a result on this outcome.")
    return _(
        "%(n)s results are reported, and none of them can be compared. The reasons stand below. "
        "This does not mean that nothing was found."
    ) % {"n": len(findings)}


@require_safe
def evidence_csv(request: HttpRequest, outcome: str) -> HttpResponse:
    """Every result of an outcome, also those that are left out, with the reason."""
    findings = _of(outcome, library_findings().findings)
    return _download(findings_csv(findings), "text/csv; charset=utf-8", f"{outcome}.csv")


@require_safe
def evidence_svg(request: HttpRequest, outcome: str) -> HttpResponse:
    topic = _topic(request)
    findings = through(_of(outcome, library_findings().findings), topic)
    found: list[Answer] = answers(findings, outcome, topic)
    if not found:
        raise Http404(_("There is no estimate of this outcome to draw."))
    return _download(
        estimates_svg(_label(FAMILIES, outcome), found), "image/svg+xml", f"{outcome}.svg"
    )


def _download(text: str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
