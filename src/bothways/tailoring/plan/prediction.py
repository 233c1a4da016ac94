"""What a plan reads from the prediction it was made with. The prediction is never edited."""

from collections.abc import Mapping
from typing import Any

Prediction = Mapping[str, Any]
# Reasons of the fit profile that are about the plan's own changes: the plan counts those itself.
OF_THE_PLAN = ("core", "load")


def outside_studied(prediction: Prediction) -> tuple[str, ...]:
    """The lines about people and place that lie outside what was studied."""
    found = _reevaluation(prediction).get("because") or ()
    return tuple(line for line in found if line not in OF_THE_PLAN)


def not_known(prediction: Prediction) -> tuple[str, ...]:
    """The lines about people and place of which nobody knows whether they lie outside."""
    found = _reevaluation(prediction).get("unknown") or ()
    return tuple(line for line in found if line not in OF_THE_PLAN)


def _reevaluation(prediction: Prediction) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (prediction.get("profile") or {}).get("reevaluation") or {}
    return found


def profile_lines(prediction: Prediction) -> tuple[Mapping[str, Any], ...]:
    """The lines of the profile as they were frozen, without those that nobody asked for."""
    lines = (prediction.get("profile") or {}).get("lines") or ()
    return tuple(line for line in lines if line["grade"] != "not_asked")


def wished_languages(wish: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages of the group that was asked for, without regional variants."""
    return tuple(dict.fromkeys(str(tag).split("-")[0] for tag in wish.get("language") or ()))
