"""What every reader answers: observations, what was wrong, and what the file says of itself."""

from dataclasses import dataclass, field
from datetime import date

from bothways.context.codes.published import indicator_entries
from bothways.context.columns import Observations
from bothways.core.problems import Problem

NOTHING = Observations.of({}, 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person who brings a file says about it; what the file says itself goes first."""

    indicator: str = ""
    dataset: str = ""
    vintage: date | None = None
    # Which indicators there are: those of the package unless told otherwise.
    indicators: frozenset[str] = field(default_factory=lambda: frozenset(indicator_entries()))


@dataclass(frozen=True, slots=True)
class Message:
    observations: Observations
    problems: list[Problem]
    # The title of the dataset as the file has it; empty if it has none.
    title: str = ""


def refused(code: str, message: str, *, row: int = 0, column: str = "") -> Message:
    """A file that cannot be read at all."""
    return Message(NOTHING, [Problem(row, column, code, message)])
