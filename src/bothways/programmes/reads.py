"""The log of reads: whoever of the staff opens the record of a person leaves a row."""

from collections.abc import Iterable

from bothways.core.models import User
from bothways.programmes.models import Programme, ReadEntry


def people_were_read(
    programme: Programme, people: Iterable[int], *, page: str, reader: User
) -> None:
    """One row a person, in one statement. ``people`` are their numbers; ``page`` names the page."""
    ReadEntry.objects.bulk_create(
        ReadEntry(programme=programme, person_id=person, page=page, reader=reader)
        for person in people
    )
