"""Readers of practice files: bytes in, documents and problems out. One module a format.

A reader never raises for bad content and never writes; what it cannot read it names by row and
column. ``READERS`` maps the ending of a file's name to its reader.
"""

import math
from collections.abc import Callable

from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.practices.importers.csv_reader import read_csv
from bothways.practices.importers.json_reader import read_json
from bothways.practices.importers.raw import visible
from bothways.practices.importers.yaml_reader import read_yaml
from bothways.practices.record.document import Document

Reader = Callable[[bytes], tuple[list[Document], list[Problem]]]


def read_xlsx(content: bytes) -> tuple[list[Document], list[Problem]]:
    # Loading what reads spreadsheets takes long; a site that starts does without.
    from bothways.practices.importers.xlsx_reader import read_xlsx as read

    return read(content)


READERS: dict[str, Reader] = {
    "csv": read_csv,
    "json": read_json,
    "tsv": read_csv,
    "xlsx": read_xlsx,
    "yaml": read_yaml,
    "yml": read_yaml,
}


def read_file(
    name: str, content: bytes, *, limit: int | None = None
) -> tuple[list[Document], list[Problem]]:
    """The records of a file, by the ending of its name. ``limit`` is the most bytes to be read."""
    ending = name.rpartition(".")[2].lower()
    if ending not in READERS:
        message = _("%(name)s: files of this kind are not read. Bring one of: %(known)s.")
        values = {"name": visible(name), "known": ", ".join(sorted(READERS))}
        return [], [Problem(0, "", "unknown_format", message % values)]
    if too_large := size_problems(len(content), limit):
        return [], too_large
    if not content.strip():
        return [], [Problem(0, "", "empty_file", _("The file is empty."))]
    return READERS[ending](content)


def size_problems(size: int, limit: int | None) -> list[Problem]:
    """Whether a file is too large to be read; a page asks before it takes the bytes into memory."""
    if limit is None or size <= limit:
        return []
    message = _("The file has %(size)s MB; bring at most %(limit)s MB at a time.")
    values = {"size": math.ceil(size / 1_048_576), "limit": limit // 1_048_576}
    return [Problem(0, "", "too_large", message % values)]


def row_in_file(file_format: str, row: int) -> int:
    """The row that a person sees for record number ``row``: tables have names in their first."""
    return row + 1 if row and file_format in ("csv", "tsv", "xlsx") else row
