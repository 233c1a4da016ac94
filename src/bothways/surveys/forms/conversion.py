"""From an XLSForm to an XForm, by pyxform in a process of its own with limits."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.problems import Problem, errors
from bothways.core.zip_safety import zip_problems
from bothways.surveys.forms.definition import Definition
from bothways.surveys.forms.xform import read_xform

SCRIPT = Path(__file__).with_name("convert_once.py")
SECONDS, MEGABYTES = 20, 1024
MOST_BYTES = 10 * 1024 * 1024
ENDINGS = (".xlsx", ".xls", ".csv", ".md")
ROW = re.compile(r"\[row : (\d+)\]")


@dataclass(frozen=True)
class Converted:
    """The XForm, its reading, and what is wrong with either."""

    xform: str = ""
    definition: Definition | None = None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()


def convert_workbook(
    name: str, content: bytes, files: Mapping[str, bytes] | None = None
) -> Converted:
    """An XLSForm as it was brought. Nothing runs but pyxform, for 20 s and 1 GB at most."""
    ending = Path(name.lower()).suffix
    if ending == ".xml":
        return _read(content.decode("utf-8", "replace"), (), files)
    if ending not in ENDINGS:
        return _refused(
            "format", _("Bring an XLSForm: a workbook .xlsx with the sheets survey and choices.")
        )
    if len(content) > MOST_BYTES:
        return _refused(
            "too_large", _("The workbook is larger than 10 MB. A form is smaller than that.")
        )
    if ending == ".xlsx" and (problems := zip_problems(content)):
        return Converted(problems=tuple(problems))
    return _converted(content, ending, files)


def convert_sheets(sheets: Mapping[str, Any]) -> Converted:
    """The tables of the simple editor: survey, choices and settings as lists of rows."""
    return _converted(json.dumps(dict(sheets)).encode(), ".json", None)


def _refused(code: str, message: str) -> Converted:
    return Converted(problems=(Problem(0, "", code, message),))


def _converted(content: bytes, ending: str, files: Mapping[str, bytes] | None) -> Converted:
    command = [sys.executable, "-I", str(SCRIPT), str(SECONDS), str(MEGABYTES), ending]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=SECONDS * 2, check=False
        )
    except subprocess.TimeoutExpired:
        return _refused("too_slow", _("The form took too long to convert, so it was stopped."))
    if done.returncode:
        return _refused(
            "too_slow", _("The form took too much time or memory to convert, so it was stopped.")
        )
    found = json.loads(done.stdout)
    if "error" in found:
        row = ROW.search(found["error"])
        message = _("The form cannot be converted. pyxform says: %(reason)s")
        # pyxform counts the row of heads, we do not.
        number = int(row[1]) - 1 if row else 0
        problem = Problem(number, "", "not_converted", message % {"reason": found["error"]})
        return Converted(problems=(problem,))
    return _read(found["xform"], tuple(found["warnings"]), files, found["rows"])


def _read(
    xform: str, warnings: tuple[str, ...], files: Mapping[str, bytes] | None,
    rows: Mapping[str, int] | None = None,
) -> Converted:  # fmt: skip
    """``rows``: where each question stands in the workbook, so that a problem says its row."""
    definition, found = read_xform(xform, files)
    placed = tuple(
        replace(one, row=(rows or {}).get(one.column.rpartition("/")[2], 0)) for one in found
    )
    return Converted(xform, None if errors(placed) else definition, placed, warnings)
