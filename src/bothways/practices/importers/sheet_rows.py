"""Puts the sheets of a workbook together again: records, and the rows of their tables."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from bothways.core.problems import Problem
from bothways.practices.importers.csv_reader import raw_from_rows
from bothways.practices.importers.raw import documents_from
from bothways.practices.record.cells import BadCellError, read_cell
from bothways.practices.record.document import Document
from bothways.practices.record.row import name_problems, plain_name
from bothways.practices.record.sheets import RECORDS, TableSheet, table_sheets

Rows = list[list[str]]
Above = tuple[str, ...]  # the record, and the row of the parent for a table inside a row


@dataclass
class Gathered:
    """The rows of all tables by what they belong to, the records' places, the problems."""

    row_of: dict[str, int]
    tables: dict[str, dict[Above, dict[int, Document]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, sheet: str, line: int, place: int, message: str, record: str = "") -> None:
        address = f"{sheet}!{get_column_letter(place)}{line}"
        self.problems.append(Problem(self.row_of.get(record, 0), address, "bad_cell", message))


def documents_from_sheets(sheets: Mapping[str, Rows]) -> tuple[list[Document], list[Problem]]:
    records = RECORDS if RECORDS in sheets else next(iter(sheets), "")
    unknown = _unknown_sheets(sheets, records)
    if unknown:
        return [], unknown
    rows, counts = _without_counts(sheets.get(records, []))
    raw, problems = raw_from_rows(rows)
    if not raw:
        return [], problems
    gathered = Gathered({str(d.get("id")): row for row, d in enumerate(raw, start=1)})
    for name, sheet in table_sheets().items():
        gathered.tables[name] = _gather(sheet, sheets.get(name, []), gathered)
    _attach_nested(gathered)
    _attach_all(raw, counts, gathered)
    documents, found = documents_from(raw)
    return documents, [*problems, *gathered.problems, *found]


def _unknown_sheets(sheets: Mapping[str, Rows], records: str) -> list[Problem]:
    known = [records, *table_sheets()]
    return [_unknown_sheet(name, known) for name, rows in sheets.items()
            if rows and name not in known]  # fmt: skip


def _unknown_sheet(name: str, known: list[str]) -> Problem:
    near = get_close_matches(name, known, n=1)
    if near:
        message = _("There is no sheet %(name)s. Did you mean %(near)s?")
        return Problem(0, name, "unknown_sheet", message % {"name": name, "near": near[0]})
    message = _("There is no sheet %(name)s. Known: %(known)s.")
    values = {"name": name, "known": ", ".join(known)}
    return Problem(0, name, "unknown_sheet", message % values)


def _without_counts(rows: Rows) -> tuple[Rows, dict[tuple[int, str], int]]:
    """The records with the numbers of rows taken out of the cells of tables."""
    counts: dict[tuple[int, str], int] = {}
    tables = {
        place: name
        for place, name in enumerate(map(plain_name, rows[0] if rows else []))
        if name in table_sheets()
    }
    plain = [list(cells) for cells in rows]
    for row, cells in enumerate(plain[1:], start=1):
        for place, name in tables.items():
            if place < len(cells) and _is_count(cells[place]):
                counts[row, name] = int(cells[place])
                cells[place] = ""
    return plain, counts


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 7


def _gather(sheet: TableSheet, rows: Rows, gathered: Gathered) -> dict[Above, dict[int, Document]]:
    found: dict[Above, dict[int, Document]] = defaultdict(dict)
    if not rows:
        return found
    names = [plain_name(name) for name in rows[0]]
    wrong = name_problems(names, sheet.header, needed=sheet.keys[:-1], sheet=sheet.name)
    gathered.problems += wrong
    if wrong:
        return found
    for line, cells in enumerate(rows[1:], start=2):
        if any(cells):
            _gather_row(sheet, line, dict(zip(names, cells, strict=False)), found, gathered)
    return found


def _gather_row(
    sheet: TableSheet,
    line: int,
    cells: dict[str, str],
    found: dict[Above, dict[int, Document]],
    gathered: Gathered,
) -> None:
    above = tuple(cells.get(key, "").strip() for key in sheet.keys[:-1])
    if above[0] not in gathered.row_of:
        message = _("No record of the sheet of records has the id %(id)s.") % {"id": above[0]}
        gathered.refuse(sheet.name, line, sheet.header.index("record") + 1, message)
        return
    siblings = found[above]
    stated = cells.get("row", "").strip() or str(max(siblings, default=0) + 1)
    if not _is_count(stated) or int(stated) in siblings:
        message = _("%(row)s is no row number of its own. Number the rows of a record 1, 2, 3.")
        place = list(cells).index("row") + 1 if "row" in cells else 1
        gathered.refuse(sheet.name, line, place, message % {"row": stated}, above[0])
        return
    siblings[int(stated)] = _read_line(sheet, line, cells, above[0], gathered)


def _read_line(
    sheet: TableSheet, line: int, cells: dict[str, str], record: str, gathered: Gathered
) -> Document:
    values: Document = {}
    columns = {column.id: column for column in sheet.columns}
    for place, (name, text) in enumerate(cells.items(), start=1):
        column = columns.get(name)
        if column is None or text == "" or (column.kind == "table" and _is_count(text)):
            continue
        try:
            values[name] = read_cell(column, text)
        except BadCellError as error:
            gathered.refuse(sheet.name, line, place, str(error), record)
    return values


def _attach_nested(gathered: Gathered) -> None:
    """Rows of a table inside a row go to that row."""
    for sheet in table_sheets().values():
        if not sheet.parent:
            continue
        name = sheet.name.removeprefix(f"{sheet.parent}.")
        for (record, number), rows in gathered.tables[sheet.name].items():
            siblings = gathered.tables[sheet.parent].get((record,), {})
            parent = siblings.get(int(number)) if _is_count(number) else None
            if parent is None:
                message = _("The sheet %(parent)s has no row %(row)s of the record %(record)s.")
                values = {"parent": sheet.parent, "row": number, "record": record}
                row = gathered.row_of[record]
                gathered.problems.append(Problem(row, sheet.name, "no_parent", message % values))
            else:
                parent[name] = _in_order(rows)


def _attach_all(
    raw: list[Document], counts: dict[tuple[int, str], int], gathered: Gathered
) -> None:
    for row, document in enumerate(raw, start=1):
        # Of two records with one id only one can own the rows; the other is refused anyhow.
        identity = str(document.get("id"))
        owner = gathered.row_of.get(identity) == row
        for name, sheet in table_sheets().items():
            if sheet.parent:
                continue
            rows = gathered.tables[name].get((identity,), {}) if owner else {}
            gathered.problems += _attach(document, name, _in_order(rows), row)
            if counts.get((row, name), 0) > len(rows):
                gathered.problems.append(_fewer(name, row, counts[row, name], len(rows)))


def _attach(document: Document, name: str, rows: list[Document], row: int) -> list[Problem]:
    if not rows:
        return []
    if document.get(name):
        message = _("%(name)s has rows here and in the sheet of this name. Keep one.")
        return [Problem(row, name, "two_tables", message % {"name": name})]
    document[name] = rows
    return []


def _fewer(name: str, row: int, stated: int, found: int) -> Problem:
    message = _("%(stated)s rows are stated, the sheet %(name)s has %(found)s.")
    values = {"stated": stated, "name": name, "found": found}
    return Problem(row, name, "fewer_rows", message % values, "warning")


def _in_order(rows: Mapping[int, Document]) -> list[Document]:
    return [rows[number] for number in sorted(rows)]
