"""HSDS JSON: one full object, a list of them, or an answer of an HSDS API with its pages. Pure."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.problems import Problem, errors
from bothways.directory.services.hsds.bundle import (
    Bundle,
    whole_organization,
    whole_service,
)
from bothways.directory.services.hsds.checks import record_problems

MOST_RECORDS = 20_000
MOST_DEPTH = 40


def read_json(content: bytes) -> tuple[Bundle, list[Problem]]:
    """The records that are whole, and what is wrong with the others."""
    try:
        parsed = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        message = _("This is not JSON in UTF-8 (%(reason)s).") % {"reason": str(error)[:200]}
        return Bundle(), [Problem(0, "", "broken_file", message)]
    records = _records(parsed)
    if not records or len(records) > MOST_RECORDS:
        message = _("Bring one HSDS object or a list of at most %(most)s.")
        return Bundle(), [Problem(0, "", "no_records", message % {"most": MOST_RECORDS})]
    return bundled((_kind(record), record) for record in records)


def bundled(records: Iterable[tuple[str, Any]]) -> tuple[Bundle, list[Problem]]:
    bundle, problems = Bundle(), []
    seen: dict[tuple[str, str], int] = {}
    for row, (kind, record) in enumerate(records, start=1):
        found = [*record_problems(row, kind, record), *_twice(row, kind, record, seen)]
        problems += found
        if not errors(found):
            bundle.add(kind, record)
    return bundle, problems + _lost(bundle)


def _twice(
    row: int, kind: str, record: Any, seen: dict[tuple[str, str], int]
) -> list[Problem]:  # fmt: skip
    key = (kind, str(record.get("id", "")) if isinstance(record, dict) else "")
    first = seen.setdefault(key, row)
    if first == row:
        return []
    message = _("Record %(first)s has the same id; this one is taken as more about it.")
    return [Problem(row, f"{kind}.id", "id_twice", message % {"first": first}, "warning")]


def write_json(bundle: Bundle) -> bytes:
    """Everything: organisations with their services, services without one, terms."""
    owners = bundle.of("organization")
    whole = [
        *(whole_organization(bundle, key) for key in owners),
        *(whole_service(bundle, key) for key, doc in bundle.of("service").items()
          if doc.get("organization_id") not in owners),
        *bundle.of("taxonomy_term").values(),
    ]  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _records(parsed: Any) -> list[Any]:
    if isinstance(parsed, dict) and isinstance(parsed.get("contents"), list):
        return list(parsed["contents"])
    return parsed if isinstance(parsed, list) else [parsed]


def _kind(record: Any) -> str:
    """HSDS objects do not say what they are; their fields do."""
    fields = record.keys() if isinstance(record, dict) else ()
    if "location_type" in fields:
        return "location"
    if "status" in fields:
        return "service"
    if "location" in fields or {"service_id", "location_id"} <= set(fields):
        return "service_at_location"
    if {"taxonomy_detail", "term_uri", "parent_id", "taxonomy", "taxonomy_id", "code"} & set(
        fields
    ):
        return "taxonomy_term"
    return "taxonomy" if "version" in fields else "organization"


def _lost(bundle: Bundle) -> list[Problem]:
    """References to objects that the file does not hold: they may be here already."""
    message = _("The file does not hold %(kind)s %(id)s, which it names.")
    wanted = [("organization", doc.get("organization_id")) for doc in bundle.of("service").values()]
    for doc in bundle.of("service_at_location").values():
        wanted += [("service", doc.get("service_id")), ("location", doc.get("location_id"))]
    return [
        Problem(0, f"{kind}.id", "elsewhere", message % {"kind": kind, "id": key}, "warning")
        for kind, key in dict.fromkeys(wanted)
        if key and key not in bundle.of(kind)
    ]
