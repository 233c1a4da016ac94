from pathlib import Path

from django.apps import AppConfig

from bothways.core.daily import every_day
from bothways.core.vocabularies import register_folder

FOLDER = Path(__file__).parent


class ProgrammesConfig(AppConfig):
    name = "bothways.programmes"
    label = "programmes"

    def ready(self) -> None:
        register_folder(FOLDER / "vocabularies")
        # Erasing comes last: a consent that ends today has then stopped what rests on it.
        every_day("programme_safeguards")
        every_day("programme_retention")
        every_day("credentials_tidy")
        from bothways.programmes.credentials.erasing import TABLES, copy_of, forget
        from bothways.programmes.protection.elsewhere import keeps_of_people

        keeps_of_people(
            "credentials", {name.lower() for name in TABLES}, copy=copy_of,
            erase=lambda person: forget([person.pk]),
        )  # fmt: skip
