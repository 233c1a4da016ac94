"""Reads YAML in the shape of the starter collection, or in the shape of our JSON."""

import datetime
from typing import Any

import yaml
from django.utils.translation import gettext as _

from bothways.core.encoding import decode
from bothways.core.problems import Problem
from bothways.practices.importers.raw import documents_from
from bothways.practices.record.document import Document

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(content: bytes) -> tuple[list[Document], list[Problem]]:
    text, problems = decode(content)
    if problems:
        return [], problems
    try:
        _refuse_references(text)
        raw = yaml.load(text, Loader=Loader)  # noqa: S506 - Loader is a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return [], [Problem(0, "", "broken_file", _broken(error))]
    return documents_from(_plain(raw))


def _refuse_references(text: str) -> None:
    """A few lines of references (*name) can unfold into gigabytes, so none are read."""
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.AliasEvent):
            problem = _("references (*name) are not read; write the value out")
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)  # type: ignore[arg-type]


def _broken(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _("This is not YAML that can be read: %(reason)s.") % {"reason": error}
    message = _("Line %(line)s, column %(column)s: this is not YAML (%(reason)s).")
    reason = getattr(error, "problem", "") or ""
    return message % {"line": mark.line + 1, "column": mark.column + 1, "reason": reason}


def _plain(value: Any) -> Any:
    """YAML's own dates as text: the record holds only what JSON can hold."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(part) for part in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | None) else str(value)
