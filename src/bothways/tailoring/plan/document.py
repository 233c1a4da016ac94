"""The plan as one JSON document: what a revision keeps and what the export hands on."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from bothways.tailoring.models import AdaptationPlan

FORMAT, EDITION = "bothways-adaptation-plan", 1
ABOUT = ("title", "goal", "group", "where", "place", "starts_on", "language")
ROWS: dict[str, tuple[str, ...]] = {
    "parts": ("id", "part", "origin", "kind", "reason", "choice", "change"),
    "preconditions": ("id", "what", "must", "is_own", "state", "checked_by", "note"),
    "adaptations": (
        "id", "part_id", "what", "made_on", "when", "planned", "deciders", "decided_by",
        "modified", "levels", "content_changes", "context_changes", "fidelity",
        "fidelity_because", "goals", "reasons", "because",
    ),
    "decisions": (
        "id", "question", "asked_of", "answer", "decided_by", "decided_on", "because",
    ),
    "contacts": ("id", "name", "organisation", "reach"),
}  # fmt: skip
# Fields in which people are named; emptied when the time for names is over.
NAMED = {
    "preconditions": ("checked_by",),
    "adaptations": ("decided_by",),
    "decisions": ("asked_of", "decided_by"),
    "contacts": ("name", "organisation", "reach"),
}


def plan_document(plan: AdaptationPlan) -> dict[str, Any]:
    """Everything that members write, as it stands now. One statement a kind of row."""
    return {
        "format": FORMAT,
        "edition": EDITION,
        "about": _fields(plan, ABOUT),
        **{name: _rows(getattr(plan, name).all(), columns) for name, columns in ROWS.items()},
        "state": plan.state,
        "closing_words": plan.closing_words,
    }


def _rows(rows: Iterable[Model], columns: tuple[str, ...]) -> list[dict[str, Any]]:
    return [_fields(row, columns) for row in rows]


def _fields(row: Model, columns: tuple[str, ...]) -> dict[str, Any]:
    return {column: _plain(getattr(row, column)) for column in columns}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def section_of(document: dict[str, Any], section: str, row: int | None = None) -> Any:
    """One section of a document, or one row of it by its id; None when it is not there."""
    found = document.get(section)
    if row is None:
        return found
    return next((each for each in found or () if each["id"] == row), None)


def without_names(document: dict[str, Any]) -> dict[str, Any]:
    """The same document with every field emptied in which people are named."""
    emptied = {
        section: [{**row, **dict.fromkeys(columns, "")} for row in document.get(section, ())]
        for section, columns in NAMED.items()
    }
    return {**document, **emptied, "contacts": []}
