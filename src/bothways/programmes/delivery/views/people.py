"""One person of a group: added, described, admitted, moved, gone."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.programmes.access import actor_of, cohort_page
from bothways.programmes.delivery.clock import today_in
from bothways.programmes.delivery.forms import (
    LeaveForm,
    MoveForm,
    NewPersonForm,
    OnForm,
    PersonForm,
)
from bothways.programmes.delivery.people_actions import (
    enrolment_admit,
    enrolment_complete,
    enrolment_leave,
    enrolment_move,
    person_add,
    person_describe,
    person_enrol,
)
from bothways.programmes.delivery.queries import enrolments_of
from bothways.programmes.delivery.views.access import (
    context_of,
    form_page,
    names_shown,
    roster_page,
    to_cohort,
)
from bothways.programmes.delivery.writing import DAYS_WITHOUT_CONSENT
from bothways.programmes.models import Cohort, Enrolment
from bothways.programmes.policies import Right, may, may_in_cohort

Act = Callable[[Form], str]


@cohort_page(Right.PEOPLE)
def participant_new(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        fields = dict(form.cleaned_data)
        since, needs = fields.pop("since"), fields.pop("needs")
        made = person_add(cohort, fields, since=since, needs=needs, actor=actor_of(request),
                          other_person=fields.pop("other_person"))  # fmt: skip
        if made.state == Enrolment.State.WAITING:
            return to_cohort(request, cohort, _("The group is full: the person waits."))
        return to_cohort(request, cohort, _("The person is in the group."))

    form = NewPersonForm(request.POST or None, initial={"since": today_in(cohort)})
    context = context_of(cohort, days=DAYS_WITHOUT_CONSENT)
    return form_page(request, form, "programmes/delivery/participant_new.html", save, context)


@roster_page
def participant(request: HttpRequest, cohort: Cohort, row: int) -> HttpResponse:
    """A person as this group knows them; each button is a form of its own on the page."""
    enrolment = cohort.enrolments.select_related("person__programme").filter(pk=row).first()
    if enrolment is None or enrolment.person.erased_at:
        raise Http404(_("There is nobody with this number in this group."))
    names_shown(request, cohort, [enrolment.person_id], "participant")
    forms = _forms(request, enrolment)
    asked = request.POST.get("do", "")
    if request.method == "POST" and asked in forms:
        form = forms[asked]
        if form.is_valid():
            try:
                words = _acts(request, enrolment)[asked](form)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return to_cohort(request, cohort, words)
    return _shown(request, enrolment, forms, asked)


def _shown(
    request: HttpRequest, enrolment: Enrolment, forms: dict[str, Form], asked: str
) -> HttpResponse:
    cohort, user = enrolment.cohort, actor_of(request)
    context = context_of(
        cohort, enrolment=enrolment, person=enrolment.person, forms=forms,
        form=forms.get(asked), history=enrolments_of(enrolment.person),
        is_open=enrolment.until is None,
        may_write=may_in_cohort(cohort, user, Right.PEOPLE) and not cohort.is_closed,
        may_protect=may(cohort.programme, user, Right.PROTECT),
        may_certify=may(cohort.programme, user, Right.CERTIFY),
    )  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "programmes/delivery/participant.html", context, status=status)


def _forms(request: HttpRequest, enrolment: Enrolment) -> dict[str, Form]:
    """The forms of the page; only the one that was sent is read."""
    cohort = enrolment.cohort
    others = [(row.pk, row.title) for row in
              Cohort.objects.filter(programme=cohort.programme_id, is_closed=False)
              .exclude(pk=cohort.pk).order_by("pk")]  # fmt: skip
    today = {"on": today_in(cohort)}

    def sent(name: str) -> Any:
        return request.POST if request.POST.get("do") == name else None

    return {
        "describe": PersonForm(sent("describe"), initial=PersonForm.of(enrolment.person)),
        "admit": Form(sent("admit")),
        "move": MoveForm(sent("move"), initial=today, cohorts=others, auto_id="move_%s"),
        "also": MoveForm(sent("also"), initial=today, cohorts=others, auto_id="also_%s"),
        "back": OnForm(sent("back"), initial=today, auto_id="back_%s"),
        "leave": LeaveForm(sent("leave"), initial=today, auto_id="leave_%s"),
        "complete": OnForm(sent("complete"), initial=today, auto_id="complete_%s"),
    }


def _acts(request: HttpRequest, enrolment: Enrolment) -> dict[str, Act]:
    actor, person = actor_of(request), enrolment.person

    def to(form: Form) -> Cohort:
        return Cohort.objects.select_related("programme").get(pk=form.cleaned_data["to"])

    def describe(form: Form) -> str:
        person_describe(person, form.cleaned_data, actor=actor)
        return _("The person is saved.")

    def admit(form: Form) -> str:
        enrolment_admit(enrolment, actor=actor)
        return _("The person is in the group.")

    def move(form: Form) -> str:
        enrolment_move(enrolment, to(form), on=form.cleaned_data["on"], actor=actor)
        return _("The person goes on in the other group.")

    def also(form: Form) -> str:
        person_enrol(person, to(form), since=form.cleaned_data["on"], actor=actor)
        return _("The person is in both groups.")

    def back(form: Form) -> str:
        person_enrol(person, enrolment.cohort, since=form.cleaned_data["on"], actor=actor)
        return _("The person is in the group.")

    def leave(form: Form) -> str:
        enrolment_leave(enrolment, on=form.cleaned_data["on"], actor=actor,
                        reason=form.cleaned_data["reason"])  # fmt: skip
        return _("The person has left the group.")

    def complete(form: Form) -> str:
        enrolment_complete(enrolment, on=form.cleaned_data["on"], actor=actor)
        return _("The person has completed it.")

    return {"describe": describe, "admit": admit, "move": move, "also": also, "back": back,
            "leave": leave, "complete": complete}  # fmt: skip
