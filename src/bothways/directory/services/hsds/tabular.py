"""HSDS tabular: a ZIP with one CSV a table, as the specification's data package lays them out."""

import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.problems import Problem, errors
from bothways.core.tables import Table, read_table
from bothways.core.zip_safety import zip_problems
from bothways.directory.services.hsds.bundle import Bundle
from bothways.directory.services.hsds.checks import record_problems
from bothways.directory.services.hsds.names import (
    CORE,
    EVERYWHERE,
    FILES,
    LISTS,
    NUMBERS,
    OTHER_FILES,
    OWNERS,
    SINGLE,
    Doc,
    kept,
    lists_of,
)
from bothways.directory.services.hsds.ohana import LAYOUTS, SCHEDULES, Ohana, is_ohana

Rows = dict[str, dict[str, Doc]]
Tables = dict[str, Table]
Row = tuple[str, int, str, Doc]
OHANA = {*LAYOUTS, *SCHEDULES}
KINDS = {**{file: kind for kind, file in FILES.items()}, **OTHER_FILES}
# Properties of our profile that are no plain text travel as JSON in their cell.
STRUCTURED = ("eligibility", "translations")


# --- out -------------------------------------------------------------------------------------


def write_tables(bundle: Bundle) -> bytes:
    """All tables that have a row, packed."""
    rows: Rows = defaultdict(dict)
    for kind in CORE:
        for doc in bundle.of(kind).values():
            _lay_out(rows, kind, doc, {})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind in sorted(rows):
            # A fixed day, so that the same records give the same bytes.
            entry = zipfile.ZipInfo(f"{FILES[kind]}.csv", (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, _csv(list(rows[kind].values())))
    return packed.getvalue()


def _lay_out(rows: Rows, kind: str, doc: Doc, owner: Doc) -> None:
    nested = lists_of(kind)
    singles = SINGLE.get(kind, {})
    flat = {name: value for name, value in doc.items() if name not in nested | singles.keys()}
    for name, (other, column) in singles.items():
        if isinstance(doc.get(name), dict):
            flat[column] = doc[name]["id"]
            _lay_out(rows, other, doc[name], {})
    rows[kind].setdefault(doc["id"], {}).update({**flat, **owner})
    for name, other in nested.items():
        for part in doc.get(name, ()):
            _lay_out(rows, other, part, _owner(kind, name, doc["id"]))


def _owner(kind: str, name: str, key: str) -> Doc:
    if name == "attributes":
        return {"link_id": key, "link_entity": kind}
    if name == "metadata":
        return {"resource_id": key, "resource_type": kind}
    return {f"{kind}_id": key}


def _csv(rows: list[Doc]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return text.getvalue()


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


# --- in --------------------------------------------------------------------------------------


def read_tables(content: bytes, source: str = "") -> tuple[Bundle, list[Problem]]:
    """The records that are whole, and what is wrong with the rows of the others.

    A column of a problem begins with the file: ``phones.csv: number``. ``source`` is the place
    that the file is brought for; tables without UUIDs make theirs from it.
    """
    if problems := zip_problems(content, workbook=False):
        return Bundle(), list(problems)
    tables, problems = _tables(content)
    reader = _ohana_rows if is_ohana(tables) else _rows
    rows: Rows = defaultdict(dict)
    for file, number, kind, doc in reader(tables, source, problems):
        _take(rows, problems, file, number, kind, doc)
    if not any(rows.values()):
        message = _("The archive holds no table of HSDS, such as services.csv.")
        return Bundle(), [*problems, Problem(0, "", "no_records", message)]
    _nest(rows)
    bundle = Bundle()
    for kind in CORE:
        for doc in rows.get(kind, {}).values():
            bundle.add(kind, doc)
    return bundle, problems


def _tables(content: bytes) -> tuple[dict[str, Table], list[Problem]]:
    """The tables that can be read, by the stem of their file."""
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            file = name.rpartition("/")[2]
            stem = file.removesuffix(".csv")
            if file.endswith(".csv") and (stem in KINDS or stem in OHANA):
                table = read_table(file, archive.read(name))
                problems += [_at(file, problem) for problem in table.problems]
                if not errors(table.problems):
                    tables[stem] = table
    return tables, problems


def _rows(tables: Tables, _source: str, _problems: list[Problem]) -> Iterator[Row]:
    for stem, table in tables.items():
        if stem in KINDS:
            for number, cells in table.records():
                yield f"{stem}.csv", number, KINDS[stem], cells


def _ohana_rows(tables: Tables, source: str, problems: list[Problem]) -> Iterator[Row]:
    ohana = Ohana(tables, source)
    for stem, number, kind, cells in ohana.rows():
        yield f"{stem}.csv", number, kind, cells
    problems += ohana.problems


def _take(
    rows: Rows, problems: list[Problem], file: str, number: int, kind: str, cells: Doc
) -> None:
    doc = kept({name: _value(name, text) for name, text in cells.items()})
    found = list(record_problems(number, kind, doc))
    problems += [_at(file, problem) for problem in found]
    key = str(doc.get("id", ""))
    if key in rows[kind]:
        message = _("This id stands twice in the table.")
        problems.append(Problem(number, f"{file}: id", "id_twice", message))
    elif not errors(found):
        rows[kind][key] = doc


def _at(file: str, problem: Problem) -> Problem:
    column = problem.column.rpartition(".")[2]
    return Problem(problem.row, f"{file}: {column}", problem.code, problem.message, problem.level)


def _value(name: str, text: str) -> Any:
    if name in STRUCTURED and text[:1] in "[{":
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return text
    if name in NUMBERS and text:
        try:
            return int(text) if text.lstrip("-").isdigit() else float(text)
        except ValueError:
            return text
    return text


def _nest(rows: Rows) -> None:
    """Puts each row into the objects that its columns name, the innermost first."""
    for kind in ("taxonomy_term", "attribute", "service_capacity", "service"):
        for name, (other, column) in SINGLE[kind].items():
            for doc in rows.get(kind, {}).values():
                found = rows.get(other, {}).get(str(doc.get(column, "")))
                if found is not None:
                    doc.pop(column)
                    doc[name] = _bare(found)
    for name, other in EVERYWHERE.items():
        for doc in rows.get(other, {}).values():
            _file_under_its_owner(rows, name, doc)
    for kind in ("phone", "contact", "location", "service_at_location", "service", "organization"):
        for name, other in LISTS[kind].items():
            for doc in rows.get(other, {}).values():
                owner = rows.get(kind, {}).get(str(doc.get(f"{kind}_id", "")))
                if owner is not None:
                    owner.setdefault(name, []).append(_bare(doc))


def _file_under_its_owner(rows: Rows, name: str, doc: Doc) -> None:
    key = str(doc.get("link_id") or doc.get("resource_id") or "")
    kinds = [str(doc.get("link_entity") or doc.get("resource_type") or ""), *FILES]
    owner = next((rows[kind][key] for kind in kinds if key in rows.get(kind, {})), None)
    if owner is not None and owner is not doc:
        owner.setdefault(name, []).append(_bare(doc))


def _bare(doc: Doc) -> Doc:
    """Without the columns that only say where the row lies."""
    return {name: value for name, value in doc.items() if name not in OWNERS or name == "id"}
