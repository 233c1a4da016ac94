"""Reads places and their capacities, and holds the two files of a batch against each other."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.tailoring.allocation.core.people import Family, Place
from bothways.tailoring.allocation.readers.cells import Row
from bothways.tailoring.allocation.readers.families import GENDERS, column_problems
from bothways.tailoring.allocation.readers.sheet import read_sheet

COLUMNS = ("place", "name", "capacity", "age_min", "age_max", "instruction", "offers", "gender",
           "languages", "lat", "lon")  # fmt: skip
MOST_SEATS = 1_000_000


def read_places(
    name: str, content: bytes, *, with_capacity: bool = True
) -> tuple[tuple[Place, ...], list[Problem]]:
    """Places and what is wrong. ``with_capacity`` False: another file brings the seats."""
    sheet = read_sheet(name, content)
    problems = [*sheet.problems, *column_problems(sheet, COLUMNS, "place")]
    if any(problem.level == "error" for problem in problems):
        return (), problems
    places: list[Place] = []
    first: dict[str, int] = {}
    for number, cells in sheet.rows:
        row = Row(sheet, number, cells)
        place = _place(row, with_capacity)
        _tell_twins(row, place.id, first)
        problems += row.problems
        places.append(place)
    return tuple(places), problems


def _place(row: Row, with_capacity: bool) -> Place:
    low, high = row.whole("age_min", 0, 120), row.whole("age_max", 0, 120)
    if low is not None and high is not None and low > high:
        row.wrong("age_max", "disagree", _("The highest age is below the lowest."))
    return Place(
        row.key("place"), row.whole("capacity", 0, MOST_SEATS, must=with_capacity) or 0,
        row.text("name")[:120], low, high, row.languages("instruction"), row.codes("offers"),
        row.choice("gender", GENDERS), row.languages("languages"), row.position(),
    )  # fmt: skip


def _tell_twins(row: Row, key: str, first: dict[str, int]) -> None:
    if not key:
        return
    if first.setdefault(key, row.number) != row.number:
        message = _("The place %(id)s stands in row %(row)s already.")
        row.wrong("place", "doubled", message % {"id": key, "row": first[key]})
        return
    twin = next((name for name in first if name != key and folded(name) == folded(key)), None)
    if twin is not None:
        message = _("This is the same as “%(other)s” in row %(row)s but for capitals or blanks.")
        row.wrong("place", "twin", message % {"other": twin, "row": first[twin]})


def folded(name: str) -> str:
    return "".join(name.casefold().split())


def read_capacities(
    name: str, content: bytes, places: Sequence[Place]
) -> tuple[tuple[Place, ...], list[Problem]]:
    """The places with the seats of this file, joined by the key and never by the order."""
    sheet = read_sheet(name, content)
    problems = [*sheet.problems, *column_problems(sheet, ("place", "capacity"), "place")]
    if sheet.names and sheet.column("capacity") is None:
        message = _("There is no column %(name)s.") % {"name": "capacity"}
        problems.append(Problem(1, "capacity", "no_column", message))
    if any(problem.level == "error" for problem in problems):
        return tuple(places), problems
    known = [place.id for place in places]
    seats: dict[str, int] = {}
    for number, cells in sheet.rows:
        row = Row(sheet, number, cells)
        key, count = row.key("place"), row.whole("capacity", 0, MOST_SEATS, must=True)
        if key in seats:
            row.wrong("place", "doubled", _("This place stands in the file already."))
        elif key and key not in known:
            row.wrong("place", "unknown_place", unknown_place(key, known))
        seats[key] = count or 0
        problems += row.problems
    for place in places:
        if place.id not in seats:
            message = _("The place %(id)s has no capacity in this file.") % {"id": place.id}
            problems.append(Problem(0, "place", "no_capacity", message))
    return tuple(replace(place, capacity=seats.get(place.id, 0)) for place in places), problems


def unknown_place(name: str, known: Sequence[str]) -> str:
    """Says what is unknown and, if only capitals or blanks differ, what it may be."""
    near = next((other for other in known if folded(other) == folded(name)), None)
    if near is None:
        return _("No place is called “%(name)s” in the file of places.") % {"name": name[:80]}
    message = _(
        "No place is called “%(name)s”. “%(near)s” differs only in capitals or blanks: "
        "write it exactly so, if you mean it."
    )
    return message % {"name": name[:80], "near": near}


def cross_problems(
    families: Sequence[Family], places: Sequence[Place], rows: Sequence[int]
) -> list[Problem]:
    """Places that families name and nobody knows; needs that no place meets."""
    known = [place.id for place in places]
    exact = set(known)
    offered = {code for place in places for code in place.offers}
    found: list[Problem] = []
    for family, row in zip(families, rows, strict=True):
        for column, names in (("preferences", family.preferences), ("ties", family.ties)):
            found += [
                Problem(row, column, "unknown_place", unknown_place(name, known))
                for name in names
                if name not in exact
            ]
        for need in family.needs:
            if need not in offered:
                message = _("No place offers “%(need)s”, so none will fit.") % {"need": need}
                found.append(Problem(row, "needs", "nobody_offers", message, "warning"))
    return found
