"""From raw records, as a parser gives them, to documents of today's edition."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.practices.record.check import clean_text
from bothways.practices.record.document import Document
from bothways.practices.record.editions import upgrade

MAX_RECORDS = 200_000
MAX_DEPTH = 20
# Whole numbers beyond this are not exact in the JSON of other systems.
MAX_NUMBER = 2**53
# Tab and line ends are text; the other control characters, and halves of surrogate pairs, are
# nothing that a database or a spreadsheet could keep.
NOT_PLAIN = re.compile("[<\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Read = tuple[list[Document], list[Problem]]


def documents_from(raw: Any) -> Read:
    """Each record upgraded and cleaned; what is no record is named by its row."""
    if isinstance(raw, Mapping) and isinstance(raw.get("practices"), list):
        raw = raw["practices"]
    if not isinstance(raw, list):
        message = _("A list of records is expected at the top of the file.")
        return [], [Problem(0, "", "not_list", message)]
    if not raw:
        return [], [Problem(0, "", "empty_file", _("The file holds no record."))]
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
    if not record:
        return {}, [Problem(row, "", "empty_row", _("This record is empty. Take it out."))]
    plain = is_plain(record)
    kept, problems = (dict(record), []) if plain else _storable_parts(record, row)
    try:
        document = upgrade(kept)
    except ValueError as error:
        return kept, [*problems, Problem(row, "edition", "unknown_edition", str(error))]
    if plain:
        return document, problems
    cleaned = {key: clean_document(value) for key, value in document.items()}
    return cleaned, problems + [
        Problem(row, key, "markup", _("Markup was taken out of this text."), "warning")
        for key in document
        if document[key] is not cleaned[key] and document[key] != cleaned[key]
    ]


def is_plain(value: Any, depth: int = 0) -> bool:
    """Whether there is nothing to clean and nothing that cannot be stored; most records are so."""
    kind = type(value)
    if kind is str:
        return not NOT_PLAIN.search(value)
    if value is None or kind is bool:
        return True
    if kind is int or kind is float:
        return bool(-MAX_NUMBER <= value <= MAX_NUMBER)
    if depth == MAX_DEPTH:
        return False
    if kind is list:
        return all(is_plain(part, depth + 1) for part in value)
    if kind is dict:
        return all(
            type(key) is str and not NOT_PLAIN.search(key) and is_plain(part, depth + 1)
            for key, part in value.items()
        )
    return False


def _storable_parts(record: Mapping[Any, Any], row: int) -> tuple[Document, list[Problem]]:
    """The record without the fields that no database can keep, and each of them as a problem."""
    kept: Document = {}
    problems: list[Problem] = []
    for key, value in record.items():
        wrong = [(visible(path), reason) for path, reason in unstorable({key: value}, "")]
        problems += [Problem(row, path.lstrip("."), "unstorable", reason) for path, reason in wrong]
        if not wrong:
            kept[str(key)] = value
    return kept, problems


def unstorable(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """The places, with the reason, where a value holds what cannot be stored."""
    if isinstance(value, str):
        if found := CONTROL.search(value):
            yield path, _control_character(found)
    elif isinstance(value, Mapping | list):
        yield from _unstorable_parts(value, path, depth)
    elif isinstance(value, int | float) and not -MAX_NUMBER <= value <= MAX_NUMBER:
        yield path, _("This number is too large to be kept exactly.")


def _unstorable_parts(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth == MAX_DEPTH:
        yield path, _("Parts stand in parts more than %(n)s deep.") % {"n": MAX_DEPTH}
        return
    named = value.items() if isinstance(value, Mapping) else enumerate(value, start=1)
    for key, part in named:
        if CONTROL.search(str(key)):
            yield path, _("The name of a part holds a control character.")
        yield from unstorable(part, f"{path}.{key}", depth + 1)


def _control_character(found: re.Match[str]) -> str:
    message = _("Character %(place)s is the control character %(code)s. Take it out.")
    return message % {"place": found.start() + 1, "code": f"U+{ord(found.group()):04X}"}


def visible(text: str) -> str:
    """The text with control characters shown as their code, so that it can be stored itself."""
    return CONTROL.sub(lambda found: f"<U+{ord(found.group()):04X}>", text)


def clean_document(value: Any) -> Any:
    """The same value with markup taken out of every text in it."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {str(key): clean_document(part) for key, part in value.items()}
    if isinstance(value, list):
        return [clean_document(part) for part in value]
    return value
