"""The facts behind each line of a profile, as codes and numbers that JSON can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bothways.tailoring.fit.effect import Expected
from bothways.tailoring.fit.lines import MEANS, Surroundings
from bothways.tailoring.fit.places import (
    LARGEST_GAPS,
    ContextGap,
    Point,
    context_gaps,
    outside_range,
)
from bothways.tailoring.fit.studied import NEEDS_DEVICES, Studied
from bothways.tailoring.fit.wish import Wish

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """The wished place against the nearest place where the practice ran."""

    same: bool
    known: bool  # whether it is the same place or there is a distance
    nearest: str = ""
    year: int | None = None
    distance: float | None = None
    nearer_than: float | None = None
    gaps: tuple[ContextGap, ...] = ()
    outside: tuple[str, ...] = ()


def place_facts(one: Studied, wish: Wish, around: Surroundings) -> Place:
    if wish.country in one.countries:
        return Place(True, True, wish.country, one.year)
    found = around.distances
    if found is None:
        return Place(False, False)
    known = [(found.of(c, one.year), c) for c in one.countries]
    known = sorted((apart, country) for apart, country in known if apart == apart)
    if not known:
        return Place(False, False)
    distance, nearest = known[0]
    here = found.panel.places[found.here]
    ran = [(country, one.year) for country in one.countries]
    return Place(
        False, True, nearest, one.year, distance, _rank(found, distance),
        tuple(context_gaps(found.panel, here, nearest, one.year)),
        tuple(outside_range(found.panel, here, ran)),
    )  # fmt: skip


def _rank(found: Any, distance: float) -> float | None:
    import numpy as np

    rank = float(found.nearer_than(np.array([distance]))[0])
    return rank if rank == rank else None


def facts_of(
    one: Studied, wish: Wish, around: Surroundings, place: Place, expected: tuple[Expected, ...]
) -> Mapping[str, Facts]:
    """By line: what was wished, what is on record, and what lies between."""
    return {
        "outcome": _codes(wish.outcome, one.outcomes),
        "south_south": {"countries": list(one.countries), "origins": list(one.origins)},
        "age": _ages(one, wish),
        "gender": _codes((wish.gender,) if wish.gender else (), one.genders),
        "stage": _codes(wish.stage, one.stages),
        "stay": _codes(wish.stay, one.stays),
        "languages": _codes(wish.language, one.languages),
        "company": {
            **_codes((wish.company,) if wish.company else (), one.kinds), "family": one.families,
        },
        "side": _codes(wish.side, one.sides),
        "confidence": {"crossings": one.crossings, "studies": one.studies},
        "place": _place(one, wish, place),
        "means": _means(one, wish, around),
        "preconditions": {"rows": _preconditions(one, wish)},
        "effect": {"outcomes": [asdict(each) for each in expected]},
        "load": _load(one, wish),
    }  # fmt: skip


def _codes(wished: tuple[str, ...], studied: tuple[str, ...]) -> Facts:
    plain = [code.split("-")[0] for code in wished]
    return {
        "wished": list(wished), "studied": list(studied),
        "shared": [
            code for code, short in zip(wished, plain, strict=True)
            if code in studied or short in studied
        ],
    }  # fmt: skip


def _ages(one: Studied, wish: Wish) -> Facts:
    spans = [list(span) for span in one.ages]
    if wish.age is None:
        return {"studied": spans}
    low, high = wish.age
    covered = [age for age in range(low, high + 1) if any(a <= age <= b for a, b in one.ages)]
    return {
        "wished": [low, high], "studied": spans, "covered": len(covered), "years": high - low + 1,
    }  # fmt: skip


def _place(one: Studied, wish: Wish, place: Place) -> Facts:
    return {
        "wished": wish.place, "countries": list(one.countries), "same": place.same,
        "nearest": place.nearest, "year": place.year, "distance": place.distance,
        "nearer_than": place.nearer_than, "compared": len(place.gaps),
        "gaps": [gap_facts(gap) for gap in place.gaps[:LARGEST_GAPS]],
        "outside": list(place.outside),
    }  # fmt: skip


def gap_facts(gap: ContextGap) -> Facts:
    return {
        "yardstick": gap.yardstick.id, "theme": gap.yardstick.theme,
        "unit": gap.yardstick.series.unit, "standardised": gap.standardised,
        "here": _point(gap.here), "there": _point(gap.there),
    }  # fmt: skip


def _point(point: Point) -> Facts:
    rows = [
        {
            name: getattr(row, name)
            for name in ("indicator", "place", "time", "sex", "age", "citizenship",
                         "country_of_birth", "unit", "value", "flag", "source")
        }
        for row in point.rows
    ]  # fmt: skip
    return {"value": point.value, "year": point.year, "flag": point.flag, "rows": rows}


def _means(one: Studied, wish: Wish, around: Surroundings) -> Facts:
    return {
        "rows": [_need(one, wish, around, name) for name in MEANS],
        "cost": _cost(one, wish, around),
    }


def _need(one: Studied, wish: Wish, around: Surroundings, name: str) -> Facts:
    has = getattr(wish, name) if name != "budget" or wish.currency else None
    needed = _needed(one, wish, around, name)
    if needed is None:
        state = "not_on_record"
    elif has is None or needed == float("inf"):
        state = "unknown"
    else:
        state = "covered" if needed <= has else "short"
    shown = needed if needed != float("inf") else None
    missing = None
    if state == "short" and needed is not None and has is not None:
        missing = needed - has
    return {"resource": name, "needed": shown, "has": has, "state": state, "missing": missing}


def _needed(one: Studied, wish: Wish, around: Surroundings, name: str) -> float | None:
    if name == "devices":
        return (1.0 if one.digital in NEEDS_DEVICES else 0.0) if one.digital else None
    if name != "budget":
        found: float | None = getattr(one, name)
        return found
    if one.cost is None or one.cost.per:
        return None
    factor = price_factor(one, wish, around)
    return float("inf") if factor is None else one.cost.amount * factor


def price_factor(one: Studied, wish: Wish, around: Surroundings) -> float | None:
    """The dearest of the places where it ran; None if one of them cannot be re-priced."""
    if one.cost is None or one.cost.currency != wish.currency or not one.countries:
        return None
    factors = [around.price_factor(there, wish.country) for there in one.countries]
    known = [factor for factor in factors if factor is not None]
    return max(known) if len(known) == len(factors) else None


def _cost(one: Studied, wish: Wish, around: Surroundings) -> Facts:
    """The cost on record, re-priced, or what would be needed for that."""
    facts: Facts = {"words": one.cost_words, "amount": None, "lacks": []}
    if one.cost is None:
        return facts
    factor = price_factor(one, wish, around)
    facts |= asdict(one.cost)
    if one.cost.currency != wish.currency:
        facts["lacks"] = ["currency"]
    elif factor is None:
        facts["lacks"] = ["price_level"]
    else:
        facts |= {"factor": factor, "here": one.cost.amount * factor}
    return facts


def _preconditions(one: Studied, wish: Wish) -> list[Facts]:
    rows = [
        {"what": each.what, "must": each.must, "token": each.token,
         "state": _answer(each.token, wish)}
        for each in one.preconditions
    ]  # fmt: skip
    if one.digital in NEEDS_DEVICES:
        state = "unknown" if wish.devices is None else ("met" if wish.devices else "unmet")
        rows.append({"what": "", "must": True, "token": "devices", "state": state})
    return rows


def _answer(token: str, wish: Wish) -> str:
    if token in wish.met:
        return "met"
    return "unmet" if token in wish.unmet else "unknown"


def _load(one: Studied, wish: Wish) -> Facts:
    wished = [tag.split("-")[0] for tag in wish.language]
    no_devices = wish.devices == 0 and one.digital not in ("", "none")
    return {
        "languages": [tag for tag in wished if one.languages and tag not in one.languages],
        "languages_known": bool(one.languages) or not wished,
        "team": [tag.split("-")[0] for tag in wish.team_language],
        "other_age": _other_age(one, wish),
        "devices": no_devices,
        "core_technology": no_devices and one.digital in NEEDS_DEVICES,
        "core": list(one.core), "adaptable": list(one.adaptable), "optional": list(one.optional),
    }  # fmt: skip


def _other_age(one: Studied, wish: Wish) -> bool:
    facts = _ages(one, wish)
    return bool(one.ages) and "years" in facts and facts["covered"] < facts["years"]
