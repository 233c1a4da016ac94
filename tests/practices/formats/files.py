"""Small files, right and wrong, and what the importer says of them."""

import io
import zipfile
from typing import Any

from openpyxl import Workbook

from bothways.core.problems import Problem, errors
from bothways.practices.import_actions import check_all
from bothways.practices.importers import read_file
from bothways.practices.record.document import Document

GOOD: Document = {"id": "good", "edition": 1, "title": "Good"}


def problems_of(name: str, content: bytes | str) -> list[Problem]:
    content = content.encode() if isinstance(content, str) else content
    read, problems = read_file(name, content)
    return sorted([*problems, *check_all(read)])


def only(name: str, content: bytes | str) -> Problem:
    found = errors(problems_of(name, content))
    assert len(found) == 1, found
    return found[0]


def workbook(rows: list[list[Any]], **sheets: list[list[Any]]) -> bytes:
    book = Workbook()
    book.active.title = "practices"
    for row in rows:
        book.active.append(row)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
