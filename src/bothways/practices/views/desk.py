"""The desk: what waits for whom."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.practices.actions import practice_create
from bothways.practices.desk_queries import DeskRow, desk_counts, desk_newest, desk_page
from bothways.practices.forms.controls import options
from bothways.practices.forms.posted import tidy
from bothways.practices.models import Status
from bothways.practices.policies import can_review
from bothways.practices.views.access import actor_of, editor_page, page_number

STATES = {
    Status.DRAFT: gettext_lazy("Drafts"),
    Status.RETURNED: gettext_lazy("Returned with comments"),
    Status.SUBMITTED: gettext_lazy("Waiting for review"),
    Status.RELEASED: gettext_lazy("Released"),
}
SHOWN = 6


@dataclass(frozen=True)
class Pile:
    """The records of one state: the newest few, and how many there are."""

    query: str
    label: Any
    rows: list[DeskRow]
    total: int


@editor_page
def desk(request: HttpRequest) -> HttpResponse:
    status = request.GET.get("state", "")
    words = request.GET.get("q", "").strip()[:200]
    mine = request.GET.get("mine") == "yes"
    context: dict[str, Any] = {
        "section": "desk", "states": STATES, "status": status, "words": words, "mine": mine,
        "may_review": can_review(actor_of(request)),
    }  # fmt: skip
    if status in STATES or words or mine:
        author = actor_of(request) if mine else None
        wanted = status if status in STATES else ""
        context["found"] = desk_page(wanted, words, page_number(request.GET.get("page")), author)
        return render(request, "practices/desk/list.html", context)
    return render(request, "practices/desk/desk.html", {**context, "piles": _piles(request)})


def _piles(request: HttpRequest) -> list[Pile]:
    counts = desk_counts()
    mine = desk_page(Status.DRAFT, author=actor_of(request))
    others = (status for status in STATES if status != Status.DRAFT)
    return [
        Pile("mine=yes&state=draft", _("My drafts"), mine.rows[:SHOWN], mine.total),
        *(
            Pile(f"state={status}", STATES[status], desk_newest(status, SHOWN), counts[status])
            for status in others
        ),
    ]


@editor_page
def practice_new(request: HttpRequest) -> HttpResponse:
    """Asks for what every record needs; the rest follows on the editing page."""
    typed = {name: tidy(request.POST.get(name, "")) for name in ("title", "id", "language")}
    if request.method == "POST":
        given = {**typed, "id": typed["id"] or slugify(typed["title"])[:120].strip("-")}
        try:
            practice = practice_create(given, actor=actor_of(request))
        except Refused as refusal:
            return _new_form(request, typed, refusal)
        messages.success(request, _("The draft is made. Now fill in what you know."))
        return redirect("practice_edit", practice.slug)
    return _new_form(request, {**typed, "language": "en"}, None)


def _new_form(request: HttpRequest, typed: dict[str, str], refusal: Refused | None) -> HttpResponse:
    problems = {problem.column: problem.message for problem in refusal.problems} if refusal else {}
    if refusal and not problems:
        problems["id"] = str(refusal)
    spoken = get_language() or "en"
    context = {
        "section": "desk", "typed": typed, "problems": problems,
        "languages": options("language", [typed["language"]], spoken),
    }  # fmt: skip
    status = 422 if refusal else 200
    return render(request, "practices/desk/new.html", context, status=status)
