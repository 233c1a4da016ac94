"""From the document of a practice to study records and a rating."""

from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from bothways.practices.rating.cells import THREAT_WORDS
from bothways.practices.rating.document import rate_document
from bothways.practices.rating.studies import findings, study_records
from bothways.practices.rating.tables import DESIGNS, THREATS
from bothways.practices.rating.units import scale_of
from bothways.practices.rating_words import field_words
from bothways.practices.record.codes import codes_of
from bothways.practices.said import Told, said_from, told
from bothways.stats.said import Figure, Said

TRIAL: dict[str, Any] = {
    "citation": "Baker 2020", "design": "rct", "n": 2400, "attrition_overall": 0.05,
    "attrition_differential": 0.01, "mdes": 0.15, "baseline_max_smd": 0.02,
    "threats_weighed": True, "independent": True, "preregistered": "ISRCTN1",
}  # fmt: skip
OUTCOME: dict[str, Any] = {
    "name": "reading", "estimate": 0.2, "ci_low": 0.1, "ci_high": 0.3, "unit": "SD",
    "lower_is_better": False,
}  # fmt: skip


def practice(*studies: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "a", "studies": list(studies), **more}


def trial(**changes: Any) -> dict[str, Any]:
    return {**TRIAL, "outcomes": [OUTCOME], **changes}


def with_outcome(**changes: Any) -> dict[str, Any]:
    return trial(outcomes=[{**OUTCOME, **changes}])


def test_every_design_code_of_the_record_has_a_rule() -> None:
    assert set(codes_of("design")) == set(DESIGNS)


def test_every_threat_code_of_the_record_has_a_rule() -> None:
    mapped = [THREAT_WORDS.get(code.replace("_", " ")) for code in codes_of("threat")]
    assert sorted(filter(None, mapped)) == sorted(THREATS)


def test_each_study_and_outcome_gives_one_record() -> None:
    two = trial(outcomes=[OUTCOME, {**OUTCOME, "name": "maths"}])
    records = study_records(practice(two, {"design": "monitoring"}))
    assert [record.outcome for record in records] == ["reading", "maths", ""]
    assert {record.sample for record in records} == {"1", "2"}


def test_a_sound_trial_gets_one_number() -> None:
    rated = rate_document(practice(trial()))
    assert (rated.low, rated.high) == (4, 4)
    assert rated.document["direction"] == "positive"
    assert rated.document["decided_by"] == []


def test_a_missing_loss_opens_a_range_and_is_named() -> None:
    study = {key: value for key, value in trial().items() if key != "attrition_overall"}
    rated = rate_document(practice(study))
    assert (rated.low, rated.high) == (0, 4)
    assert rated.document["decided_by"] == ["attrition_overall"]


def test_no_study_found_is_c0_and_nobody_having_looked_is_open() -> None:
    found = rate_document({"id": "a", "studies": [], "missing": {"studies": "not_reported"}})
    open_ = rate_document({"id": "a"})
    assert (found.low, found.high, found.document["step"]) == (0, 0, "C0.1")
    assert (open_.low, open_.high, open_.document["decided_by"]) == (0, 5, ["studies"])


def test_users_asked_and_a_theory_lift_a_practice_inside_c0() -> None:
    linked = {"if_": "they meet", "then": "they talk", "outcome": "friends_contact"}
    asked = rate_document({"id": "a", "studies": [], "opinions": [{"who": "girls", "n": 25}]})
    theory = rate_document({"id": "a", "studies": [], "change_theory": [linked]})
    assert (asked.document["step"], theory.document["step"]) == ("C0.4", "C0.2")


@pytest.mark.parametrize("unit", ["SD", "effect size (d)", "effect size", "Hedges’ g",
                                  "standardised beta", "beta (standardised)", "smd"])  # fmt: skip
def test_standard_deviations_are_known_by_many_names(unit: str) -> None:
    assert scale_of(unit)[0] == "deviations"


@pytest.mark.parametrize("unit", ["", "percent", "beta", "scale points (beta); d -0.4", "years",
                                  "percentage points", "effect on points", "grams"])  # fmt: skip
def test_another_unit_gives_no_effect_and_says_so(unit: str) -> None:
    finding = findings(practice(with_outcome(unit=unit)))[0]
    assert finding.record.effect is None
    assert "no effect in standard deviations" in str(finding.notes[0])


def test_an_end_of_a_range_is_no_estimate() -> None:
    finding = findings(practice(with_outcome(unit="effect size, lower end of range 0.2-0.5")))[0]
    assert finding.record.effect is None


def test_odds_are_converted_with_their_interval() -> None:
    record = study_records(
        practice(with_outcome(unit="odds ratio", estimate=2.0, ci_low=1.0, ci_high=4.0))
    )[0]
    assert record.effect == pytest.approx(0.3822, abs=1e-4)
    assert (record.ci_low, record.ci_high) == pytest.approx((0.0, 0.7643), abs=1e-4)


@pytest.mark.parametrize("odds", [0, -1])
def test_odds_that_cannot_be_give_no_effect(odds: float) -> None:
    outcome = with_outcome(unit="OR", estimate=odds, ci_low=None, ci_high=None)
    assert study_records(practice(outcome))[0].effect is None


def test_an_intended_fall_counts_as_a_gain_and_its_ends_change_places() -> None:
    fall = with_outcome(estimate=-0.2, ci_low=-0.3, ci_high=-0.1, lower_is_better=True)
    record = study_records(practice(fall))[0]
    assert (record.effect, record.ci_low, record.ci_high) == (0.2, 0.1, 0.3)


def test_without_a_better_side_the_effect_is_not_used() -> None:
    finding = findings(practice(with_outcome(lower_is_better=None)))[0]
    assert finding.record.effect is None
    assert "lower value is better" in str(finding.notes[0])


def test_a_standard_error_gives_the_interval_and_a_p_value_does_not() -> None:
    blank = {"ci_low": None, "ci_high": None}
    error = study_records(practice(with_outcome(**blank, se=0.05)))[0]
    p_value = findings(practice(with_outcome(**blank, p=0.001)))[0]
    assert error.interval == pytest.approx((0.102, 0.298), abs=1e-3)
    assert p_value.record.interval is None
    assert "p value" in str(p_value.notes[0])


def test_a_threat_that_is_named_never_makes_the_others_low() -> None:
    unweighed = rate_document(practice(trial(threats_weighed=None)))
    named = rate_document(practice(trial(threats_weighed=None, threats=["confounding"])))
    high = rate_document(practice(trial(threats_weighed=True, threats_high=["confounding"])))
    assert named.low <= unweighed.low
    assert named.high <= unweighed.high
    assert (high.low, high.high) == (4, 4)  # 5, less 1


def test_values_that_contradict_each_other_are_left_out_and_told() -> None:
    finding = findings(practice(with_outcome(estimate=0.9)))[0]
    assert finding.record.interval is None
    assert "contradicts" in str(finding.notes[0])


def test_several_outcomes_of_a_study_are_several_outcomes_measured() -> None:
    two = trial(outcomes=[OUTCOME, {**OUTCOME, "name": "maths"}], outcomes_measured=1)
    assert {record.outcomes_measured for record in study_records(practice(two))} == {2}


def test_two_independent_studies_of_a_family_are_pooled() -> None:
    first = with_outcome(family="friends_contact")
    second = {**with_outcome(family="friends_contact", estimate=0.22), "citation": "Cohen 2021"}
    rated = rate_document(practice(first, second))
    outcome = rated.document["outcomes"][0]
    assert (outcome["outcome"], outcome["together"]["samples"]) == ("friends_contact", 2)


def test_people_of_one_sample_are_one_study() -> None:
    twice = rate_document(practice(trial(sample="cohort 1"), trial(sample="cohort 1")))
    assert twice.document["outcomes"][0]["together"]["samples"] == 1


WORSE: dict[str, list[Any]] = {
    "design": ["rct", "quasi_experiment", "comparison_no_baseline", "pre_post", "monitoring"],
    "attrition_overall": [0.0, 0.12, 0.25, 0.45, 0.6],
    "mdes": [0.1, 0.25, 0.35, 0.55, 0.9],
    "baseline_max_smd": [0.0, 0.1, 0.3],
    "threats_moderate": [
        [], ["measurement"], ["measurement", "contamination", "missing_data"],
    ],
    "threats_high": [[], ["confounding"], ["confounding", "deviation"]],
    "independent": [True, False],
}  # fmt: skip


@given(st.data())
def test_a_worse_record_is_never_rated_higher(data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(sorted(WORSE)))
    places = {name: data.draw(st.integers(0, len(steps) - 1)) for name, steps in WORSE.items()}
    worse = {**places, column: data.draw(st.integers(places[column], len(WORSE[column]) - 1))}
    missing = data.draw(st.sets(st.sampled_from(sorted(set(WORSE) - {column}))))
    other = data.draw(st.lists(st.sampled_from(["pre_post", "rct", "monitoring"]), max_size=2))

    def rated(chosen: dict[str, int]) -> tuple[int, int]:
        values = {name: WORSE[name][place] for name, place in chosen.items() if name not in missing}
        studies = [trial(**values, **dict.fromkeys(missing)), *({"design": d} for d in other)]
        found = rate_document(practice(*studies))
        return found.low, found.high

    (low, high), (worse_low, worse_high) = rated(places), rated(worse)
    assert worse_low <= low
    assert worse_high <= high


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["design", "n", "outcomes", "estimate", "unit", "threats",
                                       "ci_low", "lower_is_better", "se"]), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["studies", "opinions", "change_theory"]), anything))
def test_a_draft_full_of_mistakes_is_rated_without_falling_over(document: dict[str, Any]) -> None:
    rated = rate_document(document)
    assert 0 <= rated.low <= rated.high <= 5


def test_a_sentence_is_kept_and_shown_in_the_readers_language() -> None:
    said = Said("%(share)s %% of %(who)s", {"share": Figure(12.5, 1), "who": (Said("a"), "b")})
    again = said_from(said.as_json())
    assert again == Told.of(said)
    with override("de"):
        assert f"{again}" == told(said) == "12,5 % of a, b"
        assert str(said) == "12.5 % of a, b"  # the mathematics knows no language
    assert str(again) == "12.5 % of a, b"


def test_fields_of_the_rules_are_named_as_the_forms_name_them() -> None:
    assert field_words("baseline_difference") == "Largest difference at the start, SD"
    assert field_words("attrition_overall") == "Lost before the end, share"
