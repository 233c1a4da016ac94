"""Writes of services: bring files, describe, check, translate. One audit row each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Conflict, NotAllowed, Refused
from bothways.core.models import User
from bothways.core.problems import Problem, errors
from bothways.directory.organisations.policies import require_register
from bothways.directory.places.models import Place
from bothways.directory.places.queries import touch
from bothways.directory.services.edits import apply_edits, edits_refusal
from bothways.directory.services.hsds.bundle import Bundle
from bothways.directory.services.hsds.json_format import read_json
from bothways.directory.services.hsds.tabular import read_tables
from bothways.directory.services.models import Service
from bothways.directory.services.policies import may_propose
from bothways.directory.services.store import Counts, draw_columns, save_revision, write_bundle
from bothways.directory.texts.models import Text
from bothways.directory.texts.writing import newest, write_translation


@dataclass(frozen=True)
class Brought:
    """What a file held and what became of it."""

    counts: Counts
    warnings: tuple[Problem, ...]


def read_services(name: str, content: bytes, source: str = "") -> tuple[Bundle, list[Problem]]:
    """By the ending of the name: HSDS JSON, or a ZIP of the tables of HSDS or Ohana."""
    if name.lower().endswith(".zip"):
        return read_tables(content, source)
    if name.lower().endswith(".json"):
        return read_json(content)
    raise Refused(_("Bring HSDS as .json, or its tables as a .zip of CSV files."))


@transaction.atomic
def services_import(
    name: str, content: bytes, *, place: Place | None, actor: User | None
) -> Brought:
    """Takes the file in, or nothing of it while one of its rows is wrong."""
    require_register(actor)
    bundle, problems = read_services(name, content, place.code if place else "")
    if errors(problems):
        raise Refused(_("The file has errors, so nothing of it was taken in."), problems)
    counts = write_bundle(bundle, place, actor)
    _touch(place)
    audit("import", "services", name[:200], actor=actor, new=counts.new, changed=counts.changed)
    return Brought(counts, tuple(problems))


@transaction.atomic
def service_describe(
    service: Service, after: Mapping[str, Any], *, base: int, actor: User | None
) -> Service:
    """An editor's change of the fields that pages show."""
    require_register(actor)
    service = locked(service)
    if service.number != base:
        raise Conflict(_("Somebody else saved this service while you were editing it."))
    if refusal := edits_refusal(after):
        raise Refused(refusal)
    changed = apply_edits(service, after)
    save_revision(service, "describe", actor, changed)
    draw_columns(service)
    _touch(service.place)
    audit("describe", "service", service.pk, actor=actor, fields=sorted(changed))
    return service


@transaction.atomic
def service_check(service: Service, *, actor: User | None) -> Service:
    """Somebody looked: all of it is still right today. Its owner knows that best."""
    service = locked(service)
    if actor is not None and not may_propose(actor, service):
        raise NotAllowed(_("This is for editors and for people of the organisation."))
    service.assured_date, service.broken_since = timezone.localdate(), None
    service.document = {**service.document, "assured_date": str(service.assured_date)}
    save_revision(service, "check", actor, {"assured_date": str(service.assured_date)})
    _touch(service.place)
    audit("check", "service", service.pk, actor=actor)
    return service


@transaction.atomic
def links_found_broken(pks: list[Any], *, actor: User | None) -> int:
    """Marks the services whose link no longer answers, and clears the others. Of the command."""
    require_register(actor)
    today = timezone.localdate()
    marked = Service.objects.filter(pk__in=pks, broken_since=None).update(broken_since=today)
    Service.objects.exclude(pk__in=pks).update(broken_since=None)
    audit("check_links", "services", len(pks), actor=actor, newly_broken=marked)
    return marked


@transaction.atomic
def service_translate(
    service: Service, language: str, bodies: Mapping[str, str], *, origin: str,
    actor: User | None,
) -> int:  # fmt: skip
    """Translations of its prose, made from the wording that stands now."""
    require_register(actor)
    if language == service.language:
        raise Refused(_("This is the language that the service is written in."))
    key, written = str(service.pk), 0
    for field, body in bodies.items():
        source = newest("service", key, field, service.language)
        if source is not None and body.strip():
            written += write_translation(
                "service", key, field, language, body, origin=Text.Origin(origin),
                of_number=source.number, actor=actor,
            )  # fmt: skip
    _touch(service.place)
    audit("translate", "service", key, actor=actor, language=language, fields=written)
    return written


def locked(service: Service) -> Service:
    return Service.objects.select_for_update(of=("self",)).get(pk=service.pk)


def _touch(place: Place | None) -> None:
    if place is not None:
        touch([place.code])
