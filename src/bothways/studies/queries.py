"""Reads of studies: those of a programme, and one with everything that its page shows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count

from bothways.programmes.models import Programme
from bothways.studies.checks import what_is_missing
from bothways.studies.designs import SCHOOL, Design, design_named
from bothways.studies.detect import (
    Assumed,
    Detectable,
    detectable,
    planned_size,
    starting_values,
)
from bothways.studies.models import Finding, Run, Study, StudyOutcome, StudyUnit
from bothways.tailoring.models import AdaptationPlan
from bothways.tailoring.plan.observed import Observed


@dataclass(frozen=True)
class StudyRow:
    """A study in the list of its programme."""

    number: int
    title: str
    design: str
    state: str
    units: int
    changed_at: datetime


def studies_of(programme: Programme) -> list[StudyRow]:
    """Newest first. One statement."""
    rows = programme.studies.annotate(count=Count("units")).order_by("-updated_at", "-pk")
    return [
        StudyRow(*row)
        for row in rows.values_list("pk", "title", "design", "state", "count", "updated_at")
    ]


@dataclass(frozen=True)
class UnitRow:
    """A unit as the list of lots shows it; ``people`` are the cards of its group."""

    key: str
    name: str
    stratum: str
    arm: str
    people: int


@dataclass(frozen=True)
class WholeStudy:
    """A study with its rows, read once, in six statements."""

    study: Study
    outcomes: Sequence[StudyOutcome]
    units: Sequence[UnitRow]
    runs: Sequence[Run]
    finding: Finding | None
    missing: Sequence[str]

    @property
    def design(self) -> Design:
        return design_named(self.study.design)

    @property
    def newest(self) -> Run | None:
        return self.runs[0] if self.runs else None

    @property
    def starting(self) -> Assumed:
        return starting_values(one.family for one in self.outcomes if one.is_primary)

    @property
    def assumed(self) -> Assumed:
        """What somebody has kept for the plan, else the starting values."""
        kept = self.study.assumed
        return Assumed.from_kept(kept) if kept else self.starting

    @cached_property
    def detectable(self) -> Detectable | None:
        return self.detectable_with(self.assumed)

    def detectable_with(self, assumed: Assumed) -> Detectable | None:
        """What the design can detect; nothing for a design without comparison."""
        if not self.units or not self.design.has_comparison:
            return None
        of_schools = self.study.unit == SCHOOL
        strata = {unit.stratum for unit in self.units} if self.study.is_stratified else {""}
        size = planned_size(
            self._sizes(), by_person=self.study.unit == "person",
            share=float(self.study.share), strata=1 if of_schools else len(strata),
            has_baseline=self.has_baseline, assumed=assumed,
        )  # fmt: skip
        return detectable(size, assumed)

    @property
    def has_baseline(self) -> bool:
        return self.design.needs_baseline or self.study.baseline_id is not None

    def _sizes(self) -> list[int]:
        """People of each unit that a lot falls on: of a school the groups together."""
        if self.study.unit != SCHOOL:
            return [unit.people for unit in self.units]
        schools = Counter[str]()
        for unit in self.units:
            schools[unit.stratum] += unit.people
        return list(schools.values())


def whole_study(study: Study) -> WholeStudy:
    return WholeStudy(
        study=study,
        outcomes=list(study.outcomes.all()),
        units=units_of(study),
        runs=list(study.runs.defer("table", "dictionary").select_related("made_by")),
        finding=Finding.objects.filter(run__study=study).select_related("practice", "run").first(),
        missing=[] if study.plan_locked_at else what_is_missing(study),
    )


def units_of(study: Study) -> list[UnitRow]:
    units = study.units.select_related("group", "respondent")
    units = units.annotate(people=Count("group__respondents")).order_by("key")
    return [_unit(unit) for unit in units]


def _unit(unit: StudyUnit) -> UnitRow:
    people = 1 if unit.respondent_id else unit.people  # type: ignore[attr-defined]
    name = f"{unit.group.name} {unit.respondent.number}" if unit.respondent else unit.group.name
    return UnitRow(unit.key, name, unit.stratum, unit.arm, people)


def observed_beside(plan: AdaptationPlan) -> list[Observed]:
    """What released findings say of the effects that this plan had predicted. One statement."""
    findings = Finding.objects.filter(run__study__programme__plan=plan).order_by("released_at")
    return [
        Observed(row["family"], row["predicted"], row["observed"], row["inside"], at.date())
        for at, rows in findings.values_list("released_at", "predictions")
        for row in rows
    ]
