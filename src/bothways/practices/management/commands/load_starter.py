"""``bothways load_starter``: the starter collection, through the importer everybody uses."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bothways.core.errors import Refused
from bothways.practices.import_actions import import_commit, import_stage
from bothways.practices.models import ImportBatch

STARTER = Path(__file__).parents[2] / "data" / "practices.yaml"


class Command(BaseCommand):
    help = "Loads and releases the starter collection, once."

    def handle(self, *args: Any, **options: Any) -> None:
        if ImportBatch.objects.filter(file_name=STARTER.name, actor=None).exists():
            return
        batch = import_stage(STARTER.name, STARTER.read_bytes(), actor=None)
        try:
            written = import_commit(batch, actor=None, release=True)
        except Refused as error:
            for problem in error.problems:
                self.stderr.write(f"row {problem.row}, {problem.column}: {problem.message}")
            raise CommandError(str(error)) from error
        self.stdout.write(f"{written} practices of the starter collection are released.")
