"""Upgrades of documents written for an earlier edition, one step at a time.

Edition 0 is the shape of the starter file: ``digital`` is nested and ``evaluation`` is single.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bothways.practices.record.document import Document
from bothways.practices.record.fields import EDITION

# How the starter file says in words what edition 1 says as a code.
READINGS = {
    "whole text": "whole_text",
    "opening of a stored copy": "opening_of_stored_copy",
    "opening of a copy on a third-party site; the original is still to be linked": (
        "opening_of_third_party_copy"
    ),
}


def upgrade(raw: Mapping[str, Any]) -> Document:
    """The document in today's edition. Raises ValueError for an edition of the future."""
    edition = raw.get("edition", 0 if "evaluation" in raw or "digital" in raw else EDITION)
    if type(edition) is not int or not 0 <= edition <= EDITION:
        raise ValueError(f"edition {edition!r} is unknown; this version reads 0 to {EDITION}")
    document = dict(raw)
    for step in range(edition, EDITION):
        document = STEPS[step](document)
    return {**document, "edition": EDITION}


def _from_starter(old: Document) -> Document:
    new = {key: value for key, value in old.items() if key not in ("digital", "evaluation")}
    new.setdefault("language", "en")
    if isinstance(new.get("sources"), list):
        new["sources"] = _numbered(new["sources"])
    _lift_digital(new, old.get("digital"))
    _lift_evaluation(new, old.get("evaluation"))
    return new


def _numbered(sources: list[Any]) -> list[Any]:
    return [
        {"id": f"s{number}", **_with_reading_code(source)}
        if isinstance(source, Mapping)
        else source
        for number, source in enumerate(sources, start=1)
    ]


def _with_reading_code(source: Mapping[str, Any]) -> dict[str, Any]:
    reading = source.get("read_as")
    if isinstance(reading, str) and reading in READINGS:
        return {**source, "read_as": READINGS[reading]}
    return dict(source)


def _lift_digital(new: Document, digital: Any) -> None:
    names = {"role": "digital_role"}
    if isinstance(digital, Mapping):
        new.update({names.get(key, str(key)): value for key, value in digital.items()})


def _lift_evaluation(new: Document, evaluation: Any) -> None:
    if not isinstance(evaluation, Mapping):
        return
    if evaluation.get("design") == "none_found":
        new["studies"] = []
        if isinstance(new.setdefault("missing", {}), Mapping):
            new["missing"] = {**new["missing"], "studies": "not_reported"}
    elif any(value not in (None, []) for value in evaluation.values()):
        new["studies"] = [dict(evaluation)]
    else:
        new["studies"] = []


STEPS: dict[int, Callable[[Document], Document]] = {0: _from_starter}
