"""Everything that is due, for each role what it may do, and done on the spot."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bothways.core.errors import Conflict, NotAllowed, Refused
from bothways.core.models import User
from bothways.programmes.models import (
    Cohort,
    Consent,
    ConsentText,
    Enrolment,
    Indicator,
    Pairing,
    PairingContact,
    Period,
    Programme,
    ProgrammeMember,
    SafeguardingCheck,
    Session,
)
from bothways.programmes.plan.actions import programme_start
from bothways.programmes.reports.friday import Friday, friday_of
from bothways.programmes.reports.friday_actions import figure_enter, session_settle
from bothways.programmes.reports.silence import quiet_days, silence_in
from tests.programmes.reports.conftest import TODAY, a_session, mark

SignedIn = Callable[[User], Client]
InRole = Callable[..., ProgrammeMember]
Role = ProgrammeMember.Role


def due(user: User) -> Friday:
    return friday_of(user, timezone.now())


@pytest.fixture
def busy(running: Programme, cohort: Cohort, officer: User) -> Programme:
    """One of everything that can be due."""
    a_session(cohort, TODAY - timedelta(days=3), "planned")
    a_session(cohort, TODAY - timedelta(days=2), "held")
    person = running.people.order_by("pk").first()
    text = ConsentText.objects.create(programme=running, purpose="photos", version=1, words={})
    Consent.objects.create(
        person=person, text=text, language="en", given_by="self", given_on=TODAY,
        ends_on=TODAY + timedelta(days=9),
    )  # fmt: skip
    member = running.members.get(user=officer)
    SafeguardingCheck.objects.create(
        member=member, kind="background", authority="Police", checked_on=TODAY,
        valid_until=TODAY + timedelta(days=5),
    )  # fmt: skip
    Enrolment.objects.filter(person=person).update(state="completed", until=TODAY)
    Enrolment.objects.create(
        person=person, cohort=Cohort.objects.create(programme=running, title="Next"), since=TODAY
    )
    Pairing.objects.create(
        programme=running, mentor=member, person=person, state="active",
        started_on=TODAY - timedelta(days=40),
    )  # fmt: skip
    return running


def test_everything_that_is_due_stands_on_the_page(busy: Programme, officer: User) -> None:
    found = due(officer)
    assert [(s.number, s.is_planned) for s in found.sessions] == [(4, True), (5, False)]
    assert {(f.title, f.period_words, f.is_late) for f in found.figures} == {
        ("Children with a friend", "First half", True)
    }
    assert [r.period_words for r in found.reports] == ["First half"]
    assert [(e.count, e.first) for e in found.endings] == [(1, TODAY + timedelta(days=9))]
    assert [(c.member, c.is_over) for c in found.checks] == [("officer", False)]
    assert [r.count for r in found.ready] == [1]
    assert {(q.kind, q.of) for q in found.silence} == {
        ("session", "Group B"),
        ("contact", "officer"),
    }


def test_nobody_who_takes_part_is_named(
    busy: Programme, officer: User, signed_in: SignedIn
) -> None:
    page = signed_in(officer).get("/friday/").text
    assert "Given" not in page
    assert "Group A" in page


def test_the_page_takes_the_same_statements_for_one_programme_and_for_three(
    busy: Programme, officer: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with django_assert_max_num_queries(14) as first:
        due(officer)
    for title in ("Second", "Third"):
        other = programme_start(title, actor=officer)
        Period.objects.create(
            programme=other, starts_on=TODAY - timedelta(days=9),
            ends_on=TODAY - timedelta(days=1),
        )  # fmt: skip
        a_session(Cohort.objects.create(programme=other, title="C"), TODAY - timedelta(days=4))
    with django_assert_max_num_queries(len(first.captured_queries)):
        assert len(due(officer).sessions) == 4


def test_a_facilitator_sees_their_own_sessions_and_nothing_else(
    busy: Programme, cohort: Cohort, facilitator: ProgrammeMember, teacher: User
) -> None:
    other = Cohort.objects.get(title="Group B")
    a_session(other, TODAY - timedelta(days=3), "planned")
    found = due(teacher)
    assert {s.cohort for s in found.sessions} == {"Group A"}
    assert found.count == len(found.sessions)


def test_an_evaluator_has_nothing_to_do(busy: Programme, evaluator: User, in_role: InRole) -> None:
    in_role(evaluator, Role.EVALUATOR)
    assert due(evaluator).knows
    assert due(evaluator).count == 0


def test_somebody_without_programmes_is_told_so(outsider: User, signed_in: SignedIn) -> None:
    assert (
        "You have no programme yet, so nothing is due." in signed_in(outsider).get("/friday/").text
    )


def test_a_planned_session_is_settled_on_the_spot(
    busy: Programme, officer: User, signed_in: SignedIn
) -> None:
    session = Session.objects.get(state="planned")
    client = signed_in(officer)
    client.post("/friday/session/", {"session": session.pk, "state": "cancelled"})
    session.refresh_from_db()
    assert session.state == "cancelled"
    again = client.post("/friday/session/", {"session": session.pk, "state": "held"}, follow=True)
    assert "Only a planned session that has begun can be settled." in again.text


def test_a_figure_is_entered_on_the_spot_and_never_over_another(
    busy: Programme, indicators: dict[str, Indicator], periods: list[Period], officer: User,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    asked = {"indicator": indicators["share"].pk, "period": periods[0].pk, "value": "41.5"}
    assert "Saved." in signed_in(officer).post("/friday/figure/", asked, follow=True).text
    assert due(officer).figures == []
    with pytest.raises(Conflict):
        figure_enter(indicators["share"], periods[0], 12, actor=officer)
    wrong = signed_in(officer).post("/friday/figure/", {**asked, "value": "many"}, follow=True)
    assert "This is no number." in wrong.text


def test_what_is_counted_is_not_entered(
    busy: Programme, indicators: dict[str, Indicator], periods: list[Period], officer: User
) -> None:
    with pytest.raises(Refused):
        figure_enter(indicators["came"], periods[0], 12, actor=officer)


def test_a_facilitator_settles_their_own_sessions_only(
    busy: Programme, facilitator: ProgrammeMember, teacher: User
) -> None:
    mine = Session.objects.get(state="planned")
    session_settle(mine, "held", actor=teacher)
    other = a_session(Cohort.objects.get(title="Group B"), TODAY - timedelta(days=1), "planned")
    with pytest.raises(NotAllowed):
        session_settle(other, "held", actor=teacher)


def test_an_outsider_meets_no_session_and_no_figure(
    busy: Programme, indicators: dict[str, Indicator], periods: list[Period], outsider: User,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    client = signed_in(outsider)
    session = Session.objects.get(state="planned")
    assert client.post("/friday/session/", {"session": session.pk}).status_code == 404
    asked = {"indicator": indicators["share"].pk, "period": periods[0].pk, "value": "1"}
    assert client.post("/friday/figure/", asked).status_code == 404


def test_a_session_with_a_mark_is_no_longer_due(
    busy: Programme, cohort: Cohort, officer: User
) -> None:
    session = cohort.sessions.get(number=5)
    mark(session, busy.people.order_by("pk")[2])
    assert [s.number for s in due(officer).sessions] == [4]


def test_a_newer_consent_ends_the_reminder(busy: Programme, officer: User) -> None:
    old = Consent.objects.get()
    Consent.objects.create(
        person=old.person, text=old.text, language="en", given_by="self", given_on=TODAY,
        ends_on=TODAY + timedelta(days=700),
    )  # fmt: skip
    assert due(officer).endings == []


def test_silence_begins_with_the_last_sign_and_not_before_the_start() -> None:
    day = TODAY
    ago = [day - timedelta(days=n) for n in range(40)]
    assert quiet_days(ago[14], ago[30], day, 14) == 14
    assert quiet_days(ago[13], ago[30], day, 14) is None
    assert quiet_days(None, ago[20], day, 14) == 20
    assert quiet_days(None, day + timedelta(days=1), day, 14) is None
    assert quiet_days(ago[30], ago[5], day, 14) is None
    assert quiet_days(None, None, day, 14) is None


def test_a_contact_breaks_the_silence_and_a_draft_is_not_listened_to(busy: Programme) -> None:
    PairingContact.objects.create(pairing=Pairing.objects.get(), on=TODAY)
    assert "contact" not in {q.kind for q in silence_in([busy], TODAY)}
    busy.state = Programme.State.DRAFT
    assert silence_in([busy], TODAY) == []


def test_nobody_entered_anything_for_a_while(busy: Programme) -> None:
    later = TODAY + timedelta(days=20)
    assert ("data", 20) in {(q.kind, q.days) for q in silence_in([busy], later)}


def test_silence_stands_on_the_page_of_the_programme(
    busy: Programme, officer: User, signed_in: SignedIn
) -> None:
    page = signed_in(officer).get(f"/programmes/{busy.pk}/").text
    assert "Nothing was heard for a while" in page
