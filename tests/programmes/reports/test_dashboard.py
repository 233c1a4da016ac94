"""Trend, target and reach: counts and estimates that add up, and nobody recognised in them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from bothways.core.models import User
from bothways.programmes.disclosure.cells import HIDDEN
from bothways.programmes.models import Cohort, Indicator, Period, Programme
from bothways.programmes.register import Span, register_of
from bothways.programmes.reports.charts import Line, reach_chart
from bothways.programmes.reports.dashboard import Dashboard, attended_share, dashboard_of
from bothways.programmes.reports.queries import funder_table
from tests.programmes.reports.conftest import TODAY, a_session, mark, people_of

SignedIn = Callable[[User], Client]
ALL_TIME = [Span(date.min, date.max)]
BEFORE = date(2020, 1, 1)


def reach(board: Dashboard, way: str) -> dict[str, str]:
    return next(dict(one.groups) for one in board.reach if one.way == way)


def test_reach_is_what_the_funder_table_says(running: Programme) -> None:
    board, table = dashboard_of(running, TODAY), funder_table(running, TODAY)
    came = next(i for r in table.results for i in r.indicators if i.counted)
    assert board.people == came.rows[0].whole_actual == "30"
    told = {(r.dimension, r.code): r.whole_actual for r in came.rows if r.dimension}
    for way in ("sex", "age", "stage"):
        assert {
            (way, code): cell for code, cell in reach(board, way).items()
        }.items() <= told.items()


def test_newcomers_and_hosts_are_kept_apart(running: Programme) -> None:
    board = dashboard_of(running, TODAY)
    assert reach(board, "side") == {"host": "10", "newcomer": "20"}
    assert [(p.newcomers, p.hosts) for p in board.trend] == [("20", "10"), ("15", "8")]


def test_where_nobody_was_asked_for_a_side_there_is_no_zero(running: Programme) -> None:
    running.people.update(side="")
    board = dashboard_of(running, TODAY)
    assert reach(board, "side") == {"unknown": "30"}
    assert [(p.people, p.newcomers, p.hosts) for p in board.trend] == [
        ("30", "", ""),
        ("23", "", ""),
    ]


def test_people_and_share_tell_of_the_same_time(running: Programme) -> None:
    Period.objects.filter(programme=running).exclude(pk=running.periods.all()[0].pk).delete()
    running.periods.update(starts_on=BEFORE, ends_on=BEFORE)
    board = dashboard_of(running, TODAY)
    assert (board.people, board.share, board.reach) == ("0", None, ())


def test_small_groups_are_hidden(running: Programme) -> None:
    cells = [c for way in dashboard_of(running, TODAY).reach for _code, c in way.groups]
    assert HIDDEN in cells
    assert not any(c.isdigit() and 0 < int(c) < 5 for c in cells)


def test_the_share_that_came_has_an_interval_over_cohorts(running: Programme) -> None:
    share = attended_share(register_of(running), ALL_TIME)
    assert share is not None and share.interval is not None
    came = sum(m.was_there for m in register_of(running).marks)
    assert share.value == pytest.approx(came / 90)
    low, high = share.interval
    assert 0 <= low <= share.value <= high <= 1


def test_one_cohort_alone_has_no_interval(programme: Programme, cohort: Cohort) -> None:
    session = a_session(cohort, TODAY - timedelta(days=3))
    for k, person in enumerate(people_of(programme, 10)):
        mark(session, person, "present" if k else "absent")
    share = attended_share(register_of(programme), ALL_TIME)
    assert share is not None and share.interval is None
    assert share.value == pytest.approx(0.9)


def test_without_periods_there_are_months(programme: Programme, cohort: Cohort) -> None:
    people = people_of(programme, 12)
    for days in (70, 40, 10):
        session = a_session(cohort, TODAY - timedelta(days=days))
        for person in people:
            mark(session, person)
    board = dashboard_of(programme, TODAY)
    assert board.by_months
    assert sum(point.sessions for point in board.trend) == 3
    assert board.people == "12"


def test_a_share_of_very_few_is_not_told(programme: Programme, cohort: Cohort) -> None:
    session = a_session(cohort, TODAY - timedelta(days=3))
    for person in people_of(programme, 2):
        mark(session, person)
    board = dashboard_of(programme, TODAY)
    assert (board.people, board.share) == (HIDDEN, None)
    assert all(point.share is None for point in board.trend)


def test_a_target_is_held_against_the_newest_figure(
    running: Programme, indicators: dict[str, Indicator]
) -> None:
    progress = {p.title: (p.target, p.actual) for p in dashboard_of(running, TODAY).progress}
    assert progress == {"Children who came": ("25", "23"), "Parents reached": ("40", "32")}


def test_what_is_hidden_cuts_the_line() -> None:
    from bothways.programmes.reports.charts import _line, _scales

    across, up = _scales(4, 0.0, 10.0)
    shapes = list(_line(Line("a", (1.0, 2.0, None, 3.0)), across, up))
    assert [type(shape).__name__ for shape in shapes] == ["Stroke", "Dot"]
    assert reach_chart([], "nothing") is None


@pytest.mark.parametrize("more", [0, 25])
def test_the_dashboard_takes_the_same_statements_for_few_and_for_many(
    running: Programme, more: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    session = running.cohorts.first().sessions.first()
    for person in people_of(running, more):
        mark(session, person)
    with django_assert_num_queries(11):
        dashboard_of(running, TODAY)


def test_the_page_has_a_table_beside_each_drawing(
    running: Programme, officer: User, signed_in: SignedIn
) -> None:
    page = signed_in(officer).get(f"/programmes/{running.pk}/figures/").text
    assert page.count("<svg") > 3
    for words in ("Trend by period", "Target and actual", "Reach by group", "newcomers"):
        assert words in page
