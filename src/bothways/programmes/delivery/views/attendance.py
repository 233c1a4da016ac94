"""Attendance of one session: a form that works without script, and the door that phones send to."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.core.errors import Refused
from bothways.core.problems import Problem
from bothways.programmes.access import actor_of
from bothways.programmes.delivery.attendance_actions import NewMark, Outcome, attendance_mark
from bothways.programmes.delivery.clock import day_of, on_the_wall, today_in
from bothways.programmes.delivery.marking import attendance_rows, guest_mark, marks_of_form
from bothways.programmes.delivery.offline import WORKER
from bothways.programmes.delivery.queries import (
    history,
    missed_sessions,
    possible_guests,
    sessions_to_make_up,
)
from bothways.programmes.delivery.scheme import scheme
from bothways.programmes.delivery.views.access import context_of, names_shown, session_page
from bothways.programmes.delivery.wire import read_marks
from bothways.programmes.models import AttendanceEntry, Session


@session_page
def attendance(request: HttpRequest, session: Session) -> HttpResponse:
    if request.method == "POST":
        return _marked(request, session)
    cohort = session.cohort
    rows, user = attendance_rows(session), actor_of(request)
    guests = possible_guests(session, user)
    names = [row.row.person for row in rows] + [number for number, _name in guests]
    names_shown(request, cohort, names, "attendance")
    language = get_language() or "en"
    rule = scheme(cohort.scheme)
    missed = missed_sessions(cohort, session)
    context = context_of(
        cohort, session=session, rows=rows, form_uid=uuid4(), guests=guests,
        codes=[(code.id, code.sign, code.label(language)) for code in rule.codes],
        present=rule.present, missed=missed, missed_numbers={one.number for one in missed},
        made_up=sessions_to_make_up(session),
        starts=on_the_wall(session.starts_at, session.cohort),
        is_ahead=day_of(session.starts_at, cohort) > today_in(cohort),
        is_open=not cohort.is_closed and session.state != Session.State.CANCELLED,
    )  # fmt: skip
    return render(request, "programmes/delivery/attendance.html", context)


def _marked(request: HttpRequest, session: Session) -> HttpResponse:
    """What the form sends: everything that differs from what it was opened with."""
    people = [int(text) for text in request.POST.getlist("person") if text.isdigit()]
    rule = scheme(session.cohort.scheme)
    uid, now = _uid(request), timezone.now()
    marks = marks_of_form(request.POST, people, rule, uid, now)
    marks += guest_mark(request.POST, rule, uid, now)
    return _kept_or_told(request, session, marks, AttendanceEntry.Source.TAP)


def _uid(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("form", ""))
    except ValueError:
        return uuid4()


def _kept_or_told(
    request: HttpRequest, session: Session, marks: list[NewMark], source: str
) -> HttpResponse:
    try:
        outcome = attendance_mark(session, marks, actor=actor_of(request), source=source)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        _tell(request, outcome)
    return redirect("attendance", session.cohort.programme_id, session.cohort_id, session.pk)


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    for reason in dict.fromkeys(outcome.refused.values()):
        messages.error(request, reason)
    words = ngettext("%(n)s mark is saved.", "%(n)s marks are saved.", outcome.added)
    if outcome.added:
        messages.success(request, words % {"n": outcome.added})
    elif not outcome.refused:
        messages.success(request, _("Nothing had changed."))


@session_page
@require_POST
def attendance_marks(request: HttpRequest, session: Session) -> HttpResponse:
    """The door of the phone. It answers which marks are kept and why others are not; sending the
    same ones again gives the same answer."""
    marks, problems = read_marks(request.body, session.uid)
    if problems:
        return JsonResponse({"problems": [_plain(one) for one in problems]}, status=400)
    try:
        outcome = attendance_mark(session, marks, actor=actor_of(request))
    except Refused as refusal:
        return JsonResponse({"problems": [{"message": str(refusal)}]}, status=409)
    return JsonResponse({
        "kept": [str(uid) for uid in outcome.kept],
        "refused": {str(uid): reason for uid, reason in outcome.refused.items()},
    })  # fmt: skip


def _plain(problem: Problem) -> dict[str, Any]:
    return {"row": problem.row, "code": problem.code, "message": problem.message}


@session_page
@require_POST
def attendance_file(request: HttpRequest, session: Session) -> HttpResponse:
    """Marks that a phone without a network saved as a file."""
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Choose the file that the phone saved."))
        return redirect("attendance", session.cohort.programme_id, session.cohort_id, session.pk)
    marks, problems = read_marks(file.read(), session.uid)
    for problem in problems[:5]:
        messages.error(request, problem.message)
    if problems:
        return redirect("attendance", session.cohort.programme_id, session.cohort_id, session.pk)
    return _kept_or_told(request, session, marks, AttendanceEntry.Source.IMPORT)


@session_page
def attendance_history(request: HttpRequest, session: Session) -> HttpResponse:
    """Every mark as it was made, by whom; the one that counts is named."""
    rows = history(session)
    names_shown(request, session.cohort, sorted({row.person for row in rows}), "history")
    rule, language = scheme(session.cohort.scheme), get_language() or "en"
    labels = {code.id: code.label(language) for code in rule.codes}
    context = context_of(
        session.cohort, session=session, starts=on_the_wall(session.starts_at, session.cohort),
        rows=[(row, labels.get(row.code, row.code)) for row in rows],
    )  # fmt: skip
    return render(request, "programmes/delivery/history.html", context)


def offline_worker(request: HttpRequest) -> HttpResponse:
    """The script that opens kept attendance pages without a network. It stands beside the pages,
    because a browser lets it work only below its own address."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
