"""Results by level of a cascade: counted right, hidden from others, estimated with an interval."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bothways.core.models import User
from bothways.programmes.credentials.cascade import Cascade, TrainerRow
from bothways.programmes.credentials.cascade_results import (
    CascadeResults,
    LevelResults,
    cascade_results,
    results_of,
)
from bothways.programmes.credentials.changes import Change, Skill, changes_of
from bothways.programmes.credentials.delivered import Delivered, Deliveries
from bothways.programmes.credentials.models import Certificate, LevelResult, Trainer, TrainerStep
from bothways.programmes.delivery.presence import Presence
from bothways.programmes.models import (
    Cohort,
    Person,
    Programme,
    ProgrammeMember,
    ProgrammePart,
    Session,
)
from tests.conftest import person
from tests.programmes.credentials.conftest import hold_sessions, mark, take_part
from tests.programmes.reader import Reader

DAY = date(2026, 9, 20)
SPEAKING, READING = Skill("de", 1, "cefr"), Skill("de", 2, "cefr")
SignedIn = Callable[[User], Client]
Role = ProgrammeMember.Role


def a_level(
    learner: Person, level: str, days: int = 0, method: str = "test", source: str = ""
) -> None:
    LevelResult.objects.create(
        person=learner, skill="speaking", language="de", level=level, method=method,
        taken_on=DAY + timedelta(days=days), source=source,
    )  # fmt: skip


def a_certificate(learner: Person, cohort: Cohort) -> None:
    Certificate.objects.create(
        serial=f"{learner.pk:016x}", person=learner, cohort=cohort, title="A course", units=6,
        programme_title="Reading together", language="en", issued_on=DAY,
    )  # fmt: skip


@pytest.fixture
def grown(programme: Programme, cohort: Cohort, facilitator: ProgrammeMember) -> Programme:
    """Ana trained Ben and six others. Ben held Group A with twelve people, Cleo Group B with eight.

    Nine of Ben's and seven of Cleo's have a certificate; of Ben's, six rose a step in speaking.
    """
    parts = [
        ProgrammePart.objects.create(programme=programme, position=n, part=f"P{n}", kind="core")
        for n in range(4)
    ]
    other = Cohort.objects.create(programme=programme, title="Group B")
    cleo = ProgrammeMember.objects.create(
        programme=programme, user=person("cleo"), role=Role.FACILITATOR
    )
    ana = Trainer.objects.create(programme=programme, name="Ana")
    for name in ("Ben", "Cleo", "D", "E", "F", "G", "H"):
        member = {"Ben": facilitator, "Cleo": cleo}.get(name)
        trainee = Trainer.objects.create(programme=programme, name=name, member=member)
        TrainerStep.objects.create(trainer=ana, trainee=trainee, trained_on=DAY)
    for group, member, size, certified in ((cohort, facilitator, 12, 9), (other, cleo, 8, 7)):
        sessions = hold_sessions(group)
        Session.objects.filter(cohort=group).update(facilitator=member)
        sessions[0].parts_done.set(parts[: 2 if group == cohort else 4])
        for k in range(size):
            learner = take_part(group, f"{group.title} {k}")
            mark(sessions[0], learner)
            mark(sessions[1], learner, "present" if k % 2 else "absent")
            if k < certified:
                a_certificate(learner, group)
            if group == cohort:
                a_level(learner, "cefr-a1")
                a_level(learner, "cefr-a2" if k < 6 else "cefr-a1", days=60)
    return programme


def line(results: CascadeResults, level: int) -> LevelResults:
    return next(row for row in results.levels if row.level == level)


def test_each_level_says_what_came_of_it(grown: Programme) -> None:
    found = cascade_results(grown, for_others=False)
    second = line(found, 2)
    assert (second.trainers, second.delivered, second.sessions) == ("7", "2", 6)
    assert (second.people, second.certified) == ("20", "16")
    assert second.certificates and second.certificates.value == pytest.approx(0.8)
    assert second.attendance and second.attendance.value == pytest.approx(30 / 40)
    assert second.core and second.core.value == pytest.approx(3)  # 2 and 4 of 4
    assert line(found, 1).trained_others == "1"
    assert line(found, 0).people == "20"


def test_an_estimate_has_an_interval_where_there_are_two_groups(grown: Programme) -> None:
    second = line(cascade_results(grown, for_others=False), 2)
    assert second.certificates and second.certificates.interval
    low, high = second.certificates.interval
    assert low is not None and high is not None and 0 <= low < 0.8 < high <= 1
    change = cascade_results(grown, for_others=False).changes[0]
    assert change.change and change.change.n == 12
    assert change.change.value == pytest.approx(0.5)
    assert change.change.interval is None  # all twelve are of one group


def test_others_see_what_rests_on_small_counts_as_hidden(grown: Programme) -> None:
    found = cascade_results(grown)
    second, first = line(found, 2), line(found, 1)
    assert (first.trainers, second.delivered, second.core) == ("*", "*", None)
    assert (second.people, second.certified, second.certificates) == ("20", "*", None)
    assert second.attendance is not None  # twenty people stand behind it
    assert found.has_hidden


def test_results_take_a_fixed_number_of_statements(
    grown: Programme, cohort: Cohort, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(10):
        cascade_results(grown)
    for k in range(5):
        mark(cohort.sessions.latest("pk"), take_part(cohort, f"New {k}"))
    with django_assert_num_queries(10):
        cascade_results(grown)


def test_a_programme_without_trainers_has_no_results(programme: Programme) -> None:
    found = cascade_results(programme)
    assert (found.levels, found.changes, found.has_hidden) == ((), (), False)


@pytest.mark.parametrize(
    ("results", "steps"),
    [
        ((("cefr-a1", 0, "test", ""), ("cefr-b1", 60, "test", "")), [2]),
        ((("cefr-b1", 0, "test", ""), ("cefr-a2", 60, "test", "")), [-1]),
        # One result, two of one day, two found in different ways, two on different scales.
        ((("cefr-a1", 0, "test", ""),), []),
        ((("cefr-a1", 0, "test", ""), ("cefr-b1", 0, "test", "")), []),
        ((("cefr-a1", 0, "test", ""), ("cefr-b1", 60, "teacher", "")), []),
        ((("laslliam-1", 0, "test", ""), ("cefr-b1", 60, "test", "")), []),
        # What a learner file brought was measured before anybody here taught.
        ((("cefr-a1", 0, "test", "another.example"), ("cefr-b1", 60, "test", "")), []),
    ],
)
def test_a_change_compares_like_with_like(
    programme: Programme, layla: Person, results: tuple[tuple[str, int, str, str], ...],
    steps: list[int],
) -> None:  # fmt: skip
    for level, days, method, source in results:
        a_level(layla, level, days, method, source)
    assert [change.steps for change in changes_of(programme, {layla.pk})] == steps


@st.composite
def cascades(draw: st.DrawFn) -> tuple[Cascade, list[Change]]:
    """Trainers on three levels who reached people together and apart."""
    rows = []
    for number in range(draw(st.integers(1, 14))):
        people = draw(st.frozensets(st.integers(1, 24), max_size=12))
        marks = tuple(Presence(number, p, DAY, "attended", 2) for p in sorted(people))
        certified = frozenset(p for p in people if p % 3)
        held = Delivered(bool(people), people, frozenset(), certified, DAY, marks)
        trained = draw(st.integers(0, 1))
        level = draw(st.sampled_from([1, 2, 2, 3]))
        rows.append(TrainerRow(Trainer(pk=number), level, (), trained, held, 0))
    moved = [
        Change(p, skill, 1)
        for skill in (SPEAKING, READING)
        for p in draw(st.frozensets(st.integers(1, 24), max_size=20))
    ]
    return Cascade(tuple(rows), Deliveries({}, {n: n % 3 for n in range(14)})), moved


def read(results: CascadeResults) -> Reader:
    reader = Reader()
    levels = [row.level for row in results.levels if row.level]
    for row in results.levels:
        at = row.level
        for name, cell in (("trainers", row.trainers), ("delivered", row.delivered),
                           ("trained", row.trained_others), ("people", row.people),
                           ("certified", row.certified)):  # fmt: skip
            reader.reads((name, at), cell)
        for part, whole in (("delivered", "trainers"), ("trained", "trainers"),
                            ("certified", "people")):  # fmt: skip
            reader.within.append(((part, at), (whole, at)))
        for name in ("people", "certified"):
            reader.within.append(((name, at), (name, 0)))
    for name in ("trainers", "delivered", "trained"):
        reader.sums.append(((name, 0), [(name, level) for level in levels]))
    for name in ("people", "certified"):
        reader.covered.append(((name, 0), [(name, level) for level in levels]))
    for change in results.changes:
        reader.reads((change.skill, change.level), change.people)
        reader.within.append(((change.skill, change.level), ("people", change.level)))
    return reader


@given(cascades())
@settings(max_examples=60, deadline=None)
def test_no_hidden_count_of_a_cascade_can_be_worked_out(
    made: tuple[Cascade, list[Change]],
) -> None:
    tree, moved = made
    own, reader = read(results_of(tree, moved, 0)), read(results_of(tree, moved, 5))
    for name, count in own.shown.items():
        assert not 0 < count < 5 or name in reader.hidden, (name, count)
    for name, (low, high) in reader.ends().items():
        assert high - low >= 1 - 1e-6, (name, own.shown[name], low, high)
        if 0 < own.shown[name] < 5:
            assert high >= 5 - 1e-6, (name, own.shown[name], low, high)


def test_what_rests_on_a_hidden_count_is_no_estimate(grown: Programme) -> None:
    for change in cascade_results(grown).changes:
        assert (change.people == "*") == (change.change is None)


def test_partners_read_results_and_no_name(
    grown: Programme, in_role: Callable[..., ProgrammeMember], evaluator: User, signed_in: SignedIn
) -> None:
    in_role(evaluator, Role.EVALUATOR)
    door = reverse("cascade_results", args=[grown.pk])
    assert (
        door in signed_in(evaluator).get(reverse("funder_table", args=[grown.pk])).content.decode()
    )
    page = signed_in(evaluator).get(reverse("cascade_results", args=[grown.pk]), {"view": "own"})
    text = page.content.decode()
    assert "Results by level of the cascade" in text and "Ben" not in text
    assert ">20<" in text and "2 / 7" not in text and "Show what the office sees" not in text
    assert "effect" not in text.replace("says nothing of what made it", "")


def test_the_office_may_look_at_its_own_numbers_and_the_file_never_does(
    grown: Programme, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    page = client.get(reverse("cascade_results", args=[grown.pk]), {"view": "own"})
    assert "2 / 7" in page.content.decode()
    answer = client.get(reverse("cascade_xlsx", args=[grown.pk]), {"view": "own"})
    levels = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = list(levels.iter_rows(values_only=True))
    assert rows[2][:8] == (2, "*", "*", "*", 6, 20, "*", 0.75)


def test_facilitators_and_outsiders_do_not_see_results(
    grown: Programme, teacher: User, outsider: User, signed_in: SignedIn
) -> None:
    for name in ("cascade_results", "cascade_xlsx"):
        address = reverse(name, args=[grown.pk])
        assert signed_in(teacher).get(address).status_code == 403
        assert signed_in(outsider).get(address).status_code == 404
