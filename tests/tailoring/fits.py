"""Wishes, practices and places for the tests of the fit, made by hand and by hypothesis."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from bothways.context.observation import Observation
from bothways.tailoring.fit.lines import Lines, Surroundings, compute, exactness
from bothways.tailoring.fit.order import Ordered, ordered
from bothways.tailoring.fit.places import distances, panel_of
from bothways.tailoring.fit.studied import Cost, Precondition, Studied, token_of
from bothways.tailoring.fit.table import Table, table_of
from bothways.tailoring.fit.wish import Wish
from bothways.tailoring.fit.yardsticks import Series, yardsticks

COUNTRIES = ("DE", "AT", "LB", "TR", "KE")
FIGURED = ("DE", "AT", "TR", "SE", "FR")  # countries with figures; LB and KE have none
STAGES = ("pre_departure", "reception", "settlement", "long_term")
OUTCOMES = ("belonging_identity", "friends_contact", "language_reading")
LANGUAGES = ("de", "ar", "uk")
SIDES = ("newcomers", "hosts", "institutions")
STAYS = ("years_0_1", "years_1_3", "years_over_10")


def figure(series: Series, place: str, year: int, value: float | None) -> Observation:
    return Observation(
        series.indicator, place, str(year), series.sex, series.age, series.citizenship,
        series.country_of_birth, series.duration, series.unit, value, other=series.other,
        source="made for the tests",
    )  # fmt: skip


def figures(seed: int = 4, years: tuple[int, ...] = (2015, 2020, 2024)) -> list[Observation]:
    rng = np.random.default_rng(seed)
    series = {s for y in yardsticks() for s in y.parts}
    return [
        figure(each, place, year, float(rng.uniform(5, 90)))
        for each in sorted(series, key=str) for place in FIGURED for year in years
    ]  # fmt: skip


PANEL = panel_of(figures(), yardsticks())


def around(place: str = "DE", **prices: dict[str, float]) -> Surroundings:
    return Surroundings(distances(PANEL, place), prices)


def answered(
    practices: list[Studied], wish: Wish, near: Surroundings | None = None
) -> tuple[Table, Lines, Ordered]:
    table = table_of(practices)
    lines = compute(table, wish, near or around(wish.country))
    return table, lines, ordered(lines, exactness(table, wish), wish)


def some(codes: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(codes), unique=True).map(lambda c: tuple(sorted(c)))


def maybe(number: Any) -> st.SearchStrategy[float | None]:
    return st.none() | number


spans = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda p: (min(p), max(p)))
amounts = st.integers(50, 50_000).map(lambda cents: cents / 100)
preconditions = st.lists(
    st.tuples(st.sampled_from(("a hall", "a law", "a partner")), st.booleans()), max_size=3
).map(lambda rows: tuple(Precondition(what, must, token_of(what)) for what, must in rows))

studied_practices = st.builds(
    Studied,
    slug=st.from_regex(r"[a-z]{1,6}", fullmatch=True),
    ages=st.lists(spans, max_size=3).map(tuple),
    genders=some(("any", "f", "m")),
    stages=some(STAGES),
    stays=some(STAYS),
    kinds=some(("children", "unaccompanied_minors", "parents")),
    families=st.booleans(),
    sides=some(SIDES),
    languages=some(LANGUAGES),
    outcomes=some(OUTCOMES),
    countries=some(COUNTRIES),
    origins=some(("SY", "UA")),
    year=st.none() | st.integers(1995, 2026),
    cost=st.none() | st.builds(Cost, amounts, st.sampled_from(("EUR", "USD"))),
    staff=maybe(amounts),
    hours=maybe(amounts),
    weeks=maybe(amounts),
    digital=st.sampled_from(("", "none", "support", "core", "only")),
    preconditions=preconditions,
    studies=st.none() | st.integers(0, 4),
    alike=some(("focus:community", "setting:school", "setting:home")),
    crossings=st.none() | st.integers(0, 5),
)

wishes = st.builds(
    Wish,
    place=st.sampled_from(("DE", "LB", "TR", "DE-BE")),
    age=st.none() | spans,
    gender=st.sampled_from(("", "f", "m", "any")),
    stage=some(STAGES),
    stay=some(STAYS),
    language=some(("ar", "uk", "de-AT")),
    company=st.sampled_from(("", "with_family", "unaccompanied")),
    side=some(("newcomers", "hosts")),
    outcome=some(OUTCOMES),
    budget=maybe(amounts),
    currency=st.sampled_from(("", "EUR", "USD")),
    staff=maybe(amounts),
    hours=maybe(amounts),
    weeks=maybe(amounts),
    devices=maybe(st.sampled_from((0.0, 1.0, 20.0))),
    south_south=st.booleans(),
    met=some((token_of("a hall"), token_of("a law"))),
    variety=st.booleans(),
)
