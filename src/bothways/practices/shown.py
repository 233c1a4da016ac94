"""Any value of the record as plain lines in the reader's language: for differences and previews."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.places_and_languages import language_label
from bothways.practices.record.codes import code_label, codes_of
from bothways.practices.record.document import is_empty
from bothways.practices.record.fields import FIELD
from bothways.practices.record.spec import Column, Field

Spec = Field | Column


def lines_of(field: str, value: Any, language: str) -> list[str]:
    """One line for each text, code, row or part of the value."""
    if is_empty(value):
        return []
    if field in FIELD:
        return list(_lines(FIELD[field], value, language))
    if field == "translations" and isinstance(value, Mapping):
        return list(_translations(value, language))
    return list(_plain(value))


def _translations(value: Mapping[str, Any], language: str) -> Iterator[str]:
    """Which text in which language, without the hashes that only machines compare."""
    for tag, fields in value.items():
        for field, entry in fields.items() if isinstance(fields, Mapping) else ():
            text = entry.get("text", "") if isinstance(entry, Mapping) else entry
            words = "; ".join(map(str, text)) if isinstance(text, list) else text
            yield f"{language_label(tag, language)} · {_field_name(field)}: {words}"


def _field_name(field: str) -> str:
    return str(FIELD[field].label) if field in FIELD else field


def _lines(spec: Spec, value: Any, language: str) -> Iterator[str]:
    if spec.kind == "table" and isinstance(value, list):
        yield from (_row(spec, row, language) for row in value)
    elif spec.kind == "group" and isinstance(value, Mapping):
        yield from _row_parts(spec, value, language)
    elif spec.kind == "checklist" and isinstance(value, Mapping):
        for code, answer in value.items():
            yield f"{_code(spec, code, language)}: {_answer(answer)}"
    elif spec.kind == "codes" and isinstance(value, list):
        yield from (_code(spec, code, language) for code in value)
    elif spec.kind == "texts" and isinstance(value, list):
        yield from (str(line) for line in value)
    elif spec.kind == "code":
        yield _code(spec, value, language)
    elif isinstance(value, bool):
        yield _("yes") if value else _("no")
    else:
        yield str(value)


def _row(spec: Spec, row: Any, language: str) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    return " · ".join(_row_parts(spec, row, language))


def _row_parts(spec: Spec, row: Mapping[str, Any], language: str) -> Iterator[str]:
    for column in spec.columns:
        value = row.get(column.id)
        if not is_empty(value):
            inside = "; ".join(_lines(column, value, language))
            if spec.id == "provenance" and column.id == "field":
                inside = _field_name(inside)
            yield f"{column.label}: {inside}"
    known = {column.id for column in spec.columns}
    yield from (f"{key}: {value}" for key, value in row.items() if key not in known)


def _code(spec: Spec, code: Any, language: str) -> str:
    if isinstance(code, str) and code in codes_of(spec.vocabulary):
        return code_label(spec.vocabulary, code, language)
    return str(code)


def _answer(answer: Any) -> str:
    words = {"yes": _("yes"), "no": _("no"), "not_applicable": _("does not apply")}
    return words.get(str(answer), str(answer))


def _plain(value: Any, name: str = "") -> Iterator[str]:
    """Parts of the envelope, whose shape no field declares: name and value."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _plain(part, f"{name} · {_field_name(key)}" if name else _field_name(key))
    elif isinstance(value, list):
        for part in value:
            yield from _plain(part, name)
    else:
        yield f"{name}: {value}" if name else str(value)
