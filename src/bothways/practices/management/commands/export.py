"""``bothways export practices --format json``: the released practices as a file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core.errors import Refused
from bothways.practices.exporters import EXPORTERS
from bothways.practices.library import parse_query
from bothways.practices.selection import select, understood


class Command(BaseCommand):
    help = "Writes the released practices in a format of choice, to a file or to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["practices"])
        parser.add_argument("--format", choices=sorted(EXPORTERS), default="json")
        parser.add_argument("--out", type=Path, help="the file to write")
        parser.add_argument("--query", default="", help="filters, such as 'country=DE&age=6-12'")

    def handle(self, *args: Any, **options: Any) -> None:
        exporter = EXPORTERS[options["format"]]
        out: Path | None = options["out"]
        if out is None and not exporter.is_text and sys.stdout.isatty():
            raise CommandError(_("This format is not text. Name a file with --out."))
        try:
            releases = select(understood(parse_query(options["query"])))
        except Refused as error:
            raise CommandError(str(error)) from error
        content = exporter.write(releases, settings.SITE_URL)
        if out is None:
            sys.stdout.buffer.write(content)
        else:
            out.write_bytes(content)
            values = {"count": len(releases), "file": out}
            message = ngettext(
                "%(count)s practice was written to %(file)s.",
                "%(count)s practices were written to %(file)s.",
                len(releases),
            )
            self.stderr.write(message % values)
