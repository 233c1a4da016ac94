"""What a record says about where, with whom and with what a practice was tried.

The record holds no sample description study by study, so the groups and places of the practice
stand for those it was studied in. What the record does not say stays None or empty: unknown.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bothways.core.places_and_languages import region_of
from bothways.practices.record.document import folded
from bothways.tailoring.fit.wish import OLDEST

Document = Mapping[str, Any]
# Without the device nothing of such a practice is left.
NEEDS_DEVICES = ("only", "core")
# Codes by which two practices resemble each other, for variety among the first ten.
ALIKE_BY = ("approach", "focus", "components", "setting", "technologies", "influence_mechanism")
# M49 no longer divides the world in two; this is the division that we state and use.
NORTH_REGIONS = ("150",)
NORTH_SUB_REGIONS = ("021", "053")
NORTH_COUNTRIES = ("JP",)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a practice cost in all, or ``per`` something, with its currency and price year."""

    amount: float
    currency: str
    year: int | None = None
    per: str = ""


@dataclass(frozen=True, slots=True)
class Precondition:
    """One thing that has to be there. The token is the same wherever the same words stand."""

    what: str
    must: bool
    token: str


@dataclass(frozen=True, slots=True)
class Studied:
    """One practice as the fit sees it."""

    slug: str
    ages: tuple[tuple[int, int], ...] = ()
    genders: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    families: bool = False
    sides: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    year: int | None = None
    cost: Cost | None = None
    cost_words: str = ""
    staff: float | None = None
    hours: float | None = None
    weeks: float | None = None
    digital: str = ""
    preconditions: tuple[Precondition, ...] = ()
    core: tuple[str, ...] = ()
    adaptable: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    studies: int | None = None
    alike: tuple[str, ...] = ()
    crossings: int | None = None
    effects: tuple[tuple[str, float, float], ...] = ()  # outcome, ends of the prediction interval


def studied(document: Document) -> Studied:
    """Read one record. Pure; never raises on a record that the check has let through."""
    groups = _rows(document, "target_groups")
    dose = document.get("dose") or {}
    parts = _rows(document, "parts")
    return Studied(
        slug=str(document["id"]),
        ages=tuple(_ages(groups)),
        genders=_unique(str(row["gender"]) for row in groups if row.get("gender")),
        stages=_unique([*_codes(document, "stage"), *_of(groups, "stage")]),
        stays=_codes(document, "duration_of_stay"),
        kinds=_unique(code for row in groups for code in row.get("kind") or ()),
        families="family" in _codes(document, "level"),
        sides=_codes(document, "outcome_for"),
        languages=_unique(code.split("-")[0] for code in _codes(document, "languages")),
        outcomes=_codes(document, "outcome_families"),
        countries=_codes(document, "countries"),
        origins=_codes(document, "origin"),
        year=_year(document.get("years") or {}),
        cost=_cost(_rows(document, "cost_table")),
        cost_words=str(document.get("cost") or ""),
        staff=_sum(_rows(document, "staff"), "fte"),
        hours=_hours(dose),
        weeks=_number(dose.get("weeks")),
        digital=str(document.get("digital_role") or ""),
        preconditions=tuple(_preconditions(_rows(document, "preconditions"))),
        core=_parts(parts, "core"),
        adaptable=_parts(parts, "adaptable"),
        optional=_parts(parts, "optional"),
        studies=_studies(document),
        alike=_unique(f"{name}:{code}" for name in ALIKE_BY for code in _codes(document, name)),
    )


def token_of(what: str) -> str:
    """Identifies a precondition by its words, without case, accents and spaces."""
    plain = " ".join(folded(what).split())
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def is_south(country: str) -> bool:
    region = region_of(country)
    if region is None or country in NORTH_COUNTRIES:
        return False
    return region.region not in NORTH_REGIONS and region.sub_region not in NORTH_SUB_REGIONS


def _rows(document: Document, name: str) -> list[Mapping[str, Any]]:
    value = document.get(name)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _codes(document: Document, name: str) -> tuple[str, ...]:
    value = document.get(name)
    return tuple(str(code) for code in value) if isinstance(value, list) else ()


def _of(rows: list[Mapping[str, Any]], name: str) -> list[str]:
    return [str(row[name]) for row in rows if row.get(name)]


def _unique(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _ages(groups: list[Mapping[str, Any]]) -> Iterator[tuple[int, int]]:
    for row in groups:
        low, high = row.get("age_min"), row.get("age_max")
        if low is not None or high is not None:
            yield int(low or 0), int(OLDEST if high is None else high)


def _year(years: Mapping[str, Any]) -> int | None:
    """The last year of the practice: its circumstances are those of that year."""
    if years.get("ongoing"):
        return None
    found = years.get("end") or years.get("start")
    return int(found) if found else None


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and value > 0 else None


def _sum(rows: list[Mapping[str, Any]], name: str) -> float | None:
    found = [float(row[name]) for row in rows if row.get(name)]
    return sum(found) if found else None


def _hours(dose: Mapping[str, Any]) -> float | None:
    sessions, minutes = _number(dose.get("sessions")), _number(dose.get("minutes"))
    return sessions * minutes / 60 if sessions and minutes else None


def _cost(rows: list[Mapping[str, Any]]) -> Cost | None:
    """The sum of the ingredients; None where they cannot be added up without guessing."""
    if not rows or any(row.get("amount") is None for row in rows):
        return None
    kinds = {(str(row.get("currency") or "").upper(), str(row.get("per") or "")) for row in rows}
    if len(kinds) != 1:
        return None
    (currency, per), years = kinds.pop(), [row["year"] for row in rows if row.get("year")]
    total = float(sum(row["amount"] for row in rows))
    return Cost(total, currency, max(years, default=None), per) if currency else None


def _preconditions(rows: list[Mapping[str, Any]]) -> Iterator[Precondition]:
    for row in rows:
        if row.get("what"):
            what = str(row["what"])
            yield Precondition(what, row.get("must") is True, token_of(what))


def _parts(rows: list[Mapping[str, Any]], keep: str) -> tuple[str, ...]:
    return tuple(str(row["part"]) for row in rows if row.get("keep") == keep and row.get("part"))


def _studies(document: Document) -> int | None:
    """How many studies; 0 where somebody looked and found none, None where nobody said."""
    rows = _rows(document, "studies")
    if rows:
        return len(rows)
    return 0 if (document.get("missing") or {}).get("studies") else None
