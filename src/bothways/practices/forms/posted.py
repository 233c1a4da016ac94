"""Between a document and the names and values of a form: ``encode`` and ``decode``.

The name of a control is the path of its value, rows counted from 1: ``studies.1.outcomes.2.p``.
Problems of the checks carry the same paths, so each finds its control.
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bothways.practices.record.check import MISSING_REASONS, clean_text
from bothways.practices.record.codes import code_label, codes_of
from bothways.practices.record.document import Document, folded, is_empty
from bothways.practices.record.fields import FIELDS
from bothways.practices.record.spec import Column, Field

Posted = Mapping[str, list[str]]
Spec = Field | Column

# Parts that a form fills in by itself; alone they make no row.
GIVEN_PARTS = {"sources": "id", "provenance": "field"}
LONG_LISTS = ("country", "language")
NUMBER = re.compile(r"-?\d*\.?\d+([eE][+-]?\d+)?")
YES_NO = {"yes": True, "no": False}


def encode(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """The values of every control for a document."""
    posted: dict[str, list[str]] = {}
    for field in FIELDS:
        posted.update(_encoded(field, document.get(field.id), field.id))
    for field_id, reason in (document.get("missing") or {}).items():
        posted[f"missing.{field_id}"] = [reason]
    return posted


def _encoded(spec: Spec, value: Any, path: str) -> Iterator[tuple[str, list[str]]]:
    if is_empty(value):
        return
    if spec.kind == "table" and isinstance(value, list):
        for place, row in enumerate(value, start=1):
            yield from _encoded_parts(spec, row, f"{path}.{place}")
    elif spec.kind == "group" and isinstance(value, Mapping):
        yield from _encoded_parts(spec, value, path)
    elif spec.kind == "checklist" and isinstance(value, Mapping):
        yield from ((f"{path}.{code}", [str(answer)]) for code, answer in value.items() if answer)
    elif spec.kind == "codes" and isinstance(value, list):
        yield path, [str(code) for code in value]
    elif spec.kind == "texts" and isinstance(value, list):
        yield path, ["\n".join(str(line) for line in value)]
    else:
        yield path, [_text_of(value)]


def _encoded_parts(spec: Spec, row: Any, path: str) -> Iterator[tuple[str, list[str]]]:
    for column in spec.columns if isinstance(row, Mapping) else ():
        yield from _encoded(column, row.get(column.id), f"{path}.{column.id}")


def _text_of(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def decode(posted: Posted, base: Mapping[str, Any], language: str = "en") -> Document:
    """The document a form describes. What the form does not ask for comes from ``base``.

    A value that says the same as in ``base`` stays exactly as it was there, empty parts included.
    """
    document: Document = {key: value for key, value in base.items() if key != "missing"}
    before = encode(base)
    for field in FIELDS:
        new = _decoded(field, posted, field.id, language)
        old = _decoded(field, before, field.id, "en")
        if new == old:
            continue
        if new is None:
            del document[field.id]
        else:
            document[field.id] = _kept_rows(field, new, old, base.get(field.id))
    _number_sources(document)
    missing = _missing(posted, document)
    if missing or "missing" in base:
        document["missing"] = missing
    return document


def _kept_rows(field: Field, new: Any, old: Any, value: Any) -> Any:
    if field.kind != "table" or not isinstance(value, list) or len(old or []) != len(value):
        return new
    return [value[old.index(row)] if row in old else row for row in new]


def _decoded(spec: Spec, posted: Posted, path: str, language: str) -> Any:
    """The value at a path, or None where nothing was typed."""
    if spec.kind == "table":
        return _rows(spec, posted, path, language) or None
    if spec.kind == "group":
        return _parts(spec, posted, path, language) or None
    if spec.kind == "checklist":
        answers = {code: _last(posted, f"{path}.{code}") for code in codes_of(spec.vocabulary)}
        return {code: answer for code, answer in answers.items() if answer} or None
    typed = [tidy(text) for text in posted.get(path, [])]
    filled = [text for text in typed if text]
    return _simple(spec, filled, language) if filled else None


def _last(posted: Posted, name: str) -> str:
    return next(reversed(posted.get(name, [])), "")


def tidy(text: str) -> str:
    return clean_text(text.replace("\r\n", "\n").replace("\x00", "")).strip()


def _simple(spec: Spec, filled: list[str], language: str) -> Any:
    if spec.kind == "codes":
        return list(dict.fromkeys(_code(spec.vocabulary, text, language) for text in filled))
    text = filled[-1]
    if spec.kind == "code":
        return _code(spec.vocabulary, text, language)
    if spec.kind == "texts":
        return [line.strip() for line in text.split("\n") if line.strip()]
    if spec.kind in ("integer", "number"):
        return _number(text)
    if spec.kind == "yesno":
        return YES_NO.get(text, text)
    return text


def _code(vocabulary: str, text: str, language: str) -> str:
    """The code; long lists are also answered with a name, in the reader's language or English."""
    if vocabulary not in LONG_LISTS or text in codes_of(vocabulary):
        return text
    wanted = folded(text)
    for spoken in (language, "en"):
        for code in codes_of(vocabulary):
            if wanted in (code.casefold(), folded(code_label(vocabulary, code, spoken))):
                return code
    return text


def _number(text: str) -> int | float | str:
    """A number, or the text itself when it is none: the check will say so."""
    plain = text.replace("−", "-").lstrip("+")
    if not NUMBER.fullmatch(plain):
        return text
    number = float(plain)
    if not math.isfinite(number):
        return text
    return int(plain) if plain.lstrip("-").isdigit() else number


def _rows(spec: Spec, posted: Posted, path: str, language: str) -> list[dict[str, Any]]:
    places = {
        int(rest.partition(".")[0])
        for rest in (name[len(path) + 1 :] for name in posted if name.startswith(f"{path}."))
        if re.match(r"[0-9]{1,5}\.", rest)
    }
    rows = (
        _parts(spec, posted, f"{path}.{place}", language)
        for place in sorted(places)
        if not posted.get(f"{path}.{place}._remove")
    )
    given = GIVEN_PARTS.get(spec.id)
    return [row for row in rows if set(row) - {given}]


def _parts(spec: Spec, posted: Posted, path: str, language: str) -> dict[str, Any]:
    values = {
        column.id: _decoded(column, posted, f"{path}.{column.id}", language)
        for column in spec.columns
    }
    return {key: value for key, value in values.items() if value is not None}


def _number_sources(document: Document) -> None:
    """Gives each new source the next free number, which quotes point at."""
    rows = document.get("sources")
    if not isinstance(rows, list) or all(
        isinstance(row, Mapping) and row.get("id") for row in rows
    ):
        return
    taken = {row.get("id") for row in rows if isinstance(row, Mapping)}
    free = (f"s{number}" for number in range(1, 100_000) if f"s{number}" not in taken)
    document["sources"] = [row if row.get("id") else {"id": next(free), **row} for row in rows]


def _missing(posted: Posted, document: Document) -> dict[str, str]:
    """Why there is no value, for the fields that have none."""
    reasons = {field.id: _last(posted, f"missing.{field.id}") for field in FIELDS}
    return {
        field: reason
        for field, reason in reasons.items()
        if reason in MISSING_REASONS and is_empty(document.get(field))
    }


def markup_removed(posted: Posted) -> list[str]:
    """Names of the values that held markup, which ``decode`` takes out."""
    return [
        name
        for name, values in posted.items()
        if any(clean_text(text.replace("\x00", "")) != text for text in values)
    ]
