"""Loads the demonstration town. What is here already stays as people made it."""

import hashlib
import json
from datetime import date

from bothways.core.models import User
from bothways.directory.demonstration.services import (
    FOLDER,
    MORE,
    document,
    made_id,
    town_bundle,
    translations,
)
from bothways.directory.information.actions import PAGE_FIELDS, TERM_FIELDS
from bothways.directory.information.models import GlossaryTerm, InfoPage
from bothways.directory.organisations.models import Organisation
from bothways.directory.places.models import Place
from bothways.directory.places.queries import touch
from bothways.directory.services.hsds.names import Doc
from bothways.directory.services.models import Service
from bothways.directory.services.store import write_bundle
from bothways.directory.steps.models import StepBook
from bothways.directory.texts.models import Text
from bothways.directory.texts.writing import newest, write_sources, write_translation
from bothways.directory.town_map.geojson import read_geojson
from bothways.directory.town_map.ground import document_of
from bothways.directory.town_map.models import BaseMap
from bothways.directory.town_map.simplify import simplified

LANGUAGES = ["en", "fr", "de", "es", "ar", "uk", *MORE]


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
    _write_pages(actor)
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
    """Of the country, so that they serve who does not know the town yet. They name services by the
    keys of the town's file; the book needs their ids."""
    steps: Doc = document("steps.yaml")
    for row in steps["steps"]:
        if "service" in row:
            row["service"] = str(made_id("service", row["service"]))
    plain = json.dumps(steps, sort_keys=True, default=str)
    StepBook.objects.get_or_create(
        place_id="demo-country", number=1,
        defaults={"document": json.loads(plain), "published_by": actor,
                  "content_hash": hashlib.sha256(plain.encode()).hexdigest()},
    )  # fmt: skip


def write_base_map(place: str) -> None:
    """River, park, roads and railway around the addresses; as made up as they are."""
    content = (FOLDER / "base_map.geojson").read_bytes()
    shapes, _problems = read_geojson(content)
    told = json.loads(content)
    _row, is_new = BaseMap.objects.get_or_create(
        place_id=place, number=1,
        defaults={"document": document_of(simplified(shapes).shapes),
                  "attribution": told["attribution"], "licence": told["licence"]},
    )  # fmt: skip
    if is_new:
        touch([place])


def _write_pages(actor: User | None) -> None:
    found: Doc = document("pages.yaml")
    for row in found["pages"]:
        page, _made = InfoPage.objects.get_or_create(
            place_id=row["place"], slug=row["slug"],
            defaults={"position": row["position"], "parent_slug": row.get("parent", ""),
                      "checked_on": date(2026, 11, 2)},
        )  # fmt: skip
        _write_words("page", str(page.pk), row, PAGE_FIELDS, actor)
    for row in found["terms"]:
        term, _made = GlossaryTerm.objects.get_or_create(place_id=row["place"], code=row["code"])
        _write_words("term", str(term.pk), row, TERM_FIELDS, actor)


def _write_words(
    kind: str, thing: str, row: Doc, fields: tuple[str, ...], actor: User | None
) -> None:
    write_sources(kind, thing, {name: row[name]["en"] for name in fields}, "en", actor)
    for name in fields:
        for language in LANGUAGES[1:]:
            write_translation(
                kind, thing, name, language, row[name][language], origin=_origin(language),
                of_number=1, actor=actor,
            )  # fmt: skip


def _origin(language: str) -> Text.Origin:
    """What no speaker has read is shown as what a machine wrote."""
    return Text.Origin.MACHINE if language in MORE else Text.Origin.HUMAN


def _translate(town: Doc, actor: User | None) -> None:
    for key, languages in translations(town).items():
        if not Service.objects.filter(pk=key).exists():
            continue
        for language, words in languages.items():
            for field, body in words.items():
                source = newest("service", str(key), field, "en")
                if source is not None and newest("service", str(key), field, language) is None:
                    write_translation(
                        "service", str(key), field, language, body, origin=_origin(language),
                        of_number=source.number, actor=actor,
                    )  # fmt: skip
