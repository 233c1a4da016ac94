"""The tab, the list of consents, what is erased when, and the log of reads."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from bothways.programmes.access import programme_page
from bothways.programmes.models import Programme
from bothways.programmes.policies import Right
from bothways.programmes.protection.consent_queries import consent_rows
from bothways.programmes.protection.due import protection_due
from bothways.programmes.protection.reads_queries import read_page, read_rows
from bothways.programmes.protection.retention_queries import erasures_ahead
from bothways.programmes.protection.views.shared import page, safeguarding_page, was_read
from bothways.programmes.protection.wordings import purpose_label
from bothways.programmes.protection.words import SAFEGUARDS, STATES


@programme_page(Right.PROTECT)
def protection(request: HttpRequest, programme: Programme) -> HttpResponse:
    due = protection_due(programme)
    asked = [(STATES[state], count) for state, count in due.consents.items()]
    suspended = [(row, [SAFEGUARDS[code] for code in _reasons(row)]) for row in due.suspended]
    return page(request, programme, "overview", due=due, asked=asked, suspended=suspended)


def _reasons(row: Any) -> tuple[str, ...]:
    """What is missing today; else why it was suspended, though that holds again."""
    stored = row.pairing.suspended_for
    return row.missing or ((stored,) if stored in SAFEGUARDS else ())


@programme_page(Right.PROTECT)
def people(request: HttpRequest, programme: Programme) -> HttpResponse:
    asked, rows = consent_rows(programme, timezone.localdate())
    was_read(request, programme, [row.person.pk for row in rows], "consent_list")
    language = get_language() or "en"
    labels = [purpose_label(purpose, language) for purpose in asked]
    shown = [
        (row, list(zip(labels, [(state, STATES[state]) for state in row.states], strict=True)))
        for row in rows
    ]
    return page(request, programme, "people", labels=labels, rows=shown)


@programme_page(Right.PROTECT)
def retention(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Everybody with a date, the nearest first."""
    rows = erasures_ahead(programme, timezone.localdate())
    was_read(request, programme, [row.person.pk for row in rows], "erasures_ahead")
    return page(request, programme, "retention", rows=rows, today=timezone.localdate())


@safeguarding_page
def reads(request: HttpRequest, programme: Programme) -> HttpResponse:
    asked = request.GET.get("person", "")
    person = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 18 else None
    found = read_page(programme, request.GET.get("page", ""), person)
    return page(
        request, programme, "reads", rows=read_rows(programme, found), found=found, person=person
    )
