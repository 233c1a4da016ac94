"""The page "Friday" and what is done on it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bothways.core.errors import Conflict, NotAllowed, Refused
from bothways.programmes.access import actor_of, signed_in_page
from bothways.programmes.models import Indicator, Session
from bothways.programmes.policies import rights_in
from bothways.programmes.reports import doors
from bothways.programmes.reports.doors import door
from bothways.programmes.reports.forms import FigureForm
from bothways.programmes.reports.friday import Friday, friday_of
from bothways.programmes.reports.friday_actions import figure_enter, session_settle


@require_safe
@signed_in_page
def friday(request: HttpRequest) -> HttpResponse:
    due = friday_of(actor_of(request), timezone.now())
    context = {"section": "friday", "due": due, **_with_doors(due)}
    return render(request, "programmes/reports/friday.html", context)


def _with_doors(due: Friday) -> dict[str, object]:
    """Each line with the address where it is done."""
    return {
        "sessions": [
            (s, door(doors.ATTENDANCE, s.programme, s.cohort_number, s.session))
            for s in due.sessions
        ],
        "figures": [(f, door(doors.RESULTS, f.programme)) for f in due.figures],
        "reports": [(r, door("funder_table", r.programme)) for r in due.reports],
        "endings": [(e, door(doors.CONSENTS, e.programme)) for e in due.endings],
        "checks": [(c, door(doors.CHECKS, c.programme)) for c in due.checks],
        "ready": [(r, door(doors.CERTIFICATES, r.programme)) for r in due.ready],
        "silence": [
            (q, door(doors.PAIRINGS if q.kind == "contact" else "programme", q.programme))
            for q in due.silence
        ],
    }


@require_POST
@signed_in_page
def settle(request: HttpRequest) -> HttpResponse:
    """Held or cancelled; who was there comes next."""
    asked = request.POST.get("session", "")
    rows = Session.objects.select_related("cohort__programme")
    session = rows.filter(pk=asked).first() if asked.isdigit() else None
    if session is None or not rights_in(session.cohort.programme, actor_of(request)):
        raise Http404(_("There is no session with this number for you."))
    try:
        session_settle(session, request.POST.get("state", ""), actor=actor_of(request))
        messages.success(request, _("Saved."))
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("friday")


@require_POST
@signed_in_page
def figure(request: HttpRequest) -> HttpResponse:
    form = FigureForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This is no number. Enter it with digits, like 12 or 0.5."))
        return redirect("friday")
    rows = Indicator.objects.select_related("programme")
    indicator = rows.filter(pk=form.cleaned_data["indicator"]).first()
    if indicator is None or not rights_in(indicator.programme, actor_of(request)):
        raise Http404(_("There is no such indicator for you."))
    period = indicator.programme.periods.filter(pk=form.cleaned_data["period"]).first()
    if period is None:
        raise Http404(_("There is no such period in this programme."))
    try:
        figure_enter(indicator, period, form.cleaned_data["value"], actor=actor_of(request))
        messages.success(request, _("Saved."))
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except (Conflict, Refused) as refusal:
        messages.error(request, str(refusal))
    return redirect("friday")
