"""``bothways daily``: everything that is due every day. The site runs it by itself."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from bothways.core.daily import daily_commands


class Command(BaseCommand):
    help = "Does what is due today, such as taking out names whose time is over."

    def handle(self, *args: Any, **options: Any) -> None:
        for name in daily_commands():
            self.stdout.write(f"{name}:")
            call_command(name, stdout=self.stdout, stderr=self.stderr)
