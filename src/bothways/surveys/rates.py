"""Response rates by group, without telling who of a small group kept silent."""

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.surveys.queries import WaveCount

# A group of fewer cards, or with almost nobody on one side, would point at single children.
SMALLEST_GROUP = 5


@dataclass(frozen=True)
class Rate:
    """How many of a group answered. ``is_hidden``: too few to say more than that."""

    group: int
    name: str
    cards: int
    answered: int
    is_hidden: bool

    @property
    def percent(self) -> int:
        return round(100 * self.answered / self.cards) if self.cards else 0


def response_rates(counts: Sequence[WaveCount]) -> tuple[Rate, ...]:
    """One row a group. A total stands elsewhere, so a group is never hidden alone."""
    hidden = _hidden(counts)
    return tuple(
        Rate(one.group, one.name, one.cards, one.answered, one.group in hidden) for one in counts
    )


def _hidden(counts: Sequence[WaveCount]) -> set[int]:
    by_size = sorted((one for one in counts if one.cards), key=lambda one: (one.cards, one.group))
    small = [one.group for one in by_size if one.cards < SMALLEST_GROUP]
    if len(small) == 1:
        # Its neighbour in size goes along, or total minus the others would give it away.
        small += [one.group for one in by_size[1:2]]
    return set(small)
