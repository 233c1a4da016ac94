"""Families, places and rules as JSON and back."""

import json
from dataclasses import asdict
from typing import Any

from bothways.tailoring.allocation.core.people import Family, Place, Rules, Weights
from bothways.tailoring.allocation.models import AllocationBatch

Json = dict[str, Any]


def as_json(thing: Any) -> Json:
    """Plain JSON values of a frozen dataclass: tuples as lists."""
    found: Json = json.loads(json.dumps(asdict(thing)))
    return found


def _tuples(row: Json) -> Json:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def families_of(batch: AllocationBatch) -> tuple[Family, ...]:
    return tuple(Family(**_tuples(row)) for row in batch.families)


def places_of(batch: AllocationBatch) -> tuple[Place, ...]:
    return tuple(Place(**_tuples(row)) for row in batch.places)


def rules_of(batch: AllocationBatch) -> Rules:
    row = dict(batch.rules)
    return Rules(**{**row, "weights": Weights(**row.get("weights", {}))})
