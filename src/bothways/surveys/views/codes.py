"""Doors for those who answer: the class code, the card, and the brake on guessing both."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bothways.core.guessing import TooManyWrong, check, count
from bothways.surveys.guessing import CARDS, CLASS_CODES, has_pass
from bothways.surveys.models import Respondent, SurveyGroup
from bothways.surveys.receiving import (
    group_with_code,
    is_card,
    is_class_code,
    respondent_with_card,
)

View = Callable[..., HttpResponse]


def slowed(view: View) -> View:
    """Says how long to wait when too many wrong codes came from this network."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except TooManyWrong as full:
            context = {"minutes": -(-full.seconds // 60)}
            answer = render(request, "surveys/answer/slow.html", context, status=429)
            answer["Retry-After"] = str(full.seconds)
            return answer

    return guarded


def class_of(request: HttpRequest, code: str) -> SurveyGroup | None:
    check(CLASS_CODES, request)
    group = group_with_code(code)
    if group is None and is_class_code(code):
        count(CLASS_CODES, request)
    return group


def card_of(request: HttpRequest, group: SurveyGroup, card: str) -> Respondent | None:
    check(CARDS, request, group.pk)
    respondent = respondent_with_card(group, card)
    if respondent is None and is_card(card):
        count(CARDS, request, group.pk)
    return respondent


def of_group(view: View) -> View:
    """Hands the group to the view; an unknown code leads to the page that asks for it."""

    @wraps(view)
    def guarded(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
        is_inside = has_pass(request, code, kwargs.get("card", ""))
        group = group_with_code(code) if is_inside else class_of(request, code)
        if group is None:
            raise Http404(_("No class has this code. Look at the card again."))
        return view(request, group, **kwargs)

    return slowed(guarded)


def of_respondent(view: View) -> View:
    """Hands the card to the view; a page that was open already needs no brake."""

    @wraps(view)
    def guarded(request: HttpRequest, group: SurveyGroup, card: str) -> HttpResponse:
        is_inside = has_pass(request, group.code, card)
        find = respondent_with_card if is_inside else partial(card_of, request)
        respondent = find(group, card)
        if respondent is None:
            raise Http404(_("There is no such card in this class."))
        return view(request, group, respondent)

    return guarded
