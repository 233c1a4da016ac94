"""Writes about one person's consent: record, take back, and the card for taking it back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.days import add_months
from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import User
from bothways.programmes.ages import may_be_minor
from bothways.programmes.models import Consent, ConsentCard, ConsentText, Person
from bothways.programmes.protection.card import card_by_token, card_of, new_card
from bothways.programmes.protection.consent_queries import TAKING_PART, current_texts
from bothways.programmes.protection.erasing import erase_names
from bothways.programmes.protection.retention_queries import set_keep_until
from bothways.programmes.protection.stopping import Stopped, stop
from bothways.programmes.protection.writing import about_person, locked, protected, still_named

GivenBy = Consent.GivenBy


@dataclass(frozen=True)
class Given:
    """What the signed sheet says: who agreed, when, in which language, and where the sheet lies."""

    given_by: str
    given_on: date
    language: str
    giver_name: str = ""
    paper: str = ""


@transaction.atomic
def consent_record(
    person: Person, purposes: Iterable[str], given: Given, *, actor: User | None
) -> list[Consent]:
    """One yes to each of these purposes. Whoever is left out said nothing or no."""
    protected(person.programme_id, actor)
    person = still_named(person)
    texts = current_texts(person.programme)
    asked = list(dict.fromkeys(purposes))
    if not asked or not set(asked) <= set(texts):
        raise Refused(_("Choose at least one purpose that this programme asks about now."))
    for purpose in asked:
        _check(person, texts[purpose], given)
    found = [_yes(person, texts[purpose], given, actor) for purpose in asked]
    set_keep_until(person)
    about_person("consent", person, actor, purposes=asked, by=given.given_by)
    return found


@dataclass(frozen=True)
class Withdrawal:
    """What a withdrawal ended, purpose by purpose, for the page that says so."""

    purposes: tuple[str, ...]
    stopped: dict[str, Stopped] = field(default_factory=dict)
    erased: bool = False
    keep_until: date | None = None

    @property
    def pairings(self) -> list[int]:
        return sorted({number for found in self.stopped.values() for number in found.pairings})


@transaction.atomic
def consent_withdraw(
    person: Person, purposes: Sequence[str], *, by: str, actor: User | None, erase: bool = False
) -> Withdrawal:
    """Takes consent back, as the family told the office. It acts at once."""
    protected(person.programme_id, actor)
    done = _withdraw(still_named(person), purposes, by, erase)
    _told("withdraw_consent", person, actor, done, by, "office")
    return done


@transaction.atomic
def consent_withdraw_by_card(
    token: str, purposes: Sequence[str], *, by: str, actor: User | None, erase: bool = False
) -> Withdrawal:
    """The same by whoever holds the card: it can end things and nothing else."""
    card = card_by_token(token)
    if card is None:
        raise NotAllowed(_("This link is no longer in use. Ask the office for a new sheet."))
    locked(card.person.programme_id)
    done = _withdraw(still_named(card.person), purposes, by, erase)
    _told("withdraw_consent", card.person, actor, done, by, "card")
    return done


@transaction.atomic
def card_make(person: Person, *, actor: User | None) -> ConsentCard:
    """A new card for the sheet. An earlier one stops working."""
    protected(person.programme_id, actor)
    person = still_named(person)
    _revoke(person)
    card = new_card(person, actor)
    about_person("make_consent_card", person, actor, card=card.pk)
    return card


@transaction.atomic
def card_revoke(person: Person, *, actor: User | None) -> None:
    """The link on the sheet stops working, for instance when the sheet was lost."""
    protected(person.programme_id, actor)
    if not _revoke(person):
        raise Refused(_("This person has no card in use."))
    about_person("revoke_consent_card", person, actor)


@transaction.atomic
def card_for_sheet(person: Person, *, actor: User | None) -> ConsentCard:
    """The card that the sheet prints: the one in use, or a new one. A row says who printed it."""
    protected(person.programme_id, actor)
    person = still_named(person)
    card = card_of(person)
    if card is None:
        _revoke(person)
        card = new_card(person, actor)
    about_person("print_consent_sheet", person, actor, card=card.pk)
    return card


def _check(person: Person, text: ConsentText, given: Given) -> None:
    today = timezone.localdate()
    if given.given_on > today:
        raise Refused(_("The day of the signature lies ahead. Enter the day on the sheet."))
    if given.given_on < timezone.localdate(text.released_at):
        raise Refused(_("This text is newer than the signature. Have the newest sheet signed."))
    if add_months(given.given_on, text.valid_months) < today:
        raise Refused(_("A consent of that day has ended already. Ask anew."))
    if given.language not in text.words:
        raise Refused(_("The text does not exist in this language. Choose one that was read."))
    _check_voice(person, text, given)


def _check_voice(person: Person, text: ConsentText, given: Given) -> None:
    on, year = given.given_on, person.birth_year
    if given.given_by == GivenBy.GUARDIAN:
        if not may_be_minor(year, on):
            raise Refused(_("This person is of age and agrees for themselves."))
        if not given.giver_name.strip():
            raise Refused(_("Write the name of the guardian who signed."))
    elif given.given_by != GivenBy.SELF:
        raise Refused(_("Say who agreed: the person or a guardian."))
    elif year is None or on.year - year < min(text.own_voice_from, 18):
        raise Refused(
            _("At this age, or without a year of birth, a guardian agrees. If the person is of "
              "age, enter the year of birth first.")
        )  # fmt: skip


def _yes(person: Person, text: ConsentText, given: Given, actor: User | None) -> Consent:
    return Consent.objects.create(
        person=person, text=text, language=given.language, given_by=given.given_by,
        giver_name=given.giver_name.strip()[:240], given_on=given.given_on,
        ends_on=add_months(given.given_on, text.valid_months), recorded_by=actor,
        paper=given.paper.strip()[:200],
    )  # fmt: skip


def _withdraw(person: Person, purposes: Sequence[str], by: str, erase: bool) -> Withdrawal:
    today = timezone.localdate()
    chosen = list(dict.fromkeys(purposes))
    if by not in GivenBy.values:
        raise Refused(_("Say who takes the consent back: the person or a guardian."))
    if erase and TAKING_PART not in chosen:
        raise Refused(_("The data can only go at once if taking part ends as well."))
    live = person.consents.filter(withdrawn_on=None)
    # Without taking part nothing else is left to agree to.
    if TAKING_PART not in chosen:
        live = live.filter(text__purpose__in=chosen)
    ended = sorted(set(live.values_list("text__purpose", flat=True)) | ({TAKING_PART} & {*chosen}))
    if not ended:
        raise Refused(_("Choose what you take back. There is no consent to anything else."))
    live.update(withdrawn_on=today, withdrawn_by=by)
    stopped = {purpose: stop(person, purpose, today) for purpose in ended}
    if erase:
        erase_names(person)
        return Withdrawal(tuple(ended), stopped, erased=True)
    return Withdrawal(tuple(ended), stopped, keep_until=set_keep_until(person))


def _told(
    verb: str, person: Person, actor: User | None, done: Withdrawal, by: str, way: str
) -> None:
    about_person(
        verb, person, actor, purposes=done.purposes, by=by, way=way, erased=done.erased,
        pairings=done.pairings,
        enrolments=sum(found.enrolments for found in done.stopped.values()),
    )  # fmt: skip


def _revoke(person: Person) -> int:
    return person.consent_cards.filter(revoked_at=None).update(revoked_at=timezone.now())
