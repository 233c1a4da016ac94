"""Checks of helpers, and pairings."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bothways.programmes.access import actor_of, programme_page
from bothways.programmes.models import Pairing, Programme, SafeguardingCheck
from bothways.programmes.policies import Right
from bothways.programmes.protection.check_actions import check_add, check_revoke
from bothways.programmes.protection.due import check_rows, pairing_rows
from bothways.programmes.protection.forms import (
    CheckForm,
    ClosePairingForm,
    ContactForm,
    ProposeForm,
    SuperviseForm,
)
from bothways.programmes.protection.pairing_actions import (
    pairing_activate,
    pairing_close,
    pairing_contact_record,
    pairing_propose,
    pairing_supervise,
    pairing_suspend,
)
from bothways.programmes.protection.pairing_review import missing_by_pairing, with_people
from bothways.programmes.protection.views.shared import (
    done,
    is_safeguarding,
    page,
    row_or_404,
    safeguarding_page,
    saved_by,
    status_of,
    was_read,
)
from bothways.programmes.protection.words import CHECKS, MODES, PAIRING_STATES, SAFEGUARDS


@programme_page(Right.PROTECT)
def checks(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Who was checked until when. Only safeguarding people add and revoke."""
    sent = request.POST if is_safeguarding(request, programme) else None
    form = CheckForm(sent or None, programme=programme)

    def save() -> str:
        said = {**form.cleaned_data}
        check_add(form.rows[said.pop("member")], **said, actor=actor_of(request))
        return _("The check is recorded.")

    answer = saved_by(request, form, save, "protection_checks", programme.pk)
    rows = [(row, CHECKS[row.check.kind]) for row in check_rows(programme, timezone.localdate())]
    return answer or page(request, programme, "checks", status_of(form), rows=rows, form=form)


@safeguarding_page
@require_POST
def revoke(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    checks = SafeguardingCheck.objects.select_related("member")
    check: SafeguardingCheck = row_or_404(checks.filter(member__programme=programme), row)

    def act() -> str:
        stopped = len(check_revoke(check, actor=actor_of(request)))
        return ngettext(
            "The check no longer counts; %(n)s pairing was suspended.",
            "The check no longer counts; %(n)s pairings were suspended.",
            stopped,
        ) % {"n": stopped}

    return done(request, act, "protection_checks", programme.pk)


@programme_page(Right.PROTECT)
def pairings(request: HttpRequest, programme: Programme) -> HttpResponse:
    people = list(programme.people.filter(erased_at=None).order_by("family_name", "given_name"))
    form = ProposeForm(request.POST or None, programme=programme, people=people)

    def save() -> str:
        pairing_propose(**form.chosen(), actor=actor_of(request))
        return _("The pairing is proposed. The two do not meet before it is active.")

    answer = saved_by(request, form, save, "protection_pairings", programme.pk)
    if answer:
        return answer
    found = pairing_rows(programme, timezone.localdate())
    read = {person.pk for person in people} | {row.pairing.person_id for row in found}
    was_read(request, programme, sorted(read), "pairings")
    rows = [(row, PAIRING_STATES[row.state]) for row in found]
    return page(request, programme, "pairings", status_of(form), rows=rows, form=form,
                has_people=bool(people))  # fmt: skip


@programme_page(Right.PROTECT)
def pairing(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    """One pairing: what is missing, and every button that its state allows."""
    found: Pairing = row_or_404(with_people(programme.pairings.select_related("programme")), row)
    wish = request.POST.get("do", "")
    if request.method == "POST" and wish in BUTTONS:
        return done(request, lambda: BUTTONS[wish](request, found), "protection_pairing",
                    programme.pk, found.pk)  # fmt: skip
    forms: dict[str, Any] = {
        "supervise": SuperviseForm(_sent(request, "supervise"), pairing=found),
        "contact": ContactForm(
            _sent(request, "contact"), initial={"on": timezone.localdate()}, auto_id="contact_%s"
        ),
        "close": ClosePairingForm(_sent(request, "close"), auto_id="close_%s"),
    }
    if wish in forms and (answer := _saved(request, found, wish, forms[wish])):
        return answer
    return _pairing_page(request, found, forms)


def _pairing_page(request: HttpRequest, found: Pairing, forms: dict[str, Any]) -> HttpResponse:
    was_read(request, found.programme, [found.person_id], "pairing")
    is_open = found.state != Pairing.State.CLOSED
    codes = missing_by_pairing([found], timezone.localdate())[found.pk] if is_open else []
    stored = found.suspended_for if found.state == Pairing.State.SUSPENDED else ""
    contacts = [(contact, MODES.get(contact.mode, contact.mode)) for contact in
                found.contacts.all()[:50]]  # fmt: skip
    status = 422 if any(form.is_bound for form in forms.values()) else 200
    return page(
        request, found.programme, "pairing", status, pairing=found, contacts=contacts,
        missing=[SAFEGUARDS[code] for code in codes], is_open=is_open,
        because=SAFEGUARDS.get(stored, ""), state=PAIRING_STATES[found.state], **forms,
    )  # fmt: skip


def _saved(request: HttpRequest, found: Pairing, wish: str, form: Any) -> HttpResponse | None:
    def save() -> str:
        return SAVES[wish](request, found, form)

    return saved_by(request, form, save, "protection_pairing", found.programme_id, found.pk)


def _sent(request: HttpRequest, wish: str) -> Any:
    return request.POST if request.POST.get("do") == wish else None


def _activate(request: HttpRequest, found: Pairing) -> str:
    pairing_activate(found, actor=actor_of(request))
    return _("The pairing is active. The two may meet.")


def _suspend(request: HttpRequest, found: Pairing) -> str:
    pairing_suspend(found, actor=actor_of(request))
    return _("The pairing is suspended. The two do not meet for now.")


def _supervise(request: HttpRequest, found: Pairing, form: Any) -> str:
    chosen = form.rows.get(form.cleaned_data["supervisor"])
    pairing_supervise(found, chosen, actor=actor_of(request))
    return _("The supervisor is saved.")


def _contact(request: HttpRequest, found: Pairing, form: Any) -> str:
    pairing_contact_record(found, **form.cleaned_data, actor=actor_of(request))
    return _("The meeting is recorded.")


def _close(request: HttpRequest, found: Pairing, form: Any) -> str:
    pairing_close(found, words=form.cleaned_data["words"], actor=actor_of(request))
    return _("The pairing is closed.")


BUTTONS = {"activate": _activate, "suspend": _suspend}
SAVES = {"supervise": _supervise, "contact": _contact, "close": _close}
