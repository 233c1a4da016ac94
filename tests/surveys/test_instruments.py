"""Instruments: scores in the right direction, with few enough gaps, from data files that hold."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.surveys.instruments.catalogue import LANGUAGES, Instrument, instruments
from bothways.surveys.instruments.reliability import differs_much, reliability
from bothways.surveys.instruments.scoring import scores

ANSWER = st.sampled_from(["", "x", "1", "2", "3", "4", "9", "-1", "٣"])


def test_only_words_of_our_own_are_shipped_and_in_all_languages() -> None:
    for one in instruments().values():
        texts = [item.texts for item in one.items]
        if one.may_ship:
            assert all(set(text) == set(LANGUAGES) for text in texts), one.id
        else:
            assert not any(texts), f"{one.id}: the words belong to others"
        assert one.licence_url.startswith("https://"), one.id


def answered(one: Instrument, value: str) -> dict[str, str]:
    return dict.fromkeys(one.questions, value)


def test_items_turned_round_pull_the_other_way() -> None:
    one = instruments()["school_belonging"]
    best = {one.question(i.id): "1" if i.reversed else "4" for i in one.items}
    assert scores(one, best)[0].value == 4.0
    assert scores(one, answered(one, "4"))[0].value == 2.5, "yes to everything says nothing"


def test_published_keys_give_published_values() -> None:
    sdq = instruments()["sdq"]
    found = {score.scale: score.value for score in scores(sdq, answered(sdq, "2"))}
    assert found == {
        "emotional": 10, "conduct": 8, "hyperactivity": 6, "peers": 6, "prosocial": 10,
        "difficulties": 30,
    }  # fmt: skip
    kidscreen = instruments()["kidscreen10"]
    assert scores(kidscreen, answered(kidscreen, "5"))[0].value == 8 * 5 + 2 * 1
    ipl = instruments()["ipl12"]
    assert scores(ipl, answered(ipl, "5"))[0].value == 1.0
    assert scores(ipl, answered(ipl, "2"))[0].value == (24 - 12) / 48


def test_a_sum_with_gaps_is_made_whole_and_too_many_gaps_give_none() -> None:
    sdq = instruments()["sdq"]
    three = {sdq.question(item): "1" for item in ("3", "8", "13")}
    assert scores(sdq, three)[0].value == 5.0
    assert scores(sdq, dict(list(three.items())[:2]))[0].value is None


@given(st.sampled_from(sorted(instruments())), st.data())
def test_a_score_stays_in_the_range_of_its_scale_whatever_is_answered(name: str, data: Any) -> None:
    one = instruments()[name]
    answers = {question: data.draw(ANSWER) for question in one.questions}
    for score in scores(one, answers):
        scale = one.scale(score.scale)
        if score.value is None:
            assert scale.of or score.answered < scale.min_answered
        else:
            many = score.asked if scale.rule == "sum" else 1
            low, high = (0, 1) if scale.rule == "share" else (one.low * many, one.high * many)
            assert low - 1e-9 <= score.value <= high + 1e-9


@given(st.sampled_from(sorted(instruments())), st.data())
def test_turning_every_answer_round_turns_the_mean_round(name: str, data: Any) -> None:
    one = instruments()[name]
    values = {q: data.draw(st.integers(int(one.low), int(one.high))) for q in one.questions}
    plain = scores(one, {q: str(v) for q, v in values.items()})
    turned = scores(one, {q: str(one.low + one.high - v) for q, v in values.items()})
    for before, after in zip(plain, turned, strict=True):
        scale = one.scale(before.scale)
        many = before.asked if scale.rule == "sum" else 1
        ends = 1 if scale.rule == "share" else (one.low + one.high) * many
        assert before.value is not None and after.value is not None
        assert before.value + after.value == pytest.approx(ends)


def test_reliability_stands_by_language_and_few_answers_give_none() -> None:
    one = instruments()["school_belonging"]
    rng = np.random.default_rng(1)

    def row() -> dict[str, str]:
        feels = rng.integers(1, 5)
        noise = rng.integers(-1, 2, len(one.items))
        value = np.clip(feels + noise, 1, 4)
        return {
            one.question(item.id): str(5 - v if item.reversed else v)
            for item, v in zip(one.items, value, strict=True)
        }

    by_language = {"en": [row() for _n in range(60)], "ar": [row() for _n in range(4)]}
    arabic, english = reliability(one, one.scale("total"), by_language)
    assert english.alpha is not None and english.alpha > 0.7
    assert (arabic.alpha, arabic.reason, arabic.n) == (None, "too_few", 4)
    assert english.translation == "source"
    assert not differs_much([arabic, english])
