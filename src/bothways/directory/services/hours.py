"""Opening hours as one OpenStreetMap expression, read by opening-hours-py. Pure; time is given.

Exceptions stand in the same expression (``Mo-Fr 08:00-16:00; PH off; 2026 Dec 24 off``), so that
nothing else has to be asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import opening_hours

State = Literal["open", "closed", "unknown"]
# Rules that are meant to replace: closed days, holidays, seasons, single days.
EXCEPTION = re.compile(r"\b(?:off|closed|PH|SH|easter|week|[A-Z][a-z]{2}|\d{4}(?!\d*:))\b")
WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Now:
    """How it stands at one moment, and when that changes next."""

    state: State
    until: datetime | None
    comment: str = ""


@dataclass(frozen=True)
class Day:
    """The hours of one day; a span that is not certain carries the editor's comment."""

    date: date
    spans: tuple[tuple[str, str, str], ...]
    is_holiday: bool = False


@lru_cache(maxsize=4096)
def parsed(expression: str, country: str, zone: str) -> opening_hours.OpeningHours:
    return opening_hours.OpeningHours(
        expression, country=country or None, timezone=ZoneInfo(zone), max_interval_days=366
    )


def is_readable(expression: str) -> bool:
    return bool(expression) and opening_hours.validate(expression)


def names_holidays(expression: str) -> bool:
    """Without ``PH`` the expression counts a public holiday as any other day."""
    return "PH" in expression or expression.strip() == "24/7"


def replaces_a_rule(expression: str, zone: str = "UTC") -> bool:
    """Whether a rule after ``;`` takes hours of an earlier rule away, which few mean to write:
    in ``Mo-Fr 08:00-12:00; Th 14:00-18:00`` Thursday has only its afternoon."""
    rules = [rule.strip() for rule in expression.split(";")]
    plain = [rule for rule in rules if rule and not EXCEPTION.search(rule)]
    together, one_by_one = ", ".join(plain), "; ".join(plain)
    if len(plain) < 2 or not (is_readable(together) and is_readable(one_by_one)):
        return False
    return weekly_rows(together, zone) != weekly_rows(one_by_one, zone)


def now(expression: str, at: datetime, country: str, zone: str) -> Now | None:
    """None where no hours are known, or what stands there cannot be read."""
    if not is_readable(expression):
        return None
    hours, at = parsed(expression, country, zone), at.astimezone(ZoneInfo(zone))
    state, comment = hours.state(at)
    until = hours.next_change(at)
    return Now(_named(state), until, comment)


def is_open(expression: str, at: datetime, country: str, zone: str) -> bool:
    local = at.astimezone(ZoneInfo(zone))
    return is_readable(expression) and parsed(expression, country, zone).is_open(local)


def days(expression: str, start: date, country: str, zone: str, count: int = 7) -> tuple[Day, ...]:
    """The coming days one by one, exceptions and public holidays included."""
    if not is_readable(expression):
        return ()
    hours = parsed(expression, country, zone)
    holidays = holidays_between(start, count, country, zone)
    return tuple(
        Day(day, tuple(_spans(hours, day, zone)), day in holidays)
        for day in (start + timedelta(days=n) for n in range(count))
    )


def _spans(
    hours: opening_hours.OpeningHours, day: date, zone: str
) -> Iterator[tuple[str, str, str]]:
    begin = datetime.combine(day, time(), ZoneInfo(zone))
    end = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    for start, stop, state, comment in hours.intervals(begin, end):
        if start is not None and _named(state) != "closed":
            yield _clock(start), _clock(stop, end_of=day), comment


def _clock(at: datetime, end_of: date | None = None) -> str:
    return "24:00" if end_of and at.date() > end_of else f"{at:%H:%M}"


def holidays_between(start: date, count: int, country: str, zone: str) -> frozenset[date]:
    if not country:
        return frozenset()
    feasts = parsed("PH 00:00-24:00", country, zone)
    noons = (datetime.combine(start + timedelta(days=n), time(12), ZoneInfo(zone))
             for n in range(count))  # fmt: skip
    return frozenset(noon.date() for noon in noons if feasts.is_open(noon))


@lru_cache(maxsize=4096)
def weekly_rows(expression: str, zone: str) -> tuple[dict[str, str], ...]:
    """A plain week as HSDS schedule rows; no country, so that no holiday falls into it."""
    if not is_readable(expression):
        return ()
    monday = date(2001, 1, 1)
    rows: dict[tuple[str, str], list[str]] = {}
    for name, day in zip(WEEK, days(expression, monday, "", zone), strict=True):
        for opens, closes, _comment in day.spans:
            rows.setdefault((opens, closes), []).append(name)
    return tuple(
        {"freq": "WEEKLY", "wkst": "MO", "byday": ",".join(names), "opens_at": opens,
         "closes_at": closes}
        for (opens, closes), names in rows.items()
    )  # fmt: skip


def usual_week(expression: str, zone: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """A plain week in runs of like days: first and last day (Monday is 0) and their spans. Days
    that are closed stand in no run."""
    spans = [
        tuple(f"{opens}–{closes}" for opens, closes, _comment in day.spans)
        for day in days(expression, date(2001, 1, 1), "", zone)
    ]
    runs: list[tuple[int, int, tuple[str, ...]]] = []
    for at, here in enumerate(spans):
        if runs and runs[-1][1] == at - 1 and runs[-1][2] == here:
            runs[-1] = (runs[-1][0], at, here)
        elif here:
            runs.append((at, at, here))
    return tuple(runs)


def _named(state: opening_hours.State) -> State:
    if state == opening_hours.State.OPEN:
        return "open"
    return "closed" if state == opening_hours.State.CLOSED else "unknown"
