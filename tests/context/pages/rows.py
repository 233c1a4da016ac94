"""Observations made up for tests: a place called Testland, whose figures are known."""

from typing import Any

from hypothesis import strategies as st

from bothways.context.observation import Observation
from bothways.context.pages.figures import Figure


def row(time: str, value: float | None, citizenship: str = "NAT", **more: Any) -> Observation:
    given = {"indicator": "employment_rate", "place": "DE", "age": "Y15-64", "dataset": "T:ONE"}
    return Observation(time=time, value=value, citizenship=citizenship, **{**given, **more})


def pair(time: str, hosts: float, newcomers: float, **more: Any) -> list[Observation]:
    return [row(time, hosts, "NAT", **more), row(time, newcomers, "FOR", **more)]


FLAGS = st.sampled_from(("", "", "", "b", "u", "bu", "c", "e", "bc"))
VALUES = st.one_of(st.none(), st.floats(0, 100, allow_nan=False).map(lambda v: round(v, 1)))


@st.composite
def lines(draw: Any) -> tuple[Figure, ...]:
    """A line of yearly figures with gaps, breaks, doubtful and held back values."""
    years = draw(st.lists(st.integers(1995, 2024), min_size=0, max_size=20, unique=True))
    return tuple(_figure(str(year), draw(VALUES), draw(FLAGS)) for year in sorted(years))


def _figure(year: str, value: float | None, flag: str) -> Figure:
    from bothways.context.pages.figures import figure

    return figure(row(year, value, flag=flag))
