"""Reads monitoring groups: for the fairness report alone, brought after the suggestions stand."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.tailoring.allocation.readers.cells import Row
from bothways.tailoring.allocation.readers.families import column_problems
from bothways.tailoring.allocation.readers.sheet import read_sheet

GROUPS = ("sex", "age_band", "origin_region")
Monitored = dict[str, dict[str, str]]


def read_monitoring(
    name: str, content: bytes, families: Collection[str]
) -> tuple[Monitored, list[Problem]]:
    """For each family its groups, by the names the office uses."""
    sheet = read_sheet(name, content)
    problems = [*sheet.problems, *column_problems(sheet, ("family", *GROUPS), "family")]
    if sheet.names and all(sheet.column(group) is None for group in GROUPS):
        message = _("Give at least one of the columns %(names)s.") % {"names": ", ".join(GROUPS)}
        problems.append(Problem(1, "", "no_column", message))
    if any(problem.level == "error" for problem in problems):
        return {}, problems
    found: Monitored = {}
    for number, cells in sheet.rows:
        row = Row(sheet, number, cells)
        key = row.key("family")
        if key in found:
            row.wrong("family", "doubled", _("This family stands in the file already."))
        elif key and key not in families:
            row.wrong("family", "unknown_family", _("This family is not in the batch."))
        found[key] = {group: row.text(group)[:60] for group in GROUPS if row.text(group)}
        problems += row.problems
    return found, problems
