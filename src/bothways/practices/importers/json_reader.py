"""Reads JSON: a list of records, or an object with the list under ``practices``."""

import json

from django.utils.translation import gettext as _

from bothways.core.encoding import decode
from bothways.core.problems import Problem
from bothways.practices.importers.raw import documents_from
from bothways.practices.record.document import Document


def read_json(content: bytes) -> tuple[list[Document], list[Problem]]:
    text, problems = decode(content)
    if problems:
        return [], problems
    try:
        raw = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        message = _("Line %(line)s, column %(column)s: this is not JSON (%(reason)s).")
        values = {"line": error.lineno, "column": error.colno, "reason": error.msg}
        return [], [Problem(0, "", "broken_file", message % values)]
    except (ValueError, RecursionError) as error:
        message = _("This is not JSON that can be read: %(reason)s.") % {"reason": error}
        return [], [Problem(0, "", "broken_file", message)]
    return documents_from(raw)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")
