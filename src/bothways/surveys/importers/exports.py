"""Exports of KoboToolbox (XLSX, CSV) and ODK Central (ZIP of CSV) as rows of answers.

Both put a repeat on a sheet of its own. Kobo joins the sheets by ``_index`` and
``_parent_index``, Central by ``KEY`` and ``PARENT_KEY``. Only exports of values are read: labels
of two choices may be the same, and nobody could tell what was meant.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.problems import Problem, errors
from bothways.core.tables import Table, read_sheets, read_table
from bothways.surveys.forms.definition import Definition, Part
from bothways.surveys.forms.languages import plain_name

MOST_UNPACKED = 200 * 1024 * 1024
MOST_FILES = 100
TICKED = ("1", "yes", "True", "TRUE")
# Columns that the programs add; those that matter are read by name below.
OWN = (
    "KEY", "PARENT_KEY", "SubmissionDate", "SubmitterID", "SubmitterName", "AttachmentsPresent",
    "AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion",
    "formhub/uuid", "__version__",
)  # fmt: skip


@dataclass(frozen=True)
class ExportRow:
    """One submission of an export. ``number`` is its row, 1 below the names."""

    number: int
    instance_id: str
    version: str
    answers: dict[str, Any]


@dataclass(frozen=True)
class Export:
    rows: tuple[ExportRow, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Sheet:
    """A table, and the repeat whose rows it holds; "" is the main table."""

    repeat: str
    table: Table


def read_export(name: str, content: bytes, definition: Definition) -> Export:
    """The submissions of an export, unless something in it is an error."""
    sheets, problems = _sheets(name, content, definition)
    problems = [*problems, *(p for sheet in sheets for p in sheet.table.problems)]
    if errors(problems):
        return Export((), tuple(problems))
    reader = _Reader(definition, sheets)
    rows = tuple(reader.rows())
    problems += reader.problems
    return Export(() if errors(problems) else rows, tuple(problems))


def _problem(
    code: str, message: str, column: str = "", row: int = 0, level: Any = "error"
) -> Problem:
    return Problem(row, column, code, message, level)


# sheets


def _sheets(
    name: str, content: bytes, definition: Definition
) -> tuple[list[_Sheet], list[Problem]]:
    ending = name.lower().rpartition(".")[2]
    if ending == "csv":
        if definition.repeats:
            message = _("The form has repeats, and a CSV file leaves them out. Bring XLSX or ZIP.")
            return [], [_problem("repeats_need_sheets", message)]
        return [_Sheet("", read_table(name, content))], []
    if ending == "xlsx":
        return _named(read_sheets(content), definition)
    if ending == "zip":
        tables, problems = _unpacked(content)
        if problems:
            return [], problems
        return _named(tables, definition)
    return [], [_problem("format", _("Bring an export as XLSX, ZIP or CSV."))]


def _unpacked(content: bytes) -> tuple[dict[str, Table], list[Problem]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [p for p in archive.infolist() if p.filename.lower().endswith(".csv")]
            too_much = sum(part.file_size for part in parts) > MOST_UNPACKED
            if too_much or len(parts) > MOST_FILES:
                return {}, [
                    _problem(
                        "zip_bomb",
                        _("The archive would unpack to more than 200 MB. It was not opened."),
                    )
                ]
            found = {p.filename[:-4]: read_table("part.csv", archive.read(p)) for p in parts}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError):
        return {}, [_problem("broken_file", _("This is not a ZIP archive, or it is damaged."))]
    return found, []


def _named(
    tables: Mapping[str, Table], definition: Definition
) -> tuple[list[_Sheet], list[Problem]]:
    """The main table first: the one that no row of points elsewhere from."""
    main = [name for name, table in tables.items() if not _is_below(table)]
    if len(main) != 1:
        message = _("One table with the submissions is needed; found: %(names)s.")
        named = ", ".join(main) or _("none")
        return [], [_problem("no_main_table", message % {"names": named})]
    sheets, problems = [_Sheet("", tables[main[0]])], []
    for name, table in tables.items():
        if name == main[0]:
            continue
        repeat = _repeat_of(name, main[0], definition)
        if repeat:
            sheets.append(_Sheet(repeat, table))
        else:
            message = _("The table “%(name)s” is no repeat of the form.")
            problems.append(_problem("unknown_table", message % {"name": name}, name))
    return sheets, problems


def _is_below(table: Table) -> bool:
    return "_parent_index" in table.columns or "PARENT_KEY" in table.columns


def _repeat_of(name: str, main: str, definition: Definition) -> str:
    """Kobo names a sheet after the repeat, Central a file after form and repeat."""
    plain = name.rpartition("/")[2]
    plain = plain.removeprefix(f"{main.rpartition('/')[2]}-")
    for repeat in definition.repeats:
        last = repeat.rpartition("/")[2]
        # Names of sheets end after 31 letters.
        if plain in (repeat, last, repeat.replace("/", "-"), last[:31]):
            return repeat
    return ""


# rows


class _Reader:
    """Joins the tables and reads cells by the questions of the form."""

    def __init__(self, definition: Definition, sheets: list[_Sheet]) -> None:
        self.definition = definition
        self.main = sheets[0]
        self.problems: list[Problem] = []
        self.columns = {sheet.repeat: self._columns(sheet) for sheet in sheets}
        # Repeat -> key of the row above -> its rows in their order, each with its own key.
        self.below: dict[str, dict[str, list[tuple[str, dict[str, Any]]]]] = {}
        for sheet in sheets[1:]:
            self._gather(sheet)

    def rows(self) -> Iterator[ExportRow]:
        seen: set[str] = set()
        for number, cells in self.main.table.records():
            instance = _instance_of(cells)
            if not instance or instance in seen:
                message = _("Row %(n)s has no instance ID of its own (_uuid or KEY).")
                self._say("no_instance_id", message % {"n": number}, row=number)
                continue
            seen.add(instance)
            answers = self._answers("", number, cells)
            self._add_repeats(answers, "", cells.get("_index") or cells.get("KEY", ""))
            version = cells.get("__version__") or cells.get("FormVersion", "")
            yield ExportRow(number, instance, version, answers)

    def _add_repeats(self, answers: dict[str, Any], base: str, key: str) -> None:
        for repeat, rows in self.below.items():
            around = self.definition.repeats_of(repeat)
            if (around[-2] if len(around) > 1 else "") != base:
                continue
            found = rows.get(key, [])
            for own, row in found:
                self._add_repeats(row, repeat, own)
            if found:
                answers[repeat.removeprefix(f"{base}/") if base else repeat] = [
                    r for _k, r in found
                ]

    def _gather(self, sheet: _Sheet) -> None:
        table = self.below.setdefault(sheet.repeat, {})
        for number, cells in sheet.table.records():
            above = cells.get("_parent_index") or cells.get("PARENT_KEY", "")
            own = cells.get("_index") or cells.get("KEY", "")
            table.setdefault(above, []).append((own, self._answers(sheet.repeat, number, cells)))

    def _answers(self, base: str, number: int, cells: Mapping[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        ticked: dict[str, list[str]] = {}
        for column, (part, choice) in self.columns[base].items():
            text = cells.get(column, "")
            key = part.path.removeprefix(f"{base}/") if base else part.path
            if choice and text in TICKED:
                ticked.setdefault(key, []).append(choice)
            elif text and not choice:
                found[key] = self._value(part, text, column, number)
        # Where the whole answer has a column too, that one counts.
        return {**{key: " ".join(choices) for key, choices in ticked.items()}, **found}

    def _value(self, part: Part, text: str, column: str, number: int) -> str:
        if part.choices is not None and self._is_label(part, text):
            message = _("“%(text)s” is a label. Export again with “XML values and headers”.")
            self._say("labels", message % {"text": text[:60]}, column, number)
        return text

    def _is_label(self, part: Part, text: str) -> bool:
        choices = part.choices
        if choices is None:
            return False
        known = choices.fixed or self.definition.lists.get(choices.source, ())
        values = {choice.value for choice in known}
        if set(text.split()) <= values or text in values:
            return False
        return any(text in ("".join(p for p in pieces if isinstance(p, str)),)
                   for choice in known for pieces in choice.label.pieces.values())  # fmt: skip

    # columns

    def _columns(self, sheet: _Sheet) -> dict[str, tuple[Part, str]]:
        """Column -> the question it holds, and of a column a choice the choice."""
        parts = {
            part.path: part for part in self.definition.questions
            if (self.definition.repeats_of(part.path) or ("",))[-1] == sheet.repeat
        }  # fmt: skip
        names = _spellings(parts, sheet.repeat)
        found: dict[str, tuple[Part, str]] = {}
        for column in sheet.table.columns:
            part = names.get(column)
            if part is not None:
                found[column] = (part, "")
            elif (split := self._split(column, names)) is not None:
                found[column] = split
            elif column and not _is_own(column):
                self._strange(column)
        return found

    def _split(self, column: str, names: Mapping[str, Part]) -> tuple[Part, str] | None:
        for sign in ("/", ".", "-"):
            before, found, choice = column.rpartition(sign)
            part = names.get(before) if found else None
            if part is not None and part.kind == "select_multiple":
                return part, choice
        return None

    def _strange(self, column: str) -> None:
        labels = {
            "".join(piece for piece in pieces if isinstance(piece, str)).strip()
            for part in self.definition.questions for pieces in part.label.pieces.values()
        }  # fmt: skip
        if plain_name(column) in labels or column in labels:
            message = _("The heads are labels. Export again with “XML values and headers”.")
            self._say("label_heads", message, column)
        else:
            message = _("The column “%(name)s” is no question of the form and is left out.")
            self._say("unknown_column", message % {"name": column}, column, level="warning")

    def _say(
        self, code: str, message: str, column: str = "", row: int = 0, level: Any = "error"
    ) -> None:
        if len(self.problems) < 200:
            self.problems.append(_problem(code, message, column, row, level))


def _spellings(parts: Mapping[str, Part], repeat: str) -> dict[str, Part]:
    """The ways a program may head the column of a question; a bare name if it is the only one."""
    found: dict[str, Part] = {}
    bare: dict[str, list[Part]] = {}
    for path, part in parts.items():
        bare.setdefault(part.name, []).append(part)
        for text in (path, path.removeprefix(f"{repeat}/")):
            found |= {text: part, text.replace("/", "-"): part, text.replace("/", "."): part}
    found |= {name: same[0] for name, same in bare.items() if len(same) == 1 and name not in found}
    return found


def _is_own(column: str) -> bool:
    return column in OWN or column.startswith(("_", "meta", "SET-OF-"))


def _instance_of(cells: Mapping[str, str]) -> str:
    for name in ("meta/instanceID", "meta-instanceID", "instanceID", "KEY"):
        if cells.get(name):
            return cells[name]
    return f"uuid:{cells['_uuid']}" if cells.get("_uuid") else ""
