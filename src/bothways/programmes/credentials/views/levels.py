"""Levels of a cohort, and all that one person has."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.programmes.access import actor_of, cohort_page, programme_page
from bothways.programmes.credentials.forms import LevelsForm
from bothways.programmes.credentials.level_actions import Mark, levels_record
from bothways.programmes.credentials.levels import SKILLS, level_label, skill_label, steps
from bothways.programmes.credentials.models import Certificate, EarlierRecord
from bothways.programmes.credentials.queries import person_levels, rule_of, standing
from bothways.programmes.credentials.sharing import sharing_consent
from bothways.programmes.credentials.views.pages import person_of, shown
from bothways.programmes.models import Cohort, Programme
from bothways.programmes.policies import Right
from bothways.programmes.reads import people_were_read


@cohort_page(Right.CERTIFY)
def cohort_levels(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """The newest level of each person in each skill, and a form for a day of new ones."""
    people = standing(cohort, rule_of(cohort))
    reader = actor_of(request)
    numbers = [row.person for row in people]
    people_were_read(cohort.programme, numbers, page="levels", reader=reader)
    language = next(iter(cohort.languages), "") or cohort.programme.language
    start = {"language": language, "taken_on": timezone.localdate(), "method": "judgement"}
    form = LevelsForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            new = levels_record(
                cohort.programme, _marks(request, numbers), **form.cleaned_data, actor=reader
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded: %(number)s levels.") % {"number": len(new)})
            return redirect("cohort_levels", cohort.programme_id, cohort.pk)
    return shown(
        request, "levels", cohort.programme, status=422 if form.errors else 200, cohort=cohort,
        form=form, people=people, skills=_skills(), sent=request.POST,
    )  # fmt: skip


def _marks(request: HttpRequest, people: list[int]) -> list[Mark]:
    """Fields are named ``level-12-reading``; an empty one is no result."""
    sent = ((p, s, request.POST.get(f"level-{p}-{s}", "")) for p in people for s in SKILLS)
    return [Mark(person, skill, level) for person, skill, level in sent if level]


def _skills() -> list[tuple[str, str, list[tuple[str, list[tuple[str, str]]]]]]:
    """Each skill with its name and, by scale, the levels to choose from."""
    language = get_language() or "en"
    return [
        (
            skill,
            skill_label(skill, language),
            [
                (level_label(scale, language), [(one, level_label(one, language)) for one in found])
                for scale, found in steps(skill)
            ],
        )
        for skill in SKILLS
    ]


@programme_page(Right.CERTIFY)
def person_record(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    """Levels by skill, certificates, and what the person brought from elsewhere."""
    person = person_of(programme, row)
    people_were_read(programme, [person.pk], page="person_credentials", reader=actor_of(request))
    return shown(
        request, "person", programme, person=person, histories=person_levels(person),
        certificates=Certificate.objects.filter(person=person),
        earlier=EarlierRecord.objects.filter(person=person),
        consent=sharing_consent(person, timezone.localdate()),
    )  # fmt: skip
