from pathlib import Path

from django.apps import AppConfig

from bothways.core.vocabularies import register_folder

FOLDER = Path(__file__).parent


class PracticesConfig(AppConfig):
    name = "bothways.practices"
    label = "practices"

    def ready(self) -> None:
        register_folder(FOLDER / "vocabularies")
