"""``bothways survey_retention``: erases the answers of surveys whose day has come.

Run it once a day. ``--preview`` only says what would be done.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from bothways.surveys.erasure_actions import survey_answers_erase_when_due
from bothways.surveys.queries import surveys_due


class Command(BaseCommand):
    help = "Erases the answers of surveys whose retention date has come."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--preview", action="store_true", help="change nothing, only tell")

    def handle(self, *args: Any, **options: Any) -> None:
        due = surveys_due(timezone.localdate())
        for survey in due:
            # The number and the day, not the title: somebody may read this log who is not in it.
            self.stdout.write(f"survey {survey.pk}: answers until {survey.keep_until}")
            if not options["preview"]:
                survey_answers_erase_when_due(survey, actor=None)
        done = "would lose" if options["preview"] else "lost"
        self.stdout.write(f"{len(due)} surveys {done} their answers.")
