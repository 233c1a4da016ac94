"""Every line of the profile for every practice of a table, as grades and values.

A grade says: does not fit, unknown, partly, fits, or not asked. Unknown is a grade of its own and
never counts as a match. The same functions serve one practice and a hundred thousand.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.tailoring.fit.places import Distances
from bothways.tailoring.fit.table import (
    MUST_DEVICES,
    SOME_DEVICES,
    UNKNOWN_DEVICES,
    Table,
    age_words,
    counted,
)
from bothways.tailoring.fit.wish import LINES, Wish

Grades = NDArray[np.int8]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Counts = NDArray[np.int64]
DOES_NOT_FIT, UNKNOWN, PARTLY, FITS, NOT_ASKED = 0, 1, 2, 3, 4
GRADES = ("does_not_fit", "unknown", "partly", "fits", "not_asked")
# A place nearer to the wished one than half of all places counts as partly fitting.
NEAR = 0.5
TESTED = 3  # crossings from which the confidence line fits


@dataclass(frozen=True, slots=True)
class Line:
    """One line for all practices. ``values`` is the share, count or step; NaN where unknown.

    ``counts`` is what the order goes by where that is neither grade nor value.
    """

    grades: Grades
    values: Floats
    counts: Counts | None = None


Lines = dict[str, Line]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known about places: distances from the wished one, price levels by place."""

    distances: Distances | None = None
    prices: dict[str, dict[str, float]] | None = None  # indicator -> place -> level

    def price_factor(self, there: str, here: str) -> float | None:
        """What a cost there is multiplied with to be a cost here; None if nobody can tell."""
        if there == here:
            return 1.0
        for levels in (self.prices or {}).values():
            if levels.get(there) and levels.get(here):
                return levels[here] / levels[there]
        return None


def compute(table: Table, wish: Wish, around: Surroundings) -> Lines:
    """All lines. Cost: some passes over the columns, no loop over practices."""
    needs = _needs(table, wish, around)
    found = {
        "outcome": _share(table, "outcomes", wish.outcome),
        "south_south": _south_south(table, wish),
        "age": _age(table, wish),
        "gender": _gender(table, wish),
        "stage": _share(table, "stages", wish.stage),
        "stay": _share(table, "stays", wish.stay),
        "languages": _share(table, "languages", _primary(wish.language)),
        "company": _company(table, wish),
        "side": _share(table, "sides", wish.side),
        "confidence": _confidence(table),
        "place": _place(table, wish, around.distances),
        "means": _means(needs, wish),
        "preconditions": _preconditions(table, wish),
        "effect": _effect(table, wish),
        "load": _load(table, wish),
    }
    return {name: found[name] for name in LINES}


def exactness(table: Table, wish: Wish) -> Floats:
    """How much of the studied group is the wished one, mean over the lines asked for.

    Decides between two practices that both cover the group: one made for it goes before one made
    for everybody. 1 where no line about people is asked for.
    """
    shares = [np.ones(len(table))]
    if wish.age is not None:
        target = age_words(wish.age)
        shares.append(counted(table.ages & target) / counted(table.ages | target))
    if wish.gender:
        genders = table.codes["genders"]
        both = (genders.shared(("any",)) > 0) | (genders.shared(("f", "m")) == 2)
        shares.append(np.where(both == (wish.gender == "any"), 1.0, 0.5))
    for column, wished in (
        ("stages", wish.stage), ("stays", wish.stay), ("sides", wish.side),
        ("languages", _primary(wish.language)),
    ):  # fmt: skip
        if wished:
            codes = table.codes[column]
            shared = codes.shared(wished)
            shares.append(shared / (counted(codes.bits) + len(set(wished)) - shared))
    asked = shares[1:] or shares
    return np.asarray(np.mean(asked, axis=0))


def _primary(tags: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag.split("-")[0] for tag in tags))


def not_asked(count: int) -> Line:
    return Line(np.full(count, NOT_ASKED, np.int8), np.full(count, np.nan))


def graded(shares: Floats, known: Bools) -> Line:
    """1 fits, above 0 partly, 0 does not; unknown stays apart from 0."""
    grades = np.where(shares >= 1, FITS, np.where(shares > 0, PARTLY, DOES_NOT_FIT))
    return Line(np.where(known, grades, UNKNOWN).astype(np.int8), np.where(known, shares, np.nan))


def _share(table: Table, column: str, wished: tuple[str, ...]) -> Line:
    """The share of the wished codes that the practice has; all target codes weigh the same."""
    if not wished:
        return not_asked(len(table))
    codes = table.codes[column]
    return graded(codes.shared(wished) / len(set(wished)), codes.known())


def _age(table: Table, wish: Wish) -> Line:
    if wish.age is None:
        return not_asked(len(table))
    target = age_words(wish.age)
    shares = counted(table.ages & target) / int(counted(target)[0])
    return graded(shares, np.asarray(table.ages.any(axis=1)))


def _gender(table: Table, wish: Wish) -> Line:
    """Open to all includes girls and boys; for girls alone is half of all."""
    if not wish.gender:
        return not_asked(len(table))
    codes = table.codes["genders"]
    wished = ("f", "m") if wish.gender == "any" else (wish.gender,)
    shares = np.where(codes.shared(("any",)) > 0, 1.0, codes.shared(wished) / len(wished))
    return graded(shares, codes.known())


# What a kind of target group says about being with or without the family.
WITH_FAMILY = ("parents", "labour_migrant_families")
ALONE = ("unaccompanied_minors",)


def _company(table: Table, wish: Wish) -> Line:
    """Children in general may be with or without their family: that is unknown, not a match."""
    if not wish.company:
        return not_asked(len(table))
    kinds = table.codes["kinds"]
    family = (kinds.shared(WITH_FAMILY) > 0) | table.families
    alone = kinds.shared(ALONE) > 0
    wished, other = (family, alone) if wish.company == "with_family" else (alone, family)
    return graded(wished.astype(np.float64), wished | other)


def _south_south(table: Table, wish: Wish) -> Line:
    """In the South, with people from the South. An origin that is not coded is unknown."""
    if not wish.south_south:
        return not_asked(len(table))
    both = table.south & (table.origin_south == 1)
    known = ~table.south | (table.origin_south >= 0)
    return graded(both.astype(np.float64), known & ~table.ran_in.empty)


def _confidence(table: Table) -> Line:
    steps = table.crossings.astype(np.float64)
    grades = np.where(steps >= TESTED, FITS, np.where(steps >= 1, PARTLY, DOES_NOT_FIT))
    known = steps >= 0
    return Line(np.where(known, grades, UNKNOWN).astype(np.int8), np.where(known, steps, np.nan))


def _place(table: Table, wish: Wish, distances: Distances | None) -> Line:
    """1 where it ran in this country; else the share of places that lie further away."""
    if not wish.place:
        return not_asked(len(table))
    same = _in_country(table, wish.country)
    nearest = np.full(len(table), np.nan)
    if distances is not None:
        nearest = table.ran_in.best(_nearness(table, distances), np.nan)
    grades = np.where(nearest >= NEAR, PARTLY, DOES_NOT_FIT)
    grades = np.where(np.isnan(nearest), UNKNOWN, grades)
    values = np.where(same, 1.0, nearest)
    return Line(np.where(same, FITS, grades).astype(np.int8), values)


def _in_country(table: Table, country: str) -> Bools:
    if country not in table.places:
        return np.zeros(len(table), np.bool_)
    return table.ran_in.count(table.ran_in.values == table.places.index(country)) > 0


def _nearness(table: Table, found: Distances) -> Floats:
    """For each place of each practice, in its year: nearer than which share of all places."""
    panel = found.panel
    at = np.array([_index(panel.places, place) for place in table.places] or [-1])
    place = at[table.ran_in.values] if table.ran_in.values.size else np.zeros(0, np.int64)
    year = np.clip(table.ran_in_year - panel.first_year, 0, panel.years - 1)
    dated = np.where(table.ran_in_year > 0, found.dated[place, year], found.today[place])
    return found.nearer_than(np.where(place < 0, np.nan, dated))


def _index(places: tuple[str, ...], place: str) -> int:
    return places.index(place) if place in places else -1


MEANS = ("budget", "staff", "hours", "weeks", "devices")


@dataclass(frozen=True, slots=True)
class Needs:
    """Per resource: what the practice needs, and whether it is there (NaN in ``has``: unknown)."""

    needed: dict[str, Floats]
    has: dict[str, float | None]

    def stated(self) -> NDArray[np.int64]:
        return np.asarray(np.sum([~np.isnan(column) for column in self.needed.values()], axis=0))

    def covered(self) -> NDArray[np.int64]:
        return np.asarray(np.sum([self.enough(name) for name in self.needed], axis=0))

    def enough(self, name: str) -> Bools:
        has = self.has[name]
        if has is None:
            return np.zeros(self.needed[name].size, np.bool_)
        with np.errstate(invalid="ignore"):
            return np.asarray(self.needed[name] <= has)

    def short(self, name: str) -> Bools:
        has = self.has[name]
        if has is None:
            return np.zeros(self.needed[name].size, np.bool_)
        with np.errstate(invalid="ignore"):
            return np.asarray((self.needed[name] > has) & np.isfinite(self.needed[name]))


def _needs(table: Table, wish: Wish, around: Surroundings) -> Needs:
    needed = {name: table.needs[name] for name in ("staff", "hours", "weeks")}
    must = np.where(table.devices == MUST_DEVICES, 1.0, 0.0)
    needed["devices"] = np.where(table.devices == UNKNOWN_DEVICES, np.nan, must)
    has: dict[str, float | None] = {name: getattr(wish, name) for name in MEANS}
    if not wish.currency:
        has["budget"] = None
    return Needs({"budget": _repriced(table, wish, around), **needed}, has)


def _repriced(table: Table, wish: Wish, around: Surroundings) -> Floats:
    """Costs in the wished place; of several places the dearest reading counts.

    Infinite where there is a cost that nobody can re-price: it is needed, and no budget is known
    to cover it.
    """
    cost = table.needs["budget"]
    by_place = [around.price_factor(there, wish.country) for there in table.places]
    factors = np.array([np.nan if f is None else f for f in by_place] or [np.nan])
    each = factors[table.ran_in.values]
    unknown = table.ran_in.empty | (table.ran_in.count(np.isnan(each)) > 0)
    unknown |= table.currencies != wish.currency
    there = np.where(unknown, np.inf, cost * table.ran_in.best(each, np.nan))
    return np.where(np.isnan(cost), np.nan, there)


def _means(needs: Needs, wish: Wish) -> Line:
    """The share of the needs on record that is covered.

    A need about which the wish says nothing is not covered, so that leaving a resource out never
    improves a fit.
    """
    stated, covered = needs.stated(), needs.covered()
    if all(needs.has[name] is None for name in MEANS):
        return not_asked(stated.size)
    line = graded(covered / np.maximum(stated, 1), stated > 0)
    # Devices and hours alone do not tell what a practice takes: money or staff must be on record.
    weighed = ~np.isnan(needs.needed["budget"]) | ~np.isnan(needs.needed["staff"])
    grades = np.where((line.grades == FITS) & ~weighed, PARTLY, line.grades)
    short = np.any([needs.short(name) for name in MEANS], axis=0)
    grades = np.where((grades == DOES_NOT_FIT) & ~short, UNKNOWN, grades)
    return Line(grades.astype(np.int8), line.values, covered)


def _preconditions(table: Table, wish: Wish) -> Line:
    """Share of preconditions known to be met; one that must be there and is not does not fit."""
    met, unmet = precondition_answers(table, wish)
    must_devices = table.devices == MUST_DEVICES
    lists = table.needed
    known_devices = wish.devices is not None
    has_devices = bool(wish.devices)
    total = lists.count(np.ones(lists.values.size, np.bool_)) + must_devices
    held = lists.count(met) + (must_devices & known_devices & has_devices)
    gone = lists.count(unmet & table.needed_must) + (
        must_devices & known_devices & (not has_devices)
    )
    answered = held + lists.count(unmet & ~table.needed_must) == total
    shares = held / np.maximum(total, 1)
    grades = np.where(gone > 0, DOES_NOT_FIT, np.where(
        (total > 0) & (held == total), FITS,
        np.where((total > 0) & answered, PARTLY, UNKNOWN)))  # fmt: skip
    return Line(grades.astype(np.int8), np.where(total > 0, shares, np.nan))


def precondition_answers(table: Table, wish: Wish) -> tuple[Bools, Bools]:
    """For each precondition of the table: said to be met, said to be unmet."""
    tokens = table.needed.values
    return np.isin(tokens, wish.met), np.isin(tokens, wish.unmet)


def _effect(table: Table, wish: Wish) -> Line:
    """The prediction interval: all above 0 fits, all below does not, across 0 partly."""
    if not wish.outcome:
        return not_asked(len(table))
    grades = np.full(len(table), UNKNOWN, np.int8)
    values = np.full(len(table), np.nan)
    for outcome in wish.outcome:
        if outcome not in table.effects:
            continue
        rows, low, high = table.effects[outcome]
        grade = np.where(low > 0, FITS, np.where(high < 0, DOES_NOT_FIT, PARTLY))
        # Of several outcomes the weakest prediction stands.
        fresh = grades[rows] == UNKNOWN
        lower = np.isnan(values[rows]) | (low < values[rows])
        grades[rows] = np.where(fresh, grade, np.minimum(grades[rows], grade))
        values[rows] = np.where(lower, low, values[rows])
    return Line(grades, values)


def _load(table: Table, wish: Wish) -> Line:
    """How many things would have to be changed: languages, contents for the age, devices."""
    languages = table.codes["languages"]
    wished = _primary(wish.language)
    produce = np.where(languages.known(), len(wished) - languages.shared(wished), 0)
    ages = _age(table, wish).grades
    other_age = (ages == DOES_NOT_FIT) | (ages == PARTLY)
    no_devices = np.zeros(len(table), np.bool_)
    if wish.devices is not None and wish.devices == 0:
        no_devices = table.devices >= SOME_DEVICES
    core = no_devices & (table.devices == MUST_DEVICES)
    changes = produce + other_age + no_devices
    unknown = ~languages.known() if wished else np.zeros(len(table), np.bool_)
    unknown |= ages == UNKNOWN
    if wish.devices is not None and wish.devices == 0:
        unknown |= table.devices == UNKNOWN_DEVICES
    grades = np.where(core, DOES_NOT_FIT, np.where(changes > 0, PARTLY, np.where(
        unknown, UNKNOWN, FITS)))  # fmt: skip
    return Line(grades.astype(np.int8), np.where(unknown, np.nan, changes.astype(np.float64)))
