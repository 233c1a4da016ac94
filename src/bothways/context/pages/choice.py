"""What a reader asked to see: indicator, axis and sex, from the address. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from bothways.context.codes.published import indicator_entries
from bothways.context.pages.place_figures import AXES, SEXES, Axis, Measure, PlaceFigures


@dataclass(frozen=True)
class Choice:
    """``measure`` is None where the place has no figure at all."""

    measure: Measure | None
    axis: Axis
    sex: str
    key: str  # of the measure, as the address writes it


def keys(measures: Sequence[Measure]) -> dict[str, Measure]:
    """How the address names each measure: by its indicator, and by more only where needed."""
    found: dict[str, Measure] = {}
    for measure in measures:
        key = measure.indicator
        if key in found:
            key = "~".join((key, measure.dataset, measure.unit, measure.other)).rstrip("~")
        found[key] = measure
    return found


def ordered(figures: PlaceFigures, order: Mapping[str, int]) -> list[Measure]:
    """The measures as the list of indicators goes; of one indicator the best covered first."""
    sizes = {
        measure: sum(len(line) for line in lines.values())
        for measure, lines in figures.by_measure.items()
    }
    last = len(order)
    return sorted(
        sizes, key=lambda m: (order.get(m.indicator, last), bool(m.other), -sizes[m], m)
    )  # fmt: skip


def choose(figures: PlaceFigures, measures: Sequence[Measure], asked: Mapping[str, str]) -> Choice:
    """The first measure with both sides, unless the address names another one."""
    named = keys(measures)
    sex = asked.get("sex", "T") if asked.get("sex") in SEXES else "T"
    key = asked.get("indicator", "")
    axis: Axis | None = next((a for a in AXES if a == asked.get("origin")), None)
    if key in named:
        return Choice(named[key], axis or _better_axis(figures, named[key]), sex, key)
    for key, measure in named.items():
        for one in (axis,) if axis else AXES:
            if figures.has_pair(measure, one):
                return Choice(measure, one, sex, key)
    key, first = next(iter(named.items()), ("", None))
    return Choice(first, axis or "citizenship", sex, key)


def query_of(key: str, axis: Axis) -> str:
    """How the links of a place write a choice."""
    return urlencode({"indicator": key, "origin": axis})


def kept_query(asked: Mapping[str, str]) -> str:
    """The choice as our links write it, if it is one of the few that are kept; else nothing.

    Only indicators of the list, so that nobody fills the cache with words of their own.
    """
    key, axis = asked.get("indicator", ""), asked.get("origin")
    found: Axis | None = next((one for one in AXES if one == axis), None)
    return query_of(key, found) if found and key in indicator_entries() else ""


def _better_axis(figures: PlaceFigures, measure: Measure) -> Axis:
    return next((axis for axis in AXES if figures.has_pair(measure, axis)), "citizenship")
