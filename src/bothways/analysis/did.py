"""Two groups over time: difference in differences, with a placebo test and an event study."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from django.utils.translation import gettext as _

from bothways.analysis.answers import Answer, assumption, tell
from bothways.analysis.questions import (
    choice,
    column,
    draws,
    level,
    measured_in,
    optional_column,
    seed,
    text,
    words,
)  # fmt: skip
from bothways.analysis.readers.columns import refuse
from bothways.analysis.tables import Floats, Labels, Table
from bothways.stats.estimate import Estimate
from bothways.stats.observed import (
    DifferenceInDifferences,
    difference_in_differences,
    event_study,
    placebo_test,
    starts,
)

QUARTER = re.compile(r"Q([1-4])[ /-]?(\d{4})|(\d{4})[ /-]?Q([1-4])")
DATE = re.compile(r"\d{4}-\d{2}(-\d{2}.*)?")


@dataclass(frozen=True, slots=True)
class Did:
    """Whether a group moved away from a comparison group after a start."""

    outcome: str = column("the result")
    period: str = column("year, other number, date (2024-05), or quarter (Q32024)", "time")
    cluster: str = column("what is followed: school, town, state", "unit")
    treatment: str | None = optional_column(
        "1 in the rows of those with the programme (all rows, or from the start on), else 0",
        "treated",
    )
    treated_unit: tuple[str, ...] = words("instead of --treatment: who got it", metavar="NAME")
    start: str | None = text(None, "first period with the programme", metavar="PERIOD")
    variance: Literal["CR2", "CR1", "CR1S"] = choice(
        "CR2", ("CR2", "CR1", "CR1S"), "cluster-robust variance"
    )
    draws: int = draws()
    seed: int = seed()
    level: float = level()
    measured_in: str = measured_in()


def analyse(asked: Did, table: Table) -> Answer:
    unit = table.complete_labels(asked.cluster)
    when, names = _periods(asked.period, table)
    start = _starts(asked, when, names, unit, _treatment(asked, table, unit))
    specification = DifferenceInDifferences(
        asked.variance, asked.draws, asked.seed, level=asked.level, unit=asked.measured_in
    )
    given = (specification, table.numbers(asked.outcome), when, unit, start)
    effect = difference_in_differences(*given)
    placebo = replace(placebo_test(*given), term="placebo")
    events = tuple(_named(estimate) for estimate in event_study(*given))
    binding = placebo.p_value if effect.p_value is None else None
    return Answer(
        "difference_in_differences",
        tell("difference_in_differences", effect, asked.outcome, binding),
        (effect, placebo, *events),
        assumption("difference_in_differences"),
        drawn=(effect, *(e for e in events if e.term.startswith("event "))),
    )


def _treatment(asked: Did, table: Table, unit: Labels) -> Floats:
    if (asked.treatment is None) == (not asked.treated_unit):
        message = _("Expected either --treatment COLUMN or --treated-unit NAME.")
        raise refuse("treatment", message)
    if asked.treatment:
        return table.arm(asked.treatment)
    texts = unit.astype(str)
    for name in asked.treated_unit:
        if name not in texts:
            message = _("Column %(column)s: expected “%(name)s” in some row, found it in none.")
            values = {"column": asked.cluster, "name": name}
            raise refuse("unknown_unit", message % values, column=asked.cluster)
    return np.isin(texts, asked.treated_unit).astype(np.float64)


def _periods(name: str, table: Table) -> tuple[Floats, dict[float, str]]:
    """Periods as numbers, and the names of those numbers where they are not numbers themselves."""
    labels = table.complete_labels(name)
    if labels.dtype.kind == "i" or all(_is_number(text) for text in labels):
        return table.numbers(name), {}
    keys = [_order(str(label)) for label in labels]
    for k, key in enumerate(keys):
        if not key:
            message = _("Column %(column)s, row %(row)s: expected %(wanted)s, found %(found)s.")
            values = {"column": name, "row": table.row(k), "found": f"“{labels[k]}”"}
            values["wanted"] = _("a number, a date such as 2024-05, or a quarter such as Q32024")
            raise refuse("bad_period", message % values, row=table.row(k), column=name)
    inside = sorted(set(keys))
    names = {float(inside.index(key)): str(label) for key, label in zip(keys, labels, strict=True)}
    return np.array([inside.index(key) for key in keys], dtype=np.float64), names


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+([.,]\d+)?", str(text)) is not None


def _order(text: str) -> str:
    if found := QUARTER.fullmatch(text):
        quarter, year = (found[1], found[2]) if found[1] else (found[4], found[3])
        return f"{year} {quarter}"
    return text if DATE.fullmatch(text) else ""


def _starts(asked: Did, when: Floats, names: dict[float, str], unit: Labels, now: Floats) -> Floats:
    """The first period with the programme of each row's unit, missing for never."""
    if asked.start is not None:
        ever = np.isin(unit, unit[now == 1])
        return np.where(ever, _named_start(asked.start, names), np.nan)
    if (now[when == when.min()] == 1).any():
        message = _("Expected --start PERIOD: the columns do not show when the programme began.")
        raise refuse("no_start", message)
    return starts(when, unit, now)


def _named_start(start: str, names: dict[float, str]) -> float:
    places: Sequence[float] = [place for place, name in names.items() if name == start]
    if places:
        return places[0]
    if names or not _is_number(start):
        message = _("--start %(start)s: expected one of the periods in the file.")
        raise refuse("bad_start", message % {"start": start})
    return float(start.replace(",", "."))


def _named(estimate: Estimate) -> Estimate:
    """Periods before and after the start are events; the joint test keeps its name."""
    is_period = re.fullmatch(r"[+-]\d+", estimate.term)
    return replace(estimate, term=f"event {estimate.term}") if is_period else estimate
