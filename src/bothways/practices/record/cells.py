"""A value of the record as the text of one table cell, and back, without loss.

CSV and XLSX share this grammar (it is told to readers on the page "Open records"):

- an empty cell is an absent key, ``null`` is "the sources do not say", ``[]`` is an empty list;
- codes stand as ``a; b``, lines of text one below the other, answers as ``this: yes; that: no``;
- a table in one cell, and whatever the readable form would lose, is JSON (``json:`` in front where
  the cell would otherwise be read as text);
- a text that a spreadsheet would run as a formula, or that looks like one of these words, has an
  apostrophe in front, which comes off again when the file is read.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bothways.practices.record.document import canonical
from bothways.practices.record.spec import Column, Field

Spec = Field | Column

# Spreadsheets run a cell that begins so, also in the full-width forms of East Asian keyboards.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LITERALS: dict[str, Any] = {"null": None, "[]": [], "{}": {}, '""': ""}
JSON_MARK = "json:"
LONG_MARK = "long:"  # an XLSX cell whose text stands in the sheet of long texts
SPELLED_MARK = "spelled:"  # an XLSX cell with characters that XML would change
MARKS = (JSON_MARK, LONG_MARK, SPELLED_MARK)
OPEN_ANSWER = "open"


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


class BadCellError(ValueError):
    """The text of a cell cannot be read as what its column holds. The message is for people."""


def read_cell(spec: Spec, text: str) -> Any:
    """The value that a cell holds; ABSENT for an empty one. Raises BadCellError."""
    if text == "":
        return ABSENT
    if text in LITERALS:
        return json.loads(text)
    if text.startswith(JSON_MARK):
        return read_json_text(text.removeprefix(JSON_MARK))
    return READ[spec.kind](without_guard(text))


def write_cell(spec: Spec, value: Any) -> str:
    """The text of a cell that reads back as this very value."""
    if value is ABSENT:
        return ""
    for word, literal in LITERALS.items():
        if type(value) is type(literal) and value == literal:
            return word
    readable = _readable(spec, value)
    return json_text(value) if readable is None else readable


def _readable(spec: Spec, value: Any) -> str | None:
    """The form made for people, unless something of the value would be lost in it."""
    try:
        text = WRITE[spec.kind](value)
        text = text if spec.kind in ("integer", "number") else with_guard(text)
        same = canonical({"v": read_cell(spec, text)}) == canonical({"v": value})
    except (BadCellError, TypeError, ValueError, AttributeError):
        return None
    return text if same else None


def with_guard(text: str) -> str:
    """The text, with an apostrophe in front where it would be taken for something else."""
    return f"'{text}" if _needs_guard(text) else text


def without_guard(text: str) -> str:
    return text[1:] if text.startswith("'") and _needs_guard(text[1:]) else text


def _needs_guard(text: str) -> bool:
    bare = text.lstrip("'")
    return bare in LITERALS or bare.startswith((*FORMULA_STARTS, *MARKS))


def json_text(value: Any) -> str:
    return JSON_MARK + json.dumps(value, ensure_ascii=False)


def read_json_text(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadCellError(
            _("This is not JSON that can be read: %(reason)s.") % {"reason": error}
        ) from None


def _read_text(text: str) -> str:
    return text


def _read_lines(text: str) -> Any:
    if text.startswith("[") and (listed := _json_list(text)) is not None:
        return listed
    return [line.strip() for line in re.split(r"\r\n|\r|\n", text) if line.strip()]


def _read_codes(text: str) -> Any:
    if text.startswith("[") and (listed := _json_list(text)) is not None:
        return listed
    return [code.strip() for code in text.split(";") if code.strip()]


def _json_list(text: str) -> list[Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list) else None


def _read_number(text: str) -> Any:
    try:
        value = json.loads(text.strip())
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = _("%(value)s is not a number. Write digits, with a point before decimals: 3.5.")
        raise BadCellError(message % {"value": _short(text)})
    return value


def _read_yesno(text: str) -> bool:
    word = text.strip().lower()
    if word not in ("yes", "no", "true", "false"):
        raise BadCellError(_("%(value)s is neither yes nor no.") % {"value": _short(text)})
    return word in ("yes", "true")


def _read_answers(text: str) -> Any:
    if text.lstrip().startswith("{"):
        return read_json_text(text)
    answers: dict[str, str | None] = {}
    for pair in filter(str.strip, text.split(";")):
        question, colon, answer = (part.strip() for part in pair.rpartition(":"))
        if not colon or not question:
            message = _("Write question: answer, several with semicolons, not %(pair)s.")
            raise BadCellError(message % {"pair": _short(pair)})
        if question in answers:
            raise BadCellError(
                _("%(question)s is answered twice.") % {"question": _short(question)}
            )
        answers[question] = None if answer == OPEN_ANSWER else answer
    return answers


def _read_structure(text: str) -> Any:
    value = read_json_text(text)
    if not isinstance(value, list | dict):
        raise BadCellError(_("A table is expected here, as JSON: a list of rows with named parts."))
    return value


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


def _write_yesno(value: Any) -> str:
    return {True: "yes", False: "no"}[value]


def _write_number(value: Any) -> str:
    if isinstance(value, bool):
        raise TypeError("a truth value is no number")
    return json.dumps(value, allow_nan=False)


def _write_answers(value: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{question}: {OPEN_ANSWER if answer is None else answer}"
        for question, answer in value.items()
    )


def _write_structure(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


READ: dict[str, Callable[[str], Any]] = {
    "text": _read_text,
    "prose": _read_text,
    "url": _read_text,
    "code": _read_text,
    "texts": _read_lines,
    "codes": _read_codes,
    "integer": _read_number,
    "number": _read_number,
    "yesno": _read_yesno,
    "checklist": _read_answers,
    "group": _read_structure,
    "table": _read_structure,
}
WRITE: dict[str, Callable[[Any], str]] = {
    "text": str.__str__,
    "prose": str.__str__,
    "url": str.__str__,
    "code": str.__str__,
    "texts": "\n".join,
    "codes": "; ".join,
    "integer": _write_number,
    "number": _write_number,
    "yesno": _write_yesno,
    "checklist": _write_answers,
    "group": _write_structure,
    "table": _write_structure,
}
