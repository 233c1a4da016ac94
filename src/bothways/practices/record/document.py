"""The record as a document: canonical form, hash, what is missing, what differs. Pure functions.

Absence has three shapes, and they differ. A key that is not there: not coded yet. ``null`` or an
empty list: the sources read do not say, or the coding passes did not agree. ``missing[field]``:
a person said why there is no value.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from bothways.practices.record.fields import FIELD, FIELDS
from bothways.practices.record.spec import Level

Document = dict[str, Any]
State = Literal[
    "given", "not_coded", "not_said", "not_agreed", "not_reported", "not_applicable",
    "not_looked_for",
]  # fmt: skip


def canonical(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def text_hash(text: object) -> str:
    """Identifies the original a translation was made from."""
    return hashlib.sha256(canonical({"text": text}).encode()).hexdigest()[:16]


def title_key(document: Mapping[str, Any]) -> str:
    """The title as the desk searches it: without case and accents."""
    return folded(str(document.get("title") or ""))[:300]


def folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def is_empty(value: Any) -> bool:
    if value is None or value == "" or value == []:
        return True
    # The plain type first: asking for a Mapping is slow, and this is asked of every value.
    if type(value) is not dict and not isinstance(value, Mapping):
        return False
    return all(is_empty(part) for part in value.values())


def state(document: Mapping[str, Any], field: str) -> State:
    """Why there is, or is not, a value."""
    if not is_empty(document.get(field)):
        return "given"
    if field in (document.get("missing") or {}):
        return cast("State", document["missing"][field])
    if field in disputed(document):
        return "not_agreed"
    return "not_said" if field in document else "not_coded"


def disputed(document: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Field -> code -> the passes that gave it, where the passes did not agree."""
    return (document.get("coding") or {}).get("disputed") or {}


@dataclass(frozen=True)
class Completeness:
    """How far a record is at one level: fields due, fields answered, the open ones."""

    level: Level
    due: int
    done: int
    open_fields: tuple[str, ...]

    @property
    def reached(self) -> bool:
        return not self.open_fields


def is_answered(document: Mapping[str, Any], field: str) -> bool:
    """A value, or a person's reason why there is none. An unexplained blank is not an answer."""
    return state(document, field) in ("given", "not_reported", "not_applicable", "not_looked_for")


def completeness(document: Mapping[str, Any], level: Level) -> Completeness:
    due = [field.id for field in FIELDS if field.level == level]
    open_fields = tuple(field for field in due if not is_answered(document, field))
    return Completeness(level, len(due), len(due) - len(open_fields), open_fields)


@dataclass(frozen=True)
class Change:
    """One field that differs between two documents."""

    field: str
    before: Any
    after: Any


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The fields that differ, in the order of the form, then the envelope."""
    order = {field.id: place for place, field in enumerate(FIELDS)}
    keys = sorted({*before, *after}, key=lambda key: (order.get(key, len(order)), key))
    return [
        Change(key, before.get(key), after.get(key))
        for key in keys
        if before.get(key) != after.get(key) or (key in before) != (key in after)
    ]


def may_reach_children(document: Mapping[str, Any]) -> bool:
    """True unless every target group is stated to be adult: when in doubt, children come first."""
    groups = document.get("target_groups") or []
    return not groups or any((group.get("age_min") or 0) < 18 for group in groups)


def is_digital(document: Mapping[str, Any]) -> bool:
    return document.get("digital_role") in ("support", "core", "only")


def label_of(field: str) -> Any:
    return FIELD[field].label if field in FIELD else field
