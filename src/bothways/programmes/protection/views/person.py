"""One person: what they agreed to, the sheet, their own copy, erasure."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.core.paper import PdfUnavailable
from bothways.core.places_and_languages import language_label
from bothways.programmes.access import actor_of, programme_page
from bothways.programmes.ages import may_be_minor
from bothways.programmes.models import Person, Programme
from bothways.programmes.policies import Right
from bothways.programmes.protection.consent_actions import (
    card_for_sheet,
    card_make,
    card_revoke,
    consent_record,
    consent_withdraw,
)
from bothways.programmes.protection.consent_queries import PurposeRow, purpose_rows
from bothways.programmes.protection.copy import copy_json, copy_zip
from bothways.programmes.protection.erasure_actions import person_erase
from bothways.programmes.protection.forms import RecordForm, WithdrawForm
from bothways.programmes.protection.retention_queries import keep_until_of
from bothways.programmes.protection.sheet import sheet_languages, sheet_pdf
from bothways.programmes.protection.views.shared import (
    done,
    page,
    person_or_404,
    saved_by,
    status_of,
    was_read,
)
from bothways.programmes.protection.wordings import purpose_label
from bothways.programmes.protection.words import STATES, VOICES

COPIES = {
    "json": (copy_json, "application/json; charset=utf-8"),
    "zip": (copy_zip, "application/zip"),
}


@programme_page(Right.PROTECT)
def person(request: HttpRequest, programme: Programme, person: int) -> HttpResponse:
    found = person_or_404(programme, person)
    was_read(request, programme, [found.pk], "consent")
    return _page(request, found)


def _page(request: HttpRequest, person: Person, status: int = 200, **forms: Any) -> HttpResponse:
    """The page; ``forms`` are those that came back with something wrong."""
    today, language = timezone.localdate(), get_language() or "en"
    rows = purpose_rows(person, today)
    shown = [
        (row, purpose_label(row.purpose, language), STATES[row.state],
         [VOICES[voice] for voice in sorted(row.voices)])
        for row in rows
    ]  # fmt: skip
    own = {
        "record": RecordForm(person=person, rows=rows) if rows else None,
        "withdraw": _withdraw_form(person, rows) if _held(rows) else None,
        **forms,
    }
    return page(
        request, person.programme, "person", status, person=person, rows=shown,
        is_minor=may_be_minor(person.birth_year, today), due=keep_until_of(person, today),
        languages=[(tag, language_label(tag, language)) for tag in sheet_languages(person)],
        card=person.consent_cards.filter(revoked_at=None).first(), **own,
    )  # fmt: skip


@programme_page(Right.PROTECT)
@require_POST
def consent_new(request: HttpRequest, programme: Programme, person: int) -> HttpResponse:
    found = person_or_404(programme, person)
    rows = purpose_rows(found, timezone.localdate())
    if not rows:
        messages.error(request, _("Release the text of at least one purpose first."))
        return redirect("protection_texts", programme.pk)
    form = RecordForm(request.POST, person=found, rows=rows)

    def save() -> str:
        chosen = form.cleaned_data["purposes"]
        consent_record(found, chosen, form.given(), actor=actor_of(request))
        return _("The consent is recorded.")

    answer = saved_by(request, form, save, "protection_person", programme.pk, found.pk)
    return answer or _again(request, found, record=form)


@programme_page(Right.PROTECT)
@require_POST
def withdraw(request: HttpRequest, programme: Programme, person: int) -> HttpResponse:
    found = person_or_404(programme, person)
    rows = purpose_rows(found, timezone.localdate())
    form = _withdraw_form(found, rows, request.POST)

    def save() -> str:
        said = form.cleaned_data
        consent_withdraw(
            found, said["purposes"], by=said["by"], erase=said["erase"], actor=actor_of(request)
        )
        return _("The consent is taken back, and what rested on it has stopped.")

    answer = saved_by(request, form, save, "protection_person", programme.pk, found.pk)
    return answer or _again(request, found, withdraw=form)


def _again(request: HttpRequest, person: Person, **forms: Any) -> HttpResponse:
    was_read(request, person.programme, [person.pk], "consent")
    (form,) = forms.values()
    return _page(request, person, status_of(form), **forms)


def _held(rows: list[PurposeRow]) -> list[str]:
    return [row.purpose for row in rows if row.can_be_withdrawn]


def _withdraw_form(person: Person, rows: list[PurposeRow], sent: Any = None) -> WithdrawForm:
    is_minor = may_be_minor(person.birth_year, timezone.localdate())
    first = {"by": "guardian" if is_minor else "self"}
    # The two forms of the page ask for a purpose each; their boxes need names of their own.
    return WithdrawForm(sent, held=_held(rows), initial=first, auto_id="id_withdraw_%s")


@programme_page(Right.PROTECT)
@require_POST
def card(request: HttpRequest, programme: Programme, person: int) -> HttpResponse:
    """A new link for the sheet, or none."""
    found = person_or_404(programme, person)

    def act() -> str:
        if request.POST.get("do") == "revoke":
            card_revoke(found, actor=actor_of(request))
            return _("The link on the sheet no longer works.")
        card_make(found, actor=actor_of(request))
        return _("There is a new link. Print the sheet again: the old link no longer works.")

    return done(request, act, "protection_person", programme.pk, found.pk)


@programme_page(Right.PROTECT)
@require_POST
def sheet(request: HttpRequest, programme: Programme, person: int) -> HttpResponse:
    """The consent sheet as PDF. It is sent for, because the first one makes the card."""
    found = person_or_404(programme, person)
    offered = sheet_languages(found)
    language = request.POST.get("language", "")
    if language not in offered:
        messages.error(
            request, _("Every text on a sheet needs the same language. Choose one of the list.")
        )
        return redirect("protection_person", programme.pk, found.pk)
    was_read(request, programme, [found.pk], "consent_sheet")
    try:
        written = sheet_pdf(found, card_for_sheet(found, actor=actor_of(request)), language)
    except PdfUnavailable as refusal:
        messages.error(request, str(refusal))
        return redirect("protection_person", programme.pk, found.pk)
    response = HttpResponse(written, content_type="application/pdf")
    # Kept beside the page: shown in its place, "back" would send the form once more.
    response["Content-Disposition"] = f'attachment; filename="consent-{found.pk}-{language}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@programme_page(Right.PROTECT)
def copy(request: HttpRequest, programme: Programme, person: int, ending: str) -> HttpResponse:
    """The person's own copy, as they may ask for it."""
    found = person_or_404(programme, person)
    if ending not in COPIES:
        raise Http404(_("The copy comes as JSON or as ZIP."))
    was_read(request, programme, [found.pk], "copy")
    write, kind = COPIES[ending]
    response = HttpResponse(write(found), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="person-{found.pk}.{ending}"'
    response["Cache-Control"] = "no-store"
    return response


@programme_page(Right.PROTECT)
def erase(request: HttpRequest, programme: Programme, person: int) -> HttpResponse:
    """Asks once more, then erases."""
    found = person_or_404(programme, person)
    if request.method == "POST" and request.POST.get("sure") == "yes":

        def act() -> str:
            person_erase(found, actor=actor_of(request))
            return _("The data of this person is erased. Counts without a name stay.")

        return done(request, act, "protection_people", programme.pk)
    was_read(request, programme, [found.pk], "erase")
    not_sure = request.method == "POST"
    return page(request, programme, "erase", 422 if not_sure else 200, person=found,
                not_sure=not_sure)  # fmt: skip
