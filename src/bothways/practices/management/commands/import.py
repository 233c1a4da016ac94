"""``bothways import practices FILE``: what the import page does, from the shell."""  # noqa: N999

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core.errors import Refused
from bothways.core.problems import Problem, errors
from bothways.core.progress import progress_bar
from bothways.practices.import_actions import (
    CHUNK,
    check_all,
    import_commit,
    import_discard,
    import_stage,
    import_states,
)
from bothways.practices.importers import read_file, row_in_file
from bothways.practices.models import ImportBatch
from bothways.practices.record.document import Document

SHOWN = 200


class Command(BaseCommand):
    help = "Imports a file of practices (JSON, YAML, CSV, XLSX) as drafts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["practices"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="read and check, write nothing")
        parser.add_argument(
            "--release", action="store_true", help="publish each record as imported"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            values = {"file": path, "reason": error.strerror}
            raise CommandError(_("%(file)s cannot be read: %(reason)s.") % values) from error
        if options["dry_run"]:
            self._look(path, content)
        else:
            self._take_in(path, content, release=options["release"])

    def _look(self, path: Path, content: bytes) -> None:
        documents, problems = read_file(path.name, content)
        problems = sorted([*problems, *check_all(documents, _ending(path))])
        self._print(problems, _ending(path))
        _refuse_errors(problems)
        self.stdout.write(_("Nothing was written. It would be: %(news)s.") % _news(documents))

    def _take_in(self, path: Path, content: bytes, *, release: bool) -> None:
        batch = import_stage(path.name, content, actor=None)
        problems = [Problem(**problem) for problem in batch.problems]
        self._print(problems, _ending(path))
        try:
            _refuse_errors(problems)
            written = self._commit(batch, release=release)
        except CommandError:
            import_discard(batch, actor=None)
            raise
        self.stdout.write(_written(written, release=release))

    def _commit(self, batch: ImportBatch, *, release: bool) -> int:
        bar = progress_bar(self.stderr, _("Writing"))
        try:
            return import_commit(batch, actor=None, release=release, progress=bar)
        except Refused as error:
            self._print(list(error.problems), batch.file_format)
            raise CommandError(str(error)) from error

    def _print(self, problems: list[Problem], ending: str) -> None:
        for problem in problems[:SHOWN]:
            self.stderr.write(line_of(problem, ending))
        if len(problems) > SHOWN:
            message = _("… and %(count)s more.") % {"count": len(problems) - SHOWN}
            self.stderr.write(message)


def _written(count: int, *, release: bool) -> str:
    if release:
        message = ngettext(
            "%(count)s record was released.", "%(count)s records were released.", count
        )
    else:
        message = ngettext(
            "%(count)s record was written as a draft.",
            "%(count)s records were written as drafts.",
            count,
        )
    return message % {"count": count}


def line_of(problem: Problem, ending: str) -> str:
    """A problem as one line: where, how bad, what."""
    level = _("Error") if problem.level == "error" else _("Remark")
    values = {
        "level": level,
        "row": row_in_file(ending, problem.row),
        "column": problem.column,
        "message": problem.message,
    }
    if not problem.row:
        text = (
            _("%(level)s, %(column)s: %(message)s") if problem.column else "%(level)s: %(message)s"
        )
        return text % values
    if not problem.column:
        return _("%(level)s, row %(row)s: %(message)s") % values
    return _("%(level)s, row %(row)s, column %(column)s: %(message)s") % values


def _ending(path: Path) -> str:
    return path.suffix.removeprefix(".").lower()


def _refuse_errors(problems: list[Problem]) -> None:
    if count := len(errors(problems)):
        message = ngettext(
            "Refused: %(count)s error. Nothing was written. Correct it and try again.",
            "Refused: %(count)s errors. Nothing was written. Correct them and try again.",
            count,
        )
        raise CommandError(message % {"count": count})


def _news(documents: list[Document]) -> dict[str, str]:
    states = Counter(
        state
        for start in range(0, len(documents), CHUNK)
        for state in import_states(documents[start : start + CHUNK])
    )
    values = {state: states[state] for state in ("new", "changed", "unchanged")}
    news = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged")
    return {"news": news % values}
