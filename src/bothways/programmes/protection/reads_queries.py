"""The log of reads, as the safeguarding person and the lead read it."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator

from bothways.programmes.models import Programme, ProgrammeMember, ReadEntry
from bothways.programmes.protection.due import name_of

PAGE_SIZE = 100


@dataclass(frozen=True)
class ReadRow:
    """That an account opened a page about somebody, who stands here by number only: reading the
    log is no way to read who takes part."""

    at: datetime
    reader: str
    role: str
    page: str
    person: int


def read_page(programme: Programme, number: str, person: int | None = None) -> Page[ReadEntry]:
    """One page of entries, the newest first. Two statements."""
    entries = programme.reads.select_related("reader").order_by("-at", "-pk")
    if person is not None:
        entries = entries.filter(person_id=person)
    return Paginator(entries, PAGE_SIZE).get_page(number)


def read_rows(programme: Programme, page: Page[ReadEntry]) -> list[ReadRow]:
    """The entries of a page with the role that the reader has now. One statement."""
    members = {member.user_id: member for member in programme.members.select_related("user")}
    return [
        ReadRow(
            entry.at,
            _reader(entry, members),
            members[entry.reader_id].role if entry.reader_id in members else "",
            entry.page,
            entry.person_id,
        )
        for entry in page
    ]


def _reader(entry: ReadEntry, members: dict[int, ProgrammeMember]) -> str:
    if entry.reader_id in members:
        return name_of(members[entry.reader_id])
    return entry.reader.get_username() if entry.reader else ""
