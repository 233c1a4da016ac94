"""A practice with parts and conditions, and an officer's plan made from it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bothways.core.models import User
from bothways.practices.actions import practice_create, practice_release, practice_submit
from bothways.practices.models import Release
from bothways.practices.record.document import Document
from bothways.tailoring.models import AdaptationPlan
from bothways.tailoring.plan.actions import plan_start
from bothways.tailoring.plan.asked import predict, wish_of
from tests.conftest import person

Fields = Callable[..., dict[str, Any]]
MENTORING: Document = {
    "id": "student-mentors",
    "edition": 1,
    "language": "en",
    "title": "Student mentors for newly arrived children",
    "summary": "University students meet a newly arrived child once a week for a school year.",
    "countries": ["ES"],
    "languages": ["ca", "es"],
    "target_groups": [{"who": "pupils", "age_min": 8, "age_max": 15, "gender": "any"}],
    "stage": ["settlement"],
    "outcome_families": ["belonging_identity"],
    "parts": [
        {"part": "Weekly meetings of three hours", "keep": "core", "reason": "Trust takes time."},
        {"part": "Meeting in the town", "keep": "adaptable"},
        {"part": "A closing festivity", "keep": "optional"},
    ],
    "preconditions": [
        {"what": "Police clearance of mentors", "must": True},
        {"what": "A room for rainy days", "must": False},
    ],
    "sources": [{"id": "s1", "title": "A report", "url": "https://example.org/report"}],
}
WISH = "place=DE&age=8-12&stage=reception&outcome=belonging_identity&language=uk"


@pytest.fixture
def release(db: None) -> Release:
    practice = practice_create(MENTORING, actor=None)
    practice_submit(practice, actor=None)
    return practice_release(practice, actor=None)


@pytest.fixture
def colleague(db: None) -> User:
    return person("colleague")


def started(release: Release, owner: User, title: str = "Mentors in Berlin") -> AdaptationPlan:
    return plan_start(
        release, title=title, actor=owner, wish_query=WISH, wish=wish_of(WISH), place="DE",
        prediction=predict(release, WISH),
    )  # fmt: skip


@pytest.fixture
def plan(release: Release, officer: User) -> AdaptationPlan:
    return started(release, officer)


@pytest.fixture
def entry_fields() -> Fields:
    def _fields(**changes: Any) -> dict[str, Any]:
        return {**ENTRY, **changes}

    return _fields


ABOUT = {
    "title": "Mentors in Berlin", "goal": "Forty children have an adult they trust.",
    "group": "Children of 8 to 12", "where": "Berlin", "starts_on": None, "language": "en",
}  # fmt: skip
QUESTION = {
    "question": "Which schools take part?", "asked_of": "School authority", "answer": "",
    "decided_by": "", "decided_on": None, "because": "",
}  # fmt: skip
ENTRY: dict[str, Any] = {
    "what": "Two pairs meet together", "made_on": date(2026, 11, 20), "part": None,
    "when": "implementation", "planned": "planned_reactive", "deciders": ["recipients"],
    "decided_by": "R. Haddad", "modified": ["context"], "levels": ["target_group"],
    "content_changes": [], "context_changes": ["format"], "fidelity": "", "fidelity_because": "",
    "goals": ["fit"], "reasons": ["recipient"], "because": "",
}  # fmt: skip
