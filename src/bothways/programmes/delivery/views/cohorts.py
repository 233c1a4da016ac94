"""The groups of a programme, and one group with its roster as of a day."""

from datetime import date

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.programmes.access import actor_of, cohort_page, programme_page
from bothways.programmes.delivery.clock import today_in
from bothways.programmes.delivery.cohort_actions import (
    cohort_close,
    cohort_create,
    cohort_describe,
    cohort_reopen,
)
from bothways.programmes.delivery.forms import CohortForm
from bothways.programmes.delivery.queries import (
    cohorts_for,
    free_places,
    left_before,
    people_who_can_run,
    roster,
    session_rows,
    standings,
    waiting_list,
)
from bothways.programmes.delivery.scheme import scheme
from bothways.programmes.delivery.views.access import (
    SEE_PEOPLE,
    context_of,
    done_or_told,
    form_page,
    names_shown,
    roster_page,
    to_cohort,
)
from bothways.programmes.models import Cohort, Programme
from bothways.programmes.policies import Right, may, may_in_cohort


@programme_page(Right.READ)
def cohorts(request: HttpRequest, programme: Programme) -> HttpResponse:
    user = actor_of(request)
    context = {
        "section": "programmes", "programme": programme, "tab": "cohorts",
        "rows": cohorts_for(programme, user),
        "may_see_people": any(may(programme, user, right) for right in SEE_PEOPLE),
        "may_plan": may(programme, user, Right.PLAN),
        "may_deliver": may(programme, user, Right.DELIVER),
    }  # fmt: skip
    return render(request, "programmes/delivery/cohorts.html", context)


@programme_page(Right.PLAN)
def cohort_new(request: HttpRequest, programme: Programme) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        fields = dict(form.cleaned_data)
        runs = list(map(int, fields.pop("runs")))
        made = cohort_create(programme, fields, runs=runs, actor=actor_of(request))
        return to_cohort(request, made, _("The group is there. Now add people or import a roster."))

    form = CohortForm(
        request.POST or None, people=_choices(programme), initial=CohortForm.of_programme(programme)
    )
    context = {"section": "programmes", "programme": programme, "tab": "cohorts"}
    return form_page(request, form, "programmes/delivery/cohort_form.html", save, context)


@cohort_page(Right.PLAN)
def cohort_edit(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        fields = dict(form.cleaned_data)
        runs = list(map(int, fields.pop("runs")))
        cohort_describe(cohort, fields, runs=runs, actor=actor_of(request))
        return to_cohort(request, cohort, _("The group is saved."))

    form = CohortForm(
        request.POST or None, people=_choices(cohort.programme), initial=CohortForm.of(cohort)
    )
    return form_page(
        request, form, "programmes/delivery/cohort_form.html", save, context_of(cohort)
    )


@cohort_page(Right.PLAN)
@require_POST
def cohort_end(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Closes a group, or opens a closed one."""

    def act() -> HttpResponse:
        if cohort.is_closed:
            cohort_reopen(cohort, actor=actor_of(request))
            return to_cohort(request, cohort, _("The group is open again."))
        cohort_close(cohort, actor=actor_of(request))
        return to_cohort(request, cohort, _("The group is closed."))

    return done_or_told(request, act, redirect("cohort", cohort.programme_id, cohort.pk))


@roster_page
def cohort(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    on = _day(request, cohort)
    rows, waits, gone = roster(cohort, on), waiting_list(cohort), left_before(cohort, on)
    names_shown(request, cohort, [row.person for row in (*rows, *waits, *gone)], "roster")
    user = actor_of(request)
    reached = standings(cohort)
    context = context_of(
        cohort, on=on, today=today_in(cohort), waits=waits, gone=gone,
        rows=[(row, reached.get(row.person)) for row in rows],
        sessions=session_rows(cohort), free=free_places(cohort),
        scheme_name=scheme(cohort.scheme).label(get_language() or "en"),
        may_write=may_in_cohort(cohort, user, Right.PEOPLE) and not cohort.is_closed,
        may_deliver=may_in_cohort(cohort, user, Right.DELIVER),
        may_plan=may(cohort.programme, user, Right.PLAN),
        may_protect=may(cohort.programme, user, Right.PROTECT),
        may_certify=may(cohort.programme, user, Right.CERTIFY),
        runs=[row.member.user.username for row in
              cohort.facilitators.select_related("member__user").order_by("pk")],
    )  # fmt: skip
    return render(request, "programmes/delivery/cohort.html", context)


def _day(request: HttpRequest, cohort: Cohort) -> date:
    """The day of the roster; today where none is asked for or it does not exist."""
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        messages.error(request, _("This day does not exist, so you see today."))
        asked = None
    return asked or today_in(cohort)


def _choices(programme: Programme) -> list[tuple[int, str]]:
    return people_who_can_run(programme)
