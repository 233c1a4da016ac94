"""``bothways setup``: all that lies between a fresh folder and a site that can start.

A second run finds everything done and says nothing.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from bothways.core.actions import user_invite
from bothways.core.catalogues import compile_catalogues
from bothways.core.models import Role, User

# Pages of other packages that this site does not show.
UNUSED = ["admin", "ninja", "mfa"]
PASSWORD_FILE = settings.VAR / "editor-password.txt"


class Command(BaseCommand):
    help = "Prepares database, translations, static files, an editor and the starter collections."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        compile_catalogues()
        call_command(
            "collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=UNUSED
        )
        self._invite_first_people()
        call_command("load_starter")
        # Releases from before ratings were kept, or from before the present rules.
        call_command("rate", refresh=True, verbosity=0)
        call_command("load_observations")
        call_command("load_directory")

    def _invite_first_people(self) -> None:
        if User.objects.exists():
            return
        password = secrets.token_urlsafe(12)
        for name, roles in (("editor", [Role.EDITOR]), ("reviewer", [Role.REVIEWER])):
            user_invite(name, password=password, roles=list(roles), actor=None)
        PASSWORD_FILE.touch(mode=0o600)
        PASSWORD_FILE.write_text(f"{password}\n")
