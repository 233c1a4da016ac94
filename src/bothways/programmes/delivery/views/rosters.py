"""A roster from a file: seen first, taken in then. Between the two nothing of it is kept here."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core.errors import Refused
from bothways.core.problems import errors
from bothways.programmes.access import actor_of, cohort_page
from bothways.programmes.delivery.clock import today_in
from bothways.programmes.delivery.forms import RosterForm
from bothways.programmes.delivery.queries import free_places, on_roster, person_standing_here
from bothways.programmes.delivery.roster import (
    RosterPerson,
    read_roster,
    roster_csv,
    roster_xlsx,
    same_people,
)
from bothways.programmes.delivery.roster_actions import roster_import
from bothways.programmes.delivery.views.access import (
    context_of,
    names_shown,
    roster_page,
    to_cohort,
)
from bothways.programmes.delivery.writing import DAYS_WITHOUT_CONSENT
from bothways.programmes.models import Cohort, Enrolment
from bothways.programmes.policies import Right

SALT = "roster"
# The preview travels in the page, signed; after an hour the file is brought again.
SECONDS = 3600
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@cohort_page(Right.PEOPLE)
def roster_new(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Without a file: the form. With one: what it would do. With the seen list: it is done."""
    if "seen" in request.POST:
        return _taken_in(request, cohort)
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, cohort, form, 422 if request.method == "POST" else 200)
    others = form.cleaned_data["others"]
    file = form.cleaned_data["file"]
    people, problems = read_roster(
        file.name or "", file.read(), today_in(cohort), form.cleaned_data["encoding"] or "utf-8"
    )
    here = person_standing_here(cohort.programme)
    problems = sorted([*problems, *same_people(people, here, others=others)])
    if errors(problems):
        return _page(request, cohort, form, 422, problems=problems)
    return _page(request, cohort, form, 200, problems=problems, people=people,
                 seen=_packed(cohort, people, others), free=free_places(cohort))  # fmt: skip


def _taken_in(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    try:
        people, others = _unpacked(cohort, request.POST["seen"])
        made = roster_import(cohort, people, actor=actor_of(request), others=others)
    except Refused as refusal:
        form = RosterForm()
        return _page(request, cohort, form, 422, problems=refusal.problems, refusal=str(refusal))
    words = ngettext("%(n)s person was added.", "%(n)s people were added.", len(made))
    waiting = sum(one.state == Enrolment.State.WAITING for one in made)
    text = words % {"n": len(made)}
    if waiting:
        more = ngettext("%(n)s of them waits.", "%(n)s of them wait.", waiting) % {"n": waiting}
        text = f"{text} {more}"
    return to_cohort(request, cohort, text)


def _page(
    request: HttpRequest, cohort: Cohort, form: RosterForm, status: int, **more: Any
) -> HttpResponse:
    context = context_of(cohort, form=form, days=DAYS_WITHOUT_CONSENT, **more)
    context["wrong"] = errors(more.get("problems", ()))
    return render(request, "programmes/delivery/roster_new.html", context, status=status)


def _packed(cohort: Cohort, people: list[RosterPerson], others: bool) -> str:
    rows = [{**asdict(one), "since": one.since.isoformat() if one.since else None}
            for one in people]  # fmt: skip
    packed: str = signing.dumps([cohort.pk, others, rows], salt=SALT, compress=True)
    return packed


def _unpacked(cohort: Cohort, packed: str) -> tuple[list[RosterPerson], bool]:
    try:
        number, others, rows = signing.loads(packed, salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, json.JSONDecodeError) as error:
        raise Refused(_("This list is too old or did not arrive whole. Send the file again.")) \
            from error  # fmt: skip
    if number != cohort.pk:
        raise Refused(_("This list was made for another group. Send the file again."))
    return [_person(row) for row in rows], others


def _person(row: dict[str, Any]) -> RosterPerson:
    since = date.fromisoformat(row["since"]) if row["since"] else None
    return RosterPerson(**{**row, "needs": tuple(row["needs"]), "since": since})


@cohort_page(Right.PEOPLE)
def roster_template(request: HttpRequest, cohort: Cohort, ending: str) -> HttpResponse:
    """The table with its columns and nobody in it."""
    return _file([], "roster-template", ending)


@roster_page
def roster_export(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """The roster of today as a workbook, in the columns that the import reads."""
    rows = on_roster(cohort, today_in(cohort)).select_related("person").order_by(
        "person__family_name", "person__given_name", "person_id")  # fmt: skip
    names_shown(request, cohort, [row.person_id for row in rows], "roster_export")
    return _file([_as_row(row) for row in rows], f"roster-{cohort.pk}", "xlsx")


def _as_row(row: Enrolment) -> RosterPerson:
    one = row.person
    return RosterPerson(
        one.given_name, one.family_name, one.own_script_name, one.birth_year, one.sex, one.stage,
        one.side, one.language, one.phone, one.guardian_name, one.guardian_phone,
        tuple(row.needs), row.since,
    )  # fmt: skip


def _file(people: list[RosterPerson], name: str, ending: str) -> HttpResponse:
    if ending not in ("csv", "xlsx"):
        raise Http404
    content = roster_csv(people) if ending == "csv" else roster_xlsx(people)
    kind = "text/csv; charset=utf-8" if ending == "csv" else XLSX
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
