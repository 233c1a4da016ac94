"""The page “My next steps”. What a family tells lives in the form and in nothing else."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from bothways.core.errors import Refused
from bothways.directory.guide.access import language, place_page
from bothways.directory.guide.content import content_of
from bothways.directory.guide.qr import qr_svg
from bothways.directory.guide.reading import reading
from bothways.directory.places.queries import Whereabouts
from bothways.directory.services.cards import Card
from bothways.directory.steps.book import Book
from bothways.directory.steps.calendar import calendar_of
from bothways.directory.steps.carried import code_in, code_of, file_of, profile_of
from bothways.directory.steps.cpsv import cpsv_document
from bothways.directory.steps.forms import HouseholdForm, initial_of
from bothways.directory.steps.models import StepBook
from bothways.directory.steps.plan import Plan, Planned, make_plan
from bothways.directory.steps.profile import Profile
from bothways.directory.steps.queries import book_of
from bothways.directory.steps.question import best_question
from bothways.directory.steps.words import facet_words, question_words, word_of
from bothways.directory.templatetags.directory import said

MOST_IN_A_SQUARE = 1200


@dataclass(frozen=True)
class Shown:
    """A step as the page shows it, in the reader's words."""

    planned: Planned
    title: str
    how: str
    needs: tuple[tuple[str, bool], ...]
    gives: tuple[str, ...]
    due_for: str
    asks: tuple[str, ...]
    ages: tuple[str, ...]
    card: Card | None
    is_late: bool


@never_cache
@place_page
def guide_steps(request: HttpRequest, where: Whereabouts) -> HttpResponse:
    book, row = _book_or_404(where)
    form, profile, problem = _told(request, book)
    plan = make_plan(book, profile)
    steps = plan.of_phase(form.phase_asked if form.is_bound else "")
    wish = request.POST.get("do", "")
    address = settings.SITE_URL + reverse("guide_steps", args=[where.place.code])
    if wish == "calendar":
        content = calendar_of(steps, where.place.code, language(), timezone.now(), address)
        return _file(content, "text/calendar; charset=utf-8", f"{where.place.code}.ics")
    if wish == "file":
        content = file_of(profile, where.place.code)
        return _file(content, "application/json", "my-steps.json")
    context = {
        **_page(book, row, profile, plan, where), "form": form, "problem": problem,
        "steps": _shown(book, profile, plan, steps, where), "is_told": request.method == "POST",
        "section": "guide", "place": where.place, "where": where,
    }  # fmt: skip
    if wish == "square":
        context |= _square(profile, address)
    return render(request, "directory/steps/steps.html", context, status=422 if problem else 200)


def _told(request: HttpRequest, book: Book) -> tuple[HouseholdForm, Profile, str]:
    """The form as sent; or as a file or a code says; or empty."""
    if request.method != "POST":
        return HouseholdForm(book, language()), Profile(), ""
    upload = request.FILES.get("file")
    code = code_in(upload.read()) if upload is not None else request.POST.get("code", "")
    if request.POST.get("do") == "open":
        try:
            profile = profile_of(code)
        except Refused as refusal:
            return HouseholdForm(book, language()), Profile(), str(refusal)
        return HouseholdForm(book, language(), initial=initial_of(profile, book)), profile, ""
    form = HouseholdForm(book, language(), request.POST)
    return form, form.profile(request.POST.getlist("done")), ""


def _page(
    book: Book, row: StepBook, profile: Profile, plan: Plan, where: Whereabouts
) -> dict[str, Any]:
    question = best_question(book, profile, plan)
    codes = {step.code: step for step in book.steps}
    return {
        "question": question and question_words(question, book, language()),
        "decides": question.decides if question else 0,
        "done": [(code, said(word_of(codes[code].title))) for code in plan.done],
        "ticked": profile.done,
        "left_out": [said(word_of(codes[code].title)) for code in plan.left_out],
        "book": row, "is_inherited": row.place_id != where.place.code,
    }  # fmt: skip


def _shown(
    book: Book, profile: Profile, plan: Plan, steps: tuple[Planned, ...], where: Whereabouts
) -> list[Shown]:
    today = timezone.localdate()
    cards = {str(card.id): card for card in content_of(where, reading()).cards}
    titles = {p.step.code: said(word_of(p.step.title)) for p in plan.steps}
    members = profile.members or ()
    return [
        Shown(
            planned=p,
            title=titles[p.step.code],
            how=said(word_of(p.step.how)),
            needs=tuple((_paper(book, code), code in profile.has) for code in p.step.needs),
            gives=tuple(_paper(book, code) for code in p.step.gives),
            due_for=titles.get(p.due_for, ""),
            asks=tuple(facet_words(facet) for facet in p.unknown),
            ages=tuple("?" if members[at].age is None else str(members[at].age)
                       for at in p.members),
            card=cards.get(p.step.service),
            is_late=p.is_late(today),
        )
        for p in steps
    ]  # fmt: skip


def _paper(book: Book, code: str) -> str:
    return said(word_of(book.papers[code])) if code in book.papers else code


def _square(profile: Profile, address: str) -> dict[str, Any]:
    """The answers behind a # : a browser never sends that part to a server."""
    code = code_of(profile)
    fits = len(code) <= MOST_IN_A_SQUARE
    return {"code": code, "square": qr_svg(f"{address}#{code}") if fits else ""}


def _book_or_404(where: Whereabouts) -> tuple[Book, StepBook]:
    found = book_of(where)
    if found is None:
        raise Http404(_("Nobody has described the steps of this place yet."))
    return found


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@place_page
def guide_cpsv(request: HttpRequest, where: Whereabouts) -> HttpResponse:
    """The steps for other systems, in the terms of CPSV-AP."""
    book, _row = _book_or_404(where)
    address = settings.SITE_URL + reverse("guide_steps", args=[where.place.code])
    document = cpsv_document(book, where.place.code, where.place.names, address)
    return HttpResponse(json.dumps(document, ensure_ascii=False, indent=1), "application/ld+json")
