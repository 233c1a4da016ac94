"""A group of forty with three sessions behind it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bothways.programmes.delivery.roster import RosterPerson
from bothways.programmes.delivery.roster_actions import roster_import
from bothways.programmes.delivery.series import Occurrence
from bothways.programmes.delivery.session_actions import session_series_create
from bothways.programmes.models import Cohort, Enrolment, Session


@pytest.fixture
def forty(cohort: Cohort) -> Cohort:
    """Forty people in Group A, for a month."""
    people = [RosterPerson(f"Person {n:02}", "Haddad", f"شخص {n:02}", 2010) for n in range(1, 41)]
    roster_import(cohort, people, actor=None)
    Enrolment.objects.update(since=timezone.localdate() - timedelta(days=30))
    return cohort


@pytest.fixture
def lessons(forty: Cohort) -> list[Session]:
    """Three sessions of two hours, the last of them yesterday."""
    starts = [timezone.now() - timedelta(days=days) for days in (9, 5, 1)]
    when = [Occurrence(start, start + timedelta(minutes=120)) for start in starts]
    return session_series_create(forty, when, {"units": 2}, actor=None)
