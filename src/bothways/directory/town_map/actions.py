"""Writes of base maps: publish one, withdraw the newest. One audit row each."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.directory.organisations.policies import require_register
from bothways.directory.places.models import Place
from bothways.directory.places.queries import touch
from bothways.directory.town_map.ground import Shape, document_of
from bothways.directory.town_map.models import BaseMap
from bothways.directory.town_map.queries import newest_base_map
from bothways.directory.town_map.simplify import Simplified, simplified


@transaction.atomic
def base_map_publish(
    place: Place, shapes: Sequence[Shape], attribution: str, licence: str, *, actor: User | None
) -> Simplified:
    """Stores the shapes, made small enough for a page."""
    require_register(actor)
    attribution, licence = attribution.strip(), licence.strip()
    if not attribution or not licence:
        raise Refused(_("Say whose map it is and under which licence."))
    if len(attribution) > 200 or len(licence) > 100:
        raise Refused(_("Attribution and licence stand in one line under the map. Shorten them."))
    small = simplified(shapes)
    newest = BaseMap.objects.filter(place=place).aggregate(number=Max("number"))["number"] or 0
    made = BaseMap.objects.create(
        place=place, number=newest + 1, document=document_of(small.shapes),
        attribution=attribution, licence=licence, published_by=actor,
    )  # fmt: skip
    touch([place.code])
    audit("publish", "base_map", made.pk, actor=actor, place=place.code, number=made.number)
    return small


@transaction.atomic
def base_map_withdraw(place: Place, *, actor: User | None) -> BaseMap:
    """The map is drawn without it; an earlier one does not come back."""
    require_register(actor)
    found = newest_base_map(place)
    if found is None or found.withdrawn_at is not None:
        raise Refused(_("This place has no base map."))
    found.withdrawn_at = timezone.now()
    found.save(update_fields=["withdrawn_at"])
    touch([place.code])
    audit("withdraw", "base_map", found.pk, actor=actor, place=place.code, number=found.number)
    return found
