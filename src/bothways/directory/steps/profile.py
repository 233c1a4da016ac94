"""What a household tells of itself. Everything may be left out; nothing of it is stored
unless the family agrees (``keeping``).

There is no field for a legal status, and none is needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

MOST_MEMBERS = 12
MOST_AGE = 120


@dataclass(frozen=True)
class Member:
    """One person of the household; an age that is not told is None."""

    age: int | None = None


@dataclass(frozen=True)
class Profile:
    """``members`` is None while nothing is told of the household; ``lacks`` is what was said to be
    missing, so that a paper in neither set is not known."""

    arrival: date | None = None
    members: tuple[Member, ...] | None = None
    languages: frozenset[str] | None = None
    has: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    facts: Mapping[str, bool] = field(default_factory=dict)
    done: frozenset[str] = frozenset()


def to_document(profile: Profile) -> dict[str, Any]:
    """As short as it can be said: it has to fit into a QR code."""
    found: dict[str, Any] = {
        "a": str(profile.arrival) if profile.arrival else None,
        "m": None if profile.members is None else [member.age for member in profile.members],
        "l": None if profile.languages is None else sorted(profile.languages),
        "h": sorted(profile.has), "x": sorted(profile.lacks),
        "f": dict(sorted(profile.facts.items())), "d": sorted(profile.done),
    }  # fmt: skip
    # Nobody and no language are answers; nothing in the other lists is none.
    return {
        name: value for name, value in found.items()
        if value not in (None, [], {}) or (name in "ml" and value == [])
    }  # fmt: skip


def from_document(found: Any) -> Profile:
    """Whatever cannot be understood is as not told."""
    if not isinstance(found, dict):
        return Profile()
    members, languages, facts = found.get("m"), found.get("l"), found.get("f")
    return Profile(
        arrival=_day(found.get("a")),
        members=tuple(Member(_age(age)) for age in members[:MOST_MEMBERS])
        if isinstance(members, list) else None,
        languages=_codes(languages) if isinstance(languages, list) else None,
        has=_codes(found.get("h")),
        lacks=_codes(found.get("x")),
        facts={str(name): bool(value) for name, value in facts.items()}
        if isinstance(facts, dict) else {},
        done=_codes(found.get("d")),
    )  # fmt: skip


def _codes(found: Any) -> frozenset[str]:
    return frozenset(map(str, found[:200])) if isinstance(found, list) else frozenset()


def _age(found: Any) -> int | None:
    return found if type(found) is int and 0 <= found <= MOST_AGE else None


def _day(found: Any) -> date | None:
    try:
        day = date.fromisoformat(str(found)) if found else None
    except ValueError:
        return None
    return day if day is None or 1950 <= day.year <= 2200 else None
