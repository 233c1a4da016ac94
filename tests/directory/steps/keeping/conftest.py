"""A caseworker of an office in the demonstration town, and a plan that a family agreed to keep."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from bothways.core.models import User
from bothways.directory.organisations.models import Organisation, OrganisationMember
from bothways.directory.places.queries import Whereabouts
from bothways.directory.steps.keeping.actions import Agreed, plan_keep
from bothways.directory.steps.models import KeptPlan
from bothways.directory.steps.profile import Member, Profile
from tests.conftest import person

FAMILY = Profile(
    arrival=date(2026, 11, 23), members=(Member(36), Member(9)), languages=frozenset({"ar"}),
    has=frozenset({"passport"}), lacks=frozenset({"translation"}), facts={"diploma": False},
)  # fmt: skip
# What the form of the steps sends for this family.
TOLD = {"arrival": "2026-11-23", "ages": "36 9", "language.de": "no", "paper.passport": "yes"}
YES = {"given_by": "self", "way": "person_interpreter", "spoken": "ar", "months": "6"}


def agreed(**changed: Any) -> Agreed:
    said: dict[str, Any] = {
        "given_by": "self", "way": "person", "spoken": "ar", "read_in": "ar",
        "given_on": timezone.localdate(), **changed,
    }  # fmt: skip
    return Agreed(**said)


def admit(organisation: Organisation, user: User) -> User:
    OrganisationMember.objects.create(organisation=organisation, user=user)
    return user


@pytest.fixture
def office(town: Whereabouts) -> Organisation:
    return Organisation.objects.get(name="Welcome House Lindbach")


@pytest.fixture
def caseworker(office: Organisation) -> User:
    return admit(office, person("caseworker"))


@pytest.fixture
def colleague(office: Organisation) -> User:
    return admit(office, person("colleague"))


@pytest.fixture
def stranger(office: Organisation) -> User:
    """Of another organisation of the same town."""
    other = Organisation.objects.exclude(pk=office.pk).order_by("name")[0]
    return admit(other, person("stranger"))


@pytest.fixture
def kept(office: Organisation, town: Whereabouts, caseworker: User) -> KeptPlan:
    return plan_keep(office, town.place, FAMILY, agreed(), actor=caseworker, note="School first")


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)
