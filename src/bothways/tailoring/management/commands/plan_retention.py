"""``bothways plan_retention``: takes the names out of plans whose time for names is over.

Run it once a day. ``--preview`` only says what would be done.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from bothways.tailoring.plan.end_actions import plan_names_remove
from bothways.tailoring.plan.queries import plans_with_names_due


class Command(BaseCommand):
    help = "Takes names of people out of adaptation plans whose day has come."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--preview", action="store_true", help="change nothing, only tell")

    def handle(self, *args: Any, **options: Any) -> None:
        due = plans_with_names_due(timezone.localdate())
        for plan in due:
            # The number and the day, not the title: somebody may read this log who is not in it.
            self.stdout.write(f"plan {plan.pk}: names until {plan.names_until}")
            if not options["preview"]:
                plan_names_remove(plan, actor=None)
        done = "would lose" if options["preview"] else "lost"
        self.stdout.write(f"{len(due)} plans {done} their names.")
