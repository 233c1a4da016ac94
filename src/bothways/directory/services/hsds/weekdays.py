"""Hours that stand in tables by weekday and by holiday, as one OpenStreetMap expression. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CLOCK = re.compile(r"(\d{1,2})(?::?(\d{2}))?\s*([ap])?\.?m?\.?", re.IGNORECASE)
# As Ohana writes days: month before day where both are numbers.
DAY_FORMATS = ("%Y-%m-%d", "%B %d, %Y", "%m/%d/%Y", "%m/%d/%y")


@dataclass(frozen=True)
class Exceptional:
    """Days with hours of their own; ``span`` is empty where it is closed. Year 1 is every year."""

    start: date
    end: date
    span: str = ""


def read_clock(text: str) -> str:
    """``4:00 PM``, ``3pm`` or ``16:00`` as ``16:00``; empty where it is no time of day."""
    found = CLOCK.fullmatch(text.strip())
    if not found:
        return ""
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def read_day(text: str) -> date | None:
    for pattern in DAY_FORMATS:
        try:
            return datetime.strptime(text.strip(), pattern).date()
        except ValueError:
            continue
    return None


def read_weekday(text: str) -> str:
    short = text.strip()[:2].title()
    return short if short in DAYS else ""


def expression_of(week: Iterable[tuple[str, str]], exceptions: Iterable[Exceptional]) -> str:
    """``Mo-Fr 08:00-17:00; Sa 10:00-18:00; Jan 01 off`` from weekdays with their spans."""
    spans: dict[str, list[str]] = defaultdict(list)
    for day, span in week:
        spans[day].append(span)
    by_day = [",".join(sorted(spans[day])) for day in DAYS]
    return "; ".join([*_runs(by_day), *map(_exception, exceptions)])


def _runs(by_day: list[str]) -> list[str]:
    rules, start = [], 0
    for at in range(1, len(DAYS) + 1):
        if at < len(DAYS) and by_day[at] == by_day[start]:
            continue
        if by_day[start]:
            last = f"-{DAYS[at - 1]}" if at - 1 > start else ""
            rules.append(f"{DAYS[start]}{last} {by_day[start]}")
        start = at
    return rules


def _exception(days: Exceptional) -> str:
    last = f"-{_named(days.end)}" if days.end != days.start else ""
    return f"{_named(days.start)}{last} {days.span or 'off'}"


def _named(day: date) -> str:
    year = f"{day.year} " if day.year > 1 else ""
    return f"{year}{MONTHS[day.month - 1]} {day.day:02}"
