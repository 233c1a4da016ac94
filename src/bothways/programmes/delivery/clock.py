"""Days and hours as the people of a cohort read them on their own wall."""

from datetime import date, datetime
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
