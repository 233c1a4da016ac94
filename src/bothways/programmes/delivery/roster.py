"""A roster as a table: one person a row. A pair of pure functions, reading and writing."""

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.core.tables import Table, read_table
from bothways.core.vocabularies import vocabulary
from bothways.programmes.delivery.legacy import UTF8, as_utf8
from bothways.programmes.delivery.roster_words import column_called, side_called
from bothways.tailoring.allocation.readers.forbidden import plain

MOST_ROWS = 500
OLDEST = 110
NAME_LENGTH = 120
LONG_NAME = 240
PHONE_LENGTH = 40
LANGUAGE = re.compile(r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")
DAY = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$|^(\d{1,2})[./](\d{1,2})[./](\d{4})$")
# Digits as Arabic and Persian keyboards type them.
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


@dataclass(frozen=True)
class RosterPerson:
    """What a row says of a person; empty means not said."""

    given_name: str = ""
    family_name: str = ""
    own_script_name: str = ""
    birth_year: int | None = None
    sex: str = ""
    stage: str = ""
    side: str = ""
    language: str = ""
    phone: str = ""
    guardian_name: str = ""
    guardian_phone: str = ""
    needs: tuple[str, ...] = ()
    since: date | None = None

    @property
    def shown(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or self.own_script_name

    @property
    def key(self) -> tuple[str, int | None]:
        return name_key(self.given_name, self.family_name, self.own_script_name), self.birth_year


COLUMNS = tuple(field.name for field in fields(RosterPerson))
Row = dict[str, str]


def name_key(given: str, family: str, own: str) -> str:
    """The same for the same name in another order, case or accent."""
    return " ".join(sorted(plain(f"{given} {family}".strip() or own).split()))


def read_roster(
    name: str, content: bytes, today: date, encoding: str = UTF8
) -> tuple[list[RosterPerson], list[Problem]]:
    """People in the order of the file, and what is wrong; row 1 is the first below the names."""
    content, problems = as_utf8(content, encoding)
    if problems:
        return [], problems
    table = read_table(name, content, MOST_ROWS)
    columns = [column_called(cell) or cell for cell in table.columns]
    problems = [*table.problems, *_column_problems(table, columns)]
    if any(problem.level == "error" for problem in problems):
        return [], problems
    people: list[RosterPerson] = []
    for number, row in replace(table, columns=tuple(columns)).records():
        reader = _RowReader(number, row, today)
        people.append(reader.person())
        problems += reader.problems
    if not people:
        message = _("The file has a row of names and nothing below it.")
        problems.append(Problem(0, "", "empty_file", message))
    return people, problems


def _column_problems(table: Table, columns: list[str]) -> list[Problem]:
    if not columns:
        return []
    found = [
        Problem(0, cell, "not_read", _("The column %(name)s is not read and not kept.")
                % {"name": cell}, "warning")
        for cell, column in zip(table.columns, columns, strict=True) if column not in COLUMNS
    ]  # fmt: skip
    twice = sorted(
        {column for column in columns if column in COLUMNS and columns.count(column) > 1}
    )
    message = _("The column %(name)s stands twice. Rename or remove one of the two.")
    found += [Problem(0, name, "column_twice", message % {"name": name}) for name in twice]
    if not {"given_name", "family_name", "own_script_name"} & set(columns):
        missing = _("There is no column with names. Call it given_name, family_name or "
                    "own_script_name, as in the template.")  # fmt: skip
        found.append(Problem(0, "given_name", "no_column", missing))
    return found


class _RowReader:
    """Reads the cells of one row and collects what is wrong with them."""

    def __init__(self, number: int, row: Row, today: date) -> None:
        self.number, self.row, self.today = number, row, today
        self.problems: list[Problem] = []

    def wrong(self, column: str, code: str, message: str, **values: object) -> None:
        self.problems.append(Problem(self.number, column, code, message % values))

    def person(self) -> RosterPerson:
        found = RosterPerson(
            self.text("given_name", NAME_LENGTH), self.text("family_name", NAME_LENGTH),
            self.text("own_script_name", LONG_NAME), self.year("birth_year"),
            self.code("sex", "person_sex"), self.code("stage", "stage"), self.side(),
            self.language(), self.text("phone", PHONE_LENGTH),
            self.text("guardian_name", LONG_NAME), self.text("guardian_phone", PHONE_LENGTH),
            self.codes("needs", "enrolment_need"), self.day("since"),
        )  # fmt: skip
        if not found.shown:
            self.wrong("given_name", "no_name", _("This row has no name."))
        return found

    def text(self, column: str, most: int) -> str:
        text = " ".join(self.row.get(column, "").split())
        if len(text) > most:
            message = _("This has %(n)s characters; at most %(most)s.")
            self.wrong(column, "too_long", message, n=len(text), most=most)
        return text[:most]

    def year(self, column: str) -> int | None:
        """A year, or a whole date of which only the year is kept."""
        text = self.row.get(column, "").strip().translate(DIGITS)
        if not text:
            return None
        day = self.day(column) if DAY.match(text) else None
        if DAY.match(text) and day is None:
            return None
        year = day.year if day else int(text) if re.fullmatch(r"\d{4}", text) else 0
        if birth_year_problem(year, self.today):
            message = _("“%(text)s” is no year of birth from %(low)s to %(high)s.")
            self.wrong(column, "bad_year", message, text=text[:40],
                       low=self.today.year - OLDEST, high=self.today.year)  # fmt: skip
            return None
        return year

    def day(self, column: str) -> date | None:
        """2026-11-30, 30.11.2026 or 30/11/2026: the day stands before the month."""
        text = self.row.get(column, "").strip().translate(DIGITS)
        if not text:
            return None
        found = DAY.match(text)
        if found is None:
            message = _("“%(text)s” is no date. Write it like 2026-11-30.")
            self.wrong(column, "bad_date", message, text=text[:40])
            return None
        year, month, day = found.group(1, 2, 3) if found.group(1) else found.group(6, 5, 4)
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            message = _("The day “%(text)s” does not exist. Write dates like 2026-11-30.")
            self.wrong(column, "no_such_day", message, text=text[:40])
            return None

    def code(self, column: str, name: str) -> str:
        text = self.row.get(column, "").strip()
        return self._known(column, name, text) if text else ""

    def codes(self, column: str, name: str) -> tuple[str, ...]:
        parts = [part.strip() for part in re.split(r"[;,|]", self.row.get(column, ""))]
        found = [self._known(column, name, part) for part in parts if part]
        return tuple(dict.fromkeys(code for code in found if code))

    def _known(self, column: str, name: str, text: str) -> str:
        """A code by its id or by its label in any of the six languages."""
        terms = vocabulary(name)
        for code in terms.offered():
            if plain(text) in {plain(code.id), *map(plain, code.labels.values())}:
                return code.id
        message = _("“%(text)s” is not known here. Write one of: %(known)s.")
        known = ", ".join(code.id for code in terms.offered())
        self.wrong(column, "unknown_code", message, text=text[:40], known=known)
        return ""

    def side(self) -> str:
        text = self.row.get("side", "").strip()
        if not text or (found := side_called(text)):
            return found if text else ""
        message = _("“%(text)s” is not known here. Write one of: %(known)s.")
        self.wrong("side", "unknown_code", message, text=text[:40], known="newcomer, host")
        return ""

    def language(self) -> str:
        text = self.row.get("language", "").strip().lower().replace("_", "-")
        if text and not (LANGUAGE.match(text) and len(text) <= 20):
            message = _("“%(text)s” is no code of a language, such as de, ar or pt-br.")
            self.wrong("language", "bad_code", message, text=text[:40])
            return ""
        return text


def birth_year_problem(year: int | None, today: date) -> str:
    """Why nobody who is alive was born in that year; nothing when somebody may have been."""
    if year is None or today.year - OLDEST <= year <= today.year:
        return ""
    message = _("“%(text)s” is no year of birth from %(low)s to %(high)s.")
    return message % {"text": year, "low": today.year - OLDEST, "high": today.year}


def same_people(
    people: Iterable[RosterPerson], here: Callable[[tuple[str, int | None]], str], *, others: bool
) -> list[Problem]:
    """Who stands twice in the file, or stands in the programme already.

    ``here`` says where a name and year stand already, or nothing. ``others``: somebody looked and
    says that they are different people; then it is only a warning.
    """
    found: list[Problem] = []
    first: dict[tuple[str, int | None], int] = {}
    level: Any = "warning" if others else "error"
    for number, person in enumerate(people, start=1):
        if not person.shown:
            continue
        row = first.setdefault(person.key, number)
        if row != number:
            message = _("%(name)s stands in row %(row)s already, with the same year of birth.")
            values = {"name": person.shown, "row": row}
            found.append(Problem(number, "family_name", "twice", message % values, level))
        if where := here(person.key):
            message = _("%(name)s is in this programme already (%(where)s). Take the row out, and "
                        "move or enrol that person instead.")  # fmt: skip
            values = {"name": person.shown, "where": where}
            found.append(Problem(number, "family_name", "here", message % values, level))
    return found


def cells_of(person: RosterPerson) -> list[str]:
    return [_cell(getattr(person, column)) for column in COLUMNS]


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def roster_csv(people: Iterable[RosterPerson]) -> bytes:
    """The table as CSV that spreadsheets open with the right letters."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(map(cells_of, people))
    return text.getvalue().encode("utf-8-sig")


def roster_xlsx(people: Iterable[RosterPerson]) -> bytes:
    """The table as a workbook; every cell is text, so that no name and no number is a formula."""
    from openpyxl import Workbook  # only when it is needed: it takes long to load

    book = Workbook()
    sheet = book.worksheets[0]
    for at, cells in enumerate([list(COLUMNS), *map(cells_of, people)], start=1):
        for place, text in enumerate(cells, start=1):
            cell = sheet.cell(at, place)
            cell.value, cell.data_type, cell.number_format = text or None, "s" if text else "n", "@"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
