"""``bothways observations``: figures of places from the shell."""

import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.context import queries
from bothways.context.columns import Observations
from bothways.context.endpoints import download, endpoints
from bothways.context.formats import WRITERS, Asked, Message
from bothways.context.import_actions import (
    observations_commit,
    observations_discard,
    observations_stage,
    observations_undo,
    read_file,
)
from bothways.context.microdata.shell import MICRODATA
from bothways.context.models import Dataset
from bothways.core.errors import Refused
from bothways.core.problems import Problem, errors
from bothways.core.progress import progress_bar

SHOWN = 50


class Command(BaseCommand):
    help = "Imports, exports and computes figures of places."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, parser_class=ArgumentParser)
        _import_arguments(verbs.add_parser("import", help="take a file of figures in"))
        _export_arguments(verbs.add_parser("export", help="write figures to a file"))
        _fetch_arguments(verbs.add_parser("fetch", help="tell where a dataset is, or download it"))
        verbs.add_parser("list", help="indicators, and the datasets that are here")
        undo = verbs.add_parser("undo", help="take an import out again")
        undo.add_argument("number", type=int, help="as `list` shows it")
        for verb, microdata in MICRODATA.items():
            microdata.add_arguments(verbs.add_parser(verb, help=microdata.help))

    def handle(self, *args: Any, **options: Any) -> None:
        verb = options["verb"]
        try:
            if verb in MICRODATA:
                found = MICRODATA[verb].run(options)
                self._take_in(found.name, found.content, found.asked, found.read, options)
            else:
                getattr(self, f"_{verb}")(options)
        except Refused as refusal:
            self._tell(list(refusal.problems))
            raise CommandError(str(refusal)) from refusal

    def _import(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        asked = Asked(options["indicator"], options["dataset"], options["vintage"])
        content = _content(path)
        self._take_in(path.name, content, asked, read_file(path.name, content, asked), options)

    def _take_in(
        self, name: str, content: bytes, asked: Asked, read: Message, options: dict[str, Any]
    ) -> None:
        self._tell(read.problems)
        if count := len(errors(read.problems)):
            message = _(
                "Refused: %(count)s errors. Nothing was written. Correct them and try again."
            )
            raise CommandError(message % {"count": count})
        dataset = observations_stage(name, content, actor=None, asked=asked, read=read, keep=False)
        self.stdout.write(_news(dataset))
        if options["dry_run"]:
            observations_discard(dataset, actor=None)
            self.stdout.write(_("Nothing was written."))
            return
        try:
            bar = progress_bar(self.stderr, _("Writing"))
            written = observations_commit(dataset, actor=None, read=read, progress=bar)
        except BaseException:
            # An interrupted import leaves no half of itself behind, and no file that waits.
            observations_discard(dataset, actor=None)
            raise
        message = _(
            "%(written)s figures were taken in. To undo: bothways observations undo %(number)s"
        )
        self.stdout.write(message % {"written": written, "number": dataset.pk})

    def _export(self, options: dict[str, Any]) -> None:
        narrowed = {name: options[name] for name in ("sex", "age") if options[name]}
        rows = queries.observations(
            indicators=options["indicator"] or None, places=options["place"] or None,
            times=options["time"] or None, **narrowed,
        )  # fmt: skip
        if not rows:
            raise CommandError(_("No figure fits. See what there is: bothways observations list."))
        content = WRITERS[options["format"]](Observations.from_rows(rows))
        if options["out"]:
            options["out"].write_bytes(content)
            message = _("%(count)s figures were written to %(file)s.")
            self.stdout.write(message % {"count": len(rows), "file": options["out"]})
        else:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()

    def _fetch(self, options: dict[str, Any]) -> None:
        known = endpoints()
        if options["provider"] not in known:
            message = _("%(name)s is no provider that is known. There are: %(known)s.")
            values = {"name": options["provider"], "known": ", ".join(known)}
            raise CommandError(message % values)
        address = known[options["provider"]].address(
            options["format"] or "", dataset=options["dataset"], agency=options["agency"]
        )
        self.stdout.write(address)
        if not options["yes"]:
            message = _("Nothing was called. Download it with a browser, or say --yes --out FILE.")
            self.stdout.write(message)
            return
        if options["out"] is None:
            raise CommandError(_("Say where the file goes: --out FILE."))
        content = download(address)
        options["out"].write_bytes(content)
        message = _("%(size)s bytes were written to %(file)s.")
        self.stdout.write(message % {"size": len(content), "file": options["out"]})

    def _list(self, options: dict[str, Any]) -> None:
        language = get_language() or "en"
        for indicator in queries.indicators():
            self.stdout.write(f"{indicator.code}\t{indicator.names.get(language, indicator.code)}")
        for dataset in Dataset.objects.defer("content").order_by("pk"):
            self.stdout.write(f"{dataset.pk}\t{dataset}\t{dataset.state}\t{dataset.title}")

    def _undo(self, options: dict[str, Any]) -> None:
        dataset = Dataset.objects.filter(pk=options["number"]).first()
        if dataset is None:
            message = _("There is no import %(number)s. See: bothways observations list.")
            raise CommandError(message % {"number": options["number"]})
        count = observations_undo(dataset, actor=None)
        self.stdout.write(_("Undone: %(count)s figures were taken out.") % {"count": count})

    def _tell(self, problems: list[Problem]) -> None:
        for problem in problems[:SHOWN]:
            self.stderr.write(line_of(problem))
        if len(problems) > SHOWN:
            self.stderr.write(_("… and %(count)s more.") % {"count": len(problems) - SHOWN})


def _import_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    take_in_arguments(parser)


def take_in_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--dataset", default="", help="code, where the file does not say it")
    parser.add_argument("--indicator", default="", help="code, where the file does not say it")
    parser.add_argument("--vintage", type=date.fromisoformat, help="day of the figures, 2025-04-17")
    parser.add_argument("--dry-run", action="store_true", help="read and compare, write nothing")


def _export_arguments(parser: ArgumentParser) -> None:
    for name in ("indicator", "place", "time"):
        parser.add_argument(f"--{name}", action="append", help="may be given several times")
    parser.add_argument("--sex")
    parser.add_argument("--age")
    parser.add_argument("--format", choices=list(WRITERS), default="sdmx-csv")
    parser.add_argument("--out", type=Path)


def _fetch_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("provider", help="eurostat, oecd, worldbank, unesco or one of your own")
    parser.add_argument("dataset")
    parser.add_argument("--agency", default="", help="who keeps the dataset, where a provider asks")
    parser.add_argument("--format", help="as the list of endpoints names it")
    parser.add_argument("--yes", action="store_true", help="call out and download")
    parser.add_argument("--out", type=Path)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        values = {"file": path, "reason": error.strerror}
        raise CommandError(_("%(file)s cannot be read: %(reason)s.") % values) from error


def _news(dataset: Dataset) -> str:
    message = _("%(dataset)s: %(new)s new, %(changed)s changed, %(same)s the same")
    counts = dataset.counts
    return message % {"dataset": dataset, **{k: counts[k] for k in ("new", "changed", "same")}}


def line_of(problem: Problem) -> str:
    """A problem as one line: how bad, where, what. Rows count as in the file, names are row 1."""
    level = _("Error") if problem.level == "error" else _("Remark")
    values = {"level": level, "row": problem.row + 1, "column": problem.column,
              "message": problem.message}  # fmt: skip
    if not problem.row:
        return f"{level}: {problem.message}"
    if not problem.column:
        return _("%(level)s, row %(row)s: %(message)s") % values
    return _("%(level)s, row %(row)s, column %(column)s: %(message)s") % values
