"""What every estimator of the statistics core promises."""

from __future__ import annotations

import dataclasses
import json
import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bothways.stats.errors import StatsError
from bothways.stats.estimate import Estimate

from .estimators import Joined, Table
from .register import ESTIMATORS

KEYS = {
    "term", "value", "se", "df", "statistic", "p_value", "interval", "level", "n", "clusters",
    "unit", "method", "method_version", "seed", "inputs_hash", "warnings",
}  # fmt: skip


def named(joined: Joined) -> str:
    return joined.name


def has(promise: object) -> bool:
    return promise is not None and promise is not False


def those(**wanted: object) -> pytest.MarkDecorator:
    """Estimators that have the given columns or promises (True = not None)."""
    chosen = [
        j for j in ESTIMATORS
        if all(has(getattr(j, k)) == v for k, v in wanted.items())
    ]  # fmt: skip
    return pytest.mark.parametrize("joined", chosen, ids=named)


def numbers_of(estimates: tuple[Estimate, ...]) -> np.ndarray:
    rows = [
        [e.value, e.se, e.p_value, *(e.interval or (None, None))] for e in estimates
    ]  # fmt: skip
    return np.array(rows, dtype=float)


def copy(table: Table) -> Table:
    return {k: np.array(v, copy=True) for k, v in table.items()}


@those()
def test_every_row_has_the_same_keys_and_is_plain_json(joined: Joined) -> None:
    for e in joined.run(joined.table(1), 1):
        row = json.loads(json.dumps(e.as_row(), allow_nan=False))
        assert set(row) == KEYS and math.isfinite(row["value"]) and len(row["inputs_hash"]) == 64
        assert row["p_value"] is None or 0 <= row["p_value"] <= 1
        assert row["se"] is None or row["se"] >= 0
        with pytest.raises(dataclasses.FrozenInstanceError):
            e.value = 0.0  # type: ignore[misc]


@those()
def test_the_same_seed_gives_the_same_bytes(joined: Joined) -> None:
    first, second = (joined.run(joined.table(2), 7) for _ in range(2))
    assert json.dumps([e.as_row() for e in first]) == json.dumps([e.as_row() for e in second])


@those()
def test_the_inputs_are_left_alone_and_no_global_draw_is_made(joined: Joined) -> None:
    table = joined.table(3)
    before, state = copy(table), np.random.get_state()[1].copy()  # noqa: NPY002
    for values in table.values():
        values.flags.writeable = False
    joined.run(table, 1)
    for name, values in table.items():
        assert_array_equal(values, before[name])
    assert_array_equal(state, np.random.get_state()[1])  # noqa: NPY002


@those()
def test_other_inputs_have_another_hash(joined: Joined) -> None:
    first, second = (joined.run(joined.table(k), 1)[0].inputs_hash for k in (4, 5))
    assert first != second


@those(order=True)
def test_the_order_of_rows_does_not_matter(joined: Joined) -> None:
    table = joined.table(6)
    shuffle = np.random.default_rng(0).permutation(len(next(iter(table.values()))))
    turned = {k: v[shuffle] for k, v in table.items()}
    assert_allclose(
        numbers_of(joined.run(table, 1)), numbers_of(joined.run(turned, 1)),
        rtol=joined.tolerance, atol=joined.tolerance,
    )  # fmt: skip


@those(outcome=True, shift=True)
def test_a_shift_of_the_outcome_moves_the_value_as_promised(joined: Joined) -> None:
    table = joined.table(7)
    moved = {**table, joined.outcome: table[joined.outcome] + 3.0}
    before, after = joined.run(table, 1), joined.run(moved, 1)
    for a, b in zip(before, after, strict=True):
        assert_allclose(b.value, a.value + 3.0 * joined.shift, rtol=1e-6, atol=1e-7)
        assert_allclose(none_to_nan(b.se), none_to_nan(a.se), rtol=1e-6, atol=1e-7)


@those(outcome=True, scale=True)
def test_doubling_the_outcome_scales_the_value_as_promised(joined: Joined) -> None:
    table = joined.table(8)
    doubled = {**table, joined.outcome: table[joined.outcome] * 2.0}
    for a, b in zip(joined.run(table, 1), joined.run(doubled, 1), strict=True):
        factor = 2.0**joined.scale
        if a.unit == b.unit and a.statistic != a.value:
            assert_allclose(b.value, a.value * factor, rtol=1e-6, atol=1e-7)
        assert_allclose(none_to_nan(b.p_value), none_to_nan(a.p_value), rtol=1e-6, atol=1e-9)


def none_to_nan(number: float | None) -> float:
    return np.nan if number is None else number


@those(outcome=True, missing=True)
def test_a_missing_outcome_is_the_same_as_no_row_and_is_said(joined: Joined) -> None:
    table = joined.table(9)
    holes = copy(table)
    holes[joined.outcome] = holes[joined.outcome].astype(float)
    holes[joined.outcome][[2, 11]] = np.nan
    keep = np.delete(np.arange(len(holes[joined.outcome])), [2, 11])
    told, whole = joined.run(holes, 1), joined.run({k: v[keep] for k, v in table.items()}, 1)
    assert_allclose(numbers_of(told), numbers_of(whole), rtol=1e-7, atol=1e-9)
    assert any(w.code == "rows_dropped" for w in told[0].warnings) or told[0].n < len(
        table[joined.outcome]
    )


@those(arm=True)
def test_one_arm_is_refused_in_words(joined: Joined) -> None:
    table = copy(joined.table(10))
    table[joined.arm][:] = 1
    with pytest.raises(StatsError, match=r"arm|both|only|group"):
        joined.run(table, 1)


@those(cluster=True)
def test_one_cluster_is_refused_in_words(joined: Joined) -> None:
    table = copy(joined.table(11))
    table[joined.cluster] = np.zeros_like(table[joined.cluster])
    with pytest.raises(StatsError, match=r"[Cc]luster|inside unit"):
        joined.run(table, 1)


@those(outcome=True, constant=True)
def test_a_constant_outcome_gives_no_false_certainty(joined: Joined) -> None:
    table = joined.table(12)
    flat = {**table, joined.outcome: np.full(len(table[joined.outcome]), 2.0)}
    try:
        found = joined.run(flat, 1)
    except StatsError as refusal:
        assert str(refusal).endswith(".")
        return
    for e in found:
        assert e.p_value is None or e.p_value > 0.5
        assert e.se is None or e.se < 1e-9


@those(covariate=True)
def test_a_collinear_covariate_changes_nothing(joined: Joined) -> None:
    table = joined.table(13)
    twice = {**table, f"{joined.covariate} again": 1 - 2 * table[joined.covariate]}
    assert_allclose(
        numbers_of(joined.run(table, 1)), numbers_of(joined.run(twice, 1)), rtol=1e-6, atol=1e-8
    )


@those()
def test_many_seeds_run_through(joined: Joined) -> None:
    for seed in range(20, 28):
        for e in joined.run(joined.table(seed), seed):
            low, high = e.interval or (None, None)
            assert low is None or high is None or low <= high
