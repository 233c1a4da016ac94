"""How each action of reports is called, and from which state."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bothways.programmes.models import Cohort, Indicator, Period, Result, Session
from bothways.programmes.plan.actions import programme_start
from bothways.programmes.reports import actions, friday_actions
from tests.conftest import person

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_period(scene: Any) -> Period:
    programme = programme_start("A programme", actor=person("report_lead"))
    return Period.objects.create(
        programme=programme, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30)
    )


def an_indicator(scene: Any) -> tuple[Indicator, Period]:
    period = a_period(scene)
    result = Result.objects.create(programme=period.programme, level="output", title="Groups")
    return Indicator.objects.create(
        programme=period.programme, result=result, title="Parents"
    ), period


def a_session(scene: Any) -> Session:
    cohort = Cohort.objects.create(programme=a_period(scene).programme, title="Group A")
    return Session.objects.create(
        cohort=cohort, number=1, starts_at=AT, ends_at=AT.replace(hour=11)
    )


CALLS: dict[str, tuple[Callable[[Any], Any], Callable[..., Any]]] = {
    "bothways.programmes.reports.actions.report_setting_save": (
        a_period,
        lambda period, actor: actions.report_setting_save(
            period.programme, {"threshold": 6}, actor=actor
        ),
    ),
    "bothways.programmes.reports.actions.funder_report_release": (
        a_period,
        lambda period, actor: actions.funder_report_release(period.programme, period, actor=actor),
    ),
    "bothways.programmes.reports.friday_actions.session_settle": (
        a_session,
        lambda session, actor: friday_actions.session_settle(session, "held", actor=actor),
    ),
    "bothways.programmes.reports.friday_actions.figure_enter": (
        an_indicator,
        lambda start, actor: friday_actions.figure_enter(*start, Decimal(3), actor=actor),
    ),
}
