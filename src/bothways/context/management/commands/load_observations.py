"""``bothways load_observations``: the indicators and the published figures of the package."""

from typing import Any

from django.core.management.base import BaseCommand

from bothways.context.actions import indicators_load, starter_load


class Command(BaseCommand):
    help = "Loads the indicators and the starter set of observations, once."

    def handle(self, *args: Any, **options: Any) -> None:
        indicators_load(actor=None)
        starter_load(actor=None)
