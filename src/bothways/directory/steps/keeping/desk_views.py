"""Where people of an organisation find the plans that families agreed to have kept."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache

from bothways.core.doors import signed_in_page
from bothways.core.errors import Conflict, NotAllowed, Refused
from bothways.directory.desk.access import actor_of, member_page, told
from bothways.directory.guide.access import language
from bothways.directory.guide.qr import qr_svg
from bothways.directory.guide.reading import read_in
from bothways.directory.organisations.queries import organisations_of
from bothways.directory.places.queries import Whereabouts, towns, whereabouts
from bothways.directory.steps.book import Book
from bothways.directory.steps.carried import code_in, code_of, file_of, profile_of
from bothways.directory.steps.forms import HouseholdForm, initial_of, languages_asked
from bothways.directory.steps.keeping import actions, queries
from bothways.directory.steps.keeping.answers import answers_in_words, label_of, value_of
from bothways.directory.steps.keeping.codes import code_of as sheet_code_of
from bothways.directory.steps.keeping.codes import digits_in, grouped, is_code_of
from bothways.directory.steps.keeping.difference import differences, merged, with_unasked
from bothways.directory.steps.keeping.forms import ChoiceForm, MeetingForm
from bothways.directory.steps.keeping.words import ENDINGS, GIVERS, WAYS
from bothways.directory.steps.models import KeptPlan
from bothways.directory.steps.plan import make_plan
from bothways.directory.steps.profile import Profile, from_document
from bothways.directory.steps.shown import (
    book_or_404,
    file_answer,
    plan_page,
    shown_steps,
    square_of,
)

View = Callable[..., HttpResponse]


def kept_page(view: View) -> View:
    """Hands on the plan as long as it is kept, and notes who saw it. For whoever does not belong
    to its organisation there is no such plan."""

    @wraps(view)
    @never_cache
    @signed_in_page
    def guarded(request: HttpRequest, plan: UUID) -> HttpResponse:
        user = actor_of(request)
        found = queries.plan_for(user, plan)
        if found is None:
            raise Http404(_("There is no such plan for you."))
        if not is_kept(found):
            return _ended(request, found)
        try:
            answer = view(request, found)
        except NotAllowed as error:
            raise Http404(str(error)) from error
        if answer.status_code not in (301, 302):
            queries.plan_was_read(found, page=view.__name__, reader=user)
        return answer

    return guarded


def is_kept(plan: KeptPlan) -> bool:
    """Its day may have come since the daily round ran last."""
    return plan.keep_until is not None and plan.keep_until > timezone.localdate()


def _ended(request: HttpRequest, plan: KeptPlan) -> HttpResponse:
    how = ENDINGS[plan.ended_by or KeptPlan.EndedBy.TIME]
    context = {"section": "desk", "plan": plan, "how": how, "reference": grouped(plan.reference)}
    return render(request, "directory/keeping/ended.html", context)


@never_cache
@member_page
def plans(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    words = request.GET.get("q", "")[:40]
    rows, page = queries.plan_rows(user, request.GET.get("page", "1"), digits_in(words))
    context = {
        "section": "desk", "rows": [(row, grouped(row.reference)) for row in rows], "page": page,
        "words": words, "counts": queries.counts_of(user), "own": organisations_of(user),
        "ended": [(plan, grouped(plan.reference), ENDINGS[plan.ended_by])
                  for plan in queries.ended_plans(user)],
        "towns": towns(), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "directory/keeping/plans.html", context)


@kept_page
def plan(request: HttpRequest, kept: KeptPlan) -> HttpResponse:
    """The plan as it is; and what a further meeting changes."""
    where = _where(kept)
    book, row = book_or_404(where)
    profile = from_document(kept.answers)
    form = _household(book, initial=initial_of(profile, book))
    meeting, status = MeetingForm(), 200
    if request.method == "POST":
        form, meeting = _household(book, request.POST), MeetingForm(request.POST)
        typed, status = form.profile(request.POST.getlist("done")), 422
        profile = with_unasked(typed, profile, book, languages_asked(book))
        if form.is_valid() and meeting.is_valid():
            answer = _met(request, kept, profile, meeting)
            if isinstance(answer, HttpResponse):
                return answer
    made = make_plan(book, profile)
    context = {
        **plan_page(book, row, profile, made, where), **_of(kept), "form": form,
        "meeting": meeting.sent_with("steps"),
        "steps": shown_steps(book, profile, made, made.steps, where),
        "base": request.POST.get("base", kept.number), "place": where.place,
        "reads": kept.reads.count(),
    }  # fmt: skip
    return render(request, "directory/keeping/plan.html", context, status=status)


def _household(book: Book, *args: Any, **kwargs: Any) -> HouseholdForm:
    """All steps are gone through, whatever their phase."""
    form = HouseholdForm(book, language(), *args, **kwargs)
    del form.fields["phase"]
    return form


def _met(
    request: HttpRequest, kept: KeptPlan, profile: Profile, meeting: MeetingForm
) -> HttpResponse | None:
    """Saved; or both versions where somebody else was faster; or nothing, and the form says why."""
    given = meeting.cleaned_data
    try:
        actions.plan_meet(
            kept, profile, base=_base(request), on=given["on"], note=given["note"],
            actor=actor_of(request),
        )  # fmt: skip
    except Conflict as conflict:
        kept.refresh_from_db()
        return _side_by_side(request, kept, profile, meeting, problem=str(conflict), status=409)
    except Refused as refusal:
        meeting.add_error("on", str(refusal))
        return None
    messages.success(request, _("The meeting is saved."))
    return redirect("directory_plan", kept.pk)


@kept_page
def plan_compare(request: HttpRequest, kept: KeptPlan) -> HttpResponse:
    """What the family brings, beside what is kept; each difference is chosen with the family."""
    if request.method != "POST":
        return redirect("directory_plan", kept.pk)
    upload = request.FILES.get("file")
    code = code_in(upload.read()) if upload is not None else request.POST.get("code", "")
    try:
        theirs = profile_of(code)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("directory_plan", kept.pk)
    if request.POST.get("do") != "choose":
        return _side_by_side(request, kept, theirs, MeetingForm())
    return _chosen(request, kept, theirs)


def _chosen(request: HttpRequest, kept: KeptPlan, theirs: Profile) -> HttpResponse:
    ours = from_document(kept.answers)
    meeting = MeetingForm(request.POST)
    choice = ChoiceForm(differences(ours, theirs), request.POST)
    if _base(request) != kept.number:
        words = _("Somebody else changed this plan while you had it open.")
        return _side_by_side(request, kept, theirs, meeting, problem=words, status=409)
    if not (choice.is_valid() and meeting.is_valid()):
        words = "" if choice.is_valid() else _("Choose one of the two for each answer.")
        return _side_by_side(request, kept, theirs, meeting, problem=words, status=422)
    answer = _met(request, kept, merged(ours, theirs, choice.taken()), meeting)
    return answer or _side_by_side(request, kept, theirs, meeting, status=422)


def _side_by_side(
    request: HttpRequest, kept: KeptPlan, theirs: Profile, meeting: MeetingForm, *,
    problem: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    book, _row = book_or_404(_where(kept))
    tongue = language()
    rows = [
        (row.key, label_of(row.key, book, tongue), value_of(row.key, row.ours, tongue),
         value_of(row.key, row.theirs, tongue), request.POST.get(f"take.{row.key}", ""))
        for row in differences(from_document(kept.answers), theirs)
    ]  # fmt: skip
    context = {
        **_of(kept), "rows": rows, "code": code_of(theirs), "meeting": meeting,
        "problem": problem, "is_typed": status == 409, "base": kept.number,
    }  # fmt: skip
    return render(request, "directory/keeping/compare.html", context, status=status)


@kept_page
def plan_sheet(request: HttpRequest, kept: KeptPlan) -> HttpResponse:
    """The sheet for the family's hands, in the language of its yes; what the place has in the
    language that was spoken stands in that."""
    actor = actor_of(request)
    if request.method == "POST":
        told(request, lambda: actions.plan_sheet_anew(kept, actor=actor),
             _("The numbers of the old sheet no longer take anything back."))  # fmt: skip
        return redirect("directory_plan_sheet", kept.pk)
    consent, where = kept.consents.all()[0], _where(kept)
    spoken = consent.spoken if consent.spoken in where.more_languages else ""
    with override(consent.language), read_in(spoken):
        return render(request, "directory/keeping/sheet.html", _sheet(kept, where))


def _sheet(kept: KeptPlan, where: Whereabouts) -> dict[str, Any]:
    profile = from_document(kept.answers)
    book, _row = book_or_404(where)
    made, code = make_plan(book, profile), sheet_code_of(kept)
    steps_at = settings.SITE_URL + reverse("guide_steps", args=[where.place.code])
    back_at = settings.SITE_URL + reverse("guide_kept", args=[where.place.code])
    back_with = f"{back_at}?reference={kept.reference}"
    return {
        **_of(kept), "place": where.place, "section": "desk",
        "steps": shown_steps(book, profile, made, made.steps, where),
        "answers": answers_in_words(profile, book, language()), "back_at": back_at,
        # After the site's secret was changed only a new sheet carries a number that works.
        "code": grouped(code) if is_code_of(kept, code) else "",
        "back_square": qr_svg(back_with), "carried": square_of(profile, steps_at),
        "today": timezone.localdate(),
    }  # fmt: skip


@kept_page
def plan_file(request: HttpRequest, kept: KeptPlan) -> HttpResponse:
    """The same file that a family saves by itself."""
    content = file_of(from_document(kept.answers), kept.place_id)
    return file_answer(content, "application/json", "my-steps.json")


@kept_page
def plan_end(request: HttpRequest, kept: KeptPlan) -> HttpResponse:
    """The family takes its yes back at the office."""
    if request.method == "POST":
        told(request, lambda: actions.plan_take_back(kept, actor=actor_of(request)),
             _("Taken back. The answers are erased."))  # fmt: skip
        return redirect("directory_plan", kept.pk)
    return render(request, "directory/keeping/end.html", _of(kept))


def _where(kept: KeptPlan) -> Whereabouts:
    found = whereabouts(kept.place_id)
    if found is None:
        raise Http404(_("There is no such place in the directory."))
    return found


def _of(kept: KeptPlan) -> dict[str, Any]:
    return {
        "section": "desk", "plan": kept, "reference": grouped(kept.reference),
        "consents": [(each, GIVERS[each.given_by], WAYS[each.way])
                     for each in kept.consents.select_related("recorded_by")],
        "meetings": list(kept.meetings.select_related("recorded_by")),
    }  # fmt: skip


def _base(request: HttpRequest) -> int:
    text = request.POST.get("base", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1
