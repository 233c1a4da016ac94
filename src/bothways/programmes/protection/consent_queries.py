"""Reads of consent. ``consent_holds`` is the one question that other rooms ask."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from bothways.programmes.ages import may_be_minor
from bothways.programmes.models import Consent, ConsentText, Person, Programme
from bothways.programmes.protection.consent import (
    IN_FORCE,
    State,
    TextFacts,
    Yes,
    consent_state,
    held_until,
    voices_needed,
)
from bothways.programmes.protection.wordings import purposes

TAKING_PART, PHOTOS, STUDY = "taking_part", "photos", "study"
SHARING, MENTORING, PHONE = "sharing", "mentoring", "phone"
# A consent sheet names the newest text of each purpose; its default where nobody set another.
OWN_VOICE_FROM = 14


def consent_holds(person: Person, purpose: str, on: date | None = None) -> bool:
    """Whether this person may be counted on for this purpose that day. Two statements.

    Ask it before every use: a learner file, a study, a pairing, a call.
    """
    return person.pk in people_who_agree([person], purpose, on)


def consent_in_force(person: Person, purpose: str, on: date | None = None) -> Consent | None:
    """The newest signature of a consent that holds that day, to be named in what rests on it."""
    if not consent_holds(person, purpose, on):
        return None
    rows = person.consents.select_related("text").filter(text__purpose=purpose, withdrawn_on=None)
    return rows.order_by("-given_on", "-pk").first()


def people_who_agree(people: Iterable[Person], purpose: str, on: date | None = None) -> set[int]:
    """Numbers of those whose consent holds that day. Two statements for any number of people."""
    on = on or timezone.localdate()
    states = states_of(people, on, only=purpose)
    return {person for person, found in states.items() if found.get(purpose) in IN_FORCE}


def states_of(people: Iterable[Person], on: date, only: str = "") -> dict[int, dict[str, State]]:
    """Person -> purpose -> state, for the purposes that the programme asks about. Two statements.

    The people are of one programme. Whoever is erased agrees to nothing.
    """
    people = [person for person in people if person.erased_at is None]
    texts = texts_of(people[0].programme_id) if people else {}
    yeses = _yeses(people) if texts else {}
    return {
        person.pk: {
            purpose: consent_state(
                yeses.get((person.pk, purpose), ()), found, person.birth_year, on
            )
            for purpose, found in texts.items()
            if only in ("", purpose)
        }
        for person in people
    }


def kept_by_consent_until(people: Iterable[Person]) -> dict[int, date | None]:
    """The last day of each person's consent to taking part, if it ever held. Two statements."""
    people = list(people)
    texts = texts_of(people[0].programme_id).get(TAKING_PART, []) if people else []
    yeses = _yeses(people) if texts else {}
    return {
        person.pk: held_until(yeses.get((person.pk, TAKING_PART), ()), texts, person.birth_year)
        for person in people
    }


def texts_of(programme: int) -> dict[str, list[TextFacts]]:
    """Every version of every purpose, oldest first."""
    found: dict[str, list[TextFacts]] = defaultdict(list)
    rows = ConsentText.objects.filter(programme=programme).order_by("purpose", "version")
    for text in rows:
        found[text.purpose].append(text_facts(text))
    return dict(found)


def text_facts(text: ConsentText) -> TextFacts:
    withdrawn = timezone.localdate(text.withdrawn_at) if text.withdrawn_at else None
    released = timezone.localdate(text.released_at)
    return TextFacts(text.version, released, text.own_voice_from, withdrawn)


def current_texts(programme: Programme) -> dict[str, ConsentText]:
    """The text that is asked now, by purpose, in the order of the vocabulary. One statement."""
    newest: dict[str, ConsentText] = {}
    for text in programme.consent_texts.order_by("purpose", "version"):
        newest[text.purpose] = text
    order = [name for name in purposes() if name in newest]
    return {name: newest[name] for name in order if newest[name].withdrawn_at is None}


@dataclass(frozen=True)
class PurposeRow:
    """One purpose on the page of a person: the text, its state, whose yes it takes, who gave it."""

    purpose: str
    text: ConsentText
    state: State
    voices: frozenset[str]
    given: tuple[Consent, ...]

    @property
    def holds(self) -> bool:
        return self.state in IN_FORCE

    @property
    def can_be_withdrawn(self) -> bool:
        return any(row.withdrawn_on is None for row in self.given)


def purpose_rows(person: Person, on: date) -> list[PurposeRow]:
    """Everything a page says of one person's consent. Four statements."""
    states = states_of([person], on).get(person.pk, {})
    given: dict[str, list[Consent]] = defaultdict(list)
    for row in person.consents.select_related("text", "recorded_by"):
        given[row.text.purpose].append(row)
    return [
        PurposeRow(
            purpose, text, states.get(purpose, State.MISSING),
            voices_needed(person.birth_year, text.own_voice_from, on), tuple(given[purpose]),
        )
        for purpose, text in current_texts(person.programme).items()
    ]  # fmt: skip


@dataclass(frozen=True)
class ConsentRow:
    """A person in the list of consents."""

    person: Person
    is_minor: bool
    states: tuple[State, ...]


def consent_rows(programme: Programme, on: date) -> tuple[list[str], list[ConsentRow]]:
    """The purposes asked about, and everybody who is not erased. Four statements."""
    asked = list(current_texts(programme))
    people = list(
        programme.people.filter(erased_at=None).order_by("family_name", "given_name", "pk")
    )
    states = states_of(people, on)
    return asked, [
        ConsentRow(
            person, may_be_minor(person.birth_year, on),
            tuple(states[person.pk][purpose] for purpose in asked),
        )
        for person in people
    ]  # fmt: skip


def _yeses(people: list[Person]) -> Mapping[tuple[int, str], list[Yes]]:
    """Person and purpose -> what they said to texts of their own programme."""
    found: dict[tuple[int, str], list[Yes]] = defaultdict(list)
    rows = Consent.objects.filter(
        person__in=people, text__programme=people[0].programme_id
    ).values_list(
        "person_id", "text__purpose", "text__version", "given_by", "given_on", "ends_on",
        "withdrawn_on",
    )  # fmt: skip
    for person, purpose, version, by, given, ends, withdrawn in rows:
        found[person, purpose].append(Yes(version, by, given, ends, withdrawn))
    return found
