"""One practice explained: every line with the facts behind it, warnings, and what follows.

The grades come from the same columns as the order of the list, so page, list and shell agree.
Everything here is codes and numbers; words are put on in ``shortlist_words``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bothways.tailoring.fit.effect import Expected
from bothways.tailoring.fit.facts import Place, facts_of, place_facts
from bothways.tailoring.fit.lines import (
    DOES_NOT_FIT,
    FITS,
    GRADES,
    NOT_ASKED,
    UNKNOWN,
    Lines,
    Surroundings,
    compute,
)
from bothways.tailoring.fit.studied import Studied
from bothways.tailoring.fit.table import table_of
from bothways.tailoring.fit.wish import PEOPLE, Wish

# Where PIET-T (Schloemer & Schroeder-Baeck 2018) would put each line. T is the transfer itself:
# nothing computes it, so these questions go to people.
BLOCKS = {
    "population": PEOPLE,
    "intervention": ("outcome", "confidence", "effect", "means", "preconditions", "load"),
    "environment": ("place", "south_south"),
}
QUESTIONS = ("acceptance", "politics", "ethics", "leadership")
# The lines on which another group shows; languages are a matter of adaptation.
GROUP = ("age", "gender", "stage", "stay", "company", "side")


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """One line: its grade, its number (None where unknown) and the facts behind both."""

    id: str
    grade: str
    value: float | None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Caveat:
    """Something to know before relying on the profile."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reevaluation:
    """What has to be measured in the new place, and because of what."""

    kind: str  # new_outcome_evaluation, fidelity_and_monitoring, monitoring, undecided
    because: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many lines of a block are answered by data, need a person, or are unknown."""

    block: str
    by_data: int
    by_person: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Profile:
    slug: str
    lines: tuple[ProfileLine, ...]
    warnings: tuple[Caveat, ...]
    reevaluation: Reevaluation
    coverage: tuple[Coverage, ...]

    def line(self, name: str) -> ProfileLine:
        return next(line for line in self.lines if line.id == name)


def profile_of(
    one: Studied, wish: Wish, around: Surroundings, expected: tuple[Expected, ...] = ()
) -> Profile:
    """The whole profile of one practice."""
    return profiles_of([one], wish, around, [expected])[0]


def profiles_of(
    practices: Sequence[Studied], wish: Wish, around: Surroundings,
    expected: Sequence[tuple[Expected, ...]],
) -> list[Profile]:  # fmt: skip
    """The whole profiles of some practices, in the order given."""
    table = table_of(practices)
    lines = compute(table, wish, around)
    rows = {slug: row for row, slug in enumerate(table.slugs)}
    return [
        _profile(one, wish, around, each, _row(lines, rows[one.slug]))
        for one, each in zip(practices, expected, strict=True)
    ]


def _row(lines: Lines, row: int) -> dict[str, tuple[int, float]]:
    return {n: (int(line.grades[row]), float(line.values[row])) for n, line in lines.items()}


def _profile(
    one: Studied, wish: Wish, around: Surroundings, expected: tuple[Expected, ...],
    row: Mapping[str, tuple[int, float]],
) -> Profile:  # fmt: skip
    grades = {name: grade for name, (grade, _value) in row.items()}
    place = place_facts(one, wish, around)
    facts = facts_of(one, wish, around, place, expected)
    lines = (
        ProfileLine(name, GRADES[grade], finite(value), facts.get(name, {}))
        for name, (grade, value) in row.items()
    )
    return Profile(
        slug=one.slug,
        lines=tuple(lines),
        warnings=tuple(_warnings(one, wish, grades, place)),
        reevaluation=reevaluation(grades, place, row["load"][1]),
        coverage=tuple(_coverage(one, grades)),
    )


def finite(number: float) -> float | None:
    return float(number) if math.isfinite(number) else None


def _warnings(one: Studied, wish: Wish, grades: Mapping[str, int], place: Place) -> list[Caveat]:
    found = []
    other = [name for name in GROUP if grades[name] == DOES_NOT_FIT]
    if other:
        found.append(Caveat("other_group", {"lines": other}))
    if "hosts" in wish.side and one.sides and "hosts" not in one.sides:
        found.append(Caveat("not_measured_on_hosts", {"sides": list(one.sides)}))
    if one.studies == 0:
        found.append(Caveat("no_study"))
    elif one.studies is None:
        found.append(Caveat("study_unknown"))
    flagged = [gap for gap in place.gaps if gap.flagged]
    if flagged:
        signs = sorted({sign for gap in flagged for sign in gap.here.flag + gap.there.flag})
        found.append(Caveat("flagged", {
            "yardsticks": [gap.yardstick.id for gap in flagged], "flags": signs}))  # fmt: skip
    return found


def reevaluation(grades: Mapping[str, int], place: Place, changes: float) -> Reevaluation:
    """ADAPT's third step as a rule (Moore and others 2021).

    A core part changed, or a group or context outside the studied range: a new evaluation of the
    outcome. Only the surface changed: fidelity and monitoring. Nothing changed: monitoring. While
    a line that could decide is unknown, the rule says so instead of choosing the lighter duty.
    ADAPT starts from something that was shown to work: what nobody has tested has no result that
    could be carried over, however well the group fits.
    """
    outside = [name for name in GROUP if grades[name] not in (FITS, UNKNOWN, NOT_ASKED)]
    if place.outside:
        outside.append("place")
    if grades["load"] == DOES_NOT_FIT:
        outside.append("core")
    if grades["confidence"] == DOES_NOT_FIT:
        outside.append("confidence")
    unknown = tuple(name for name in (*GROUP, "confidence") if grades[name] == UNKNOWN)
    if place.known is False:
        unknown = (*unknown, "place")
    if outside:
        return Reevaluation("new_outcome_evaluation", tuple(outside), unknown)
    if unknown or grades["load"] == UNKNOWN:
        return Reevaluation("undecided", (), unknown or ("load",))
    if changes > 0:
        return Reevaluation("fidelity_and_monitoring", ("load",))
    return Reevaluation("monitoring")


def _coverage(one: Studied, grades: Mapping[str, int]) -> list[Coverage]:
    found = []
    for block, names in BLOCKS.items():
        asked = [name for name in names if grades[name] != NOT_ASKED]
        unknown = [name for name in asked if grades[name] == UNKNOWN]
        # A precondition that is on record can be answered: by asking whoever is on the spot.
        person = [n for n in unknown if n == "preconditions" and one.preconditions]
        found.append(
            Coverage(block, len(asked) - len(unknown), len(person), len(unknown) - len(person))
        )
    return [*found, Coverage("transfer", 0, len(QUESTIONS), 0)]
