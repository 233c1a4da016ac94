"""What other rooms keep about a person, so that a copy is whole and an erasure too.

A room names its part once at start, in ``apps.py``: how to write it out, and how to take what names
the person out of it. A test fails for a table with a link to a person that nobody named.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bothways.programmes.models import Person

Copy = Callable[[Person], Any]
Erase = Callable[[Person], None]


@dataclass(frozen=True)
class Kept:
    """One room's part: its key in the copy, the tables it speaks for, and its two functions."""

    key: str
    tables: frozenset[str]
    copy: Copy
    erase: Erase


_kept: dict[str, Kept] = {}


def keeps_of_people(key: str, tables: Iterable[str], *, copy: Copy, erase: Erase) -> None:
    """Naming a part twice changes nothing but the functions."""
    _kept[key] = Kept(key, frozenset(tables), copy, erase)


def kept_parts() -> tuple[Kept, ...]:
    return tuple(_kept.values())
