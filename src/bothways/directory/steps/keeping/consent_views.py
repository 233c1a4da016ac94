"""The page that asks a family for its yes, the first time and anew.

Nothing is kept while it is open: the answers stand in the page, signed, until the family has said
yes to the very words that stood there.
"""

import hashlib
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache

from bothways.core.errors import Refused
from bothways.core.places_and_languages import language_name_in_itself
from bothways.core.vocabularies import LANGUAGES
from bothways.directory.desk.access import actor_of, member_page
from bothways.directory.guide.access import language
from bothways.directory.organisations.models import Organisation
from bothways.directory.organisations.queries import organisations_of
from bothways.directory.places.queries import Whereabouts, whereabouts
from bothways.directory.steps.book import Book
from bothways.directory.steps.carried import code_of, profile_of
from bothways.directory.steps.forms import HouseholdForm
from bothways.directory.steps.keeping import actions
from bothways.directory.steps.keeping.answers import answers_in_words
from bothways.directory.steps.keeping.codes import grouped
from bothways.directory.steps.keeping.desk_views import kept_page
from bothways.directory.steps.keeping.forms import ConsentForm, KeepForm, day_of
from bothways.directory.steps.keeping.retention import USUAL_MONTHS
from bothways.directory.steps.keeping.wordings import Wording, reading_language, wording
from bothways.directory.steps.models import KeptPlan
from bothways.directory.steps.profile import Profile, from_document
from bothways.directory.steps.shown import book_or_404

TEMPLATE = "directory/keeping/consent.html"


@never_cache
@member_page
def plan_new(request: HttpRequest, place: str) -> HttpResponse:
    """From the form of the steps to the yes, and from the yes to the kept plan."""
    where = whereabouts(place)
    if where is None:
        raise Http404(_("There is no such place in the directory."))
    if request.method != "POST":
        return redirect("guide_steps", place)
    book, _row = book_or_404(where)
    own = organisations_of(actor_of(request))
    if not own:
        raise PermissionDenied(_("You speak for no organisation yet. An editor admits you to it."))
    try:
        profile = _profile(request, book)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("guide_steps", place)
    form = KeepForm(own, request.POST if _is_asked(request) else None, initial=_first(request))
    asked = _Asked(request, form, own[0].name)
    if asked.is_agreed():
        try:
            kept = _kept(request, where, profile, asked)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("directory_plan", kept.pk)
    more = {"place": where.place, "where": where, "code": code_of(profile)}
    return asked.page(profile, book, **more)


@kept_page
def plan_agree(request: HttpRequest, kept: KeptPlan) -> HttpResponse:
    """The same words again, for the time after the last day of the first yes."""
    where = whereabouts(kept.place_id)
    if where is None:
        raise Http404(_("There is no such place in the directory."))
    book, _row = book_or_404(where)
    own = [row for row in organisations_of(actor_of(request)) if row.id == kept.organisation_id]
    sent = request.POST if _is_asked(request) else None
    form = ConsentForm(own, sent, initial={**_first(request), "months": kept.months})
    asked = _Asked(request, form, kept.organisation.name)
    if asked.is_agreed():
        try:
            agreed = asked.form.agreed(asked.read_in)
            actions.plan_agree(kept, agreed, actor=actor_of(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The yes is recorded."))
            return redirect("directory_plan", kept.pk)
    return asked.page(from_document(kept.answers), book, plan=kept,
                      reference=grouped(kept.reference))  # fmt: skip


class _Asked:
    """One request of the page: the words it shows, and whether they are the ones agreed to."""

    def __init__(self, request: HttpRequest, form: ConsentForm, organisation: str) -> None:
        self.request, self.form, self.organisation = request, form, organisation
        wanted = request.POST.get("read", "") or request.POST.get("read_in", "") or language()
        self.read_in = reading_language(wanted)
        self.said_yes = request.POST.get("do") == "yes"
        self.has_changed = False

    def is_agreed(self) -> bool:
        """Only to the words that stood on the page: whoever changes a day reads them anew."""
        if not (self.said_yes and self.form.is_valid()):
            return False
        self.has_changed = self.request.POST.get("shown", "") != mark_of(self.words())
        return not self.has_changed

    def words(self) -> Wording:
        given = getattr(self.form, "cleaned_data", {})
        months = given.get("months") or self.form.get_initial_for_field(
            self.form.fields["months"], "months"
        )
        names = dict(self.form.fields["organisation"].choices)  # type: ignore[attr-defined]
        name = names.get(given.get("organisation"), self.organisation)
        return wording(name, day_of(self.form, "given_on"), months, self.read_in)

    def page(self, profile: Profile, book: Book, **more: Any) -> HttpResponse:
        words = self.words()
        with override(words.language):
            answers = answers_in_words(profile, book, words.language)
            listed = _("What would be kept")
            title = _("May we keep your plan?")
        context = {
            "section": "desk", "form": self.form, "wording": words, "shown": mark_of(words),
            "answers": answers, "listed": listed, "asked": title, "has_changed": self.has_changed,
            "tongues": [(code, language_name_in_itself(code)) for code in LANGUAGES], **more,
        }  # fmt: skip
        is_wrong = self.said_yes or self.has_changed
        return render(self.request, TEMPLATE, context, status=422 if is_wrong else 200)


def mark_of(words: Wording) -> str:
    return hashlib.sha256(f"{words.version}{words.words}".encode()).hexdigest()[:20]


def _is_asked(request: HttpRequest) -> bool:
    """Whether the page itself was sent, not the form of the steps that leads to it."""
    return "shown" in request.POST


def _profile(request: HttpRequest, book: Book) -> Profile:
    if _is_asked(request):
        return profile_of(request.POST.get("code", ""))
    form = HouseholdForm(book, language(), request.POST)
    return form.profile(request.POST.getlist("done"))


def _first(request: HttpRequest) -> dict[str, Any]:
    return {"spoken": language(), "given_on": timezone.localdate(), "months": USUAL_MONTHS}


def _kept(request: HttpRequest, where: Whereabouts, profile: Profile, asked: _Asked) -> KeptPlan:
    given = asked.form.cleaned_data
    organisation = Organisation.objects.get(pk=given["organisation"])
    kept = actions.plan_keep(
        organisation, where.place, profile, asked.form.agreed(asked.read_in),
        note=given["note"], actor=actor_of(request),
    )  # fmt: skip
    messages.success(
        request, _("Kept. Print the sheet and give it to the family: it bears the two numbers.")
    )
    return kept
