"""A survey with replicate weights and plausible values, by group: means and shares with errors."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from django.utils.translation import gettext as _

from bothways.analysis.readers import read_columns
from bothways.analysis.tables import Table
from bothways.context.microdata.dimensions import Dimension
from bothways.context.microdata.tables import TOTAL, Cells, Place, hidden
from bothways.context.observation import Observation
from bothways.core.errors import Refused
from bothways.stats.estimate import Estimate
from bothways.stats.surveys import (
    ReplicateWeights,
    Replication,
    SurveyShares,
    SurveyTable,
    survey_shares,
    survey_table,
)

MOST_DIMENSIONS = 4
Floats = np.ndarray[Any, np.dtype[np.float64]]
Codes = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class SurveyFigures:
    """What to estimate from a file, and what place and time the figures are of."""

    indicator: str
    unit: str
    place: str
    time: str
    by: tuple[Dimension, ...]
    weights: str
    replicates: tuple[str, ...]
    values: tuple[str, ...]
    statistic: Literal["mean", "share"] = "mean"
    category: str = ""
    replication: Replication = Replication()
    threshold: int = 10
    level: float = 0.95


def survey_figures(asked: SurveyFigures, path: Path) -> list[Observation]:
    """One observation for each group and each total of groups; small groups are held back."""
    if len(asked.by) > MOST_DIMENSIONS:
        message = _("At most %(most)s dimensions at a time.") % {"most": MOST_DIMENSIONS}
        raise Refused(message)
    table = Table(read_columns(path))
    groups = [_codes(table, one) for one in asked.by]
    weights = _weights(asked, table)
    values = _values(asked, table)
    cells = _cells(asked, groups, _counted(weights, values))
    shut = cells.held_back(asked.threshold) if asked.by else None
    found = _estimates(asked, cells, groups, weights, values)
    rows = []
    for place, estimate in found.items():
        row = _observation(asked, cells, place, estimate)
        rows.append(hidden(row) if shut is not None and shut[place] else row)
    return rows


def _codes(table: Table, dimension: Dimension) -> Codes:
    labels = [str(label) for label in table.labels(dimension.column).tolist()]
    codes = {label: dimension.code(label) for label in sorted(set(labels))}
    return np.array([codes[label] for label in labels], dtype=object)


def _weights(asked: SurveyFigures, table: Table) -> ReplicateWeights:
    names = table.matching(asked.replicates)
    replicates = np.column_stack([table.numbers(name) for name in names])
    return ReplicateWeights.of(table.numbers(asked.weights), replicates)


def _values(asked: SurveyFigures, table: Table) -> Codes:
    names = table.matching(asked.values)
    if asked.statistic == "share":
        return np.array([str(label) for label in table.labels(names[0])], dtype=object)
    return np.column_stack([table.numbers(name) for name in names])


def _counted(weights: ReplicateWeights, values: Codes) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """People who have a value and stand for anybody."""
    told = values != "" if values.dtype == object else ~np.isnan(values).any(axis=1)
    return np.asarray(told & (np.asarray(weights.base) > 0))


def _cells(asked: SurveyFigures, groups: list[Codes], counted: Any) -> Cells:
    codes = [sorted(set(group.tolist())) for group in groups]
    counts = np.zeros([len(found) for found in codes] or [1])
    if groups:
        at = tuple(
            np.array([found.index(code) for code in group])[counted]
            for found, group in zip(codes, groups, strict=True)
        )
        np.add.at(counts, at, 1)
    return Cells([one.name for one in asked.by], codes, counts)


def _estimates(
    asked: SurveyFigures,
    cells: Cells,
    groups: list[Codes],
    weights: ReplicateWeights,
    values: Codes,
) -> dict[Place, Estimate]:
    """By place of the cell; each set of dimensions is one table of the survey."""
    found: dict[Place, Estimate] = {}
    wanted: dict[tuple[bool, ...], list[Place]] = {}
    for place in cells.places():
        wanted.setdefault(tuple(k != TOTAL for k in place), []).append(place)
    for used, places in wanted.items():
        labels = _joined(groups, used)
        answers = _asked_of_the_survey(asked, weights, values, labels)
        for place in places:
            name = "\x1f".join(
                codes[k] for codes, k in zip(cells.codes, place, strict=True) if k != TOTAL
            )
            if estimate := answers.get(name or "all"):
                found[place] = estimate
    return found


def _joined(groups: list[Codes], used: tuple[bool, ...]) -> Codes | None:
    chosen = [group for group, is_used in zip(groups, used, strict=True) if is_used]
    if not chosen:
        return None
    rows = zip(*(group.tolist() for group in chosen), strict=True)
    return np.array(["\x1f".join(row) for row in rows], dtype=object)


def _asked_of_the_survey(
    asked: SurveyFigures, weights: ReplicateWeights, values: Codes, labels: Codes | None
) -> dict[str, Estimate]:
    made = asked.replication
    if asked.statistic == "share":
        wanted = SurveyShares(made, level=asked.level)
        found = survey_shares(wanted, weights, values, labels)
        mark = f"share {asked.category}: "
        answers = {e.term.removeprefix(mark): e for e in found if e.term.startswith(mark)}
        return {name: _percent(estimate) for name, estimate in answers.items()}
    table = SurveyTable(made, statistics=("mean",), level=asked.level, unit=asked.unit)
    found = survey_table(table, weights, values, labels)
    return {e.term.removeprefix("mean: "): e for e in found}


def _percent(e: Estimate) -> Estimate:
    low, high = e.interval or (None, None)
    ends = (low if low is None else 100 * low, high if high is None else 100 * high)
    return replace(
        e, value=100 * e.value, se=None if e.se is None else 100 * e.se,
        interval=None if e.interval is None else ends,
    )  # fmt: skip


def _observation(asked: SurveyFigures, cells: Cells, place: Place, e: Estimate) -> Observation:
    low, high = e.interval or (None, None)
    described: dict[str, Any] = cells.described(place) if asked.by else {}
    fields = {"place": asked.place, **described}
    return Observation(
        indicator=asked.indicator, time=asked.time, unit=asked.unit, value=e.value,
        standard_error=e.se, ci_low=low, ci_high=high, n=e.n, **fields,
    )  # fmt: skip
