"""From raw records, as a parser gives them, to documents of today's edition."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.practices.record.check import clean_text
from bothways.practices.record.document import Document
from bothways.practices.record.editions import upgrade

MAX_RECORDS = 200_000


def documents_from(raw: Any) -> tuple[list[Document], list[Problem]]:
    """Each record upgraded and cleaned; what is no record is named by its row."""
    if isinstance(raw, Mapping) and isinstance(raw.get("practices"), list):
        raw = raw["practices"]
    if not isinstance(raw, list):
        message = _("A list of records is expected at the top of the file.")
        return [], [Problem(0, "", "not_list", message)]
    if len(raw) > MAX_RECORDS:
        message = _("The file has %(n)s records; bring at most %(most)s at a time.")
        return [], [Problem(0, "", "too_many", message % {"n": len(raw), "most": MAX_RECORDS})]
    documents: list[Document] = []
    problems: list[Problem] = []
    for row, record in enumerate(raw, start=1):
        document, found = _document_from(record, row)
        documents.append(document)
        problems += found
    return documents, problems


def _document_from(record: Any, row: int) -> tuple[Document, list[Problem]]:
    if not isinstance(record, Mapping):
        return {}, [Problem(row, "", "not_record", _("This is not a record with named fields."))]
    try:
        document = upgrade(record)
    except ValueError as error:
        return dict(record), [Problem(row, "edition", "unknown_edition", str(error))]
    cleaned = clean_document(document)
    return cleaned, [
        Problem(row, key, "markup", _("Markup was taken out of this text."), "warning")
        for key in document
        if document[key] != cleaned[key]
    ]


def clean_document(value: Any) -> Any:
    """The same value with markup taken out of every text in it."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {str(key): clean_document(part) for key, part in value.items()}
    if isinstance(value, list):
        return [clean_document(part) for part in value]
    return value
