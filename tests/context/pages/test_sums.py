"""Gaps, trends, peers and what is missing: small cases whose answer is known."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from bothways.context.pages.figures import Figure, Gap, figure
from bothways.context.pages.files import shown_only
from bothways.context.pages.missing import COLUMNS, coverage
from bothways.context.pages.peers import peers
from bothways.context.pages.place_figures import Group, Measure, PlaceFigures
from bothways.context.pages.sentences import by_gender, gap_trend
from bothways.context.pages.series import trend
from tests.context.pages.rows import pair, row

MEASURE = Measure("employment_rate", "T:ONE", "PC")
WHOLE = Group("T", "Y15-64")


def gap(time: str, hosts: float, newcomers: float, flag: str = "", se: float | None = None) -> Gap:
    given = {"flag": flag, "standard_error": se}
    return Gap(*(figure(one) for one in pair(time, hosts, newcomers, **given)))


def test_the_gap_is_hosts_less_newcomers_and_joins_their_flags() -> None:
    found = Gap(Figure(80.0, "2024", "b"), Figure(66.0, "2024", "u"))
    assert (found.value, found.flag, found.interval) == (14.0, "bu", None)


def test_the_interval_of_a_gap_adds_the_two_errors_as_independent() -> None:
    low, high = gap("2024", 80, 66, se=3.0).interval or (0, 0)
    assert (low, high) == pytest.approx((14 - 1.959964 * 18**0.5, 14 + 1.959964 * 18**0.5))


def test_citizenship_and_country_of_birth_are_never_mixed() -> None:
    born = {"country_of_birth": "FOR", "citizenship": "TOTAL"}
    figures = PlaceFigures([row("2024", 80.0), row("2024", 50.0, **born)])
    assert figures.latest_gap(MEASURE, "citizenship", WHOLE) is None
    assert figures.latest_gap(MEASURE, "birth", WHOLE) is None


def test_figures_of_two_datasets_never_share_a_line() -> None:
    figures = PlaceFigures([*pair("2023", 80, 60), *pair("2024", 81, 70, dataset="T:OWN")])
    assert [len(figures.gaps(m, "citizenship", WHOLE)) for m in figures.measures] == [1, 1]


def test_hosts_have_no_duration_of_stay() -> None:
    new = row("2024", 40.0, "FOR", duration="Y_LT5")
    figures = PlaceFigures([*pair("2024", 80, 60), new])
    found = figures.latest_gap(MEASURE, "citizenship", Group("T", "Y15-64", "Y_LT5"))
    assert found and found.value == 40.0


def test_the_trend_starts_at_the_last_break() -> None:
    gaps = [gap("2019", 80, 60), gap("2020", 80, 61), gap("2021", 80, 66, "b"),
            gap("2022", 80, 67), gap("2023", 80, 68), gap("2024", 80, 69)]  # fmt: skip
    found = trend(gaps)
    assert found and (found.first.time, found.last.time, found.change) == ("2021", "2024", -3.0)
    with override("en"):
        told = gap_trend(MEASURE, gaps)
    assert told == [
        "From 2021 to 2024 the gap narrowed from 14.0 to 11.0 percentage points.",
        "Counting changed in 2021: figures before and after are not compared.",
    ]


def test_a_break_in_the_last_year_leaves_no_trend() -> None:
    with override("en"):
        told = gap_trend(MEASURE, [gap("2023", 80, 60), gap("2024", 80, 70, "b")])
    assert "no trend can be told" in told[0]


def test_a_change_that_chance_can_produce_is_called_so() -> None:
    gaps = [gap(str(year), 80, 60 + year - 2020, se=4.0) for year in range(2020, 2025)]
    with override("en"):
        assert "chance alone" in gap_trend(MEASURE, gaps)[0]


def test_two_figures_are_a_change_and_no_trend() -> None:
    with override("en"):
        told = gap_trend(MEASURE, [gap("2023", 80, 60), gap("2024", 80, 65)])
    assert "not a trend" in told[0]


def test_gender_matters_from_five_points_apart_or_when_the_signs_differ() -> None:
    with override("en"):
        assert by_gender(MEASURE, gap("2024", 77.8, 56.6), gap("2024", 82.2, 74.7)) == (
            "Among women the gap is 21.2 percentage points, among men 7.5 (2024).", True,
        )  # fmt: skip
        assert by_gender(MEASURE, gap("2024", 80, 70), gap("2024", 80, 72))[1] is False
        assert by_gender(MEASURE, gap("2024", 53.7, 51.7), gap("2024", 70, 72))[1] is True
        wide = gap("2024", 80, 60, se=6.0), gap("2024", 80, 68, se=6.0)
        assert by_gender(MEASURE, *wide)[1] is False
        assert by_gender(MEASURE, gap("2023", 80, 60), gap("2024", 80, 70)) == ("", False)


SHARES = st.dictionaries(
    st.sampled_from("ABCDEFG"),
    st.dictionaries(st.sampled_from([("r", str(n)) for n in range(5)]), st.floats(0, 100)),
)


@given(SHARES)
def test_peers_are_in_order_of_distance_and_share_enough_rows(shares: dict) -> None:
    found = peers(shares, "A")
    assert [peer.distance for peer in found] == sorted(peer.distance for peer in found)
    assert "A" not in {peer.place for peer in found}
    for peer in found:
        assert len(peer.rows) >= max(3, len(shares["A"]) / 2)
        assert peer.furthest in peer.rows
        assert 0 <= peer.nearer_than < 100


def test_a_place_with_the_same_shares_is_the_nearest() -> None:
    rows = [("r", str(n)) for n in range(4)]
    shares = {
        "A": dict.fromkeys(rows, 10.0), "B": dict.fromkeys(rows, 30.0),
        "C": dict.fromkeys(rows, 10.0),
    }  # fmt: skip
    found = peers(shares, "A")
    assert [(peer.place, peer.nearer_than) for peer in found] == [("C", 50), ("B", 0)]


def test_what_is_missing_is_told_by_kind() -> None:
    figures = PlaceFigures([
        *pair("2018", 80, 60), row("2024", None, "FOR", flag="c", duration="Y_LT5"),
        row("2024", 70.0, "TOTAL", sex="F"),
    ])  # fmt: skip
    (line,) = coverage(figures, ["employment_rate", "arope"], 2026)
    states = {column: cell.state for column, cell in zip(COLUMNS, line.cells, strict=True)}
    assert states == {"sex": "present", "age": "none", "citizenship": "old", "birth": "none",
                      "duration": "suppressed"}  # fmt: skip


def test_downloads_keep_the_flag_of_what_was_held_back_and_nothing_else() -> None:
    (kept,) = shown_only([row("2024", 12.0, flag="c", n=3, standard_error=1.0)])
    assert (kept.flag, kept.value, kept.n, kept.standard_error) == ("c", None, None, None)
