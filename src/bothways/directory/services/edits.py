"""What a form can change of a service: plain fields over its document, and back. Pure but for
the rows of its addresses, whose hours are fields too."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from bothways.directory.services.hours import is_readable
from bothways.directory.services.hsds.checks import EMAIL
from bothways.directory.services.hsds.names import ONE_OF, Doc, kept
from bothways.directory.services.models import Service

LINES = (
    "name", "description", "application_process", "fees_description", "eligibility_description",
    "alert", "url", "email", "status",
)  # fmt: skip
Fields = dict[str, Any]


def editable(service: Service) -> Fields:
    """The fields as the form shows them; lists are lines of text."""
    doc = service.document
    fields: Fields = {name: str(doc.get(name, "")) for name in LINES}
    fields["phones"] = "\n".join(_phone_line(row) for row in doc.get("phones", ()))
    fields["languages"] = " ".join(
        row["code"] for row in doc.get("languages", ()) if row.get("code")
    )
    fields["required_documents"] = "\n".join(
        row.get("document", "") for row in doc.get("required_documents", ())
    )
    for at in service.at_locations.all():
        fields[f"hours.{at.pk}"] = at.opening_hours
    return fields


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Field, as it was, as it shall be: only where the two differ."""
    return [
        (name, str(before.get(name, "")), str(value))
        for name, value in after.items()
        if _plain(before.get(name, "")) != _plain(value)
    ]


def edits_refusal(after: Mapping[str, Any]) -> str:
    """Why these fields must not stand on a page; nothing where they may."""
    if "name" in after and not str(after["name"]).strip():
        return _("Give the service a name.")
    if after.get("status", "active") not in ONE_OF["service", "status"]:
        return _("There is no such state of a service.")
    if after.get("url") and urlsplit(str(after["url"])).scheme not in ("http", "https"):
        return _("Write the website in full, with https:// before it.")
    if after.get("email") and not EMAIL.fullmatch(str(after["email"])):
        return _("This is not an email address. Write it as name@example.org.")
    return hours_refusal(after)


def hours_refusal(after: Mapping[str, Any]) -> str:
    for name, value in after.items():
        if name.startswith("hours.") and value and not is_readable(value):
            message = _("These hours cannot be read. Write them as in: %(example)s.")
            return message % {"example": "Mo-Fr 08:00-16:00; PH off"}
    return ""


def apply_edits(service: Service, after: Mapping[str, Any]) -> Fields:
    """Changes the document and the hours; the service itself is saved by the caller."""
    changed = {name: new for name, _old, new in difference(editable(service), after)}
    doc: Doc = dict(service.document)
    for name, value in changed.items():
        if name in LINES:
            doc[name] = value
        elif name == "phones":
            doc["phones"] = _phones(service.pk, doc.get("phones", []), value)
        elif name == "languages":
            doc["languages"] = _languages(service.pk, doc.get("languages", []), value)
        elif name == "required_documents":
            doc[name] = _documents(service.pk, doc.get(name, []), value)
        elif name.startswith("hours."):
            _keep_hours(service, name.removeprefix("hours."), value)
    service.document = kept(doc)
    service.name, service.status = doc["name"], doc["status"]
    return changed


def _keep_hours(service: Service, key: str, value: str) -> None:
    at = service.at_locations.filter(pk=key).first()
    if at is not None:
        at.opening_hours = value
        at.document = kept({**at.document, "opening_hours": value, "schedules": []})
        at.save(update_fields=["opening_hours", "document"])


def _plain(value: Any) -> str:
    return str(value).replace("\r\n", "\n").strip()


def _phone_line(row: Doc) -> str:
    note = row.get("description", "")
    return f"{row.get('number', '')} | {note}" if note else str(row.get("number", ""))


def _phones(owner: UUID, before: list[Doc], text: str) -> list[Doc]:
    """A number that stays keeps its id, its languages and whatever else is known of it."""
    known = {row.get("number"): row for row in before}
    rows = []
    for line in _lines(text):
        number, _sign, note = (part.strip() for part in line.partition("|"))
        row = known.get(number, {"id": str(uuid5(owner, f"phone {number}")), "number": number})
        rows.append(kept({**row, "description": note}))
    return rows


def _languages(owner: UUID, before: list[Doc], text: str) -> list[Doc]:
    known = {row.get("code"): row for row in before}
    codes = text.replace(",", " ").split()
    return [
        known.get(code, {"id": str(uuid5(owner, f"language {code}")), "code": code})
        for code in dict.fromkeys(codes)
    ]


def _documents(owner: UUID, before: list[Doc], text: str) -> list[Doc]:
    known = {row.get("document"): row for row in before}
    return [
        known.get(line, {"id": str(uuid5(owner, f"document {line}")), "document": line})
        for line in _lines(text)
    ]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
