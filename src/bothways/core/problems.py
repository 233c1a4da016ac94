"""What is wrong with something that came from outside: the place, the remedy, the weight."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with input. Row 1 is the first record; row 0 is the file as a whole."""

    row: int
    column: str
    code: str
    message: str
    level: Literal["error", "warning"] = "error"


def errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.level == "error"]
