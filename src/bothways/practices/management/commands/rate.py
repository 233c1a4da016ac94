"""``bothways rate FILE.csv --json``: rates study records from a table; reads no database.

``bothways rate --refresh``: computes the kept ratings of the library anew where the rules changed.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from bothways.core.problems import Problem, errors
from bothways.practices.rating import Rating, rate_study
from bothways.practices.rating.crosswalk.verdict import Verdict
from bothways.practices.rating.reading import StudyRow, read_studies
from bothways.practices.said import told

REGISTRIES = ("EEF", "EIF", "WWC", "ESSA", "SMS")
SHOWN_PROBLEMS = 50
NAME_WIDTH = 40


class Command(BaseCommand):
    help = "Rates the studies of a CSV table and says for each what binds the rating."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, nargs="?", help="a CSV file, one finding of a study a row"
        )
        parser.add_argument(
            "--refresh", action="store_true", help="rate the live releases by the present rules"
        )
        parser.add_argument("--json", action="store_true", help="print a JSON list")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["refresh"]:
            self._refresh(quiet=options["verbosity"] == 0)
            return
        if options["file"] is None:
            raise CommandError(_("Name a CSV file, or say --refresh for the library."))
        reading = read_studies(_content(options["file"]))
        wrong = errors(reading.problems)
        if wrong:
            raise CommandError(_told(wrong))
        if reading.problems:
            self.stderr.write(_told(reading.problems))
        rated = [(row, rate_study(row.study)) for row in reading.rows]
        if options["json"]:
            rows = [
                {**as_row(row, rating), "warnings": reading.warnings_of(row.row)}
                for row, rating in rated
            ]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2, allow_nan=False))
        else:
            self.stdout.write("\n".join(_table(rated)))

    def _refresh(self, *, quiet: bool) -> None:
        from bothways.practices.rating_actions import ratings_refresh

        def progress(done: int, total: int) -> None:
            if not quiet:
                self.stderr.write(f"{done} / {total}")

        count = ratings_refresh(actor=None, progress=progress)
        if not quiet:
            self.stdout.write(_("%(count)s releases were rated.") % {"count": count})


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = _("%(file)s cannot be read: %(reason)s.")
        raise CommandError(message % {"file": path, "reason": error.strerror}) from error


def _told(problems: list[Problem]) -> str:
    """A line a problem: row, column, what was wrong."""
    lines = [_line(problem) for problem in problems[:SHOWN_PROBLEMS]]
    if len(problems) > SHOWN_PROBLEMS:
        message = _("And %(n)s more problems.")
        lines.append(message % {"n": len(problems) - SHOWN_PROBLEMS})
    return "\n".join(lines)


def _line(problem: Problem) -> str:
    values = {"row": problem.row, "column": problem.column, "message": problem.message}
    if problem.row and problem.column:
        return _("Row %(row)s, column %(column)s: %(message)s") % values
    if problem.row:
        return _("Row %(row)s: %(message)s") % values
    return problem.message


def as_row(row: StudyRow, rating: Rating) -> dict[str, Any]:
    """One rated study as plain JSON values."""
    return {
        "row": row.row,
        "name": row.study.name or None,
        "other": row.other,
        "confidence": rating.confidence,
        "confidence_low": rating.low,
        "confidence_high": rating.high,
        "step": rating.step,
        "label": told(rating.label),
        "binding_reason": told(rating.binding_reason),
        "reasons": [told(reason) for reason in rating.reasons],
        "decided_by": list(rating.decided_by),
        "flags": [{"code": flag.code, "text": told(flag.text)} for flag in rating.flags],
        "effect_sentence": told(rating.effect),
        "crosswalk": {name: _verdict(verdict) for name, verdict in rating.crosswalk.items()},
        "rule_version": rating.rule_version,
        "inputs_hash": rating.inputs_hash,
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "value": verdict.value, "text": told(verdict.text), "needs": list(verdict.needs),
        "status": verdict.status, "decidable": verdict.value is not None,
    }  # fmt: skip


def _table(rated: list[tuple[StudyRow, Rating]]) -> list[str]:
    """A row a study with what others would say, and below it what binds."""
    names = [row.study.name or str(row.row) for row, _rating in rated]
    width = min(NAME_WIDTH, max(len(name) for name in names))
    lines = [_cells("", width, "C", list(REGISTRIES))]
    for name, (_row, rating) in zip(names, rated, strict=True):
        lines.append(_cells(name, width, _short(rating), _others(rating)))
        lines += [f"    {sentence}" for sentence in _sentences(rating)]
    return lines


def _cells(name: str, width: int, short: str, others: list[str]) -> str:
    return f"{name[:width]:{width}}  {short:6}  {'  '.join(f'{o:20}' for o in others)}".rstrip()


def _short(rating: Rating) -> str:
    if rating.confidence is not None:
        return rating.step or f"C{rating.low}"
    return f"C{rating.low}–C{rating.high}"


def _others(rating: Rating) -> list[str]:
    return [rating.crosswalk[name].value or "?" for name in REGISTRIES]


def _sentences(rating: Rating) -> list[str]:
    needs = ", ".join(rating.decided_by)
    return [
        told(rating.label),
        *map(told, rating.reasons),
        *([f"to settle the range: {needs}"] if needs else []),
        told(rating.effect),
        *(told(flag.text) for flag in rating.flags),
        *(f"{name}: {told(v.text)}" for name, v in rating.crosswalk.items() if v.value is None),
    ]
