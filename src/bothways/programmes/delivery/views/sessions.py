"""Sessions: one, a series, called off, held, and the way into their room."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.core.paper import PdfUnavailable
from bothways.programmes.access import actor_of, cohort_page
from bothways.programmes.delivery.clock import on_the_wall, today_in, zone_of
from bothways.programmes.delivery.forms import OneSessionForm, SeriesForm
from bothways.programmes.delivery.holders import holder_choices, usual_holder
from bothways.programmes.delivery.joining import join_address, provider_of
from bothways.programmes.delivery.marking import attendance_rows
from bothways.programmes.delivery.queries import meeting_of
from bothways.programmes.delivery.series import Occurrence, occurrence, series
from bothways.programmes.delivery.session_actions import (
    session_cancel,
    session_create,
    session_describe,
    session_hold,
    session_plan_again,
    session_series_create,
)
from bothways.programmes.delivery.sheet import sheet_pdf
from bothways.programmes.delivery.views.access import (
    context_of,
    done_or_told,
    form_page,
    names_shown,
    session_page,
    to_cohort,
    to_session,
)
from bothways.programmes.models import Cohort, Session
from bothways.programmes.policies import Right


@cohort_page(Right.DELIVER)
def session_new(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        when = _when(form, cohort)
        made = session_create(cohort, when, _fields(form), actor=actor_of(request))
        _tell_moved(request, [when])
        return to_session(request, made, _("The session is planned."))

    initial = {"on": today_in(cohort), **_usual(request, cohort)}
    form = OneSessionForm(request.POST or None, initial=initial, holders=holder_choices(cohort))
    return form_page(
        request, form, "programmes/delivery/session_form.html", save, context_of(cohort)
    )


@cohort_page(Right.DELIVER)
def session_series(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        asked = form.cleaned_data
        when = series(
            asked["first"], asked["last"], set(map(int, asked["weekdays"])), asked["at"],
            asked["minutes"], zone_of(cohort), asked["without"],
        )  # fmt: skip
        made = session_series_create(cohort, when, _fields(form), actor=actor_of(request))
        _tell_moved(request, when)
        words = ngettext("%(n)s session is planned.", "%(n)s sessions are planned.", len(made))
        return to_cohort(request, cohort, words % {"n": len(made)})

    initial = {"first": cohort.starts_on or today_in(cohort), "last": cohort.ends_on,
               **_usual(request, cohort)}  # fmt: skip
    form = SeriesForm(request.POST or None, initial=initial, holders=holder_choices(cohort))
    return form_page(
        request, form, "programmes/delivery/series_form.html", save, context_of(cohort)
    )


@session_page
def session_edit(request: HttpRequest, session: Session) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        when = _when(form, session.cohort)
        session_describe(session, when, _fields(form), actor=actor_of(request))
        _tell_moved(request, [when])
        return to_session(request, session, _("The session is saved."))

    choices = holder_choices(session.cohort, session)
    form = OneSessionForm(request.POST or None, initial=_of(session), holders=choices)
    context = context_of(session.cohort, session=session)
    return form_page(request, form, "programmes/delivery/session_form.html", save, context)


@session_page
def session(request: HttpRequest, session: Session) -> HttpResponse:
    """What it was and what it delivered. No name of a participant stands here."""
    if request.method == "POST":
        back = redirect("session", session.cohort.programme_id, session.cohort_id, session.pk)
        return done_or_told(request, lambda: _act(request, session), back)
    room = session.join_url or session.cohort.join_url
    parts = session.cohort.programme.parts.all()
    done = set(session.parts_done.values_list("pk", flat=True))
    context = context_of(
        session.cohort, session=session, room=room, provider=provider_of(room),
        parts=[(part, part.pk in done) for part in parts],
        starts=on_the_wall(session.starts_at, session.cohort),
        ends=on_the_wall(session.ends_at, session.cohort),
    )  # fmt: skip
    return render(request, "programmes/delivery/session.html", context)


def _act(request: HttpRequest, session: Session) -> HttpResponse:
    actor, asked = actor_of(request), request.POST.get("do", "")
    if asked == "cancel":
        session_cancel(session, actor=actor)
        return to_session(request, session, _("The session is called off."))
    if asked == "plan":
        session_plan_again(session, actor=actor)
        return to_session(request, session, _("The session is planned again."))
    parts = [int(text) for text in request.POST.getlist("part") if text.isdigit()]
    session_hold(session, parts, note=request.POST.get("note", "").strip()[:4000], actor=actor)
    return to_session(request, session, _("It is recorded that the session was held."))


@session_page
def session_join(request: HttpRequest, session: Session) -> HttpResponse:
    """Into the room, with a link that is signed now."""
    back = redirect("session", session.cohort.programme_id, session.cohort_id, session.pk)

    def go() -> HttpResponse:
        room = session.join_url or session.cohort.join_url
        if not room:
            raise Refused(_("This session has no online room."))
        return redirect(join_address(room, actor_of(request).username, leads=True))

    return done_or_told(request, go, back)


@session_page
def session_sheet(request: HttpRequest, session: Session) -> HttpResponse:
    """The list to sign, in the language of the address."""
    rows = [row.row for row in attendance_rows(session)]
    try:
        written = sheet_pdf(session, rows, get_language() or "en")
    except PdfUnavailable as refusal:
        messages.error(request, str(refusal))
        return redirect("session", session.cohort.programme_id, session.cohort_id, session.pk)
    names_shown(request, session.cohort, [row.person for row in rows], "signature_sheet")
    response = HttpResponse(written, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="signatures-{session.pk}.pdf"'
    return response


def _when(form: Form, cohort: Cohort) -> Occurrence:
    asked = form.cleaned_data
    return occurrence(asked["on"], asked["at"], asked["minutes"], zone_of(cohort))


def _fields(form: Form) -> dict[str, Any]:
    names = ("title", "units", "mode", "place", "join_url", "note", "facilitator")
    return {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}


def _usual(request: HttpRequest, cohort: Cohort) -> dict[str, Any]:
    holder = usual_holder(cohort, actor_of(request).pk)
    return {"at": "09:00", "minutes": 90, "units": 2, "mode": "on_site", "facilitator": holder}


def _of(session: Session) -> dict[str, Any]:
    starts = on_the_wall(session.starts_at, session.cohort)
    return {
        "on": starts.date(), "at": starts.time(), "minutes": meeting_of(session).minutes,
        "facilitator": session.facilitator_id,
        **{name: getattr(session, name)
           for name in ("title", "units", "mode", "place", "join_url", "note")},
    }  # fmt: skip


def _tell_moved(request: HttpRequest, when: list[Occurrence]) -> None:
    """An hour that the clocks jump over does not exist; the session starts later on that day."""
    days = [one.starts_at for one in when if one.moved]
    if days:
        message = _("On %(days)s the clocks jump over this hour; the session starts that much "
                    "later.")  # fmt: skip
        shown = ", ".join(f"{day:%Y-%m-%d}" for day in days)
        messages.warning(request, message % {"days": shown})
