"""Translations of services as the profile carries them, out and in."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from bothways.core.models import User
from bothways.core.vocabularies import LANGUAGES
from bothways.directory.services.hsds.names import Doc
from bothways.directory.services.models import Service
from bothways.directory.texts.models import Text
from bothways.directory.texts.state import standing
from bothways.directory.texts.writing import newest, write_translation


def translations_of(keys: Iterable[Any]) -> dict[str, Doc]:
    """Service -> language -> field -> text with its state. One statement."""
    rows = list(Text.objects.filter(
        kind="service", thing__in=[str(key) for key in keys], is_newest=True
    ).order_by("language", "field", "pk"))  # fmt: skip
    sources = {(row.thing, row.field): row.number for row in rows if row.origin == "source"}
    found: dict[str, Doc] = defaultdict(dict)
    for row in rows:
        number = sources.get((row.thing, row.field))
        if row.origin != "source" and number is not None:
            state = standing(number, row.of_number, row.origin)
            said = {"text": row.body, "state": state.kind}
            found[row.thing].setdefault(row.language, {})[row.field] = (
                said | {"behind": state.by} if state.by else said
            )
    return dict(found)


def write_translations(service: Service, found: Any, actor: User | None) -> None:
    """What a file says of translations; one that is behind stays as far behind."""
    offered = service.place.offered if service.place else LANGUAGES
    for language, fields in found.items() if isinstance(found, dict) else ():
        if language == service.language or language not in offered:
            continue
        for field, said in fields.items() if isinstance(fields, dict) else ():
            source = newest("service", str(service.pk), field, service.language)
            if source is None or not isinstance(said, dict) or not said.get("text"):
                continue
            behind = said.get("behind", 0)
            number = source.number - (behind if type(behind) is int else 0)
            origin = Text.Origin.MACHINE if said.get("state") == "machine" else Text.Origin.HUMAN
            write_translation(
                "service", str(service.pk), field, language, str(said["text"]), origin=origin,
                of_number=max(1, number), actor=actor,
            )  # fmt: skip
