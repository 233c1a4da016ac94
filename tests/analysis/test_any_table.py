"""Whatever stands in a table, the command answers or refuses in words."""

from pathlib import Path

import pytest
from django.core.management import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .command import answer

CELLS = st.sampled_from(
    ["", "0", "1", "2", "3", "-1", "0.5", "7", "1e300", "-1e300", "1e-300", "NA", "a", "b", "x y"]
)
ROWS = st.lists(st.tuples(*[CELLS] * 5), min_size=0, max_size=14)
PLAIN = st.sampled_from(["0", "1", "2", "5", "8", "0.5", "", "1e90"])
NUMBERS = st.lists(
    st.tuples(PLAIN, st.sampled_from("01"), PLAIN, st.sampled_from("abcd"), st.sampled_from("123")),
    min_size=2,
    max_size=16,
)
LINES = {
    "trial": ("--outcome", "a", "--treatment", "b", "--covariate", "c", "--draws", "20"),
    "trial clusters": ("--outcome", "a", "--treatment", "b", "--cluster", "d", "--strata", "e",
                       "--participation", "c", "--also", "c", "--draws", "20"),
    "trial ipw": ("--outcome", "a", "--treatment", "b", "--cluster", "d", "--estimator", "ipw",
                  "--draws", "20"),
    "prepost": ("--before", "a", "--after", "c", "--cluster", "d"),
    "did": ("--outcome", "a", "--period", "e", "--cluster", "d", "--treatment", "b", "--draws",
            "20"),
    "did start": ("--outcome", "a", "--period", "e", "--cluster", "d", "--treated-unit", "a",
                  "--start", "2", "--draws", "20"),
    "meta": ("--effect", "a", "--se", "c", "--small-studies", "--leave-one-out", "--order", "e"),
    "meta clusters": ("--effect", "a", "--variance", "c", "--cluster", "d", "--moderator", "b"),
    "scale": ("--item", "a", "b", "c", "--reverse", "c"),
    "scale clusters": ("--item", "a", "b", "c", "--cluster", "d", "--draws", "20"),
    "scale coders": ("--coder", "a", "c", "--draws", "20"),
    "scale ordinal": ("--coder", "a", "c", "e", "--kind", "ordinal", "--draws", "20"),
    "survey": ("--value", "a", "--weight", "b", "--replicates", "c", "e", "--by", "d"),
    "survey share": ("--value", "d", "--weight", "e", "--replicates", "b", "c", "--statistic",
                     "share"),
    "survey regression": ("--value", "a", "--weight", "e", "--replicates", "b", "e", "--statistic",
                          "regression", "--predictor", "c"),
    "survey quantile": ("--value", "a", "--weight", "e", "--replicates", "b", "c", "--statistic",
                        "quantile"),
    "power": ("--outcome", "a", "--cluster", "d", "--effect", "0.3"),
    "suppress": ("--row", "d", "--column", "e", "--count", "b"),
    "suppress keys": ("--key", "a", "d", "--weight", "e"),
}  # fmt: skip


def tried(path: Path, name: str, rows: list[tuple[str, ...]], *more: object) -> None:
    lines = [",".join(row) for row in [tuple("abcde"), *rows]]
    path.write_text("\n".join(lines) + "\n")
    try:
        found = answer(name.split()[0], path, *LINES[name], *more)
    except CommandError as error:
        assert len(str(error)) > 10 and error.returncode == 2
    else:
        assert found["estimates"] and found["sentence"]


@pytest.mark.parametrize("name", LINES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.one_of(ROWS, NUMBERS))
def test_any_table_is_answered_or_refused(
    name: str, rows: list[tuple[str, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    tried(folder / "t.csv", name, rows, "--plot", folder / "p.svg")


@settings(max_examples=25, deadline=None)
@given(rows=NUMBERS, ties=st.lists(st.tuples(*[st.sampled_from("abcde")] * 2), max_size=12))
def test_any_network_is_answered_or_refused(
    rows: list[tuple[str, ...]], ties: list[tuple[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("net")
    pupils, named = folder / "pupils.csv", folder / "ties.csv"
    people = "\n".join(f"{k},{row[4]},{row[1]}" for k, row in zip("abcde", rows, strict=False))
    pupils.write_text(f"id,group,class\n{people}\n")
    named.write_text("from,to\n" + "\n".join(",".join(tie) for tie in ties) + "\n")
    line = (named, "--pupils", pupils, "--group", "group", "--classroom", "class", "--draws", "9")
    try:
        found = answer("network", *line)
    except CommandError as error:
        assert error.returncode == 2
    else:
        assert found["estimates"]
