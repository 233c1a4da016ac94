"""Reads of programmes: the list of those a person has a role in, and one programme as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bothways.core.models import User
from bothways.practices.models import Release
from bothways.programmes.models import (
    BudgetLine,
    Indicator,
    IndicatorValue,
    Partner,
    Period,
    Programme,
    ProgrammeChange,
    ProgrammeMember,
    ProgrammePart,
    Result,
    Risk,
)
from bothways.tailoring.models import AdaptationPlan


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme in the list, with the reader's role in it."""

    number: int
    title: str
    state: str
    role: str
    starts_on: date | None
    ends_on: date | None
    places: Sequence[str]
    changed_at: datetime


def programmes_of(user: User) -> list[ProgrammeRow]:
    """Newest first. One statement."""
    names = ("id", "title", "state")
    rows = (
        ProgrammeMember.objects.filter(user=user)
        .order_by("-programme__updated_at", "-programme_id")
        .values_list(
            *(f"programme__{name}" for name in names), "role", "programme__starts_on",
            "programme__ends_on", "programme__places", "programme__updated_at",
        )
    )  # fmt: skip
    return [ProgrammeRow(*row) for row in rows]


@dataclass(frozen=True)
class WholeProgramme:
    """A programme with everything its plan holds."""

    programme: Programme
    parts: tuple[ProgrammePart, ...]
    results: tuple[Result, ...]
    indicators: tuple[Indicator, ...]
    periods: tuple[Period, ...]
    figures: tuple[IndicatorValue, ...]
    partners: tuple[Partner, ...]
    budget: tuple[BudgetLine, ...]
    risks: tuple[Risk, ...]
    members: tuple[ProgrammeMember, ...]
    newest: ProgrammeChange | None


def whole_programme(programme: Programme) -> WholeProgramme:
    """Ten statements, whatever the size."""
    figures = IndicatorValue.objects.filter(indicator__programme=programme)
    return WholeProgramme(
        programme=programme,
        parts=tuple(programme.parts.all()),
        results=tuple(programme.results.all()),
        indicators=tuple(programme.indicators.all()),
        periods=tuple(programme.periods.all()),
        figures=tuple(figures.order_by("indicator_id", "kind", "pk")),
        partners=tuple(programme.partners.select_related("organisation")),
        budget=tuple(programme.budget.select_related("funder")),
        risks=tuple(programme.risks.all()),
        members=tuple(programme.members.select_related("user", "organisation")),
        newest=programme.changes.select_related("author").first(),
    )


def release_to_run(slug: str) -> Release | None:
    """The live release of a practice."""
    return Release.objects.select_related("practice").filter(live_of__slug=slug).first()


def plan_to_run(number: int) -> AdaptationPlan | None:
    plans = AdaptationPlan.objects.select_related("release__practice")
    return plans.filter(pk=number).first()


def who_was_faster(programme: Programme, section: str, row: int | None) -> ProgrammeChange | None:
    """The newest change of this section, for whoever was slower."""
    changes = programme.changes.select_related("author").filter(section=section)
    return (changes.filter(row=row) if row is not None else changes).first()
