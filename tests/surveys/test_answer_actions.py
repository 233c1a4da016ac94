"""Answers are taken in once; what cannot be taken in is kept aside, word for word."""

import pytest

from bothways.core.errors import Refused
from bothways.surveys.answer_actions import (
    kept_aside_take_in,
    submission_receive,
)
from bothways.surveys.models import KeptAside, Submission
from bothways.surveys.queries import answer_rows
from bothways.surveys.wave_actions import wave_close, wave_open
from tests.surveys.conftest import ANSWERS, Scene


def test_answers_come_with_key_side_and_score(scene: Scene) -> None:
    submission_receive(scene.wave, scene.sent(3))
    (row,) = answer_rows(scene.wave)
    assert (row.respondent_key, row.group_key, row.side) == ("child-3", "class-a", "newcomer")
    assert row.answers["older"] == "12"
    assert row.scores == {"school_belonging.total": None}, "two of six items are too few"


def test_the_same_answers_sent_again_are_one_submission(scene: Scene) -> None:
    first = submission_receive(scene.wave, scene.sent())
    again = submission_receive(scene.wave, scene.sent())
    assert (first.is_new, again.is_new) == (True, False)
    assert again.submission == first.submission
    assert Submission.objects.count() == 1
    assert not KeptAside.objects.exists()


def test_the_same_number_with_other_answers_is_refused_and_both_are_kept(scene: Scene) -> None:
    submission_receive(scene.wave, scene.sent())
    other = scene.sent(answers={**ANSWERS, "about/age": "12"})
    receipts = [submission_receive(scene.wave, other) for _time in range(2)]
    assert all(receipt.submission is None for receipt in receipts)
    kept = KeptAside.objects.get()
    assert kept.reason == "other_content"
    assert '"about/age": "12"' in kept.raw
    assert Submission.objects.get().answers["about/age"] == "11"


def test_a_card_answers_a_wave_once(scene: Scene) -> None:
    submission_receive(scene.wave, scene.sent())
    receipt = submission_receive(scene.wave, scene.sent(instance_id="uuid:another"))
    assert "answered already" in receipt.message
    assert KeptAside.objects.get().reason == "answered_already"


def test_answers_to_a_closed_wave_are_kept_and_the_owner_takes_them_in(scene: Scene) -> None:
    wave_close(scene.wave, actor=scene.owner)
    scene.wave.refresh_from_db()
    receipt = submission_receive(scene.wave, scene.sent())
    assert receipt.kept is not None
    assert receipt.kept.reason == "wave_closed"
    taken = kept_aside_take_in(receipt.kept, scene.wave, scene.sent(), actor=scene.owner)
    assert taken.answers["about/why"] == "Football"
    with pytest.raises(Refused):
        kept_aside_take_in(receipt.kept, scene.wave, scene.sent(2), actor=scene.owner)


def test_an_answer_to_a_question_that_is_not_asked_does_not_count(scene: Scene) -> None:
    answers = {**ANSWERS, "about/likes": "no"}
    receipt = submission_receive(scene.wave, scene.sent(answers=answers))
    assert receipt.submission is not None
    assert "about/why" not in receipt.submission.answers


def test_a_wave_that_is_open_does_not_open_again(scene: Scene) -> None:
    with pytest.raises(Refused):
        wave_open(scene.wave, actor=scene.owner)


def test_the_table_of_answers_costs_one_statement(
    scene: Scene, django_assert_num_queries: object
) -> None:
    for number in range(1, 6):
        submission_receive(scene.wave, scene.sent(number))
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(answer_rows(scene.wave)) == 5
