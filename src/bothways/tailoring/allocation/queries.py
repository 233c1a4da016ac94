"""Reads of allocation that show no row of one family; those are ``actions.allocation_read``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import OuterRef, Subquery

from bothways.core.models import User
from bothways.tailoring.allocation.core.fairness import CaseFacts, GroupRow, fairness
from bothways.tailoring.allocation.core.fit import distance_km
from bothways.tailoring.allocation.core.floor import group_of
from bothways.tailoring.allocation.core.people import cases_of
from bothways.tailoring.allocation.kept import families_of, places_of
from bothways.tailoring.allocation.models import (
    AllocationBatch,
    AllocationContest,
    AllocationDecision,
    AllocationSuggestion,
)


def batches_of(user: User) -> list[AllocationBatch]:
    rows = AllocationBatch.objects.filter(members__user=user)
    return list(rows.defer("families", "places", "result"))


def batch_of(number: int) -> AllocationBatch | None:
    return AllocationBatch.objects.filter(pk=number).first()


def place_names(batch: AllocationBatch) -> dict[str, str]:
    """What each place is called; its key where it has no name."""
    return {row["id"]: row["name"] or row["id"] for row in batch.places}


def case_names(batch: AllocationBatch, place: str | None = None) -> list[str]:
    """Cases of a batch, or of one place in it ("" for those without)."""
    rows = batch.suggestions.all()
    if place is not None:
        rows = rows.filter(place=place)
    return list(rows.values_list("case", flat=True))


@dataclass(frozen=True)
class Overrides:
    """How decisions stand to suggestions."""

    cases: int
    decided: int
    agreed: int
    objections: int
    open_objections: int

    @property
    def differed(self) -> int:
        return self.decided - self.agreed


def overrides(batch: AllocationBatch) -> Overrides:
    newest = AllocationDecision.objects.filter(suggestion=OuterRef("pk")).values("agrees")[:1]
    rows = list(
        AllocationSuggestion.objects.filter(batch=batch)
        .annotate(newest=Subquery(newest))
        .order_by()
        .values_list("newest", flat=True)
    )
    answers = list(
        AllocationContest.objects.filter(suggestion__batch=batch).values_list("answer", flat=True)
    )
    return Overrides(
        len(rows), sum(one is not None for one in rows), sum(one is True for one in rows),
        len(answers), answers.count(""),
    )  # fmt: skip


def _facts(batch: AllocationBatch) -> tuple[list[CaseFacts], dict[str, str]]:
    """What the report knows of each case, and the size group of each family."""
    places = places_of(batch)
    column = {place.id: at for at, place in enumerate(places)}
    cases = {case.id: case for case in cases_of(families_of(batch))}
    facts, sizes = [], {}
    rows = batch.suggestions.values_list("case", "place", "document__fit")
    for name, place, fit in rows:
        case = cases[name]
        km = np.nan
        if place:
            km = distance_km([case], [places[column[place]]])[0, 0]
        wishes = case.family.preferences
        wish = None if not wishes else wishes.index(place) + 1 if place in wishes else 0
        facts.append(CaseFacts(case.family.id, bool(place), float(fit), wish,
                               None if np.isnan(km) else float(km)))  # fmt: skip
        sizes[case.family.id] = group_of(case, "size")
    return facts, sizes


def fairness_of(batch: AllocationBatch) -> dict[str, tuple[GroupRow, ...]]:
    """For each kind of group its rows: the size of the family always, the others if brought."""
    facts, sizes = _facts(batch)
    if not facts:
        return {}
    kinds: dict[str, Mapping[str, str]] = {"size": sizes}
    if hasattr(batch, "monitoring"):
        brought: dict[str, dict[str, Any]] = batch.monitoring.groups
        for kind in ("sex", "age_band", "origin_region"):
            if any(kind in row for row in brought.values()):
                kinds[kind] = {family: row.get(kind, "") for family, row in brought.items()}
    seed = int(batch.rules.get("seed", 1))
    return {kind: fairness(facts, groups, seed=seed) for kind, groups in kinds.items()}
