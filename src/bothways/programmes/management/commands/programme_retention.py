"""``bothways programme_retention``: erases people of programmes whose day has come.

Run it once a day. ``--preview`` only says what would be done.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from bothways.programmes.models import Person, Programme
from bothways.programmes.protection.erasure_actions import person_erase_when_due
from bothways.programmes.protection.retention_queries import erasures_ahead


class Command(BaseCommand):
    help = "Erases the data of people whose retention date has come, and keeps the dates current."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--preview", action="store_true", help="change nothing, only tell")

    def handle(self, *args: Any, **options: Any) -> None:
        erased = 0
        for programme in Programme.objects.order_by("pk"):
            erased += self._of_programme(programme, preview=options["preview"])
        done = "would lose" if options["preview"] else "lost"
        self.stdout.write(f"{erased} people {done} their names.")

    def _of_programme(self, programme: Programme, *, preview: bool) -> int:
        today, erased = timezone.localdate(), 0
        rows = erasures_ahead(programme, today)
        due = {row.person.pk: row.on for row in rows}
        if not preview:
            _keep_dates(programme, due)
        for row in rows:
            if row.on > today:
                break
            # Numbers and days, no names: somebody may read this log who has no role there.
            self.stdout.write(f"programme {programme.pk}, person {row.person.pk}: until {row.on}")
            erased += 1
            if not preview:
                person_erase_when_due(row.person, actor=None)
        return erased


def _keep_dates(programme: Programme, due: dict[int, Any]) -> None:
    """The column follows the computation, for pages that only read it."""
    stale = [
        person
        for person in programme.people.filter(erased_at=None)
        if person.keep_until != due.get(person.pk)
    ]
    for person in stale:
        person.keep_until = due.get(person.pk)
    Person.objects.bulk_update(stale, ["keep_until"], batch_size=500)
