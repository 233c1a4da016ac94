"""Pages for those who answer: class code, card, one group of questions a screen, thanks.

Who holds the card may answer for it; there is no account and no cookie whose authority another
site could borrow, so these pages need no CSRF token and still work when they were left open long.
"""

from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from bothways.surveys import answering
from bothways.surveys.answer_actions import submission_receive
from bothways.surveys.answering import Asked, Visit
from bothways.surveys.erasing import Reach, reach_of
from bothways.surveys.erasure_actions import answers_take_back
from bothways.surveys.models import FormMedia, Respondent, SurveyGroup
from bothways.surveys.queries import last_wave_for, open_wave_for
from bothways.surveys.views.answer_page import screen_context, whole_context
from bothways.surveys.views.codes import View, card_of, class_of, of_group, of_respondent, slowed

WORKER = Path(__file__).parent.parent / "static/surveys/worker.js"


@csrf_exempt
@never_cache
@slowed
def enter(request: HttpRequest) -> HttpResponse:
    """The class code."""
    if request.method == "POST":
        group = class_of(request, request.POST.get("code", ""))
        if group is not None:
            return redirect("answer_card", group.code)
        wrong = _("No class has this code. Look at the card again.")
        return render(request, "surveys/answer/enter.html", {"wrong": wrong}, status=422)
    return render(request, "surveys/answer/enter.html")


@csrf_exempt
@never_cache
@of_group
def card(request: HttpRequest, group: SurveyGroup) -> HttpResponse:
    """The card number: to answer, or to take back what the card has answered."""
    page = "surveys/answer/card.html" if open_wave_for(group) else "surveys/answer/closed.html"
    if request.method != "POST":
        return render(request, page, {"group": group})
    respondent = card_of(request, group, request.POST.get("card", ""))
    if respondent is None:
        wrong = _("There is no such card in this class. Type the digits as they stand on it.")
        return render(request, page, {"group": group, "wrong": wrong}, status=422)
    to = "answer_back" if request.POST.get("do") == "back" else "answer"
    return redirect(to, group.code, respondent.card)


def of_card(view: View) -> View:
    """Hands on who is asked what; or says that the wave is shut or the card has answered."""

    @wraps(view)
    def guarded(request: HttpRequest, group: SurveyGroup, respondent: Respondent) -> HttpResponse:
        wave = open_wave_for(group)
        if wave is None and request.method == "POST":
            # Whoever was in the middle goes on; what they send is kept aside.
            wave = last_wave_for(group)
        if wave is None:
            # A queue that delivers must not take this for a receipt.
            status = 503 if request.method == "POST" else 200
            return render(request, "surveys/answer/closed.html", {"group": group}, status=status)
        asked = answering.asked_of(group, respondent, wave)
        if request.method == "GET" and asked.has_answered:
            context = {"group": group, "card": respondent.card}
            return render(request, "surveys/answer/answered.html", context)
        return view(request, asked)

    return of_respondent(guarded)


@csrf_exempt
@never_cache
@of_group
@of_card
def sheet(request: HttpRequest, asked: Asked) -> HttpResponse:
    """One screen after the other."""
    visit = answering.continued(asked, request.POST) if request.method == "POST" else None
    if visit is not None:
        visit.language = _language(request, asked)
        return _moved(request, asked, visit)
    if request.POST.get("do") == "deliver":
        return HttpResponse(status=400)
    visit = answering.new_visit(asked)
    visit.language = _language(request, asked)
    visit.screen = _first_key(asked, visit)
    return _shown(request, asked, visit, with_complaints=False)


def _moved(request: HttpRequest, asked: Asked, visit: Visit) -> HttpResponse:
    do = request.POST.get("do", "stay")
    shown = answering.take_over(asked, visit, request.POST)
    if do == "deliver":
        return _delivered(asked, visit)
    if do == "send":
        return _sent(request, asked, visit)
    filled = answering.filled(asked, visit)
    if do == "next" and answering.asks_more(asked, visit, filled, shown):
        return _shown(request, asked, visit, with_complaints=False)
    if do == "next" and _has_complaints(asked, visit, filled):
        return _shown(request, asked, visit, with_complaints=True)
    visit.screen = answering.next_screen(asked, visit, filled, do)
    return _shown(request, asked, visit, with_complaints=False)


def _has_complaints(asked: Asked, visit: Visit, filled: Any) -> bool:
    places = next((s.places for s in answering.cut(asked, filled) if s.key == visit.screen), ())
    return bool(answering.complaints_on(filled, places))


def _sent(request: HttpRequest, asked: Asked, visit: Visit) -> HttpResponse:
    filled = answering.filled(asked, visit)
    wrong = answering.first_with_complaint(asked, filled)
    if wrong:
        visit.screen = wrong
        return _shown(request, asked, visit, with_complaints=True)
    receipt = submission_receive(asked.wave, answering.to_send(asked, visit))
    if receipt.is_erased:
        context = {"group": asked.group, "card": asked.respondent.card, "gone": Reach((), 0)}
        return render(request, "surveys/answer/back.html", context, status=410)
    if receipt.kept is not None:
        context = {"group": asked.group, "message": receipt.message}
        return render(request, "surveys/answer/kept.html", context, status=409)
    return redirect("answer_done", asked.group.code)


def _delivered(asked: Asked, visit: Visit) -> HttpResponse:
    """From the queue of a browser, perhaps days later: taken in as it is, complaints noted."""
    receipt = submission_receive(asked.wave, answering.to_send(asked, visit))
    if receipt.is_erased:
        return HttpResponse(status=410)
    return HttpResponse(status=204 if receipt.kept is None else 409)


@csrf_exempt
@never_cache
@of_group
@of_card
def whole(_request: HttpRequest, asked: Asked) -> HttpResponse:
    """All screens at once for the script, where it can follow the rules of the form."""
    visit = answering.new_visit(asked)
    visit.language = _language(_request, asked)
    context = whole_context(asked, visit)
    if context is None:
        raise Http404(_("This form is answered screen by screen."))
    return render(_request, "surveys/answer/whole.html", context)


@csrf_exempt
@never_cache
@of_group
@of_respondent
def take_back(request: HttpRequest, group: SurveyGroup, respondent: Respondent) -> HttpResponse:
    """What the card has answered goes for good, after a page that says what that means."""
    context: dict[str, Any] = {"group": group, "card": respondent.card}
    if request.method == "POST":
        context["gone"] = answers_take_back(respondent)
    else:
        context["reach"] = reach_of(group.survey, respondent)
    context["is_open"] = open_wave_for(group) is not None
    return render(request, "surveys/answer/back.html", context)


def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, at an address that lets it serve the pages below it."""
    text = WORKER.read_text()
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


def _first_key(asked: Asked, visit: Visit) -> str:
    screens = answering.cut(asked, answering.filled(asked, visit))
    return screens[0].key if screens else "send"


def _shown(
    request: HttpRequest, asked: Asked, visit: Visit, *, with_complaints: bool
) -> HttpResponse:
    context = screen_context(asked, visit, with_complaints)
    status = 422 if with_complaints else 200
    return render(request, "surveys/answer/screen.html", context, status=status)


def _language(request: HttpRequest, asked: Asked) -> str:
    wanted = request.POST.get("language") or request.GET.get("lang") or get_language() or "en"
    return answering.form_language(asked, wanted)


@never_cache
@of_group
def done(request: HttpRequest, group: SurveyGroup) -> HttpResponse:
    return render(request, "surveys/answer/done.html", {"group": group})


@require_GET
@of_group
def medium(_request: HttpRequest, group: SurveyGroup, number: int) -> HttpResponse:
    """A picture or a sound of a form that this class is asked."""
    found = FormMedia.objects.filter(version__form__survey=group.survey_id, pk=number).first()
    if found is None:
        raise Http404(_("This form has no such file."))
    answer = HttpResponse(bytes(found.content), content_type=found.content_type)
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


def address_of(group: SurveyGroup, card: str = "") -> str:
    """What the QR code of a card opens."""
    path = reverse("answer", args=[group.code, card]) if card else reverse(
        "answer_card", args=[group.code]
    )  # fmt: skip
    return settings.SITE_URL + path
