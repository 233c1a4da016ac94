"""A batch as a table: CSV and XLSX, one row a case."""

import csv
import io
from collections.abc import Iterable, Mapping

from bothways.tailoring.allocation.core.people import TERMS
from bothways.tailoring.allocation.models import AllocationSuggestion

HEAD = ("case", "family", "persons", "suggested_place", "suggested_place_name", "fit_of_100",
        *(f"points_{term}" for term in TERMS), "next_best", "margin", "why_none",
        "decided_place", "decided_by", "decided_at", "agrees", "reason")  # fmt: skip
# A spreadsheet takes a text that starts so for a formula.
STARTS = ("=", "+", "-", "@", "\t", "\r")


def rows_of(
    suggestions: Iterable[AllocationSuggestion], names: Mapping[str, str]
) -> list[list[str | float | int]]:
    return [_row(suggestion, names) for suggestion in suggestions]


def _row(row: AllocationSuggestion, names: Mapping[str, str]) -> list[str | float | int]:
    document = row.document
    own = next((one for one in document["ranked"] if one["place"] == row.place), None)
    terms = [round(100 * own["terms"][term], 2) if own else "" for term in TERMS]
    decision = next(iter(row.decisions.all()), None)
    decided: list[str] = ["", "", "", "", ""]
    if decision is not None:
        decided = [
            decision.place, getattr(decision.decided_by, "username", ""),
            decision.decided_at.isoformat(timespec="minutes"),
            "yes" if decision.agrees else "no", decision.reason,
        ]  # fmt: skip
    cells = [row.case, row.family, row.persons, row.place, names.get(row.place, ""),
             round(100 * document["fit"], 2), *terms, document["runner_up"],
             round(100 * document["margin"], 2), document["why_none"], *decided]  # fmt: skip
    return [_safe(cell) for cell in cells]


def _safe(cell: str | float | int) -> str | float | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS) else cell


def as_csv(rows: list[list[str | float | int]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEAD)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: list[list[str | float | int]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("allocation")
    sheet.append(HEAD)
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


WRITERS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
