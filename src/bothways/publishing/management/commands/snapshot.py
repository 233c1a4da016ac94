"""``bothways snapshot --query 'country=DE' --format pdf --out snapshot.pdf``."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from bothways.core.errors import Refused
from bothways.core.paper import load_weasyprint
from bothways.publishing.actions import FORMATS, report_freeze
from bothways.publishing.models import ReportEdition
from bothways.publishing.queries import newest_edition_like
from bothways.publishing.report.chapters import report_from
from bothways.publishing.report.files import make_file
from bothways.publishing.selection import canonical, conditions, read_search

BAR = 30


class Command(BaseCommand):
    help = "Freezes a Snapshot report of a search and writes it as a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--query", default="", help="a search, such as country=DE&age=6-12")
        parser.add_argument("--format", choices=FORMATS, default="pdf")
        parser.add_argument("--out", required=True, type=Path, help="the file to write")
        parser.add_argument("--title", default="", help="stands on the cover")
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=languages, default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        out = Path(options["out"])
        if not out.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {out.absolute().parent}.")
        try:
            if options["format"] == "pdf":
                load_weasyprint()
            with override(options["language"]):
                edition = self._edition(options["query"], options["title"], options["language"])
            report = report_from(edition, options["language"])
            out.write_bytes(make_file(report, options["format"], self._progress))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        finally:
            self._end_of_bar()
        self.stdout.write(
            f"{out}: edition {edition.number} of {edition.series.slug}, "
            f"{len(edition.releases)} practices, {out.stat().st_size} bytes"
        )

    def _edition(self, query: str, title: str, language: str) -> ReportEdition:
        """A new edition; the newest one again when nothing has changed since."""
        search, _ignored = read_search(query)
        title = title or self._title(query)
        like = newest_edition_like(canonical(search), title)
        series = like.series if like else None
        try:
            return report_freeze(query, title=title, actor=None, series=series, language=language)
        except Refused:
            if like is None:
                raise
            return like

    @staticmethod
    def _title(query: str) -> str:
        words = " · ".join(part.words() for part in conditions(read_search(query)[0]))
        return words or _("All practices")

    _drawn = False

    def _progress(self, done: int, total: int) -> None:
        filled = BAR * done // max(total, 1)
        bar = "#" * filled + "." * (BAR - filled)
        sys.stderr.write(f"\r[{bar}] {done}/{total}")
        sys.stderr.flush()
        self._drawn = True

    def _end_of_bar(self) -> None:
        if self._drawn:
            sys.stderr.write("\n")
