"""Runs the lines of a study over its table: the same code as the shell's, on the same bytes."""

import argparse
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import translation

from bothways.analysis.answers import Answer, clean
from bothways.analysis.management.commands.analyse import ANALYSES
from bothways.analysis.questions import add_flags, asked
from bothways.analysis.tables import read_table
from bothways.core.errors import Refused
from bothways.stats.errors import StatsError
from bothways.studies.commands import FILE, Line


def run_lines(lines: Sequence[Line], table: str) -> list[dict[str, Any]]:
    """An answer for each line; a line that cannot be estimated says why and stops no other."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        path = Path(folder) / FILE
        path.write_text(table, encoding="utf-8")
        # Kept in one language, and put into the reader's words when it is shown.
        with translation.override("en"):
            return [_answered(line, path) for line in lines]


def _answered(line: Line, path: Path) -> dict[str, Any]:
    head = {"outcome": line.outcome, "side": line.side, "command": str(line)}
    try:
        return {**head, **_kept(_answer(line, path))}
    except (Refused, StatsError) as error:
        return {**head, "refusal": str(error), "estimates": [], "design": "", "cautions": []}


def _answer(line: Line, path: Path) -> Answer:
    analysis = ANALYSES[line.words[0]]
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument("file")
    parser.add_argument("--where", action="append", default=[])
    add_flags(parser, analysis.question)
    given = vars(parser.parse_args(list(line.words[1:])))
    return analysis.analyse(asked(analysis.question, given), read_table(path, [], given["where"]))


def _kept(answer: Answer) -> dict[str, Any]:
    cautions = {
        str(caution.said): caution.said.as_json()
        for estimate in answer.estimates
        for caution in estimate.warnings
    }
    return {
        "design": answer.design,
        "estimates": [clean(estimate.as_row()) for estimate in answer.estimates],
        "sentence": answer.sentence,
        "cautions": list(cautions.values()),
    }
