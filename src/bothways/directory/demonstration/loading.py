"""Loads the demonstration town. What is here already stays as people made it."""

import hashlib
import json

from bothways.core.models import User
from bothways.directory.demonstration.services import (
    document,
    made_id,
    town_bundle,
    translations,
)
from bothways.directory.organisations.models import Organisation
from bothways.directory.places.models import Place
from bothways.directory.places.queries import touch
from bothways.directory.services.hsds.names import Doc
from bothways.directory.services.models import Service
from bothways.directory.services.store import write_bundle
from bothways.directory.steps.models import StepBook
from bothways.directory.texts.models import Text
from bothways.directory.texts.writing import newest, write_translation

LANGUAGES = ["en", "fr", "de", "es", "ar", "uk"]


def load_town(actor: User | None) -> int:
    """Places, organisations and services with their translations; the number of services."""
    town: Doc = document("town.yaml")
    made = 0
    for row in town["places"]:
        place = _place(row)
        made += write_bundle(town_bundle(place.code, town), place, actor).new
    for row in town["organisations"]:
        Organisation.objects.filter(pk=made_id("organisation", row["key"])).update(kind=row["kind"])
    _translate(town, actor)
    _write_steps(actor)
    touch([row["code"] for row in town["places"]])
    return made


def _place(row: Doc) -> Place:
    place, _made = Place.objects.get_or_create(
        code=row["code"],
        defaults={
            "names": row["names"], "parent_id": row.get("parent"), "country": row["country"],
            "timezone": row["timezone"], "latitude": row.get("latitude"),
            "longitude": row.get("longitude"), "source_language": "en", "languages": LANGUAGES,
            "is_demonstration": True,
        },
    )  # fmt: skip
    return place


def _write_steps(actor: User | None) -> None:
    """The steps name services by the keys of the town's file; the book needs their ids."""
    steps: Doc = document("steps.yaml")
    for row in steps["steps"]:
        if "service" in row:
            row["service"] = str(made_id("service", row["service"]))
    plain = json.dumps(steps, sort_keys=True, default=str)
    StepBook.objects.get_or_create(
        place_id="lindbach", number=1,
        defaults={"document": json.loads(plain), "published_by": actor,
                  "content_hash": hashlib.sha256(plain.encode()).hexdigest()},
    )  # fmt: skip


def _translate(town: Doc, actor: User | None) -> None:
    for key, languages in translations(town).items():
        if not Service.objects.filter(pk=key).exists():
            continue
        for language, words in languages.items():
            for field, body in words.items():
                source = newest("service", str(key), field, "en")
                if source is not None and newest("service", str(key), field, language) is None:
                    write_translation(
                        "service", str(key), field, language, body, origin=Text.Origin.HUMAN,
                        of_number=source.number, actor=actor,
                    )  # fmt: skip
