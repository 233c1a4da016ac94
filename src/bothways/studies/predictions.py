"""What was predicted when the plan was made, held against what was found. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from bothways.tailoring.plan.prediction import profile_lines

Row = Mapping[str, Any]


def compared(prediction: Row, outcomes: Iterable[Row]) -> list[dict[str, Any]]:
    """For each outcome family with a predicted effect: observed minus predicted.

    ``inside`` says whether the result lies in the interval that had been predicted for it.
    """
    expected = {row["outcome"]: row for row in _expected(prediction) if row["middle"] is not None}
    return [
        _row(expected[outcome["family"]], outcome)
        for outcome in outcomes
        if outcome.get("family") in expected and outcome.get("estimate") is not None
    ]


def _expected(prediction: Row) -> list[Row]:
    lines = [line for line in profile_lines(prediction) if line["id"] == "effect"]
    return [row for line in lines for row in line["facts"].get("outcomes") or ()]


def _row(expected: Row, outcome: Row) -> dict[str, Any]:
    # The record counts in points of the scale; the prediction in the intended direction.
    sign = -1 if outcome.get("lower_is_better") else 1
    observed = sign * outcome["estimate"]
    low, high = expected["low"], expected["high"]
    return {
        "family": outcome["family"],
        "predicted": expected["middle"],
        "low": low,
        "high": high,
        "observed": observed,
        "difference": round(observed - expected["middle"], 4),
        "inside": None if low is None or high is None else low <= observed <= high,
    }
