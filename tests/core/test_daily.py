"""What is due every day is done by the site itself."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from bothways.core.daily import daily_commands
from bothways.core.models import User
from bothways.practices.actions import practice_create, practice_release, practice_submit
from bothways.practices.models import Practice
from bothways.tailoring.models import AdaptationPlan
from bothways.tailoring.plan.actions import plan_start
from bothways.tailoring.plan.people_actions import contact_add
from tests.practices.test_actions import LEAD


@pytest.mark.django_db
def test_names_whose_time_is_over_are_gone_after_the_daily_round(officer: User) -> None:
    practice_create(LEAD, actor=None)
    for step in (practice_submit, practice_release):
        step(Practice.objects.get(), actor=None)
    release = Practice.objects.get().live
    assert release is not None
    plan = plan_start(release, title="Here", actor=officer)
    contact_add(plan, name="Ms Weber", organisation="", reach="", actor=officer)
    yesterday = timezone.localdate() - timedelta(days=1)
    AdaptationPlan.objects.update(names_until=yesterday)
    told = StringIO()
    call_command("daily", stdout=told)
    assert not plan.contacts.exists()
    assert "Weber" not in told.getvalue()


def test_every_retention_of_the_house_is_in_the_daily_round() -> None:
    assert set(daily_commands()) >= {"plan_retention", "empty_allocations", "survey_retention"}
