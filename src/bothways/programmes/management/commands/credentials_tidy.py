"""Files to print older than a week and learner files that nobody took over within a month go."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from bothways.programmes.credentials.keeping_actions import credentials_tidy


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        printed, brought = credentials_tidy(timezone.now(), actor=None)
        self.stdout.write(f"{printed} files to print, {brought} learner files")
