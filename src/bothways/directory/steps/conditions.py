"""Whom a step is for, in three values: yes, no, and not known.

Conditions of one facet are alternatives; different facets must all hold. Kleene's logic: what is
not known stays so, unless the rest decides alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bothways.directory.steps.profile import MOST_AGE, Profile

Verdict = bool | None


@dataclass(frozen=True)
class Condition:
    """``facet`` is age, language, speaks_not, paper or the name of a yes-or-no question."""

    facet: str
    low: int = 0
    high: int = MOST_AGE
    codes: frozenset[str] = frozenset()
    wanted: bool = True


def verdict(conditions: Sequence[Condition], profile: Profile) -> Verdict:
    """Whether the household is meant."""
    facets: dict[str, list[Verdict]] = {}
    for condition in conditions:
        facets.setdefault(condition.facet, []).append(_holds(condition, profile))
    return _all(_any(found) for found in facets.values())


def unknown_facets(conditions: Sequence[Condition], profile: Profile) -> tuple[str, ...]:
    """The facets that would have to be known to decide."""
    facets: dict[str, list[Verdict]] = {}
    for condition in conditions:
        facets.setdefault(condition.facet, []).append(_holds(condition, profile))
    return tuple(facet for facet, found in facets.items() if _any(found) is None)


def members_meant(conditions: Sequence[Condition], profile: Profile) -> tuple[int, ...]:
    """Which persons of the household the ages speak of, by position; unknown ages included."""
    ages = [condition for condition in conditions if condition.facet == "age"]
    return tuple(
        at for at, member in enumerate(profile.members or ())
        if any(member.age is None or c.low <= member.age <= c.high for c in ages)
    )  # fmt: skip


def _holds(condition: Condition, profile: Profile) -> Verdict:
    if condition.facet == "age":
        return _somebody_of(condition, profile)
    if condition.facet in ("language", "speaks_not"):
        if profile.languages is None:
            return None
        speaks = bool(profile.languages & condition.codes)
        return speaks if condition.facet == "language" else not speaks
    if condition.facet == "paper":
        return _paper(condition, profile)
    told = profile.facts.get(condition.facet)
    return None if told is None else told == condition.wanted


def _somebody_of(condition: Condition, profile: Profile) -> Verdict:
    if profile.members is None:
        return None
    ages = [member.age for member in profile.members]
    if any(age is not None and condition.low <= age <= condition.high for age in ages):
        return True
    return None if None in ages else False


def _paper(condition: Condition, profile: Profile) -> Verdict:
    if profile.has & condition.codes:
        return condition.wanted
    return (not condition.wanted) if condition.codes <= profile.lacks else None


def _any(found: Iterable[Verdict]) -> Verdict:
    values = list(found)
    if True in values:
        return True
    return None if None in values else False


def _all(found: Iterable[Verdict]) -> Verdict:
    values = list(found)
    if False in values:
        return False
    return None if None in values else True
