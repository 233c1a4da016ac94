"""How far people moved in a skill: their last level against their first, in steps of one scale."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bothways.programmes.credentials.levels import SCALES, SKILLS, levels_of, scale_of
from bothways.programmes.credentials.models import LevelResult
from bothways.programmes.models import Programme


@dataclass(frozen=True, order=True)
class Skill:
    """A skill on a scale; ``place`` keeps skills in the order of the house."""

    language: str
    place: int
    scale: str

    @property
    def name(self) -> str:
        return SKILLS[self.place]


@dataclass(frozen=True)
class Change:
    person: int
    skill: Skill
    steps: int


def changes_of(programme: Programme, people: Collection[int]) -> list[Change]:
    """One of each person and skill that was found twice here, on different days. One statement.

    Both results stand on one scale and were found in one way; of several ways the one used last
    counts. What a learner file brought from elsewhere was measured before anybody trained here.
    """
    rows = LevelResult.objects.filter(person__programme=programme, person__in=people, source="")
    found: dict[tuple[int, Skill], dict[str, list[tuple[date, int]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    ranks = _ranks()
    for row in rows.order_by("taken_on", "pk"):
        skill = Skill(row.language, SKILLS.index(row.skill), scale_of(row.level))
        found[row.person_id, skill][row.method].append((row.taken_on, ranks[row.level]))
    pairs = ((person, skill, _moved(ways)) for (person, skill), ways in found.items())
    return [Change(person, skill, moved) for person, skill, moved in pairs if moved is not None]


def _moved(ways: Mapping[str, Sequence[tuple[date, int]]]) -> int | None:
    twice = [results for results in ways.values() if results[0][0] < results[-1][0]]
    if not twice:
        return None
    results = max(twice, key=lambda found: found[-1][0])
    return results[-1][1] - results[0][1]


def _ranks() -> dict[str, int]:
    """The place of each level on its scale."""
    return {level: place for scale in SCALES for place, level in enumerate(levels_of(scale))}
