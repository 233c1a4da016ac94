"""The files of a batch, read together: families, places and, if apart, capacities."""

import hashlib
from dataclasses import dataclass, field

from bothways.core.problems import Problem, errors
from bothways.tailoring.allocation.core.people import Family, Place
from bothways.tailoring.allocation.readers.families import read_families
from bothways.tailoring.allocation.readers.places import (
    cross_problems,
    read_capacities,
    read_places,
)
from bothways.tailoring.allocation.readers.sheet import read_sheet

Upload = tuple[str, bytes]


@dataclass
class Incoming:
    """What was read, the problems of each file, and the hashes of the files."""

    families: tuple[Family, ...] = ()
    places: tuple[Place, ...] = ()
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        return any(errors(found) for found in self.problems.values())


def read_batch(families: Upload, places: Upload, capacities: Upload | None = None) -> Incoming:
    """Everything or nothing: with one error in one file nothing may be written."""
    incoming = Incoming()
    files = {"families": families, "places": places, "capacities": capacities}
    for name, file in files.items():
        if file is not None:
            incoming.hashes[name] = hashlib.sha256(file[1]).hexdigest()
    incoming.places, incoming.problems["places"] = read_places(
        *places, with_capacity=capacities is None
    )
    if capacities is not None and incoming.places:
        incoming.places, incoming.problems["capacities"] = read_capacities(
            *capacities, incoming.places
        )
    incoming.families, incoming.problems["families"] = read_families(*families)
    if incoming.families and incoming.places:
        rows = [number for number, _cells in read_sheet(*families).rows]
        found = cross_problems(incoming.families, incoming.places, rows)
        incoming.problems["families"] = sorted([*incoming.problems["families"], *found])
    return incoming
