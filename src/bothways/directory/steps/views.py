"""The page “My next steps”. What a family tells lives in the form and in nothing else."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from bothways.core.errors import Refused
from bothways.directory.guide.access import language, place_page
from bothways.directory.organisations.policies import speaks_for_any
from bothways.directory.places.queries import Whereabouts
from bothways.directory.steps.book import Book
from bothways.directory.steps.calendar import calendar_of
from bothways.directory.steps.carried import code_in, file_of, profile_of
from bothways.directory.steps.cpsv import cpsv_document
from bothways.directory.steps.forms import HouseholdForm, initial_of
from bothways.directory.steps.plan import make_plan
from bothways.directory.steps.profile import Profile
from bothways.directory.steps.shown import (
    book_or_404,
    file_answer,
    plan_page,
    shown_steps,
    square_of,
)


@never_cache
@place_page
def guide_steps(request: HttpRequest, where: Whereabouts) -> HttpResponse:
    book, row = book_or_404(where)
    form, profile, problem = _told(request, book)
    plan = make_plan(book, profile)
    steps = plan.of_phase(form.phase_asked if form.is_bound else "")
    wish = request.POST.get("do", "")
    address = settings.SITE_URL + reverse("guide_steps", args=[where.place.code])
    if wish == "calendar":
        content = calendar_of(steps, where.place.code, language(), timezone.now(), address)
        return file_answer(content, "text/calendar; charset=utf-8", f"{where.place.code}.ics")
    if wish == "file":
        content = file_of(profile, where.place.code)
        return file_answer(content, "application/json", "my-steps.json")
    context = {
        **plan_page(book, row, profile, plan, where), "form": form, "problem": problem,
        "steps": shown_steps(book, profile, plan, steps, where),
        "is_told": request.method == "POST",
        "section": "guide", "place": where.place, "where": where,
        "may_keep": speaks_for_any(request.user),
    }  # fmt: skip
    if wish == "square":
        context |= square_of(profile, address)
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


@place_page
def guide_cpsv(request: HttpRequest, where: Whereabouts) -> HttpResponse:
    """The steps for other systems, in the terms of CPSV-AP."""
    book, _row = book_or_404(where)
    address = settings.SITE_URL + reverse("guide_steps", args=[where.place.code])
    document = cpsv_document(book, where.place.code, where.place.names, address)
    return HttpResponse(json.dumps(document, ensure_ascii=False, indent=1), "application/ld+json")
