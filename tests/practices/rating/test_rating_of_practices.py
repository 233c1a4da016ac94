"""Several studies together: replication counts, votes do not."""

import math

import numpy as np
import pytest

from bothways.practices.rating import StudyRecord, rate_practice

TRIAL = StudyRecord(
    "a", "rct", mdes=0.15, attrition_overall=0.05, attrition_differential=0.01, threats=(),
    outcome="belonging",
)  # fmt: skip


def trial(name: str, effect: float, half: float = 0.1, **changes: object) -> StudyRecord:
    study = TRIAL.but(name=name, effect=effect, ci_low=effect - half, ci_high=effect + half)
    return study.but(**changes)


AGREEING = [trial("a", 0.20), trial("b", 0.22), trial("c", 0.18), trial("d", 0.21)]


def test_one_very_strong_study_is_not_a_replicated_practice() -> None:
    best = rate_practice([trial("a", 0.2)]).best
    assert best is not None
    assert (best.confidence, best.direction) == (4, "positive")
    assert str(best.label) == "C4 causal, strong or replicated"


def test_independent_studies_that_agree_make_a_practice_strong_and_replicated() -> None:
    studies = [AGREEING[0].but(independent_evaluator=True), *AGREEING[1:]]
    best = rate_practice(studies).best
    assert best is not None
    assert str(best.label) == "C5 causal, strong and replicated independently"
    assert {flag.code for flag in best.flags} == {"replicated", "independent"}


def test_replication_lifts_a_practice_by_one() -> None:
    adequate = [study.but(attrition_overall=0.25) for study in AGREEING]
    alone, together = rate_practice(adequate[:1]).best, rate_practice(adequate).best
    assert alone is not None
    assert together is not None
    assert (alone.confidence, together.confidence) == (3, 4)
    assert str(together.reasons[0]) == "one more: 4 independent studies of C3 or more agree"


def test_findings_of_one_sample_are_one_study() -> None:
    adequate = [s.but(attrition_overall=0.25, sample="one town") for s in AGREEING]
    best = rate_practice(adequate).best
    assert best is not None
    assert best.confidence == 3


def test_one_shining_study_among_many_null_ones_claims_nothing() -> None:
    nulls = [trial(f"n{i}", 0.0) for i in range(4)]
    best = rate_practice([trial("a", 0.2), *nulls]).best
    assert best is not None
    assert best.direction == "not clear"
    assert "replicated" not in {flag.code for flag in best.flags}


def test_studies_of_the_developer_alone_count_one_less() -> None:
    own = [study.but(independent_evaluator=False) for study in AGREEING]
    best = rate_practice(own).best
    assert best is not None
    assert best.confidence == 4
    assert "one less: every study was made by the developer" in map(str, best.reasons)


def test_a_prediction_interval_across_zero_counts_one_less() -> None:
    torn = [trial("a", 0.6), trial("b", -0.4), trial("c", 0.5), trial("d", -0.2)]
    best = rate_practice(torn).best
    assert best is not None
    assert best.confidence == 4
    assert any("prediction interval" in str(reason) for reason in best.reasons)
    assert {"mixed", "harm"} <= {flag.code for flag in best.flags}


def test_more_outcomes_make_a_claim_harder() -> None:
    weak = trial("a", 0.11)
    alone = rate_practice([weak])
    among = rate_practice([weak, *(trial("a", 0.0, outcome=f"other {i}") for i in range(4))])
    assert [o.direction for o in alone.outcomes] == ["positive"]
    assert {o.direction for o in among.outcomes} == {"not clear"}


def test_three_clear_studies_stay_clear_among_five_outcomes() -> None:
    others = [trial("a", 0.0, outcome=f"other {i}") for i in range(4)]
    best = rate_practice([*AGREEING[:3], *others]).outcomes[0]
    assert (best.outcome, best.direction) == ("belonging", "positive")


def test_changes_of_one_group_are_never_pooled() -> None:
    change = trial("a", 0.8, design="pre_post")
    best = rate_practice([change]).best
    assert best is not None
    assert (best.confidence, best.direction) == (1, "not measured")


def test_a_practice_without_studies_has_no_rating() -> None:
    assert rate_practice([]).best is None


def null_practice(rng: np.random.Generator, people: int) -> list[StudyRecord]:
    """Three trials of a practice that does nothing, each on five outcomes."""
    error = math.sqrt(4 * 0.7 / people)
    return [
        trial(f"s{study}", float(effect), 1.96 * error, outcome=f"o{outcome}", mdes=None,
              n_participants=people, independent_evaluator=True)
        for study in range(3)
        for outcome, effect in enumerate(rng.normal(0, error, 5))
    ]  # fmt: skip


@pytest.mark.parametrize(("people", "practices"), [(80, 150), (1500, 250)])
def test_practices_that_do_nothing_seldom_reach_c3_and_positive(
    people: int, practices: int
) -> None:
    """Counting votes would call 1 - .95 ** 5 = 23 % of such studies a success."""
    rng = np.random.default_rng(20261122)
    shining = sum(
        any(o.high >= 3 and o.direction == "positive" for o in rate_practice(studies).outcomes)
        for studies in (null_practice(rng, people) for _ in range(practices))
    )
    assert shining <= 0.05 * practices
