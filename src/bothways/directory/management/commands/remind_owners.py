"""``bothways remind_owners``: letters about services that nobody has looked at for long."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from bothways.directory.services.queries import owners_to_remind
from bothways.directory.services.reminder_actions import owner_remind


class Command(BaseCommand):
    help = "Writes to people of organisations whose services are due for a look. Runs every day."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SENDS_MAIL:
            self.stdout.write("No mail server is set (BOTHWAYS_MAIL), so nobody is written to.")
            return
        people = owners_to_remind(timezone.localdate())
        for user, due in people:
            owner_remind(user, due, actor=None)
        self.stdout.write(f"{len(people)} letters sent.")
