"""The one question whose answer would decide most. Pure."""

from collections import Counter
from dataclasses import dataclass

from bothways.directory.steps.book import Book
from bothways.directory.steps.plan import Plan
from bothways.directory.steps.profile import Profile


@dataclass(frozen=True)
class Question:
    """``facet`` is age, language, arrival, a yes-or-no question, or ``paper`` with a code."""

    facet: str
    paper: str
    decides: int


def best_question(book: Book, profile: Profile, plan: Plan) -> Question | None:
    """By the number of steps it would settle alone; then by those it bears on."""
    alone: Counter[tuple[str, str]] = Counter()
    bears: Counter[tuple[str, str]] = Counter()
    for planned in plan.steps:
        for facet in planned.unknown:
            key = _asked(facet, planned.step.audience, profile)
            bears[key] += 1
            alone[key] += len(planned.unknown) == 1
        for paper in planned.step.gives:
            if paper not in profile.has | profile.lacks:
                bears["paper", paper] += 1
                alone["paper", paper] += len(planned.step.gives) == 1
        if profile.arrival is None and planned.step.due is not None:
            bears["arrival", ""] += 1
            alone["arrival", ""] += planned.step.due.anchor != "paper"
    if not bears:
        return None
    facet, paper = max(bears, key=lambda key: (alone[key], bears[key], key))
    return Question(facet, paper, alone[facet, paper] or bears[facet, paper])


def _asked(facet: str, audience: object, profile: Profile) -> tuple[str, str]:
    if facet == "speaks_not":
        return "language", ""
    if facet == "paper":
        codes = sorted(
            code for condition in audience  # type: ignore[attr-defined]
            if condition.facet == "paper" for code in condition.codes - profile.has - profile.lacks
        )  # fmt: skip
        return "paper", codes[0] if codes else ""
    return facet, ""
