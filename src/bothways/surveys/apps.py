from pathlib import Path

from django.apps import AppConfig

from bothways.core.daily import every_day
from bothways.core.vocabularies import register_folder

FOLDER = Path(__file__).parent


class SurveysConfig(AppConfig):
    name = "bothways.surveys"
    label = "surveys"

    def ready(self) -> None:
        register_folder(FOLDER / "vocabularies")
        every_day("survey_retention")
