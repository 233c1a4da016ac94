"""The write that brings the demonstration town. One audit row."""

from django.db import transaction

from bothways.core.audit import audit
from bothways.core.models import User
from bothways.directory.demonstration.loading import load_town, write_base_map
from bothways.directory.organisations.policies import require_register
from bothways.directory.places.models import Place

TOWN = "lindbach"


@transaction.atomic
def demonstration_load(*, actor: User | None) -> int:
    """The number of services that were not here; a second time changes nothing."""
    require_register(actor)
    made = 0 if Place.objects.filter(code=TOWN).exists() else load_town(actor)
    # Towns that were loaded before there were maps get theirs as well.
    write_base_map(TOWN)
    audit("load", "demonstration", TOWN, actor=actor, services=made)
    return made
