"""Parts that the page of a place and the comparison share: tiles, panels, rows of gaps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bothways.context.codes import TOTAL
from bothways.context.pages.drawing import Drawing, svg
from bothways.context.pages.figures import Figure, Gap
from bothways.context.pages.gap_chart import axis_drawing, gap_drawing, gap_scale
from bothways.context.pages.place_figures import (
    HOSTS,
    SEXES,
    Axis,
    Group,
    Measure,
    PlaceFigures,
)  # fmt: skip
from bothways.context.pages.scale import Scale
from bothways.context.pages.series import runs
from bothways.context.pages.trend_chart import Axes, Panel, axes, draw
from bothways.context.pages.wording import (
    Sides,
    amount,
    flag_words,
    flags_of,
    gap_unit,
    interval,
    label,
    number,
    origin_name,
    panel_name,
    with_unit,
)  # fmt: skip

LEAST_SPAN = 10.0  # points: a change of a tenth of a point shall not look like a leap


@dataclass(frozen=True)
class GapRow:
    """One gap in words and numbers, and drawn. Words are empty where there is nothing to say."""

    name: str
    time: str
    hosts: str
    newcomers: str
    gap: str
    unit: str
    interval: str
    n: str
    flag: str
    flags: tuple[str, ...]
    picture: SafeString
    link: str = ""
    lang: str = ""


@dataclass(frozen=True)
class GapSection:
    """The rows of one way to split people, or the words for there being none."""

    name: str
    rows: tuple[GapRow, ...]
    none: str = ""


@dataclass(frozen=True)
class TrendRow:
    time: str
    hosts: str
    newcomers: str
    gap: str
    flag: str

    @property
    def cells(self) -> tuple[str, ...]:
        return self.time, self.hosts, self.newcomers, self.gap, self.flag


ROW = (
    '<tr><th scope="row"><bdi dir="ltr">{}</bdi></th><td class="r">{}</td><td class="r">{}</td>'
    '<td class="r">{}</td><td>{}</td></tr>'
)


@dataclass(frozen=True)
class PanelView:
    """One drawing of the small multiples with its table."""

    title: str
    change: tuple[str, str, str, str]  # first time, last time, gap then, gap now; or empty
    picture: SafeString
    drawing: Drawing
    rows: tuple[TrendRow, ...]

    def change_words(self, unit: str) -> str:
        """The line above the drawing, for a file."""
        first, last, then, now = self.change
        if not first:
            return ""
        if first == last:
            return f"{last}: {now} {unit}"
        return f"{first}–{last}: {then} → {now} {unit}"

    @property
    def table(self) -> SafeString:
        """The body of the table; a place has hundreds of such cells, hence no template loop."""
        rows = (ROW.format(*map(escape, row.cells)) for row in self.rows)
        return mark_safe("".join(rows))  # noqa: S308 (every cell is escaped)


def gap_row(name: str, measure: Measure, gap: Gap, scale: Scale, link: str = "") -> GapRow:
    unit = measure.unit
    flag = flags_of(gap.hosts, gap.newcomers)
    return GapRow(
        name=name,
        time=gap.time,
        hosts=_told(gap.hosts, unit),
        newcomers=_told(gap.newcomers, unit),
        gap="" if gap.value is None else amount(gap.value, unit),
        unit=gap_unit(unit),
        interval=interval(*gap.interval, unit) if gap.interval else "",
        n="" if gap.newcomers.n is None else amount(gap.newcomers.n, "NR"),
        flag=flag,
        flags=tuple(flag_words(flag)),
        picture=mark_safe(svg(gap_drawing(gap, scale), hidden=True)),  # noqa: S308 (ours, escaped)
        link=link,
    )


def _told(figure: Figure, unit: str) -> str:
    return "" if figure.value is None else with_unit(figure.value, unit)


def foot_axis(scale: Scale) -> SafeString:
    marks = [(tick, number(tick, 0 if tick == round(tick) else 1)) for tick in scale.ticks(5)]
    return mark_safe(svg(axis_drawing(scale, marks), hidden=True))  # noqa: S308 (ours, escaped)


def tiles(figures: PlaceFigures, measure: Measure, axis: Axis, age: str) -> list[GapRow]:
    """All, women, men: the newest gap of each, on one scale."""
    found = [(panel_name(sex), figures.latest_gap(measure, axis, Group(sex, age))) for sex in SEXES]
    known = [(name, gap) for name, gap in found if gap]
    scale = gap_scale([gap for _name, gap in known], measure.unit)
    return [gap_row(name, measure, gap, scale) for name, gap in known]


@dataclass(frozen=True)
class Sections:
    """The gap by age, duration of stay and origin, on one scale; by sex it stands in the tiles."""

    parts: tuple[GapSection, ...]
    foot: SafeString

    @property
    def has_rows(self) -> bool:
        return any(part.rows for part in self.parts)

    @property
    def has_interval(self) -> bool:
        return any(row.interval for part in self.parts for row in part.rows)


def sections(figures: PlaceFigures, measure: Measure, axis: Axis, age: str) -> Sections:
    ages = [Group("T", other) for other in figures.ages(measure, axis)]
    durations = [Group("T", age, d) for d in figures.durations(measure, axis)]
    by_age = [(label("age", g.age), g, "") for g in ages] if len(ages) > 1 else []
    by_duration = [(label("duration", g.duration), g, "") for g in durations]
    by_origin = [
        (origin_name(axis, origin), Group("T", age), origin)
        for origin in figures.origins(measure, axis)
    ]
    found = [_known(figures, measure, axis, asked) for asked in (by_age, by_duration, by_origin)]
    scale = gap_scale([gap for part in found for _name, gap in part], measure.unit)
    rows = [tuple(gap_row(name, measure, gap, scale) for name, gap in part) for part in found]
    named = zip(rows, _section_names(axis), strict=True)
    return Sections(
        tuple(GapSection(name, part, none) for part, (name, none) in named), foot_axis(scale)
    )


def _section_names(axis: Axis) -> tuple[tuple[str, str], ...]:
    by_origin = _("By citizenship") if axis == "citizenship" else _("By country of birth")
    return (
        (_("By age"), _("No figure by age.")),
        (_("By duration of stay"), _("No figure by duration of stay.")),
        (by_origin, _("No figure for single groups of origin.")),
    )


def _known(
    figures: PlaceFigures, measure: Measure, axis: Axis, asked: Iterable[tuple[str, Group, str]]
) -> list[tuple[str, Gap]]:
    found = [
        (name, figures.latest_gap(measure, axis, group, origin)) for name, group, origin in asked
    ]
    return [(name, gap) for name, gap in found if gap]


def panel(
    figures: PlaceFigures, measure: Measure, axis: Axis, group: Group, title: str, side: str = ""
) -> Panel:
    hosts = figures.line(measure, axis, HOSTS, Group(group.sex, group.age))
    newcomers = figures.line(measure, axis, side or figures.side(measure, axis), group)
    return Panel(title, tuple(hosts), tuple(newcomers))


def panel_views(panels: Sequence[Panel], measure: Measure, named: Sides) -> list[PanelView]:
    """All panels on one scale; the first one names the lines."""
    written = partial(_written, measure)
    shared = axes(panels, written, 0.0, LEAST_SPAN if measure.is_percent else 0.0)
    if shared is None:
        return []
    return [
        _view(one, measure, named, shared, is_first=number == 0)
        for number, one in enumerate(panels)
    ]


def _view(one: Panel, measure: Measure, named: Sides, shared: Axes, is_first: bool) -> PanelView:
    written = partial(_written, measure)
    names = named.names if is_first else ("", "")
    drawing = draw(one, shared, written, _spoken(one, measure, named), names)
    return PanelView(
        title=one.title,
        change=_change(one, measure),
        picture=mark_safe(svg(drawing)),  # noqa: S308 (ours, escaped)
        drawing=drawing,
        rows=tuple(_rows(one, measure)),
    )


def _written(measure: Measure, value: float, at_end: bool) -> str:
    """At the end of a line as it was published; at a mark of the scale without needless zeros."""
    return amount(value, measure.unit) if at_end or value % 1 else number(value, 0)


def _spoken(one: Panel, measure: Measure, named: Sides) -> str:
    """Title, and the last published figure of each side."""
    words = [one.title]
    for name, line in zip(named.names, (one.hosts, one.newcomers), strict=True):
        shown = [point for point in line if point.is_shown]
        if shown:
            value = with_unit(shown[-1].value or 0.0, measure.unit)
            words.append(f"{name} {value} ({shown[-1].time})")
    return "; ".join(words)


def gaps_of(one: Panel) -> list[Gap]:
    by_time = {point.time: point for point in one.hosts}
    return [Gap(by_time[p.time], p) for p in one.newcomers if p.time in by_time]


def _change(one: Panel, measure: Measure) -> tuple[str, str, str, str]:
    """First and last gap of the last stretch that was counted in one way."""
    stretches = runs(gaps_of(one))
    if not stretches:
        return ("", "", "", "")
    first, last = stretches[-1][0], stretches[-1][-1]
    values = amount(first.value or 0.0, measure.unit), amount(last.value or 0.0, measure.unit)
    return (first.time, last.time, *values)


def _rows(one: Panel, measure: Measure) -> Iterable[TrendRow]:
    hosts = {point.time: point for point in one.hosts}
    newcomers = {point.time: point for point in one.newcomers}
    for time in sorted(set(hosts) | set(newcomers)):
        pair = hosts.get(time), newcomers.get(time)
        told = [amount(f.value, measure.unit) if f and f.value is not None else "" for f in pair]
        both = Gap(pair[0], pair[1]).value if pair[0] and pair[1] else None
        gap = "" if both is None else amount(both, measure.unit)
        yield TrendRow(time, told[0], told[1], gap, flags_of(*pair))


def whole_age(figures: PlaceFigures, measure: Measure, axis: Axis) -> str:
    """The age that is best covered: what the page speaks about unless asked otherwise."""
    ages = figures.ages(measure, axis)
    return ages[0] if ages else TOTAL
