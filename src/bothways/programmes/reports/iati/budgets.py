"""A sum of money over an activity: no budget of the standard is longer than a year. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class YearBudget:
    first: date
    last: date
    value: Decimal


def by_year(total: Decimal, first: date | None, last: date | None) -> Iterator[YearBudget]:
    """By days of each calendar year; the parts make the total to the cent."""
    if first is None or last is None or last < first or total <= 0:
        return
    days, left = (last - first).days + 1, total
    while first <= last:
        end = min(last, date(first.year, 12, 31))
        part = total * ((end - first).days + 1) / days
        value = left if end == last else part.quantize(CENT, ROUND_HALF_EVEN)
        yield YearBudget(first, end, value)
        left -= value
        first = end + timedelta(days=1)
