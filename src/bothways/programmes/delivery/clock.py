"""Days and hours as the people of a cohort read them on their own wall."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

from bothways.programmes.models import Cohort


def zone_of(cohort: Cohort) -> ZoneInfo:
    return ZoneInfo(cohort.time_zone)


def is_zone(name: str) -> bool:
    return name in available_timezones()


def today_in(cohort: Cohort) -> date:
    return timezone.now().astimezone(zone_of(cohort)).date()


def day_of(moment: datetime, cohort: Cohort) -> date:
    return moment.astimezone(zone_of(cohort)).date()


def on_the_wall(moment: datetime, cohort: Cohort) -> datetime:
    """The hour that the place reads, without its zone: a template would turn it into another."""
    return moment.astimezone(zone_of(cohort)).replace(tzinfo=None)


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)
    return after.replace(day=min(day.day, after.day))
