"""A person's own copy: everything this site keeps about them, for a machine and for their eyes."""

import io
import json
import zipfile
from typing import Any

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from bothways.programmes.models import Consent, Pairing, Person, ReadEntry
from bothways.programmes.protection.elsewhere import kept_parts

FORMAT = "bothways-person-1"
OWN_FIELDS = (
    "uid", "given_name", "family_name", "own_script_name", "birth_year", "sex", "stage", "side",
    "language", "phone", "guardian_name", "guardian_phone", "created_at", "keep_until",
)  # fmt: skip
# Tables with a link to a person that this module writes out and ``erasing`` empties itself.
TABLES = frozenset({"enrolment", "attendanceentry", "consent", "consentcard", "pairing"})


def copy_of(person: Person) -> dict[str, Any]:
    """Everything about the person, ready for JSON. Rows of other people are not in it."""
    programme = person.programme
    organisation = programme.organisation
    return {
        "format": FORMAT,
        "made_at": _said(timezone.now()),
        "programme": {
            "uid": _said(programme.uid),
            "title": programme.title,
            "organisation": organisation.name if organisation else "",
        },
        "person": _fields(person, OWN_FIELDS),
        "enrolments": [
            {"group": row.cohort.title, **_fields(row, ("state", "since", "until", "needs"))}
            for row in person.enrolments.select_related("cohort").order_by("since", "pk")
        ],
        "attendance": [
            {
                "group": row.session.cohort.title,
                "session": row.session.number,
                "held_at": _said(row.session.starts_at),
                **_fields(row, ("code", "minutes_late", "minutes_early", "made_at")),
            }
            for row in person.attendance.select_related("session__cohort")
        ],
        "consents": [_consent(row) for row in person.consents.select_related("text")],
        "pairings": [_pairing(row) for row in person.pairings.prefetch_related("contacts")],
        **{kept.key: kept.copy(person) for kept in kept_parts()},
        "read_by": [
            {"at": _said(at), "account": name or "", "page": page}
            for at, name, page in ReadEntry.objects.filter(
                programme=programme, person_id=person.pk
            ).values_list("at", "reader__username", "page")
        ],
    }


def copy_json(person: Person) -> bytes:
    return json.dumps(copy_of(person), ensure_ascii=False, indent=2).encode()


def copy_zip(person: Person) -> bytes:
    """The JSON and a page that opens in any browser, without network."""
    found = copy_of(person)
    page = render_to_string(
        "programmes/protection/copy.html",
        {"copy": found, "person": person, "LANGUAGE_CODE": get_language(),
         "sections": [(key, rows) for key, rows in found.items() if isinstance(rows, list)]},
    )  # fmt: skip
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", json.dumps(found, ensure_ascii=False, indent=2))
        archive.writestr("person.html", page)
    return written.getvalue()


def _consent(row: Consent) -> dict[str, Any]:
    names = ("given_by", "giver_name", "given_on", "ends_on", "withdrawn_on", "language", "paper")
    return {
        "purpose": row.text.purpose,
        "version": row.text.version,
        "words": row.text.words.get(row.language, ""),
        **_fields(row, names),
    }


def _pairing(row: Pairing) -> dict[str, Any]:
    return {
        **_fields(row, ("state", "goals", "started_on", "ended_on", "closing_words")),
        "meetings": [_fields(contact, ("on", "minutes", "mode")) for contact in row.contacts.all()],
    }


def _fields(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _said(getattr(row, name)) for name in names}


def _said(value: Any) -> Any:
    """Days and numbers of the database as JSON writes them."""
    is_plain = value is None or isinstance(value, str | int | float | bool | list | dict)
    return value if is_plain else value.isoformat() if hasattr(value, "isoformat") else str(value)
