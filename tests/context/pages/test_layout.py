"""Charts are cut where figures must not be compared, and show nothing that was held back."""

import math

from hypothesis import given
from hypothesis import strategies as st

from bothways.context.pages.drawing import Area, Dot, Stroke, svg, svg_file
from bothways.context.pages.figures import Figure
from bothways.context.pages.gap_chart import gap_scale
from bothways.context.pages.scale import around
from bothways.context.pages.series import runs, step, year_of
from bothways.context.pages.trend_chart import Panel, axes, draw
from tests.context.pages.rows import lines


def write(value: float, at_end: bool) -> str:
    return f"{value:.1f}"


def drawn(panel: Panel) -> tuple:
    shared = axes([panel], write)
    return (shared, draw(panel, shared, write, "label", ("hosts", "newcomers")).shapes)


@given(lines(), lines())
def test_no_line_joins_two_figures_across_a_break_or_a_missing_one(
    hosts: tuple[Figure, ...], newcomers: tuple[Figure, ...]
) -> None:
    panel = Panel("", hosts, newcomers)
    if axes([panel], write) is None:
        return
    shared, shapes = drawn(panel)
    for side, line in panel.lines:
        where = {
            (round(x, 6), round(y, 6)): number
            for number, point in enumerate(line)
            if point.is_shown
            for x, y in [shared.spot(point)]
        }
        for stroke in shapes:
            if not isinstance(stroke, Stroke) or stroke.css != f"ln s{side}":
                continue
            numbers = [where[round(x, 6), round(y, 6)] for x, y in stroke.spots]
            for before, after in zip(numbers, numbers[1:], strict=False):
                assert after == before + 1  # nothing held back or missing stands between
                assert not line[after].starts_anew
                assert year_of(line[after].time) - year_of(line[before].time) <= shared.usual * 1.3


@given(lines(), lines())
def test_what_was_held_back_leaves_no_trace_in_the_drawing(
    hosts: tuple[Figure, ...], newcomers: tuple[Figure, ...]
) -> None:
    def without(line: tuple[Figure, ...]) -> tuple[Figure, ...]:
        return tuple(Figure(None, f.time) if not f.is_shown else f for f in line)

    panel = Panel("", hosts, newcomers)
    bare = Panel("", without(hosts), without(newcomers))
    assert (axes([panel], write) is None) == (axes([bare], write) is None)
    if axes([panel], write):
        assert drawn(panel)[1] == drawn(bare)[1]


@given(lines())
def test_a_figure_held_back_has_no_value_whatever_its_row_says(line: tuple[Figure, ...]) -> None:
    assert not [f for f in line if "c" in f.flag and f.is_shown]


@given(lines(), lines())
def test_doubtful_figures_are_rings_and_all_shapes_stay_on_the_paper(
    hosts: tuple[Figure, ...], newcomers: tuple[Figure, ...]
) -> None:
    panel = Panel("", hosts, newcomers)
    if axes([panel], write) is None:
        return
    _shared, shapes = drawn(panel)
    for side, line in panel.lines:
        rings = [s for s in shapes if isinstance(s, Dot) and s.css == f"r{side}"]
        assert len(rings) == sum(f.is_shown and f.unreliable for f in line)
    for shape in shapes:
        spots = shape.spots if isinstance(shape, (Stroke, Area)) else [(shape.x, shape.y)]
        assert all(0 <= x <= 345 and 0 <= y <= 232 for x, y in spots), shape


@given(lines())
def test_stretches_hold_every_published_figure_once(line: tuple[Figure, ...]) -> None:
    joined = [point for stretch in runs(line) for point in stretch]
    assert joined == [point for point in line if point.is_shown]
    assert all(not point.starts_anew for stretch in runs(line) for point in stretch[1:])


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12),
    st.floats(-1e6, 1e6), st.floats(-1e6, 1e6),
)  # fmt: skip
def test_the_scale_is_monotone_and_holds_its_values(
    values: list[float], one: float, other: float
) -> None:
    scale = around(values, 200.0, 20.0)
    assert scale.low < scale.high
    assert all(scale.low <= value <= scale.high for value in values)
    if one < other and not math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-6):
        assert scale.at(one) > scale.at(other)  # the paper counts downwards
    ticks = scale.ticks()
    assert ticks == sorted(set(ticks))
    assert all(scale.low - 1e-6 <= tick <= scale.high + 1e-6 for tick in ticks)
    assert len(ticks) <= 6


def test_shares_are_drawn_from_nought_to_a_hundred() -> None:
    assert (gap_scale([], "PC").low, gap_scale([], "PC").high) == (0.0, 100.0)


def test_periods_stand_in_order_and_monthly_figures_join_month_by_month() -> None:
    months = [Figure(1.0, f"2022-{month:02}") for month in (7, 8, 9, 11)]
    assert [len(stretch) for stretch in runs(months)] == [3, 1]
    assert year_of("2024-Q3") == 2024.5
    assert year_of("nonsense") is None
    assert math.isclose(step(months), 1 / 12, abs_tol=1e-9)


def test_a_survey_every_third_year_is_one_line() -> None:
    survey = [Figure(1.0, time) for time in ("2003", "2006", "2009", "2015")]
    assert [len(stretch) for stretch in runs(survey)] == [3, 1]


def test_words_are_escaped_in_both_kinds_of_svg() -> None:
    panel = Panel("", (Figure(1.0, "2023"), Figure(2.0, "2024")), ())
    shared = axes([panel], write)
    drawing = draw(panel, shared, lambda *_value: "<script>", '"&<', ("", ""))
    for text in (svg(drawing), svg_file(drawing, "en")):
        assert "<script>" not in text
        assert "&lt;script&gt;" in text
        assert "style=" not in text.replace("<style>", "")
