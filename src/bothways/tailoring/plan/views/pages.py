"""The list of plans, a new plan, one plan at a glance, its revisions, its export."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.practices import reading
from bothways.practices.models import Release
from bothways.tailoring.models import AdaptationPlan
from bothways.tailoring.plan.actions import plan_start
from bothways.tailoring.plan.asked import predict, wish_of
from bothways.tailoring.plan.forms import NewForm
from bothways.tailoring.plan.page import plan_page
from bothways.tailoring.plan.queries import (
    plan_export,
    plan_revision,
    plan_revisions,
    plans_of,
    release_for_plan,
    whole_plan,
)
from bothways.tailoring.plan.views.access import actor_of, reader_page, signed_in_page
from bothways.tailoring.plan.words import CHOICES, STATES, place_name


@signed_in_page
def plans(request: HttpRequest) -> HttpResponse:
    rows = plans_of(actor_of(request))
    return render(request, "tailoring/plan/list.html", {"section": "plans", "rows": rows})


def plan_new(request: HttpRequest) -> HttpResponse:
    """A form for the title; what the fit profile sends without a title starts at once."""
    sent = request.POST if request.method == "POST" else request.GET
    if not request.user.is_authenticated:
        # What the profile sent comes back after signing in.
        asked = {name: sent[name] for name in ("practice", "wish") if name in sent}
        return redirect_to_login(f"{reverse('plan_new')}?{urlencode(asked)}")
    form = NewForm(sent)
    if not form.is_valid():
        raise BadRequest(_("Say which practice the plan is for. Choose one in the library."))
    release = _release_or_404(form.cleaned_data["practice"])
    wish, refusal = wish_of(form.cleaned_data["wish"]), ""
    if request.method == "POST":
        try:
            return _start(request, release, form.cleaned_data, wish)
        except Refused as problem:
            refusal = str(problem)
    title = form.cleaned_data["title"] or _default_title(release, wish)
    return render(
        request,
        "tailoring/plan/new.html",
        {"section": "plans", "release": release, "practice": _title(release), "title": title,
         "wish_query": form.cleaned_data["wish"], "place": place_name(wish.get("place", "")),
         "refusal": refusal},
        status=422 if refusal else 200,
    )  # fmt: skip


def _start(
    request: HttpRequest, release: Release, fields: dict[str, str], wish: dict[str, Any]
) -> HttpResponse:
    plan = plan_start(
        release,
        title=fields["title"].strip() or _default_title(release, wish),
        actor=actor_of(request),
        wish_query=fields["wish"],
        wish=wish,
        place=wish.get("place", ""),
        language=get_language() or "en",
        prediction=predict(release, fields["wish"]),
    )
    messages.success(request, _("The plan is made. The prediction of today is kept with it."))
    return redirect("plan", plan.pk)


def _release_or_404(slug: str) -> Release:
    release = release_for_plan(slug)
    if release is None:
        raise Http404(_("There is no released practice with the id %(id)s.") % {"id": slug})
    return release


def _title(release: Release) -> reading.Prose:
    return reading.prose(release.document, "title", get_language() or "en")


def _default_title(release: Release, wish: dict[str, Any]) -> str:
    title = str(_title(release).text)
    place = place_name(wish.get("place", ""))
    words = _("%(practice)s: plan for %(place)s") % {"practice": title, "place": place}
    return (words if place else title)[:200]


@reader_page
def plan(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    context = plan_page(whole_plan(plan), actor_of(request))
    return render(request, "tailoring/plan/plan.html", {"section": "plans", **context})


@reader_page
def revisions(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    context = {"section": "plans", "plan": plan, "rows": plan_revisions(plan)}
    return render(request, "tailoring/plan/revisions.html", context)


@reader_page
def revision(request: HttpRequest, plan: AdaptationPlan, revision: int) -> HttpResponse:
    found = plan_revision(plan, revision)
    if found is None:
        raise Http404(_("There is no revision %(number)s.") % {"number": revision})
    context = {"section": "plans", "plan": plan, "revision": found, "document": found.document,
               "choices": CHOICES, "states": STATES}  # fmt: skip
    return render(request, "tailoring/plan/revision.html", context)


@reader_page
def plan_json(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    response = JsonResponse(plan_export(whole_plan(plan)), json_dumps_params={
        "ensure_ascii": False, "indent": 1,
    })  # fmt: skip
    response["Content-Disposition"] = f'attachment; filename="plan-{plan.pk}.json"'
    return response
