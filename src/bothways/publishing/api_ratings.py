"""The rating as the API answers it: read only, in English."""

from typing import Any

from django.utils.translation import override

from bothways.practices.rating_queries import ShownRating


def rating_of(rating: ShownRating | None) -> dict[str, Any] | None:
    if rating is None:
        return None
    with override("en"):
        return {
            "low": rating.low,
            "high": rating.high,
            "label": str(rating.label),
            "direction": rating.direction,
            "reasons": _reasons(rating),
            "outcomes": [
                {
                    "outcome": one.outcome,
                    "low": min(one.low, rating.lowered.level) if rating.lowered else one.low,
                    "high": min(one.high, rating.lowered.level) if rating.lowered else one.high,
                    "direction": one.direction,
                    "reasons": [str(reason) for reason in one.reasons],
                }
                for one in rating.outcomes
            ],
            "flags": [flag.code for flag in rating.flags],
            "rule_version": rating.rule_version,
            "inputs_hash": rating.inputs_hash,
            "lowered": _lowered(rating),
        }


def _reasons(rating: ShownRating) -> list[str]:
    """What binds the practice first, then all that binds its outcomes, each once."""
    told = [str(rating.binding), *(str(r) for one in rating.outcomes for r in one.reasons)]
    return list(dict.fromkeys(told))


def _lowered(rating: ShownRating) -> dict[str, Any] | None:
    if rating.lowered is None:
        return None
    return {"level": rating.lowered.level, "reason": rating.lowered.reason}
