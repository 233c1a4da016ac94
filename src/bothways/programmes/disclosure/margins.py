"""Counts of one column as they are published: the total, and its parts one way at a time. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Key = tuple[str, str]  # dimension and code; both empty for the total
TOTAL: Key = ("", "")
Parts = Mapping[str, Mapping[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a total and its parts, or periods and the whole, do not make one another."""

    code: str
    dimension: str = ""


@dataclass(frozen=True, slots=True)
class Margins:
    """One column of an indicator: the total, and its parts one way at a time."""

    total: Decimal | None = None
    parts: Parts = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self.total is None and not self.parts


def exceeding(margins: Margins) -> frozenset[str]:
    """Dimensions whose parts are more than the total."""
    return frozenset(r.dimension for r in margins.reasons if r.code == "parts_exceed")
