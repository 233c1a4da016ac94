"""Writes to the register: register, describe, verify, admit, dismiss. One audit row each."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.core.vocabularies import vocabulary
from bothways.directory.organisations.models import Organisation, OrganisationMember
from bothways.directory.organisations.policies import require_register

FIELDS = (
    "name", "alternate_name", "description", "email", "website", "kind", "place", "languages",
    "more",
)  # fmt: skip
Fields = Mapping[str, Any]


@transaction.atomic
def organisation_register(fields: Fields, *, actor: User | None) -> Organisation:
    """A new organisation; a name that stands in the place already is refused."""
    require_register(actor)
    organisation = Organisation(**_checked(fields))
    if fields.get("id"):
        organisation.id = fields["id"]
    _refuse_twice(organisation)
    organisation.save(force_insert=True)
    audit("register", "organisation", organisation.pk, actor=actor)
    return organisation


@transaction.atomic
def organisation_describe(
    organisation: Organisation, fields: Fields, *, actor: User | None
) -> Organisation:
    """Changes the fields that are given; the others stay."""
    require_register(actor)
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    given = _checked({"name": organisation.name, **fields})
    for name, value in given.items():
        setattr(organisation, name, value)
    _refuse_twice(organisation)
    organisation.save()
    audit("describe", "organisation", organisation.pk, actor=actor, fields=sorted(given))
    return organisation


@transaction.atomic
def organisation_verify(organisation: Organisation, *, actor: User | None) -> Organisation:
    """Somebody looked: the organisation exists and the record is right today."""
    require_register(actor)
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    organisation.verified_at, organisation.verified_by = timezone.now(), actor
    organisation.save(update_fields=["verified_at", "verified_by", "updated_at"])
    audit("verify", "organisation", organisation.pk, actor=actor)
    return organisation


@transaction.atomic
def member_admit(
    organisation: Organisation, user: User, *, actor: User | None
) -> OrganisationMember:
    """Lets an account speak for the organisation; twice changes nothing."""
    require_register(actor)
    member, _made = OrganisationMember.objects.get_or_create(
        organisation=organisation, user=user, defaults={"admitted_by": actor}
    )
    audit("admit", "organisation", organisation.pk, actor=actor, member=user.pk)
    return member


@transaction.atomic
def member_dismiss(member: OrganisationMember, *, actor: User | None) -> None:
    """The account no longer speaks for the organisation."""
    require_register(actor)
    audit("dismiss", "organisation", member.organisation_id, actor=actor, member=member.user_id)
    member.delete()


def _checked(fields: Fields) -> dict[str, Any]:
    given = {name: fields[name] for name in FIELDS if name in fields}
    given["name"] = str(given.get("name", "")).strip()
    if not given["name"]:
        raise Refused(_("Give the organisation a name."))
    if given.get("kind") and given["kind"] not in vocabulary("register_kind"):
        raise Refused(_("There is no such kind of organisation. Choose one of the list."))
    _check_reach(given)
    return given


def _check_reach(given: Fields) -> None:
    if given.get("email"):
        try:
            validate_email(given["email"])
        except ValidationError as error:
            raise Refused(
                _("This is not an email address. Write it as name@example.org.")
            ) from error
    if given.get("website") and urlsplit(given["website"]).scheme not in ("http", "https"):
        raise Refused(_("Write the website in full, with https:// before it."))


def _refuse_twice(organisation: Organisation) -> None:
    same = Organisation.objects.filter(name__iexact=organisation.name, place=organisation.place)
    if same.exclude(pk=organisation.pk).exists():
        raise Refused(
            _("%(name)s is in the register of this place already. Describe that record instead.")
            % {"name": organisation.name}
        )
