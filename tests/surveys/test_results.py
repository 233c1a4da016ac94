"""Nothing about a wave is said that could be traced to a child."""

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bothways.core.errors import Refused
from bothways.core.models import AuditEntry, User
from bothways.surveys.actions import survey_member_let_in, survey_start
from bothways.surveys.answer_actions import submission_receive
from bothways.surveys.form_actions import form_keep_converted
from bothways.surveys.forms.conversion import convert_sheets
from bothways.surveys.forms.draft import sheets_of
from bothways.surveys.gates import _gates
from bothways.surveys.group_actions import NewCard, NewGroup, groups_add
from bothways.surveys.models import Survey, Wave
from bothways.surveys.queries import WaveCount, answer_rows, reminders_of, surveys_of
from bothways.surveys.rates import response_rates
from bothways.surveys.receiving import Sent
from bothways.surveys.ties import ties_of
from bothways.surveys.wave_actions import wave_change, wave_open, wave_plan
from tests.surveys.conftest import Scene

DRAFT = {
    "title": "Class", "languages": ["en", "ar"],
    "parts": [
        {"kind": "instrument", "id": "school_belonging"},
        {"kind": "roster", "name": "plays", "texts": {"en": "With whom do you play?"}},
        {"kind": "select_one", "name": "walks", "texts": {"en": "Do you walk to school?"},
         "choices": [{"value": "1", "texts": {"en": "Yes"}},
                     {"value": "2", "texts": {"en": "No"}}]},
        {"kind": "text", "name": "why", "texts": {"en": "Why not?"},
         "only_if": {"question": "walks", "value": "2"}},
    ],
}  # fmt: skip


def asked_wave(owner: User, classes: int = 3, newcomers: int = 5) -> Wave:
    """Classes of twelve in which everybody plays with the two next numbers of their own side."""
    survey = survey_start("Play", actor=owner)
    form = convert_sheets(sheets_of(DRAFT, form_id="class", version="1"))
    assert form.definition is not None, form.problems
    version = form_keep_converted(survey, form, name="", actor=owner)
    cards = [NewCard(side="newcomer" if n < newcomers else "host") for n in range(12)]
    groups_add(survey, [NewGroup(f"class {n}", cards) for n in range(classes)], actor=owner)
    wave = wave_plan(survey, version, title="Before", actor=owner)
    wave_open(wave, actor=owner)
    wave.refresh_from_db()
    _answer_all(survey, wave)
    return wave


def _answer_all(survey: Survey, wave: Wave) -> None:
    rng = random.Random(1)
    for group in survey.groups.all():
        rows = list(group.respondents.all())
        for at, one in enumerate(rows):
            mates = [r.number for r in rows if r.side == one.side and r != one]
            level = rng.randint(1, 4)
            answers = {
                f"school_belonging/school_belonging_{n}": str(
                    min(4, max(1, (5 - level if n % 2 == 0 else level) + rng.choice((0, 0, 1))))
                )
                for n in range(1, 7)
            }
            answers["plays"] = " ".join(str(n) for n in mates[:2])
            sent = Sent(f"uuid:{group.pk}-{at}", wave.version, answers, "page", group, one,
                        language="English (en)")  # fmt: skip
            submission_receive(wave, sent)


@pytest.fixture
def played(officer: User) -> Wave:
    return asked_wave(officer)


def test_children_who_keep_to_their_side_show_in_the_index(played: Wave) -> None:
    (tie,) = ties_of(played)
    index = {one.term: one.value for one in tie.estimates}
    assert index["E-I index"] == -1.0
    assert (tie.pupils, tie.classes) == (36, 3)


def test_one_newcomer_in_a_class_gives_no_index(officer: User) -> None:
    (tie,) = ties_of(asked_wave(officer, newcomers=1))
    assert tie.reason == "too_few"
    assert not tie.estimates


def test_a_form_of_the_simple_editor_scores_its_instrument(played: Wave) -> None:
    assert all(row.scores["school_belonging.total"] is not None for row in answer_rows(played))
    assert played.version.instruments == {"school_belonging": "1"}


def test_results_name_sides_apart_and_the_look_is_on_record(
    played: Wave, officer: User, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(officer).get(f"/surveys/{played.survey_id}/waves/{played.pk}/results/")
    text = page.content.decode()
    assert "newcomers" in text and "hosts" in text
    assert "fewer than ten" in text, "nobody is without a side, and that is hidden like a few"
    assert AuditEntry.objects.filter(verb="read_answers", actor=officer).exists()


def test_a_teacher_never_sees_an_answer(
    scene: Scene, teacher: User, signed_in: Callable[[User], Client]
) -> None:
    submission_receive(scene.wave, scene.sent())
    survey_member_let_in(scene.survey, "teacher", role="collect", group=scene.groups[0],
                         actor=scene.owner)  # fmt: skip
    client, base = signed_in(teacher), f"/surveys/{scene.survey.pk}"
    for path in ("answers.csv", "results/", "bring/"):
        assert client.get(f"{base}/waves/{scene.wave.pk}/{path}").status_code == 403
    seen = [
        client.get(f"{base}/{path}").content.decode()
        for path in ("", f"waves/{scene.wave.pk}/", f"groups/{scene.groups[0].pk}/cards/",
                     f"waves/{scene.wave.pk}/missing/{scene.groups[0].pk}/")
    ]  # fmt: skip
    assert not any("Football" in text for text in seen)
    assert "5b" not in seen[0], "another class is not hers"
    assert client.get(f"{base}/groups/{scene.groups[1].pk}/cards/").status_code == 404
    assert client.post(f"{base}/waves/{scene.wave.pk}/turn/", {"do": "close"}).status_code == 403


def test_a_small_class_is_hidden_and_never_alone() -> None:
    counts = [WaveCount(1, "a", 20, 18), WaveCount(2, "b", 3, 1), WaveCount(3, "c", 12, 9)]
    hidden = {row.name for row in response_rates(counts) if row.is_hidden}
    assert hidden == {"b", "c"}, "the total minus the others would tell of b"


def test_the_table_of_answers_has_pseudonyms_and_no_formulas(
    scene: Scene, signed_in: Callable[[User], Client]
) -> None:
    answers = {"about/age": "11", "about/likes": "yes", "about/why": "=HYPERLINK(1)"}
    submission_receive(scene.wave, scene.sent(answers=answers))
    client = signed_in(scene.owner)
    page = client.get(f"/surveys/{scene.survey.pk}/waves/{scene.wave.pk}/answers.csv")
    head, row = page.content.decode("utf-8-sig").splitlines()[:2]
    assert head.startswith("pseudonym,group,group_key,respondent_key,side")
    assert "'=HYPERLINK(1)" in row
    assert scene.groups[0].respondents.get(number=1).pseudonym in row


def test_a_list_of_surveys_costs_one_statement_whatever_its_length(
    officer: User, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(4):
        survey_start(f"Survey {number}", actor=officer)
    with django_assert_num_queries(1):
        assert len(surveys_of(officer)) == 4


def test_the_page_of_a_survey_costs_the_same_for_few_and_for_many(
    scene: Scene, signed_in: Callable[[User], Client]
) -> None:
    client, address = signed_in(scene.owner), f"/surveys/{scene.survey.pk}/"
    client.get(address)
    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        counts.append(len(seen))
        names = [NewGroup(f"{len(counts)}{n}", [NewCard()] * 3) for n in range(5)]
        groups_add(scene.survey, names, actor=scene.owner)
        wave_plan(scene.survey, scene.version, title="Later", actor=scene.owner)
    assert counts[0] == counts[1]


def test_reminders_name_waves_that_are_late_or_wait_for_answers(scene: Scene) -> None:
    today = date(2026, 9, 10)
    (missing,) = reminders_of(scene.survey, today)
    assert (missing.what, missing.missing) == ("missing", 24)
    wave_change(scene.wave, title="Before", opens_on=None, closes_on=date(2026, 9, 1),
                actor=scene.owner)  # fmt: skip
    wave_plan(scene.survey, scene.version, title="After", opens_on=today, actor=scene.owner)
    assert [one.what for one in reminders_of(scene.survey, today)] == ["close", "open"]


def test_another_room_may_hold_a_wave_shut(scene: Scene) -> None:
    wave = wave_plan(scene.survey, scene.version, title="After", actor=scene.owner)
    _gates.append(lambda one: "The plan is not locked." if one == wave else "")
    try:
        with pytest.raises(Refused, match="not locked"):
            wave_open(wave, actor=scene.owner)
    finally:
        _gates.pop()
    wave_open(wave, actor=scene.owner)
