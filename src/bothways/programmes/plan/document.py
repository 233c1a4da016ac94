"""The plan as one JSON document, to hand on or to keep. No person is named in it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from bothways.programmes.plan.queries import WholeProgramme

FORMAT, EDITION = "bothways-programme", 1
ABOUT = (
    "uid", "title", "language", "summary", "goal", "template", "places", "languages", "phases",
    "target_groups", "starts_on", "ends_on", "currency", "iati_identifier", "state", "number",
)  # fmt: skip
ROWS: dict[str, tuple[str, ...]] = {
    "parts": ("id", "part", "kind", "choice", "change"),
    "results": ("id", "parent_id", "level", "title", "description"),
    "indicators": (
        "uid", "id", "result_id", "title", "definition", "unit", "measure", "over_time",
        "more_is_better", "disaggregated_by", "counted", "source",
    ),
    "periods": ("id", "starts_on", "ends_on", "label", "due_on"),
    "figures": ("indicator_id", "kind", "period_id", "on", "sex", "age", "stage", "value", "note"),
    "budget": ("category", "title", "planned", "spent"),
    "risks": ("title", "likelihood", "impact", "response", "review_on", "is_closed"),
}  # fmt: skip


def programme_document(whole: WholeProgramme) -> dict[str, Any]:
    """Everything that the plan holds but its members, who are people."""
    programme = whole.programme
    release = programme.release
    return {
        "format": FORMAT,
        "edition": EDITION,
        "about": _fields(programme, ABOUT),
        "organisation": programme.organisation.name if programme.organisation else "",
        "practice": {"id": release.practice.slug, "release": release.number} if release else None,
        "partners": [_partner(row) for row in whole.partners],
        **{name: _rows(getattr(whole, name), columns) for name, columns in ROWS.items()},
    }


def _partner(row: Any) -> dict[str, Any]:
    own = _fields(row, ("role", "contribution", "since", "until"))
    return {"organisation": row.organisation.name, "kind": row.organisation.kind, **own}


def _rows(rows: Iterable[Any], columns: tuple[str, ...]) -> list[dict[str, Any]]:
    return [_fields(row, columns) for row in rows]


def _fields(row: Any, columns: tuple[str, ...]) -> dict[str, Any]:
    return {column: _plain(getattr(row, column)) for column in columns}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if hasattr(value, "hex") and not isinstance(value, float) else value
