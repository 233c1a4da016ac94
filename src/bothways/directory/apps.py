from pathlib import Path

from django.apps import AppConfig

from bothways.core.daily import every_day
from bothways.core.vocabularies import register_folder

FOLDER = Path(__file__).parent


class DirectoryConfig(AppConfig):
    name = "bothways.directory"
    label = "directory"

    def ready(self) -> None:
        register_folder(FOLDER / "vocabularies")
        every_day("remind_owners")
        every_day("kept_plan_retention")
