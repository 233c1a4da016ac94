"""Two to six places side by side, on the same scales."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from bothways.context.pages import parts, reading
from bothways.context.pages.choice import Choice, choose, ordered
from bothways.context.pages.figures import Gap
from bothways.context.pages.gap_chart import gap_scale
from bothways.context.pages.parts import GapRow, PanelView
from bothways.context.pages.place_figures import (
    AXES,
    SEXES,
    Axis,
    Group,
    Measure,
    PlaceFigures,
)  # fmt: skip
from bothways.context.pages.place_page import Known, Option, known, measure_options
from bothways.context.pages.places_page import nearest
from bothways.context.pages.scale import Scale
from bothways.context.pages.wording import (
    Sides,
    flag_key,
    gap_unit,
    label,
    measure_name,
    panel_name,
    place_name,
    sides,
)  # fmt: skip

LEAST, MOST = 2, 6


@dataclass(frozen=True)
class Chosen:
    """The places that are compared, and what had to be left out, in words."""

    codes: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        return len(self.codes) >= LEAST


@dataclass(frozen=True)
class PlaceGaps:
    """One place: its gap for all, women and men; None where a figure is missing."""

    code: str
    name: str
    rows: tuple[tuple[str, GapRow | None], ...]


@dataclass(frozen=True)
class ComparisonPage:
    chosen: Chosen
    choice: Choice
    sides: Sides
    chosen_name: str
    age: str
    gap_unit: str
    places: list[PlaceGaps]
    foot: str
    panels: list[PanelView]
    none: list[str]  # names of places without a figure here
    flags: list[tuple[str, str]]
    axes: list[Option]
    sexes: list[Option]
    measures: list[Option]
    source: reading.Source | None
    query: str

    @property
    def has_interval(self) -> bool:
        return any(row.interval for place in self.places for _name, row in place.rows if row)


def chosen_places(asked: Sequence[str], known_codes: Sequence[str]) -> Chosen:
    """Each place once, in the order asked for; unknown ones and those beyond six are named."""
    wanted = list(dict.fromkeys(code.strip().upper() for code in asked if code.strip()))
    by_upper = {code.upper(): code for code in known_codes}
    found = [by_upper[code] for code in wanted if code in by_upper]
    problems = [_unknown(code, known_codes) for code in wanted if code not in by_upper]
    if len(found) > MOST:
        left_out = ", ".join(place_name(code) for code in found[MOST:])
        problems.append(
            _("Only six places fit side by side. Left out: %(places)s.") % {"places": left_out}
        )
    return Chosen(tuple(found[:MOST]), tuple(problems))


def _unknown(code: str, known_codes: Sequence[str]) -> str:
    near = ", ".join(f"{place_name(near)} ({near})" for near in nearest(code, known_codes))
    if not near:
        return _("No place with figures is called %(code)s.") % {"code": code}
    return _("No place with figures is called %(code)s. Did you mean %(near)s?") % {
        "code": code,
        "near": near,
    }


def comparison_page(asked: Mapping[str, str], wanted: Sequence[str]) -> ComparisonPage | Chosen:
    """The page, or only what was chosen where that is too little to compare."""
    base = known()
    counts = reading.place_counts(base.datasets)
    chosen = chosen_places(wanted, [count.code for count in counts])
    if not chosen.is_enough:
        return chosen
    rows = reading.rows_of(chosen.codes, base.datasets)
    by_place = {
        code: PlaceFigures(row for row in rows if row.place == code) for code in chosen.codes
    }
    return _page(chosen, by_place, PlaceFigures(rows), asked, base)


def _page(
    chosen: Chosen, by_place: Mapping[str, PlaceFigures], together: PlaceFigures,
    asked: Mapping[str, str], base: Known,
) -> ComparisonPage:  # fmt: skip
    measures = ordered(together, base.order)
    choice = choose(together, measures, asked)
    measure, axis = choice.measure or measures[0], choice.axis
    age, side = parts.whole_age(together, measure, axis), together.side(measure, axis)
    views, none = _panels(by_place, measure, choice, age, side)
    gaps = {
        code: [figures.latest_gap(measure, axis, Group(sex, age), side) for sex in SEXES]
        for code, figures in by_place.items()
    }
    scale = gap_scale([gap for row in gaps.values() for gap in row if gap], measure.unit)
    names, address = base.names, _address(chosen.codes)
    return ComparisonPage(
        chosen=chosen,
        choice=choice,
        sides=sides(axis, side),
        chosen_name=measure_name(measure, names),
        age=label("age", age),
        gap_unit=gap_unit(measure.unit),
        places=[_place(code, row, measure, scale) for code, row in gaps.items()],
        foot=parts.foot_axis(scale),
        panels=views,
        none=none,
        flags=flag_key(row.flag for view in views for row in view.rows),
        axes=[_axis(choice, one, address) for one in AXES],
        sexes=[_sex(choice, sex, address) for sex in SEXES],
        measures=measure_options(measures, choice, names),
        source=reading.sources(base.datasets.values()).get(measure.dataset),
        query=f"{address}&{_chosen(choice.key, axis, choice.sex)}",
    )  # fmt: skip


def _place(code: str, gaps: Sequence[Gap | None], measure: Measure, scale: Scale) -> PlaceGaps:
    pairs = zip(SEXES, gaps, strict=True)
    rows = tuple(_row(panel_name(sex), measure, gap, scale) for sex, gap in pairs)
    return PlaceGaps(code, place_name(code), rows)


def _row(name: str, measure: Measure, gap: Gap | None, scale: Scale) -> tuple[str, GapRow | None]:
    return name, parts.gap_row(name, measure, gap, scale) if gap else None


def _panels(
    by_place: Mapping[str, PlaceFigures], measure: Measure, choice: Choice, age: str, side: str
) -> tuple[list[PanelView], list[str]]:
    group = Group(choice.sex, age)
    panels = [
        parts.panel(figures, measure, choice.axis, group, place_name(code), side)
        for code, figures in by_place.items()
    ]
    drawn = [panel for panel in panels if panel.shown]
    none = [panel.title for panel in panels if not panel.shown]
    return parts.panel_views(drawn, measure, sides(choice.axis, side)), none


def _address(codes: Sequence[str]) -> str:
    return urlencode([("place", code) for code in codes])


def _chosen(key: str, axis: Axis, sex: str) -> str:
    return urlencode({"indicator": key, "origin": axis, "sex": sex})


def _axis(choice: Choice, axis: Axis, address: str) -> Option:
    query = f"{address}&{_chosen(choice.key, axis, choice.sex)}"
    return Option(axis, sides(axis).axis, axis == choice.axis, query)


def _sex(choice: Choice, sex: str, address: str) -> Option:
    query = f"{address}&{_chosen(choice.key, choice.axis, sex)}"
    return Option(sex, panel_name(sex), sex == choice.sex, query)
