"""A survey with replicate weights and, where it has them, plausible values."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from django.utils.translation import gettext as _

from bothways.analysis.answers import Answer, assumption, interval_words, short, tell
from bothways.analysis.questions import (
    choice,
    column,
    columns,
    level,
    measured_in,
    number,
    optional_column,
    words,
)  # fmt: skip
from bothways.analysis.readers.columns import refuse
from bothways.analysis.tables import Floats, Labels, Table
from bothways.stats.estimate import Estimate
from bothways.stats.surveys import (
    ReplicateWeights,
    Replication,
    SurveyQuantiles,
    SurveyRegression,
    SurveyShares,
    SurveyTable,
    survey_quantiles,
    survey_regression,
    survey_shares,
    survey_table,
)

LISTED = 6
STATISTICS = ("mean", "sd", "total", "share", "quantile", "difference", "regression")
METHODS = ("fay", "brr", "jk1", "jk2", "sdr", "bootstrap", "custom")


@dataclass(frozen=True, slots=True)
class Survey:
    """Means, shares, quantiles, differences and regressions of a complex survey."""

    weight: str = column("the full weight")
    value: tuple[str, ...] = columns(
        "what is estimated; several are plausible values; PV*MATH is understood", required=True
    )
    replicates: tuple[str, ...] = columns("replicate weights, such as W_FSTR*", required=True)
    by: str | None = optional_column("for each of these groups")
    statistic: Literal["mean", "sd", "total", "share", "quantile", "difference", "regression"] = (
        choice("mean", STATISTICS, "what is estimated")
    )
    quantile: tuple[str, ...] = words("shares such as 0.1 0.5 0.9", metavar="SHARE")
    groups: tuple[str, ...] = words("two groups of --by: the first minus the second; a+b joins")
    predictor: tuple[str, ...] = columns("of the regression")
    method: Literal["fay", "brr", "jk1", "jk2", "sdr", "bootstrap", "custom"] = choice(
        "fay", METHODS, "how the replicates were made"
    )
    fay: float = number(0.5, "Fay's factor")
    scale: float | None = number(None, "with custom: what each squared deviation counts")
    level: float = level()
    measured_in: str = measured_in()


def analyse(asked: Survey, table: Table) -> Answer:
    names = table.matching(asked.replicates)
    replicates = np.column_stack([_weight(table, name) for name in names])
    weights = ReplicateWeights.of(_weight(table, asked.weight), replicates)
    found = _estimated(asked, table, weights)
    compared = {"difference": found[:1], "regression": found[1:]}
    return Answer(
        "description", _sentence(asked, found), found, assumption("description"),
        drawn=compared.get(asked.statistic, found),
        mark="diamond" if asked.statistic in compared else "dot",
    )  # fmt: skip


def _weight(table: Table, name: str) -> Floats:
    found = table.numbers(name)
    wrong = np.flatnonzero(~(found >= 0))
    if wrong.size:
        row = table.row(int(wrong[0]))
        message = _("Column %(column)s, row %(row)s: expected a weight from 0.")
        raise refuse("bad_weight", message % {"column": name, "row": row}, row=row, column=name)
    return found


def _estimated(asked: Survey, table: Table, weights: ReplicateWeights) -> tuple[Estimate, ...]:
    made = Replication(asked.method, asked.fay, asked.scale)
    names = table.matching(asked.value)
    cells = table.labels(asked.by) if asked.by else None
    if asked.statistic == "share":
        if len(names) > 1:
            raise refuse("one_value", _("--statistic share: expected one column after --value."))
        wanted = SurveyShares(made, level=asked.level)
        return survey_shares(wanted, weights, table.labels(names[0]), cells)
    values = np.column_stack([table.numbers(name) for name in names])
    told: dict[str, Any] = {"level": asked.level, "unit": asked.measured_in}
    if asked.statistic == "quantile":
        shares = _shares(asked.quantile or ("0.1", "0.5", "0.9"))
        return survey_quantiles(SurveyQuantiles(made, shares, **told), weights, values, cells)
    if asked.statistic == "regression":
        return _regression(asked, table, weights, values, SurveyRegression(made, **told))
    if asked.statistic == "difference":
        joined, gap = _joined(asked, cells)
        found = survey_table(SurveyTable(made, gaps=(gap,), **told), weights, values, joined)
        return (found[-1], *found[:-1])
    wanted_table = SurveyTable(made, statistics=(asked.statistic,), **told)
    return survey_table(wanted_table, weights, values, cells)


def _regression(
    asked: Survey, table: Table, weights: ReplicateWeights, values: Floats, wanted: SurveyRegression
) -> tuple[Estimate, ...]:
    predictors = {name: table.numbers(name) for name in table.matching(asked.predictor)}
    if not predictors:
        raise refuse("predictor", _("--statistic regression: expected --predictor COLUMN."))
    return survey_regression(wanted, weights, values, predictors)


def _shares(given: tuple[str, ...]) -> tuple[float, ...]:
    try:
        shares = tuple(float(share) for share in given)
    except ValueError:
        shares = (0.0,)
    if not all(0 < share < 1 for share in shares):
        raise refuse("bad_share", _("--quantile: expected shares between 0 and 1, such as 0.5."))
    return shares


def _joined(asked: Survey, cells: Labels | None) -> tuple[Labels, tuple[str, str]]:
    """Groups joined to the two that are compared; all other rows have none."""
    if cells is None or len(asked.groups) != 2 or asked.groups[0] == asked.groups[1]:
        message = _("--statistic difference: expected --by COLUMN and --groups with two groups.")
        raise refuse("groups", message)
    texts = np.array([str(cell) for cell in cells], dtype=object)
    joined = np.full(texts.size, "", dtype=object)
    for group in asked.groups:
        for name in group.split("+"):
            if name not in texts:
                message = _("Column %(column)s: expected “%(name)s” in some row, found it in none.")
                place = {"column": asked.by, "name": name}
                raise refuse("unknown_group", message % place, column=asked.by or "")
            joined[texts == name] = group
    return joined, (asked.groups[0], asked.groups[1])


def _sentence(asked: Survey, found: tuple[Estimate, ...]) -> str:
    if asked.statistic in ("difference", "regression"):
        shown = found[0] if asked.statistic == "difference" else found[-1]
        if shown.p_value is None or shown.p_value >= 1 - asked.level:
            message = _("We cannot tell whether there is a difference: %(interval)s %(unit)s.")
            return message % {"interval": interval_words(shown), "unit": shown.unit}
        return tell("description", shown, shown.term)
    listed = "; ".join(f"{e.term} {short(e.value)}" for e in found[:LISTED])
    listed += "; …" if len(found) > LISTED else ""
    message = _("%(values)s, in %(unit)s: %(listed)s.")
    values = {"values": ", ".join(asked.value), "unit": found[0].unit, "listed": listed}
    return message % values
