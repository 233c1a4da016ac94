"""Who holds a session: chosen among those who may, kept where they left, due from nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import User
from bothways.programmes.credentials.cascade import cascade
from bothways.programmes.credentials.cascade_results import cascade_results
from bothways.programmes.credentials.models import Trainer
from bothways.programmes.delivery.cohort_actions import cohort_create, cohort_describe
from bothways.programmes.delivery.holders import holder_choices
from bothways.programmes.delivery.series import Occurrence
from bothways.programmes.delivery.session_actions import session_create, session_describe
from bothways.programmes.models import (
    Cohort,
    CohortFacilitator,
    Enrolment,
    Person,
    Programme,
    ProgrammeMember,
    Session,
)
from bothways.programmes.plan.member_actions import member_remove, member_role
from bothways.programmes.reports.friday import friday_of
from bothways.programmes.reports.friday_actions import session_settle
from tests.conftest import person

SignedIn = Callable[[User], Client]
InRole = Callable[..., ProgrammeMember]
Role = ProgrammeMember.Role
ONE = {"title": "", "on": "2026-03-02", "at": "09:00", "minutes": "90", "units": "2",
       "mode": "on_site", "place": "", "join_url": ""}  # fmt: skip
SERIES = {**ONE, "first": "2026-03-02", "last": "2026-03-22", "weekdays": ["0", "3"]}


def at(name: str, cohort: Cohort, *more: Any) -> str:
    return reverse(name, args=[cohort.programme_id, cohort.pk, *more])


def days_ago(days: int) -> Occurrence:
    start = timezone.now() - timedelta(days=days)
    return Occurrence(start, start + timedelta(minutes=90))


@pytest.fixture
def elsewhere(programme: Programme, in_role: InRole) -> ProgrammeMember:
    """A facilitator of the same programme, who runs another group."""
    member = in_role(person("facilitator_b"), Role.FACILITATOR)
    cohort_create(programme, {"title": "Group B"}, actor=None, runs=[member.pk])
    return member


@pytest.fixture
def second(cohort: Cohort, in_role: InRole) -> ProgrammeMember:
    """A second facilitator of Group A."""
    member = in_role(person("second"), Role.FACILITATOR)
    CohortFacilitator.objects.create(cohort=cohort, member=member)
    return member


def test_those_are_offered_who_may_hold_sessions_of_the_group(
    cohort: Cohort, facilitator: ProgrammeMember, elsewhere: ProgrammeMember, evaluator: User,
    in_role: InRole,
) -> None:  # fmt: skip
    in_role(evaluator, Role.EVALUATOR)
    assert [words for _number, words in holder_choices(cohort)] == [
        "whoever runs the group", "officer", "teacher",
    ]  # fmt: skip


def test_a_session_and_a_series_name_who_holds_them(
    cohort: Cohort, facilitator: ProgrammeMember, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    for name, sent in (("session_new", ONE), ("session_series", SERIES)):
        answer = client.post(at(name, cohort), {**sent, "facilitator": facilitator.pk})
        assert answer.status_code == 302
    assert cohort.sessions.count() == 6
    assert set(cohort.sessions.values_list("facilitator", flat=True)) == {facilitator.pk}
    page = client.get(at("cohort", cohort)).content.decode()
    assert page.count("facilitator: <bdi>teacher</bdi>") == 6


def test_a_facilitator_who_plans_stands_there_already(
    cohort: Cohort, facilitator: ProgrammeMember, second: ProgrammeMember, teacher: User,
    officer: User, signed_in: SignedIn,
) -> None:  # fmt: skip
    chosen = f'<option value="{facilitator.pk}" selected>'
    assert chosen in signed_in(teacher).get(at("session_new", cohort)).content.decode()
    # With two who run it, the office has to say which.
    assert " selected>whoever runs" in signed_in(officer).get(
        at("session_new", cohort)
    ).content.decode()  # fmt: skip


@pytest.mark.parametrize("name", ["session_new", "session_series"])
def test_nobody_else_can_be_chosen_by_a_form(
    cohort: Cohort, elsewhere: ProgrammeMember, officer: User, signed_in: SignedIn, name: str
) -> None:
    sent = {**(ONE if name == "session_new" else SERIES), "facilitator": elsewhere.pk}
    answer = signed_in(officer).post(at(name, cohort), sent)
    assert answer.status_code == 422 and not cohort.sessions.exists()


def test_nobody_else_can_be_chosen_by_a_call(
    cohort: Cohort, facilitator: ProgrammeMember, elsewhere: ProgrammeMember, outsider: User
) -> None:
    with pytest.raises(Refused, match="does not run this group"):
        session_create(cohort, days_ago(1), {"facilitator": elsewhere.pk}, actor=None)
    session = session_create(cohort, days_ago(1), {}, actor=None)
    with pytest.raises(NotAllowed):
        session_describe(session, days_ago(1), {"facilitator": facilitator.pk}, actor=outsider)
    with pytest.raises(NotAllowed):
        session_describe(
            session, days_ago(1), {"facilitator": elsewhere.pk}, actor=elsewhere.user
        )  # fmt: skip
    assert Session.objects.get().facilitator is None


def test_who_no_longer_runs_the_group_keeps_what_they_held_and_nothing_planned(
    cohort: Cohort, facilitator: ProgrammeMember, second: ProgrammeMember, officer: User,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    fields = {"facilitator": facilitator.pk}
    held = session_create(cohort, days_ago(3), fields, actor=None)
    Session.objects.filter(pk=held.pk).update(state="held")
    planned = session_create(cohort, days_ago(-3), fields, actor=None)
    cohort_describe(cohort, {"title": "Group A"}, actor=None, runs=[second.pk])
    planned.refresh_from_db()
    held.refresh_from_db()
    assert planned.facilitator is None and held.facilitator == facilitator
    page = signed_in(officer).get(at("session_edit", cohort, held.pk)).content.decode()
    assert "teacher, who no longer runs the group" in page
    # Describing it again without touching who held it changes nothing of that.
    sent = {**ONE, "title": "Letters", "facilitator": facilitator.pk}
    assert signed_in(officer).post(at("session_edit", cohort, held.pk), sent).status_code == 302
    held.refresh_from_db()
    assert (held.title, held.facilitator) == ("Letters", facilitator)


def test_another_role_takes_planned_sessions_away(
    cohort: Cohort, facilitator: ProgrammeMember, officer: User
) -> None:
    session = session_create(cohort, days_ago(-3), {"facilitator": facilitator.pk}, actor=None)
    member_role(facilitator, role=Role.PARTNER, actor=officer)
    session.refresh_from_db()
    assert session.facilitator is None


def test_the_cascade_keeps_what_somebody_held_who_left_the_programme(
    cohort: Cohort, facilitator: ProgrammeMember, officer: User
) -> None:
    trainer = Trainer.objects.create(
        programme=cohort.programme, name="Ben", member=facilitator
    )  # fmt: skip
    session = session_create(cohort, days_ago(3), {"facilitator": facilitator.pk}, actor=None)
    Session.objects.update(state="held")
    session_create(cohort, days_ago(-3), {"facilitator": facilitator.pk}, actor=None)
    before = cascade_results(cohort.programme, for_others=False)
    member_remove(facilitator, actor=officer)
    assert cascade(cohort.programme).rows[0].delivered.sessions == 1
    assert cascade_results(cohort.programme, for_others=False) == before
    assert list(cohort.sessions.values_list("facilitator", "trainer")) == [
        (None, trainer.pk), (None, None),
    ]  # fmt: skip
    # Named anew, it is somebody else's.
    lead = cohort.programme.members.get(user=officer)
    session_describe(session, days_ago(3), {"facilitator": lead.pk}, actor=officer)
    assert cascade(cohort.programme).rows[0].delivered.sessions == 0


def test_a_session_is_due_from_who_holds_it_and_from_everybody_where_nobody_is_named(
    cohort: Cohort, facilitator: ProgrammeMember, second: ProgrammeMember, officer: User
) -> None:
    for holder in (facilitator, second, None):
        fields = {"facilitator": holder.pk if holder else None}
        session_create(cohort, days_ago(3), fields, actor=None)

    def due(user: User) -> list[str]:
        return [s.holder for s in friday_of(user, timezone.now()).sessions]

    assert due(facilitator.user) == ["teacher", ""]
    assert due(second.user) == ["second", ""]
    assert due(officer) == ["teacher", "second", ""]


def test_friday_holds_no_session_of_one_adult_alone_with_a_minor(
    cohort: Cohort, facilitator: ProgrammeMember, officer: User
) -> None:
    child = Person.objects.create(programme=cohort.programme, given_name="Sami", birth_year=2016)
    Enrolment.objects.create(
        person=child, cohort=cohort, since=timezone.localdate() - timedelta(days=30)
    )
    session = session_create(cohort, days_ago(3), {"facilitator": facilitator.pk}, actor=None)
    with pytest.raises(Refused, match="alone with a minor"):
        session_settle(session, "held", actor=officer)
    session.refresh_from_db()
    assert session.state == "planned"
    session_settle(session, "cancelled", actor=officer)
