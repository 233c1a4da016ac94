"""People come, wait, move and go; sessions are held; marks are kept once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import AuditEntry, User
from bothways.programmes.delivery.arithmetic import Standing
from bothways.programmes.delivery.attendance_actions import NewMark, attendance_mark
from bothways.programmes.delivery.clock import today_in
from bothways.programmes.delivery.cohort_actions import (
    cohort_close,
    cohort_create,
    cohort_describe,
)
from bothways.programmes.delivery.joining import checked_room, join_address, provider_of, signed
from bothways.programmes.delivery.people_actions import (
    enrolment_admit,
    enrolment_complete,
    enrolment_leave,
    enrolment_move,
    person_add,
    person_enrol,
)
from bothways.programmes.delivery.queries import (
    cohorts_for,
    marks_in,
    roster,
    session_rows,
    standings,
    waiting_list,
)
from bothways.programmes.delivery.roster import RosterPerson
from bothways.programmes.delivery.roster_actions import roster_import
from bothways.programmes.delivery.series import occurrence
from bothways.programmes.delivery.session_actions import (
    session_cancel,
    session_create,
    session_hold,
    session_series_create,
)
from bothways.programmes.delivery.wire import read_marks, written_marks
from bothways.programmes.models import (
    AttendanceEntry,
    Cohort,
    Enrolment,
    Programme,
    ProgrammeMember,
    ProgrammePart,
    Session,
)

BERLIN = ZoneInfo("Europe/Berlin")
MARCH = date(2026, 3, 2)
State = Enrolment.State


def add(cohort: Cohort, name: str, since: date = MARCH, **more: Any) -> Enrolment:
    return person_add(cohort, {"given_name": name, **more}, since=since, actor=None)


def session_on(cohort: Cohort, day: date = MARCH, hour: int = 9, units: int = 2) -> Session:
    when = occurrence(day, time(hour), 90, BERLIN)
    return session_create(cohort, when, {"units": units}, actor=None)


def a_mark(person: int, code: str = "present", **more: Any) -> NewMark:
    made_at = more.pop("made_at", datetime(2026, 3, 2, 10, tzinfo=UTC))
    return NewMark(more.pop("uid", uuid4()), person, code, made_at, **more)


def names(cohort: Cohort, on: date) -> list[str]:
    return [row.name for row in roster(cohort, on)]


# groups and people


def test_the_roster_is_that_of_the_day_asked_for(cohort: Cohort) -> None:
    early, late = add(cohort, "Early"), add(cohort, "Late", date(2026, 4, 1))
    enrolment_leave(early, on=date(2026, 3, 31), actor=None, reason="moved")
    assert names(cohort, date(2026, 3, 1)) == []
    assert names(cohort, date(2026, 3, 31)) == ["Early"]
    assert names(cohort, late.since) == ["Late"]


def test_whoever_comes_to_a_full_group_waits_until_somebody_leaves(cohort: Cohort) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(capacity=1)
    first, second = add(cohort, "First"), add(cohort, "Second")
    assert [row.name for row in waiting_list(cohort)] == ["Second"]
    with pytest.raises(Refused, match="full"):
        enrolment_admit(second, actor=None)
    enrolment_complete(first, on=date(2026, 4, 1), actor=None)
    enrolment_admit(second, actor=None)
    assert names(cohort, today_in(cohort)) == ["Second"]


def test_whoever_moves_is_never_in_both_groups_on_one_day(cohort: Cohort) -> None:
    other = cohort_create(cohort.programme, {"title": "B"}, actor=None)
    here = add(cohort, "Samira")
    enrolment_move(here, other, on=date(2026, 3, 10), actor=None)
    assert names(cohort, date(2026, 3, 9)) == names(other, date(2026, 3, 10)) == ["Samira"]
    assert names(cohort, date(2026, 3, 10)) == names(other, date(2026, 3, 9)) == []
    with pytest.raises(Refused, match="already"):
        person_enrol(here.person, other, since=date(2026, 3, 20), actor=None)


def test_a_new_person_is_kept_thirty_days_and_never_longer_after_leaving(cohort: Cohort) -> None:
    one = add(cohort, "Samira")
    assert one.person.keep_until == timezone.localdate() + timedelta(days=30)
    one.person.keep_until = date(2040, 1, 1)  # as a consent may set it
    one.person.save()
    enrolment_leave(one, on=date(2026, 5, 31), actor=None)
    one.person.refresh_from_db()
    assert one.person.keep_until == date(2028, 5, 31)  # the programme keeps for 24 months


def test_the_same_name_and_year_needs_somebody_who_looked(cohort: Cohort) -> None:
    add(cohort, "Ali", birth_year=2012)
    with pytest.raises(Refused, match="already"):
        add(cohort, "ALI", birth_year=2012)
    person_add(cohort, {"given_name": "Ali", "birth_year": 2012}, since=MARCH, actor=None,
               other_person=True)  # fmt: skip
    assert len(roster(cohort, MARCH)) == 2


def test_nobody_was_born_in_the_year_after_next(cohort: Cohort) -> None:
    with pytest.raises(Refused, match="year of birth"):
        add(cohort, "Ali", birth_year=2099)


def test_a_roster_of_sixty_goes_in_at_once_and_the_rest_waits(cohort: Cohort) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(capacity=58)
    people = [RosterPerson(f"Person {n}", "Name", birth_year=2010) for n in range(60)]
    made = roster_import(cohort, people, actor=None)
    assert [one.state for one in made].count(State.WAITING) == 2
    with pytest.raises(Refused) as refusal:
        roster_import(cohort, [*people[:1], RosterPerson("New")], actor=None)
    assert refusal.value.problems[0].code == "here"
    assert cohort.enrolments.count() == 60


def test_the_audit_trail_names_nobody(cohort: Cohort) -> None:
    one = add(cohort, "Samira")
    roster_import(cohort, [RosterPerson("Omar", "Haddad")], actor=None)
    enrolment_leave(one, on=MARCH, actor=None, reason="care")
    trail = " ".join(f"{row.detail} {row.thing_id}" for row in AuditEntry.objects.all())
    assert "Samira" not in trail
    assert "Omar" not in trail


def test_a_closed_group_is_read_only(cohort: Cohort) -> None:
    cohort_close(cohort, actor=None)
    with pytest.raises(Refused, match="closed"):
        add(cohort, "Samira")
    with pytest.raises(Refused, match="closed"):
        session_on(cohort)


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"title": " "}, "title"), ({"title": "A", "time_zone": "Mars"}, "time zone"),
     ({"title": "A", "scheme": "none"}, "scheme"),
     ({"title": "A", "starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)}, "ends before"),
     ({"title": "A", "join_url": "http://meet.example.org"}, "https")],
)  # fmt: skip
def test_a_group_that_cannot_be_is_refused_with_a_remedy(
    programme: Programme, fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        cohort_create(programme, fields, actor=None)


def test_the_scheme_stays_once_somebody_was_marked(cohort: Cohort) -> None:
    one = add(cohort, "Samira")
    attendance_mark(session_on(cohort), [a_mark(one.person_id)], actor=None)
    with pytest.raises(Refused, match="scheme"):
        cohort_describe(cohort, {"title": "A", "scheme": "units45"}, actor=None)


def test_a_facilitator_writes_only_in_their_own_groups(
    cohort: Cohort, facilitator: ProgrammeMember, teacher: User
) -> None:
    other = cohort_create(cohort.programme, {"title": "B"}, actor=None)
    assert [row.title for row in cohorts_for(cohort.programme, teacher)] == ["Group A"]
    session_create(cohort, occurrence(MARCH, time(9), 90, BERLIN), {}, actor=teacher)
    for refused in (
        lambda: session_create(other, occurrence(MARCH, time(9), 90, BERLIN), {}, actor=teacher),
        lambda: attendance_mark(session_on(other), [], actor=teacher),
        lambda: person_add(cohort, {"given_name": "A"}, since=MARCH, actor=teacher),
    ):
        with pytest.raises(NotAllowed):
            refused()


# sessions


def test_a_series_numbers_its_sessions_and_leaves_out_what_is_there(cohort: Cohort) -> None:
    session_on(cohort)
    when = [occurrence(MARCH + timedelta(days=n), time(9), 90, BERLIN) for n in range(3)]
    session_series_create(cohort, when, {}, actor=None)
    assert [row.count for row in session_rows(cohort)] == [1, 2, 3]
    with pytest.raises(Refused, match="already"):
        session_series_create(cohort, when, {}, actor=None)


def test_a_held_session_names_the_parts_it_delivered(cohort: Cohort) -> None:
    part = ProgrammePart.objects.create(programme=cohort.programme, position=1, part="Talk")
    session = session_on(cohort)
    session_hold(session, [part.pk, 99], actor=None)
    assert session.state == Session.State.HELD
    assert [one.part for one in session.parts_done.all()] == ["Talk"]


# attendance


def test_marks_count_hours_and_hold_the_session(cohort: Cohort) -> None:
    here, away = add(cohort, "Here"), add(cohort, "Away")
    session = session_on(cohort)
    attendance_mark(session, [a_mark(here.person_id), a_mark(away.person_id, "absent")],
                    actor=None)  # fmt: skip
    reached = standings(cohort)
    assert (reached[here.person_id].credited, reached[here.person_id].minutes) == (2, 90)
    assert (reached[away.person_id].credited, reached[away.person_id].unexcused) == (0, 2)


def test_the_same_marks_sent_again_change_nothing(cohort: Cohort) -> None:
    one, session = add(cohort, "Samira"), session_on(cohort)
    lot = [a_mark(one.person_id), a_mark(one.person_id, "absent")]
    first = attendance_mark(session, lot, actor=None)
    trail = AuditEntry.objects.count()
    second = attendance_mark(session, [*lot[::-1], *lot], actor=None)
    assert (first.added, second.added) == (2, 0)
    assert set(second.kept) == set(first.kept)
    assert (AttendanceEntry.objects.count(), AuditEntry.objects.count()) == (2, trail)


def test_good_marks_are_kept_although_others_are_refused(cohort: Cohort) -> None:
    one, session = add(cohort, "Samira"), session_on(cohort)
    bad = [a_mark(one.person_id, "??"), a_mark(one.person_id + 99),
           a_mark(one.person_id, minutes_late=9999),
           a_mark(one.person_id, makes_up=session.pk)]  # fmt: skip
    outcome = attendance_mark(session, [*bad, a_mark(one.person_id)], actor=None)
    assert outcome.added == 1
    assert set(outcome.refused) == {mark.uid for mark in bad}


def test_nobody_is_marked_ahead_of_time_or_in_a_session_called_off(cohort: Cohort) -> None:
    one = add(cohort, "Samira")
    ahead = session_on(cohort, timezone.localdate() + timedelta(days=2))
    off = session_on(cohort)
    session_cancel(off, actor=None)
    for session in (ahead, off):
        outcome = attendance_mark(session, [a_mark(one.person_id)], actor=None)
        assert (outcome.added, len(outcome.refused)) == (0, 1)


def test_a_clock_that_runs_ahead_does_not_win_for_ever(cohort: Cohort) -> None:
    one, session = add(cohort, "Samira"), session_on(cohort)
    wrong = timezone.now() + timedelta(days=900)
    lot = [a_mark(one.person_id, "absent", made_at=wrong - timedelta(seconds=5)),
           a_mark(one.person_id, "excused", made_at=wrong)]  # fmt: skip
    attendance_mark(session, lot, actor=None)
    assert marks_in(session)[one.person_id].code == "excused"
    attendance_mark(session, [a_mark(one.person_id, made_at=timezone.now())], actor=None)
    assert marks_in(session)[one.person_id].code == "present"


def test_a_missed_session_is_made_up_in_another_group(cohort: Cohort) -> None:
    other = cohort_create(cohort.programme, {"title": "B", "time_zone": "Europe/Berlin"},
                          actor=None)  # fmt: skip
    one, missed = add(cohort, "Samira"), session_on(cohort)
    add(cohort, "Yusuf")  # nobody is alone with a child
    attendance_mark(missed, [a_mark(one.person_id, "excused")], actor=None)
    # Nobody was there, so nobody has said yet that it was held.
    assert standings(cohort)[one.person_id] == Standing()
    session_hold(missed, [], actor=None)
    there = session_on(other, date(2026, 3, 4))
    guest = a_mark(one.person_id, makes_up=missed.pk)
    assert attendance_mark(there, [a_mark(one.person_id)], actor=None).added == 0
    assert attendance_mark(there, [guest], actor=None).added == 1
    assert (standings(cohort)[one.person_id].made_up, standings(other)) == (2, {})


@pytest.mark.django_db(transaction=True)
@examples(max_examples=12)
@given(data=st.data())
def test_any_order_of_any_lots_makes_the_same_state(data: st.DataObject) -> None:
    cohort = _small_world()
    session = cohort.sessions.get()
    who = list(cohort.enrolments.values_list("person_id", flat=True))
    lot = data.draw(st.lists(st.builds(
        a_mark, st.sampled_from(who), st.sampled_from(["", "present", "absent", "excused"]),
        uid=st.uuids(version=4),
        made_at=st.integers(0, 3).map(lambda n: datetime(2026, 3, 2, 10, n, tzinfo=UTC)),
    ), max_size=8, unique_by=lambda mark: mark.uid))  # fmt: skip
    attendance_mark(session, lot, actor=None)
    straight = marks_in(session)
    AttendanceEntry.objects.all().delete()
    for mark in data.draw(st.permutations(lot + lot)):
        attendance_mark(session, [mark], actor=None)
    assert marks_in(session) == straight
    Programme.objects.all().delete()


def _small_world() -> Cohort:
    programme = Programme.objects.create(title="A")
    cohort = cohort_create(programme, {"title": "A"}, actor=None)
    add(cohort, "Samira")
    add(cohort, "Omar")
    session_on(cohort)
    return cohort


@given(lot=st.lists(st.builds(
    NewMark, st.uuids(), st.integers(0, 10**9), st.text(max_size=20),
    st.datetimes(timezones=st.just(UTC)), st.integers(0, 1440), st.integers(0, 1440),
    st.none() | st.integers(0, 10**9))), session=st.uuids())  # fmt: skip
def test_what_a_phone_saves_reads_back_the_same(lot: list[NewMark], session: UUID) -> None:
    assert read_marks(written_marks(lot, session), session) == (lot, [])


@given(content=st.binary(max_size=200), session=st.uuids())
def test_no_file_of_marks_makes_the_reader_stumble(content: bytes, session: UUID) -> None:
    assert read_marks(content, session)[1]


def test_a_file_that_was_cut_off_or_is_of_another_session_is_named() -> None:
    content = written_marks([a_mark(1)], UUID(int=1))
    late = content.replace(b'"late": 0', b'"late": -4')
    cases = ((content[:-9], "broken_file"), (b"[]", "no_marks"), (late, "broken_mark"))
    for broken, code in cases:
        assert [one.code for one in read_marks(broken, UUID(int=1))[1]] == [code]
    assert read_marks(content, UUID(int=2))[1][0].code == "other_session"


def test_standings_take_the_same_statements_for_three_people_and_for_forty(
    cohort: Cohort, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(40):
        add(cohort, f"Person {number}")
        if number in (2, 39):
            with django_assert_num_queries(4):
                standings(cohort)


# rooms


def test_a_room_of_bigbluebutton_is_signed_when_somebody_clicks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOTHWAYS_BBB_URL", "https://bbb.example.org/bigbluebutton/api/")
    room = checked_room("https://bbb.example.org/bigbluebutton/api?meetingID=group-a")
    assert provider_of(room) == "bbb"
    with pytest.raises(Refused, match="BOTHWAYS_BBB_SECRET"):
        join_address(room, "Ann", leads=True)
    monkeypatch.setenv("BOTHWAYS_BBB_SECRET", "only for tests")
    address = join_address(room, "Ann Lee", leads=True)
    query, _sign, checksum = address.partition("join?")[2].partition("&checksum=")
    assert query == "fullName=Ann+Lee&meetingID=group-a&role=MODERATOR"
    assert checksum == signed("join", query, "only for tests")
    assert "only for tests" not in address


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://meet.example.org/a", "https://a:b@meet.example.org",
                "https://meet.example.org/a?password=x"],
)  # fmt: skip
def test_an_address_that_is_no_room_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        checked_room(address)
