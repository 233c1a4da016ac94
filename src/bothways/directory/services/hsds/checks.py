"""What is wrong with an HSDS object: each fault with its row, its path and the remedy. Pure."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.directory.services.hours import is_readable, names_holidays, replaces_a_rule
from bothways.directory.services.hsds.bundle import walk
from bothways.directory.services.hsds.names import (
    ADDRESSES,
    EMAILS,
    NUMBERS,
    ONE_OF,
    REQUIRED,
    Doc,
    lists_of,
)

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def record_problems(row: int, kind: str, record: Any) -> Iterator[Problem]:
    """All faults of one record. Row 1 is the first record of the file."""
    if not isinstance(record, dict):
        yield Problem(row, kind, "not_an_object", _("This must be an object with an id."))
        return
    for found, path, doc in walk(kind, record):
        yield from _id_problems(row, path, doc)
        yield from _required_problems(row, found, path, doc)
        yield from _value_problems(row, found, path, doc)
        if found == "location" and doc.get("latitude") == 0 == doc.get("longitude"):
            message = _("The point 0, 0 lies in the sea; the place stays off the map.")
            yield Problem(row, f"{path}.latitude", "coordinates", message, "warning")


def _id_problems(row: int, path: str, doc: Doc) -> Iterator[Problem]:
    try:
        UUID(str(doc.get("id", "")))
    except ValueError:
        message = _("The id is missing or is no UUID. Give each object one, such as %(example)s.")
        yield Problem(row, f"{path}.id", "no_uuid",
                      message % {"example": "ac148810-d857-441c-9679-408f346de14b"})  # fmt: skip


def _required_problems(row: int, kind: str, path: str, doc: Doc) -> Iterator[Problem]:
    for name in REQUIRED.get(kind, ()):
        if doc.get(name) in (None, ""):
            message = _("HSDS asks for %(name)s here. Fill it in.")
            # A missing description is common and harms nobody.
            level = "warning" if name == "description" else "error"
            yield Problem(row, f"{path}.{name}", "missing", message % {"name": name}, level)  # type: ignore[arg-type]


def _value_problems(row: int, kind: str, path: str, doc: Doc) -> Iterator[Problem]:
    for name, value in doc.items():
        if value in (None, ""):
            continue
        place = f"{path}.{name}"
        if name in lists_of(kind):
            if not isinstance(value, list):
                yield Problem(row, place, "not_a_list", _("This must be a list."))
        elif known := ONE_OF.get((kind, name)):
            if value not in known:
                message = _("“%(value)s” is not one of: %(known)s.")
                words = {"value": str(value)[:60], "known": ", ".join(known)}
                yield Problem(row, place, "unknown_value", message % words)
        elif name in EMAILS and not (isinstance(value, str) and EMAIL.fullmatch(value)):
            message = _("This is not an email address. Write it as name@example.org.")
            yield Problem(row, place, "email", message)
        elif name in ADDRESSES and not _is_address(value):
            message = _("Write the address in full, with https:// before it.")
            yield Problem(row, place, "address", message)
        elif name in NUMBERS and not _is_number(value):
            yield Problem(row, place, "number", _("This must be a number."))
        yield from _hours_problems(row, place, name, value)
        yield from _coordinate_problems(row, place, name, value)


def _is_address(value: Any) -> bool:
    try:
        return isinstance(value, str) and urlsplit(value).scheme in ("http", "https")
    except ValueError:
        return False


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _hours_problems(row: int, place: str, name: str, value: Any) -> Iterator[Problem]:
    if name != "opening_hours":
        return
    if not (isinstance(value, str) and is_readable(value)):
        message = _("These hours cannot be read. Write them as in: %(example)s.")
        example = {"example": "Mo-Fr 08:00-16:00; PH off"}
        yield Problem(row, place, "hours", message % example)
        return
    for code, message in hours_warnings(value):
        yield Problem(row, place, code, message, "warning")


def hours_warnings(expression: str) -> list[tuple[str, str]]:
    """What can be read and is seldom meant, as code and remedy."""
    found = []
    if not names_holidays(expression):
        message = _("Nothing is said of public holidays, so they count as open. Add “; PH off”.")
        found.append(("no_holidays", message))
    if replaces_a_rule(expression):
        message = _("A rule after “;” replaces the hours of the same day before it. Write both "
                    "spans in one rule: Th 08:00-12:00,14:00-18:00.")  # fmt: skip
        found.append(("replaced_hours", message))
    return found


def _coordinate_problems(row: int, place: str, name: str, value: Any) -> Iterator[Problem]:
    most = {"latitude": 90, "longitude": 180}.get(name)
    if most and _is_number(value) and abs(value) > most:
        message = _("There is no such point on earth; the place stays off the map.")
        yield Problem(row, place, "coordinates", message, "warning")
