"""``bothways kept_plan_retention``: erases kept plans of families whose day has come.

Run it once a day. ``--preview`` only says what would be done.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from bothways.directory.steps.keeping.actions import plan_erase_when_due
from bothways.directory.steps.keeping.queries import plans_due


class Command(BaseCommand):
    help = "Erases the plans of families whose retention date has come."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--preview", action="store_true", help="change nothing, only tell")

    def handle(self, *args: Any, **options: Any) -> None:
        due = plans_due(timezone.localdate())
        for plan in due:
            self.stdout.write(f"plan {plan.reference}: until {plan.keep_until}")
            if not options["preview"]:
                plan_erase_when_due(plan, actor=None)
        done = "would be erased" if options["preview"] else "erased"
        self.stdout.write(f"{len(due)} plans {done}.")
