from pathlib import Path

from django.apps import AppConfig

from bothways.core.daily import every_day
from bothways.core.vocabularies import register_folder

FOLDER = Path(__file__).parent


class TailoringConfig(AppConfig):
    name = "bothways.tailoring"
    label = "tailoring"

    def ready(self) -> None:
        register_folder(FOLDER / "vocabularies")
        every_day("plan_retention")
        every_day("empty_allocations")
