"""Reads of the register: one organisation, and a list to search and choose from."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from bothways.core.models import User
from bothways.directory.organisations.models import Organisation


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation in a list."""

    id: UUID
    name: str
    alternate_name: str
    kind: str
    place: str
    languages: tuple[str, ...]
    verified_at: datetime | None


def organisation_with(organisation_id: UUID) -> Organisation | None:
    return Organisation.objects.filter(pk=organisation_id).first()


def organisations(
    words: str = "", *, kind: str = "", place: str = "", most: int = 500
) -> list[OrganisationRow]:
    """By name. One statement."""
    return [_row(found) for found in found_organisations(words, kind=kind, place=place)[:most]]


def organisations_of(user: User) -> list[OrganisationRow]:
    """Those that the account speaks for. One statement."""
    mine = Organisation.objects.filter(members__user=user).order_by("name", "pk")
    return [_row(found) for found in mine]


def found_organisations(
    words: str = "", *, kind: str = "", place: str = ""
) -> QuerySet[Organisation]:
    found = Organisation.objects.order_by("name", "pk")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(alternate_name__icontains=words))
    if kind:
        found = found.filter(kind=kind)
    return found.filter(place=place) if place else found


def _row(found: Organisation) -> OrganisationRow:
    return OrganisationRow(
        found.pk, found.name, found.alternate_name, found.kind, found.place,
        tuple(found.languages), found.verified_at,
    )  # fmt: skip
