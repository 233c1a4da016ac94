"""Sessions of a series: the same hour on the wall, whatever the clocks of the place do. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST = 400


@dataclass(frozen=True)
class Occurrence:
    """One session in universal time. ``moved``: the hour does not exist on that day, because the
    clocks jump over it; the session starts as much later as they jump."""

    starts_at: datetime
    ends_at: datetime
    moved: bool = False


def occurrence(day: date, at: time, minutes: int, zone: ZoneInfo) -> Occurrence:
    """The session of one day. It lasts the same real minutes also when the clocks change in it.

    An hour that comes twice on a day means its first coming.
    """
    wall = datetime.combine(day, at, tzinfo=zone)
    starts = wall.astimezone(UTC)
    moved = starts.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None)
    return Occurrence(starts, starts + timedelta(minutes=minutes), moved)


def series(
    first: date,
    last: date,
    weekdays: Collection[int],
    at: time,
    minutes: int,
    zone: ZoneInfo,
    without: Collection[date] = (),
) -> list[Occurrence]:
    """Every session from the first day to the last, on these weekdays (0 is Monday), but not on
    the days left out, such as holidays. Never more than 400."""
    days = (first + timedelta(days=step) for step in range(max((last - first).days, -1) + 1))
    kept = [day for day in days if day.weekday() in weekdays and day not in without]
    return [occurrence(day, at, minutes, zone) for day in kept[:MOST]]
