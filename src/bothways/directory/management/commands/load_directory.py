"""``bothways load_directory``: the demonstration town, marked as one."""

from typing import Any

from django.core.management.base import BaseCommand

from bothways.directory.demonstration.actions import TOWN, demonstration_load
from bothways.directory.places.models import Place


class Command(BaseCommand):
    help = "Loads the demonstration town with its services, steps and pages."

    def handle(self, *args: Any, **options: Any) -> None:
        if Place.objects.filter(code=TOWN).exists():
            return
        made = demonstration_load(actor=None)
        self.stdout.write(f"{made} services of the demonstration town were loaded.")
