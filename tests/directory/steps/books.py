"""Books and households for the tests of the steps."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from bothways.core.vocabularies import LANGUAGES
from bothways.directory.demonstration.services import document
from bothways.directory.steps.book import Book, Due, Step, read_book
from bothways.directory.steps.conditions import Condition
from bothways.directory.steps.profile import Member, Profile

WORDS = dict.fromkeys(LANGUAGES, "words")
PAPERS = [f"paper{n}" for n in range(6)]
FACTS = ["works", "flat"]


def step(code: str, **parts: Any) -> Step:
    return Step(code, WORDS, WORDS, **parts)


def book(*steps: Step) -> Book:
    return Book(steps, dict.fromkeys(PAPERS, WORDS), dict.fromkeys(FACTS, WORDS), {})


def demonstration_book() -> Book:
    found, problems = read_book(document("steps.yaml"))
    assert problems == []
    return found


CONDITIONS = st.one_of(
    st.builds(Condition, st.just("age"), st.integers(0, 20), st.integers(10, 60)),
    st.builds(Condition, st.sampled_from(FACTS), wanted=st.booleans()),
    st.builds(Condition, st.sampled_from(["language", "speaks_not"]),
              codes=st.frozensets(st.sampled_from(["de", "ar"]), min_size=1)),
    st.builds(Condition, st.just("paper"),
              codes=st.frozensets(st.sampled_from(PAPERS), min_size=1, max_size=1),
              wanted=st.booleans()),
)  # fmt: skip
DUES = st.one_of(
    st.none(),
    st.builds(Due, st.just("arrival"), st.integers(0, 200), st.booleans()),
    st.builds(Due, st.just("school_year"), st.integers(-60, 60)),
    st.builds(Due, st.just("paper"), st.integers(0, 60), paper=st.sampled_from(PAPERS)),
)


@st.composite
def books(draw: st.DrawFn, circles: bool = True) -> Book:
    """Without ``circles`` a step needs only papers with a smaller number than those it gives."""
    steps = []
    for n in range(draw(st.integers(0, 10))):
        gives = draw(st.lists(st.sampled_from(PAPERS), max_size=2, unique=True))
        low = min(gives, default="paper9")
        needs = draw(st.lists(st.sampled_from(PAPERS), max_size=2, unique=True))
        if not circles:
            needs = [paper for paper in needs if paper < low]
        steps.append(step(
            f"s{n}", needs=tuple(needs), gives=tuple(gives),
            audience=tuple(draw(st.lists(CONDITIONS, max_size=3))), due=draw(DUES),
            takes=draw(st.integers(0, 30)),
        ))  # fmt: skip
    return book(*steps)


DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))
PROFILES = st.builds(
    Profile,
    arrival=st.one_of(st.none(), DAYS),
    members=st.one_of(st.none(), st.lists(
        st.builds(Member, st.one_of(st.none(), st.integers(0, 80))), max_size=4
    ).map(tuple)),
    languages=st.one_of(st.none(), st.frozensets(st.sampled_from(["de", "ar", "uk"]))),
    has=st.frozensets(st.sampled_from(PAPERS), max_size=2),
    facts=st.dictionaries(st.sampled_from(FACTS), st.booleans()),
    lacks=st.frozensets(st.sampled_from(PAPERS), max_size=1),
).filter(lambda profile: not profile.has & profile.lacks)  # fmt: skip
