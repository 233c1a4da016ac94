"""Pages of surveys for their owners and members: the list, one survey, its description, people."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.surveys.actions import (
    survey_describe,
    survey_member_let_in,
    survey_member_remove,
    survey_start,
)
from bothways.surveys.entry_forms import MemberForm, SurveyForm
from bothways.surveys.models import Survey
from bothways.surveys.policies import is_owner, may_manage, may_see_answers, only_group
from bothways.surveys.queries import (
    forms_of,
    groups_of,
    kept_aside_of,
    reminders_of,
    surveys_of,
    waves_of,
)
from bothways.surveys.views.access import (
    actor_of,
    done_or_told,
    form_page,
    manager_page,
    owner_page,
    reader_page,
    row_or_404,
    saved,
    signed_in_page,
)


@signed_in_page
def surveys(request: HttpRequest) -> HttpResponse:
    rows = surveys_of(actor_of(request))
    return render(request, "surveys/list.html", {"section": "surveys", "rows": rows})


@signed_in_page
def survey_new(request: HttpRequest) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        language = getattr(request, "LANGUAGE_CODE", "en")
        survey = survey_start(actor=actor_of(request), language=language, **form.cleaned_data)
        return redirect("survey", survey.pk)

    return form_page(request, None, SurveyForm(request.POST or None), save, heading=_("New survey"))


@reader_page
def survey(request: HttpRequest, survey: Survey) -> HttpResponse:
    user = actor_of(request)
    manages = may_manage(survey, user)
    only = only_group(survey, user)
    seen = [row for row in groups_of(survey) if only in (None, row.number)]
    context = {
        "section": "surveys", "survey": survey, "may_manage": manages,
        "may_analyse": may_see_answers(survey, user), "is_owner": is_owner(survey, user),
        "groups": seen, "waves": waves_of(survey), "forms": forms_of(survey),
        "reminders": reminders_of(survey, timezone.localdate()),
        "kept": kept_aside_of(survey) if manages else (),
        "members": survey.members.select_related("user", "group") if manages else (),
        "devices": survey.devices.select_related("group") if manages else (),
    }  # fmt: skip
    return render(request, "surveys/survey.html", context)


@manager_page
def about(request: HttpRequest, survey: Survey) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        survey_describe(survey, actor=actor_of(request), **form.cleaned_data)
        return saved(request, survey, _("Saved."))

    initial = {name: getattr(survey, name) for name in SurveyForm.base_fields}
    form = SurveyForm(request.POST or None, initial=initial)
    return form_page(request, survey, form, save, heading=_("About the survey"))


@owner_page
def member_new(request: HttpRequest, survey: Survey) -> HttpResponse:
    groups = list(survey.groups.all())

    def save(form: Form) -> HttpResponse:
        given = form.cleaned_data
        group = next((one for one in groups if str(one.pk) == given["group"]), None)
        survey_member_let_in(
            survey, given["name"], role=given["role"], group=group, actor=actor_of(request)
        )
        return saved(request, survey, _("The person is let in."), "people")

    form = MemberForm(request.POST or None, groups=groups)
    return form_page(request, survey, form, save, heading=_("Let somebody in"))


@reader_page
@require_POST
def member_gone(request: HttpRequest, survey: Survey, row: int) -> HttpResponse:
    member = row_or_404(survey.members, row)

    def remove() -> HttpResponse:
        survey_member_remove(member, actor=actor_of(request))
        return saved(request, survey, _("The person is no longer in the survey."), "people")

    return done_or_told(request, survey, remove)
