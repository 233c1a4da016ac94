"""Erasing answers: what would go is said first, then done on a second press."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core.errors import Refused
from bothways.surveys.erasing import Reach, reach_of
from bothways.surveys.erasure_actions import card_answers_erase, survey_answers_erase
from bothways.surveys.models import Respondent, Survey
from bothways.surveys.policies import is_owner
from bothways.surveys.receiving import card_named
from bothways.surveys.views.access import actor_of, manager_page, saved


@manager_page
def erase(request: HttpRequest, survey: Survey) -> HttpResponse:
    """One card on request, or the whole survey; nothing before the second press."""
    if request.method != "POST":
        return _page(request, survey)
    step = {"card": _card, "survey": _survey}.get(request.POST.get("what", ""))
    try:
        return step(request, survey) if step else _page(request, survey)
    except Refused as refusal:
        return _page(request, survey, str(refusal))


def _card(request: HttpRequest, survey: Survey) -> HttpResponse:
    respondent = card_named(survey, request.POST.get("card", ""))
    if respondent is None:
        raise Refused(
            _("This survey has no such card. Write the pseudonym as it stands in the table, or the "
              "class code and the card number behind one another.")
        )  # fmt: skip
    return _confirmed(
        request, survey, respondent,
        lambda: card_answers_erase(respondent, actor=actor_of(request)),
    )  # fmt: skip


def _survey(request: HttpRequest, survey: Survey) -> HttpResponse:
    user, reason = actor_of(request), request.POST.get("reason", "")
    if not is_owner(survey, user):
        raise PermissionDenied(_("Only the owner of the survey may do this."))
    if not reason.strip() and not _is_due(survey):
        raise Refused(_("Say why the answers go before their day. No names, please."))
    return _confirmed(
        request, survey, None, lambda: survey_answers_erase(survey, reason=reason, actor=user)
    )


def _confirmed(
    request: HttpRequest, survey: Survey, respondent: Respondent | None, act: Callable[[], Reach]
) -> HttpResponse:
    """Done if it was pressed twice; else the page that says what would go."""
    if request.POST.get("sure") == "yes":
        return saved(request, survey, erased_words(act()))
    reach = reach_of(survey, respondent)
    if respondent is not None and reach.is_empty:
        raise Refused(_("This card has answered nothing that is kept here."))
    context = {
        "section": "surveys", "survey": survey, "respondent": respondent, "reach": reach,
        "card": request.POST.get("card", ""), "reason": request.POST.get("reason", ""),
    }  # fmt: skip
    return render(request, "surveys/erase_sure.html", context)


def erased_words(gone: Reach) -> str:
    words = ngettext(
        "%(n)s sheet with answers is erased.", "%(n)s sheets with answers are erased.", gone.sheets
    )
    return words % {"n": gone.sheets}


def _page(request: HttpRequest, survey: Survey, wrong: str = "") -> HttpResponse:
    if wrong:
        messages.error(request, wrong)
        return redirect("survey_erase", survey.pk)
    context = {
        "section": "surveys", "survey": survey, "is_due": _is_due(survey),
        "is_owner": is_owner(survey, actor_of(request)), "reach": reach_of(survey),
    }  # fmt: skip
    return render(request, "surveys/erase.html", context)


def _is_due(survey: Survey) -> bool:
    return survey.keep_until is not None and survey.keep_until <= timezone.localdate()
