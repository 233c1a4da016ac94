"""Readers of practice files: bytes in, documents and problems out. One module a format.

A reader never raises for bad content and never writes; what it cannot read it names by row and
column. ``READERS`` maps the ending of a file's name to its reader.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.practices.importers.json_reader import read_json
from bothways.practices.importers.yaml_reader import read_yaml
from bothways.practices.record.document import Document

Reader = Callable[[bytes], tuple[list[Document], list[Problem]]]

READERS: dict[str, Reader] = {
    "json": read_json,
    "yaml": read_yaml,
    "yml": read_yaml,
}


def read_file(name: str, content: bytes) -> tuple[list[Document], list[Problem]]:
    """The records of a file, by the ending of its name."""
    ending = name.rpartition(".")[2].lower()
    if ending not in READERS:
        message = _("%(name)s: files of this kind are not read. Bring one of: %(known)s.")
        values = {"name": name, "known": ", ".join(sorted(READERS))}
        return [], [Problem(0, "", "unknown_format", message % values)]
    if not content.strip():
        return [], [Problem(0, "", "empty_file", _("The file is empty."))]
    return READERS[ending](content)
