"""The page of one place, as typed rows: read with a fixed number of statements, then laid out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bothways.context.codes import TOTAL
from bothways.context.models import Dataset, Indicator
from bothways.context.pages import missing, parts, peer_rows, reading, sentences
from bothways.context.pages.choice import Choice, choose, keys, ordered, query_of
from bothways.context.pages.gap_chart import gap_scale
from bothways.context.pages.parts import GapRow, PanelView
from bothways.context.pages.place_figures import (
    AXES,
    NEWCOMERS,
    SEXES,
    Axis,
    Group,
    Measure,
    PlaceFigures,
)  # fmt: skip
from bothways.context.pages.trend_chart import Panel
from bothways.context.pages.wording import (
    Sides,
    flag_key,
    gap_unit,
    label,
    language,
    measure_name,
    origin_name,
    panel_name,
    place_name,
    sides,
    with_unit,
)  # fmt: skip

AT_A_GLANCE = 4


@dataclass(frozen=True)
class Option:
    key: str
    name: str
    chosen: bool
    query: str = ""


@dataclass(frozen=True)
class FigureRow:
    """One measure in the table of all: the two sides, or whatever else there is."""

    name: str
    age: str
    row: GapRow | None
    alone: str  # a figure without its other side, in words
    query: str
    chosen: bool
    source: str


@dataclass(frozen=True)
class PlacePage:
    code: str
    name: str
    choice: Choice
    sides: Sides
    chosen_name: str
    age: str
    headline: str
    glance: list[tuple[str, str]]  # a sentence, and the dataset it rests on
    gender: str
    gender_matters: bool
    trend: list[str]
    tiles: list[GapRow]
    gap_unit: str
    panels: list[PanelView]
    flags: list[tuple[str, str]]
    sections: parts.Sections
    figures: list[FigureRow]
    axes: list[Option]
    measures: list[Option]
    peers: peer_rows.PeerTable
    missing: list[tuple[str, tuple[missing.Cell, ...]]]
    nowhere: list[str]
    source: reading.Source | None
    sources: list[reading.Source]
    query: str


@dataclass(frozen=True)
class Known:
    """What does not depend on the place."""

    datasets: dict[int, Dataset]
    indicators: list[Indicator]

    @property
    def names(self) -> dict[str, str]:
        spoken = language()
        return {i.code: i.names.get(spoken) or i.names.get("en") or i.code for i in self.indicators}

    @property
    def order(self) -> dict[str, int]:
        return {indicator.code: number for number, indicator in enumerate(self.indicators)}


def this_year() -> int:
    return timezone.now().year


def known() -> Known:
    return Known(reading.current_datasets(), reading.indicators())


def place_page(code: str, asked: Mapping[str, str], year: int) -> PlacePage | None:
    """None for a place without a single row. ``year`` is this year: it decides what is old."""
    base = known()
    figures = PlaceFigures(reading.rows_of([code], base.datasets))
    if not figures:
        return None
    measures = ordered(figures, base.order)
    choice = choose(figures, measures, asked)
    return _page(code, figures, measures, choice, base, year)


def _page(
    code: str, figures: PlaceFigures, measures: Sequence[Measure], choice: Choice, base: Known,
    year: int,
) -> PlacePage:  # fmt: skip
    names = base.names
    measure, axis = choice.measure or measures[0], choice.axis
    age = parts.whole_age(figures, measure, axis)
    named = sides(axis, figures.side(measure, axis))
    panels = [
        parts.panel(figures, measure, axis, Group(sex, age), panel_name(sex)) for sex in SEXES
    ]
    gaps = {sex: figures.latest_gap(measure, axis, Group(sex, age)) for sex in SEXES}
    gender, matters = sentences.by_gender(measure, gaps["F"], gaps["M"])
    views = parts.panel_views(_drawn(panels), measure, named)
    held = reading.sources(base.datasets.values())
    name = measure_name(measure, names)
    return PlacePage(
        code=code,
        name=place_name(code),
        choice=choice,
        sides=named,
        chosen_name=name,
        age=label("age", age),
        headline=sentences.headline(measure, named, name, label("age", age), gaps["T"]),
        glance=_glance(figures, measures, choice, names),
        gender=gender,
        gender_matters=matters,
        trend=sentences.gap_trend(measure, parts.gaps_of(panels[0])),
        tiles=parts.tiles(figures, measure, axis, age),
        gap_unit=gap_unit(measure.unit),
        panels=views,
        flags=flag_key(row.flag for view in views for row in view.rows),
        sections=parts.sections(figures, measure, axis, age),
        figures=_figure_rows(figures, measures, choice, names),
        axes=[_axis_option(figures, choice, axis_) for axis_ in AXES],
        measures=measure_options(measures, choice, names),
        peers=peer_rows.peer_table(code, base),
        missing=_missing(figures, base, year),
        nowhere=[
            capfirst(names[code]) for code in missing.without_figure(figures, list(base.order))
        ],
        source=held.get(measure.dataset),
        sources=[held[code] for code in sorted({m.dataset for m in measures}) if code in held],
        query=query_of(choice.key, axis),
    )


def _drawn(panels: Sequence[Panel]) -> list[Panel]:
    """Those with both sides; none at all where no line moves."""
    drawn = [panel for panel in panels if panel.hosts and panel.newcomers]
    return drawn if any(panel.has_course for panel in drawn) else []


def _missing(
    figures: PlaceFigures, base: Known, year: int
) -> list[tuple[str, tuple[missing.Cell, ...]]]:
    return [
        (capfirst(base.names.get(line.indicator, line.indicator)), line.cells)
        for line in missing.coverage(figures, list(base.order), year)
    ]


def _glance(
    figures: PlaceFigures, measures: Sequence[Measure], choice: Choice, names: dict[str, str]
) -> list[tuple[str, str]]:
    """The other figures with both sides in a sentence each, and newcomers' schooling."""
    told = []
    for measure in measures:
        if measure == choice.measure:
            continue
        age = parts.whole_age(figures, measure, choice.axis)
        gap = figures.latest_gap(measure, choice.axis, Group("T", age))
        named = sides(choice.axis, figures.side(measure, choice.axis))
        name = measure_name(measure, names)
        sentence = sentences.headline(measure, named, name, label("age", age), gap)
        if sentence:
            told.append((sentence, measure.dataset))
    return told[:AT_A_GLANCE]


def _axis_option(figures: PlaceFigures, choice: Choice, axis: Axis) -> Option:
    return Option(axis, sides(axis).axis, axis == choice.axis, query_of(choice.key, axis))


def measure_options(
    measures: Sequence[Measure], choice: Choice, names: Mapping[str, str]
) -> list[Option]:
    """The figures to choose from; two of one name say which dataset they are from."""
    written = {key: measure_name(one, names) for key, one in keys(measures).items()}
    often = Counter(written.values())
    return [
        Option(
            key,
            f"{written[key]} · {one.dataset}" if often[written[key]] > 1 else written[key],
            key == choice.key,
        )
        for key, one in keys(measures).items()
    ]


def _figure_rows(
    figures: PlaceFigures, measures: Sequence[Measure], choice: Choice, names: dict[str, str]
) -> list[FigureRow]:
    return [
        _figure_row(figures, key, measure, choice, names) for key, measure in keys(measures).items()
    ]


def _figure_row(
    figures: PlaceFigures, key: str, measure: Measure, choice: Choice, names: dict[str, str]
) -> FigureRow:
    axis = choice.axis
    age = parts.whole_age(figures, measure, axis)
    sex = figures.first_sex(measure)
    gap = figures.latest_gap(measure, axis, Group(sex, age))
    scale = gap_scale([gap] if gap else [], measure.unit)
    name = measure_name(measure, names)
    return FigureRow(
        name=name,
        age=", ".join([*_who(sex, age), *_finer(figures.side(measure, axis), axis)]) if gap else "",
        row=parts.gap_row(name, measure, gap, scale) if gap else None,
        alone="" if gap else _alone(figures, measure),
        query=query_of(key, axis),
        chosen=key == choice.key,
        source=measure.dataset,
    )


def _finer(side: str, axis: Axis) -> list[str]:
    """Whom the second column is about, where it is not about all newcomers."""
    return [] if side == NEWCOMERS else [sides(axis, side).newcomers]


def _who(sex: str, age: str) -> list[str]:
    parts_ = [label("sex", sex)] if sex != "T" else []
    return parts_ + ([label("age", age)] if age != TOTAL else [])


def _alone(figures: PlaceFigures, measure: Measure) -> str:
    """The newest figure of a measure that has no pair on this axis, and whom it is about."""
    found = figures.alone(measure)
    if found is None:
        return ""
    (sex, age, citizenship, birth, _duration), point = found
    words = {"figure": with_unit(point.value or 0.0, measure.unit), "year": point.time}
    if measure.other and citizenship == birth == TOTAL:
        return _("%(figure)s (%(year)s)") % words
    by_birth = birth != TOTAL
    who = [origin_name("birth" if by_birth else "citizenship", birth if by_birth else citizenship)]
    who += _who(sex, age)
    return _("%(who)s: %(figure)s (%(year)s)") % {**words, "who": ", ".join(who)}
