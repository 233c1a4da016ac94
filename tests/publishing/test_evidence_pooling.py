"""Pooled estimates over findings: what must hold whatever the studies found."""

import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from bothways.practices.rating.practice import pooled_effect
from bothways.practices.rating.record import StudyRecord
from bothways.publishing.evidence.change import error_of, people_to_turn, turns
from bothways.publishing.evidence.drawing import forest
from bothways.publishing.evidence.findings import Finding, finding_from, through
from bothways.publishing.evidence.history import Version, moments
from bothways.publishing.evidence.page import answers, by_topic, overview, waiting
from bothways.publishing.evidence.pooled import (
    Z,
    interval_of,
    pool_findings,
    sign_of,
    without_each,
)

FAMILY = "wellbeing"
PLAIN = Finding(
    practice="a", title="Practice a", language="en", release=1, study="Trial", sample="a",
    outcome="calm", family=FAMILY, families=(FAMILY,), side="newcomers", design="rct",
    effect=0.2, low=0.1, high=0.3, n=400, confidence=(3, 3), mechanisms=("skills",),
    components=("training",), problems=(),
)  # fmt: skip


def trial(name: str, effect: float, error: float = 0.1, **more: object) -> Finding:
    ends = {"low": effect - Z * error, "high": effect + Z * error}
    named = {"practice": name, "title": f"Practice {name}", "sample": name}
    return replace(PLAIN, effect=effect, **ends, **(named | more))  # type: ignore[arg-type]


effects = st.lists(st.floats(-1, 1).map(lambda x: round(x, 3)), min_size=2, max_size=7)
errors = st.lists(st.floats(0.02, 0.6).map(lambda x: round(x, 3)), min_size=7, max_size=7)


def trials(values: list[float], widths: list[float]) -> list[Finding]:
    return [trial(str(n), e, w) for n, (e, w) in enumerate(zip(values, widths, strict=False))]


@given(effects, errors)
def test_the_estimate_lies_among_the_effects_and_the_prediction_around_its_interval(
    values: list[float], widths: list[float]
) -> None:
    found = pool_findings(trials(values, widths))
    assert found is not None
    assert min(values) - 1e-9 <= found.mean <= max(values) + 1e-9
    assert math.isclose(sum(found.weights), 1)
    if found.prediction:
        assert found.prediction[0] <= found.interval[0] + 1e-9
        assert found.prediction[1] >= found.interval[1] - 1e-9


@given(effects, errors, st.randoms())
def test_neither_order_nor_what_is_left_out_moves_the_estimate(
    values: list[float], widths: list[float], rng: object
) -> None:
    findings = trials(values, widths)
    mixed = [*findings, replace(trial("x", 5.0), problems=("no_interval",))]
    rng.shuffle(mixed)  # type: ignore[attr-defined]
    before, after = pool_findings(findings), pool_findings([f for f in mixed if f.counts])
    assert before and after and math.isclose(before.mean, after.mean, abs_tol=1e-9)


@given(effects, errors)
def test_the_mirror_image_has_the_mirrored_estimate(
    values: list[float], widths: list[float]
) -> None:
    found = pool_findings(trials(values, widths))
    mirrored = pool_findings(trials([-v for v in values], widths))
    assert found and mirrored
    assert math.isclose(found.mean, -mirrored.mean, abs_tol=1e-6)
    assert found.sign == -mirrored.sign


@given(effects, st.floats(0.05, 0.5))
def test_among_equally_sharp_studies_one_that_finds_nothing_pulls_towards_nothing(
    values: list[float], error: float
) -> None:
    """With unequal studies a larger spread may shift the weights, so there it need not hold."""
    before = pool_findings(trials(values, [error] * 7))
    after = pool_findings([*trials(values, [error] * 7), trial("null", 0.0, error)])
    assert before and after
    assert abs(after.mean) <= abs(before.mean) + 1e-9
    assert math.isclose(after.mean, before.mean * len(values) / (len(values) + 1), abs_tol=1e-6)


@given(effects, errors)
def test_the_page_and_the_rating_pool_alike(values: list[float], widths: list[float]) -> None:
    findings = trials(values, widths)
    records = [
        StudyRecord(name=f.sample, sample=f.sample, design="rct", effect=f.effect, ci_low=f.low,
                    ci_high=f.high, outcome=FAMILY)
        for f in findings
    ]  # fmt: skip
    ours, theirs = pool_findings(findings), pooled_effect(records, 0.95)
    assert ours and theirs
    assert math.isclose(ours.mean, theirs.value, abs_tol=1e-9)
    assert all(math.isclose(a, b, abs_tol=1e-9)
               for a, b in zip(ours.interval, theirs.interval, strict=True))  # fmt: skip


def test_two_outcomes_of_one_sample_count_as_one_study() -> None:
    same = [trial("a", 0.2, outcome="calm"), trial("a", 0.4, outcome="hope")]
    found = pool_findings([*same, trial("b", 0.1)])
    assert found is not None and found.k == 2
    assert found.samples[0].effect == pytest.approx(0.3)
    assert found.n == 800


def test_a_single_study_is_shown_as_it_is_and_not_pooled() -> None:
    found = pool_findings([trial("a", 0.2)])
    assert found is not None
    assert (found.is_pooled, found.prediction, found.tau) == (False, None, None)
    assert turns(found) == () and without_each(found) == ()


def test_studies_that_agree_give_a_clear_answer_and_few_would_cloud_it() -> None:
    clear = pool_findings([trial(name, 0.3, 0.08) for name in "abcdef"])
    assert clear is not None and clear.sign == 1
    null, opposite = turns(clear)
    assert null.kind == "null" and opposite.effect == pytest.approx(-clear.mean)
    assert opposite.people is not None


@given(effects, errors)
def test_the_trial_that_would_turn_the_answer_does_turn_it(
    values: list[float], widths: list[float]
) -> None:
    found = pool_findings(trials(values, widths))
    assert found is not None
    for turn in turns(found):
        if turn.people is None:
            continue
        effects_then = [*(s.effect for s in found.samples), turn.effect]
        errors_then = [*(s.error for s in found.samples), error_of(turn.effect, turn.people)]
        assert (sign_of(interval_of(effects_then, errors_then)) != 0) != (found.sign != 0)


def test_an_unclear_answer_says_how_large_a_trial_would_clear_it() -> None:
    found = pool_findings([trial("a", 0.1, 0.15), trial("b", 0.3, 0.15), trial("c", 0.25, 0.15)])
    assert found is not None and found.sign == 0
    (same,) = turns(found)
    assert same.kind == "same" and same.people is not None
    assert people_to_turn(found, 0.0) is None


def test_newcomers_and_hosts_are_never_pooled_together() -> None:
    found = answers([trial("a", 0.2), trial("b", 0.3, side="hosts"), trial("c", 0.1)], FAMILY)
    assert [(one.side, one.pool.k) for one in found] == [("newcomers", 2), ("hosts", 1)]


def test_the_drawing_holds_every_study_and_cuts_what_is_endless() -> None:
    found = pool_findings([trial("a", 0.2), trial("b", 0.6)])
    assert found is not None
    drawn = forest(found)
    assert len(drawn.rows) == 2 and drawn.pooled
    xs = [float(x) for row in drawn.rows for x in row.whisker[1:].split("H")[0].split()[:1]]
    assert all(0 <= x <= 300 for x in xs)


def day(number: int) -> datetime:
    return datetime(2026, 1, number, 12, tzinfo=UTC)


def test_the_history_names_what_came_what_changed_and_what_went() -> None:
    first, second = (trial("a", 0.2),), (trial("b", 0.4),)
    versions = [
        Version("a", "Practice a", day(1), day(3), first),
        Version("b", "Practice b", day(2), day(4), second),
        Version("a", "Practice a", day(3), None, (trial("a", 0.1),)),
    ]
    told = [(m.day.day, m.pool.k if m.pool else 0, m.came, m.changed, m.went)
            for m in moments(versions)]  # fmt: skip
    assert told == [
        (1, 1, ("Practice a",), (), ()),
        (2, 2, ("Practice b",), (), ()),
        (3, 2, (), ("Practice a",), ()),
        (4, 1, (), (), ("Practice b",)),
    ]


def test_a_new_release_with_the_same_figures_moves_nothing() -> None:
    versions = [
        Version("a", "Practice a", day(1), day(2), (trial("a", 0.2),)),
        Version("a", "Renamed", day(2), None, (trial("a", 0.2),)),
    ]
    assert len(moments(versions)) == 1


def test_a_finding_comes_back_from_an_edition_as_it_went_in() -> None:
    row = trial("a", 0.2).as_row()
    stored = {k: list(v) if isinstance(v, tuple) else v for k, v in row.items()}
    assert finding_from(stored) == trial("a", 0.2)


def test_a_component_stands_in_where_no_mechanism_is_coded() -> None:
    seen = trial("a", 0.2, mechanisms=("none_visible",))
    assert through([seen], ("components", "training")) == [seen]
    assert through([trial("b", 0.2)], ("components", "training")) == []
    assert [row.topic for row in by_topic([seen])] == [("components", "training")]


def test_what_is_left_out_stands_with_its_reason_and_with_what_would_let_it_in() -> None:
    out = [
        replace(trial("a", 0.2), problems=("no_interval",)),
        replace(trial("b", 0.2), design="pre_post", problems=("no_comparison", "no_interval")),
    ]
    with override("en"):
        rows = waiting(out, FAMILY)
    assert rows[0].why == "no usable interval is reported"
    assert rows[0].needs == "Interval, lower end and Interval, upper end"
    assert rows[1].needs == "no field: its design compares nobody"
    assert [(r.family, r.pool, r.waiting) for r in overview(out, [FAMILY])] == [(FAMILY, None, 2)]
