"""A child, her guardian's consent, a mentor with every paper."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from bothways.core.models import User
from bothways.programmes.models import Cohort as Group
from bothways.programmes.models import (
    Consent,
    ConsentText,
    Enrolment,
    Pairing,
    Person,
    Programme,
    ProgrammeMember,
)
from bothways.programmes.protection.check_actions import check_add
from bothways.programmes.protection.consent_actions import Given, consent_record
from bothways.programmes.protection.pairing_actions import pairing_propose
from bothways.programmes.protection.text_actions import consent_text_release
from bothways.programmes.protection.wordings import purposes, words_for
from tests.conftest import person as account

Role = ProgrammeMember.Role
TODAY = timezone.localdate
CHILD_BORN = date.today().year - 11  # noqa: DTZ011 (the year is all that counts)
YOUTH_BORN = date.today().year - 15  # noqa: DTZ011
ADULT_BORN = date.today().year - 30  # noqa: DTZ011


def released(programme: Programme) -> dict[str, ConsentText]:
    """The default wording of every purpose, asked from now on."""
    return {
        purpose: consent_text_release(
            programme, purpose, words=words_for(purpose, programme), actor=None
        )
        for purpose in purposes()
    }


def guardian_agrees(person: Person, *asked: str) -> list[Consent]:
    given = Given("guardian", TODAY(), "ar", giver_name="Huda Zarqawi", paper="Folder 3")
    return consent_record(person, asked or purposes(), given, actor=None)


def self_agrees(person: Person, *asked: str) -> list[Consent]:
    given = Given("self", TODAY(), "ar")
    return consent_record(person, asked or purposes(), given, actor=None)


def checked(member: ProgrammeMember, *, days: int = 365) -> None:
    until = TODAY() + timedelta(days=days)
    for kind in ("background", "training"):
        check_add(member, kind=kind, authority="Youth office", reference=f"{kind} {member.pk}",
                  checked_on=TODAY(), valid_until=until, actor=None)  # fmt: skip


def a_child(programme: Programme, born: int | None = CHILD_BORN) -> Person:
    return Person.objects.create(
        programme=programme, given_name="Salma", family_name="Zarqawi",
        own_script_name="سلمى زرقاوي",
        birth_year=born, sex="female", language="ar", phone="+49 30 1234567",
        guardian_name="Huda Zarqawi", guardian_phone="+49 30 7654321",
    )  # fmt: skip


@pytest.fixture
def texts(programme: Programme) -> dict[str, ConsentText]:
    return released(programme)


@pytest.fixture
def child(programme: Programme, cohort: Group) -> Person:
    """Salma, eleven, in Group A; nobody has agreed to anything."""
    found = a_child(programme)
    Enrolment.objects.create(person=found, cohort=cohort, since=TODAY(), needs=["interpreter"])
    return found


@pytest.fixture
def agreed(child: Person, texts: dict[str, ConsentText]) -> Person:
    """Salma, whose guardian agreed to everything."""
    guardian_agrees(child)
    return child


@pytest.fixture
def mentor(facilitator: ProgrammeMember) -> ProgrammeMember:
    """The teacher, checked and trained."""
    checked(facilitator)
    return facilitator


@pytest.fixture
def safeguarder(in_role: Callable[..., ProgrammeMember]) -> ProgrammeMember:
    return in_role(account("safeguarder"), Role.SAFEGUARDING)


@pytest.fixture
def pairing(
    agreed: Person, mentor: ProgrammeMember, safeguarder: ProgrammeMember, officer: User
) -> Pairing:
    """Proposed, and nothing is missing."""
    return pairing_propose(agreed, mentor, supervisor=safeguarder, actor=officer)
