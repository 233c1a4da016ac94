"""Writes of places. One audit row each."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.core.places_and_languages import country_codes, is_language
from bothways.directory.organisations.policies import require_register
from bothways.directory.places.models import Place

FIELDS = (
    "names", "parent_id", "country", "timezone", "latitude", "longitude", "source_language",
    "languages", "is_demonstration",
)  # fmt: skip


@transaction.atomic
def place_describe(code: str, fields: Mapping[str, Any], *, actor: User | None) -> Place:
    """Makes the place, or changes what is given of it."""
    require_register(actor)
    _check(fields)
    given = {name: fields[name] for name in FIELDS if name in fields}
    place, _made = Place.objects.update_or_create(code=code, defaults=given)
    place.version += 1
    place.save(update_fields=["version"])
    audit("describe", "directory_place", code, actor=actor, fields=sorted(given))
    return place


def _check(fields: Mapping[str, Any]) -> None:
    if "country" in fields and fields["country"] not in country_codes():
        raise Refused(_("There is no such country. Write its two letters, as in DE."))
    if unknown := [code for code in fields.get("languages", ()) if not is_language(code)]:
        message = _("“%(code)s” is no language. Write its tag, as in fa or uz-Cyrl.")
        raise Refused(message % {"code": str(unknown[0])[:20]})
    try:
        ZoneInfo(fields.get("timezone", "UTC"))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Refused(_("There is no such time zone. Write it as Europe/Berlin.")) from error
