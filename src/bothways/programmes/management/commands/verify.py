"""``bothways verify FILE|TEXT``: is a certificate genuine, was a learner file changed?"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from bothways.programmes.credentials import learner
from bothways.programmes.credentials.badge import verified_jwt
from bothways.programmes.credentials.signing import site_keys
from bothways.programmes.credentials.verifying import headline, remedy, verify

LONGEST_NAME = 250


class Command(BaseCommand):
    help = (
        "Checks the text of a certificate's code, a file with it, a badge (.jwt) or a learner "
        "file (.zip). Asks no network. Ends with 1 when it is refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", metavar="FILE|TEXT")

    def handle(self, *args: Any, **options: Any) -> None:
        content = _content(options["what"])
        if content[:2] == b"PK":
            self._learner_file(content)
        elif content.strip().count(b".") == 2 and content.strip().startswith(b"eyJ"):
            self._badge(content.decode("ascii", "replace").strip())
        else:
            self._certificate(content.decode("utf-8", "replace"))

    def _certificate(self, text: str) -> None:
        verdict = verify(text)
        if verdict.facts:
            facts = verdict.facts
            self.stdout.write(f"{facts.name} | {facts.title}")
            self.stdout.write(f"{facts.issued_on} | {verdict.units} × {facts.unit_minutes} min")
            for skill, level in verdict.levels:
                self.stdout.write(f"{skill}: {level}")
            self.stdout.write(f"serial {facts.serial}")
        if not verdict.is_valid:
            raise CommandError(f"{headline(verdict.reason)} {remedy(verdict.reason)}")
        self.stdout.write(headline(verdict.reason))

    def _badge(self, text: str) -> None:
        claims = verified_jwt(text)
        if claims is None:
            raise CommandError(_("The badge was changed, or it is not of this site."))
        self.stdout.write(json.dumps(claims, ensure_ascii=False, indent=1))

    def _learner_file(self, content: bytes) -> None:
        read, problems = learner.read(content)
        if read is None:
            lines = (f"{p.column or _('File')}: {p.message}" for p in problems)
            raise CommandError("\n".join(lines))
        site = read.learner.site
        self.stdout.write(f"{site.name} | {site.address} | {read.learner.made_on}")
        if read.key.key_id not in site_keys():
            self.stdout.write(
                _("Nothing was changed since it was signed; the key is not of this site.")
            )
        else:
            self.stdout.write(_("Nothing was changed since this site signed it."))


def _content(given: str) -> bytes:
    if len(given) <= LONGEST_NAME and Path(given).is_file():
        return Path(given).read_bytes()
    return given.encode()
