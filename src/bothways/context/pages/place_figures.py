"""The figures of one place, found by measure, axis and group. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from bothways.context.codes import TOTAL
from bothways.context.observation import Observation
from bothways.context.pages.figures import Figure, Gap, figure
from bothways.context.pages.series import in_order

Axis = Literal["citizenship", "birth"]
AXES: tuple[Axis, ...] = ("citizenship", "birth")
HOSTS, NEWCOMERS = "NAT", "FOR"
SEXES = ("T", "F", "M")
# Who stands for newcomers where a source has no total of them, as for the European Union.
OTHERWISE = ("NEU27_2020_FOR", "NEU", "NEU28_FOR", "EU27_2020_FOR", "EU_FOR", "EU28_FOR")
# Shares of women and men within one group: their total is always 100 and says nothing.
SPLIT_BY_SEX = frozenset(("population_share",))


@dataclass(frozen=True, slots=True, order=True)
class Measure:
    """One indicator from one dataset in one unit; figures of two measures never share a line."""

    indicator: str
    dataset: str
    unit: str
    other: str = ""

    @property
    def is_percent(self) -> bool:
        return self.unit == "PC"


@dataclass(frozen=True, slots=True)
class Group:
    """Who is looked at, apart from the two sides."""

    sex: str = "T"
    age: str = TOTAL
    duration: str = TOTAL


Key = tuple[str, str, str, str, str]  # sex, age, citizenship, country of birth, duration


class PlaceFigures:
    """All figures of one place. Citizenship and country of birth are never mixed."""

    def __init__(self, rows: Iterable[Observation]) -> None:
        self.by_measure: dict[Measure, dict[Key, list[Figure]]] = {}
        self._sides: dict[tuple[Measure, Axis], str] = {}
        for row in rows:
            if row.sex == "T" and row.indicator in SPLIT_BY_SEX:
                continue
            measure = Measure(row.indicator, row.dataset, row.unit, row.other)
            key = (row.sex, row.age, row.citizenship, row.country_of_birth, row.duration)
            self.by_measure.setdefault(measure, {}).setdefault(key, []).append(figure(row))

    def __bool__(self) -> bool:
        return bool(self.by_measure)

    @property
    def measures(self) -> list[Measure]:
        return list(self.by_measure)

    def line(self, measure: Measure, axis: Axis, origin: str, group: Group) -> list[Figure]:
        """One side over time: the other axis stands at its total."""
        found = self.by_measure.get(measure, {}).get(_key(axis, origin, group), [])
        return in_order(found)

    def side(self, measure: Measure, axis: Axis) -> str:
        """Who stands for newcomers: all of them, or the widest group that the source has."""
        if (measure, axis) not in self._sides:
            place = 2 if axis == "citizenship" else 3
            held = {key[place] for key in self.by_measure.get(measure, {})}
            known = (NEWCOMERS, *OTHERWISE) if HOSTS in held else (NEWCOMERS,)
            self._sides[measure, axis] = next((one for one in known if one in held), NEWCOMERS)
        return self._sides[measure, axis]

    def gaps(self, measure: Measure, axis: Axis, group: Group, newcomers: str = "") -> list[Gap]:
        """Both sides at the same times. Hosts have no duration of stay: theirs is the total."""
        newcomers = newcomers or self.side(measure, axis)
        hosts = self.line(measure, axis, HOSTS, Group(group.sex, group.age))
        by_time = {point.time: point for point in hosts}
        line = self.line(measure, axis, newcomers, group)
        return [Gap(by_time[point.time], point) for point in line if point.time in by_time]

    def latest_gap(
        self, measure: Measure, axis: Axis, group: Group, newcomers: str = ""
    ) -> Gap | None:
        """The newest time at which both figures are published."""
        told = [g for g in self.gaps(measure, axis, group, newcomers) if g.value is not None]
        return told[-1] if told else None

    def ages(self, measure: Measure, axis: Axis) -> list[str]:
        """The ages with a figure of newcomers, the best covered first."""
        return _counted(key[1] for key in self._newcomer_keys(measure, axis))

    def durations(self, measure: Measure, axis: Axis) -> list[str]:
        found = (key[4] for key in self._newcomer_keys(measure, axis) if key[4] != TOTAL)
        return sorted(set(found))

    def origins(self, measure: Measure, axis: Axis) -> list[str]:
        """The finer groups of newcomers, beside the total of them."""
        place = 2 if axis == "citizenship" else 3
        found = {key[place] for key in self.by_measure.get(measure, {}) if key[place] != TOTAL}
        return sorted(found - {HOSTS, self.side(measure, axis)})

    def _newcomer_keys(self, measure: Measure, axis: Axis) -> Iterator[Key]:
        place, side = 2 if axis == "citizenship" else 3, self.side(measure, axis)
        for key, points in self.by_measure.get(measure, {}).items():
            if key[place] == side:
                yield from [key] * sum(point.is_shown for point in points)

    def has_pair(self, measure: Measure, axis: Axis) -> bool:
        ages = self.ages(measure, axis)
        return any(self.latest_gap(measure, axis, Group(sex, age)) for age in ages for sex in SEXES)

    def first_sex(self, measure: Measure) -> str:
        """Both sexes together, or women where there is no total."""
        held = {key[0] for key in self.by_measure.get(measure, {})}
        return next((sex for sex in SEXES if sex in held), "T")

    def alone(self, measure: Measure) -> tuple[Key, Figure] | None:
        """The newest figure of a measure without a pair: of newcomers before everybody."""
        found = [
            (line[-1].time, NEWCOMERS in key, -SEXES.index(key[0]), key, line[-1])
            for key, points in self.by_measure.get(measure, {}).items()
            if (line := in_order(point for point in points if point.is_shown)) and key[0] in SEXES
        ]
        newest = max(found, key=lambda entry: entry[:4], default=None)
        return (newest[3], newest[4]) if newest else None

    def newest(self, measure: Measure) -> str:
        """The newest period with a figure that may be shown."""
        lines = self.by_measure.get(measure, {}).values()
        return max((p.time for line in lines for p in line if p.is_shown), default="")


def _key(axis: Axis, origin: str, group: Group) -> Key:
    sides = (origin, TOTAL) if axis == "citizenship" else (TOTAL, origin)
    return (group.sex, group.age, *sides, group.duration)


def _counted(codes: Iterable[str]) -> list[str]:
    counts = Counter(codes)
    return sorted(counts, key=lambda code: (-counts[code], code))
