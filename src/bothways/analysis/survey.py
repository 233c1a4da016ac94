"""A survey with replicate weights and, where it has them, plausible values."""

from dataclasses import dataclass, replace

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
    SurveyStatistic,
    brr_fay,
    jackknife,
    survey_difference,
    survey_means,
    survey_quantiles,
    survey_regression,
    survey_shares,
    survey_spreads,
)

LISTED = 6
STATISTICS = ("mean", "sd", "share", "quantile", "difference", "regression")


@dataclass(frozen=True, slots=True)
class Survey:
    """Means, shares, quantiles, differences and regressions of a complex survey."""

    weight: str = column("the full weight")
    value: tuple[str, ...] = columns(
        "what is estimated; several are plausible values; PV*MATH is understood", required=True
    )
    replicates: tuple[str, ...] = columns("replicate weights, such as W_FSTR*", required=True)
    by: str | None = optional_column("for each of these groups")
    statistic: str = choice("mean", STATISTICS, "what is estimated")
    quantile: tuple[str, ...] = words("shares such as 0.1 0.5 0.9", metavar="SHARE")
    groups: tuple[str, ...] = words("two groups of --by: the first minus the second; a+b joins")
    predictor: tuple[str, ...] = columns("of the regression")
    method: str = choice("fay", ("fay", "jackknife"), "how the replicates were made")
    fay: float = number(0.5, "Fay's factor")
    scale: float = number(1.0, "jackknife: what each squared deviation counts")
    level: float = level()
    measured_in: str = measured_in()


def analyse(asked: Survey, table: Table) -> Answer:
    weights = _weights(asked, table)
    found = _estimated(asked, table, weights)
    return Answer(
        "description", _sentence(asked, found), found, assumption("description"), drawn=found,
        mark="diamond" if asked.statistic in ("difference", "regression") else "dot",
    )  # fmt: skip


def _weights(asked: Survey, table: Table) -> ReplicateWeights:
    names = table.matching(asked.replicates)
    full = _weight(table, asked.weight)
    replicates = np.column_stack([_weight(table, name) for name in names])
    if asked.method == "fay":
        return brr_fay(full, replicates, asked.fay)
    return jackknife(full, replicates, asked.scale)


def _weight(table: Table, name: str) -> Floats:
    found = table.numbers(name)
    wrong = np.flatnonzero(~(found >= 0))
    if wrong.size:
        row = table.row(int(wrong[0]))
        message = _("Column %(column)s, row %(row)s: expected a weight from 0.")
        raise refuse("bad_weight", message % {"column": name, "row": row}, row=row, column=name)
    return found


def _estimated(asked: Survey, table: Table, weights: ReplicateWeights) -> tuple[Estimate, ...]:
    specification = SurveyStatistic(asked.level, asked.measured_in)
    names = table.matching(asked.value)
    cells = _cells(table, asked.by) if asked.by else None
    if asked.statistic == "share":
        if len(names) > 1:
            raise refuse("one_value", _("--statistic share: expected one column after --value."))
        return survey_shares(specification, weights, _cells(table, names[0]), cells)
    values = np.column_stack([table.numbers(name) for name in names])
    title = names[0] if len(names) == 1 else ", ".join(asked.value)
    if asked.statistic == "mean":
        return _titled(survey_means(specification, weights, values, cells), title, asked.by)
    if asked.statistic == "sd":
        return _titled(survey_spreads(specification, weights, values, cells), title, asked.by)
    if asked.statistic == "quantile":
        shares = _shares(asked.quantile or ("0.1", "0.5", "0.9"))
        return survey_quantiles(specification, weights, values, shares, cells)
    if asked.statistic == "difference":
        return (_difference(asked, specification, weights, values, cells),)
    predictors = {name: table.numbers(name) for name in table.matching(asked.predictor)}
    if not predictors:
        raise refuse("predictor", _("--statistic regression: expected --predictor COLUMN."))
    return survey_regression(specification, weights, values, predictors)


def _cells(table: Table, name: str) -> Labels:
    """Groups under the names that stand in the file."""
    labels = table.labels(name)
    return labels if labels.dtype.kind == "i" else labels.astype(object)


def _titled(found: tuple[Estimate, ...], title: str, by: str | None) -> tuple[Estimate, ...]:
    """One group only: call it after the values."""
    return found if by else tuple(replace(e, term=title) for e in found)


def _shares(given: tuple[str, ...]) -> list[float]:
    try:
        shares = [float(share) for share in given]
    except ValueError:
        shares = [0.0]
    if not all(0 < share < 1 for share in shares):
        raise refuse("bad_share", _("--quantile: expected shares between 0 and 1, such as 0.5."))
    return shares


def _difference(
    asked: Survey,
    specification: SurveyStatistic,
    weights: ReplicateWeights,
    values: Floats,
    cells: Labels | None,
) -> Estimate:
    if cells is None or len(asked.groups) != 2:
        message = _("--statistic difference: expected --by COLUMN and --groups with two groups.")
        raise refuse("groups", message)
    texts = np.array([str(cell) for cell in cells], dtype=object)
    sides = [group.split("+") for group in asked.groups]
    for name in (*sides[0], *sides[1]):
        if name not in texts:
            message = _("Column %(column)s: expected “%(name)s” in some row, found it in none.")
            values_ = {"column": asked.by, "name": name}
            raise refuse("unknown_group", message % values_, column=asked.by or "")
    found = survey_difference(specification, weights, values, texts, *sides)
    return replace(found, term=f"{asked.groups[0]} minus {asked.groups[1]}")


def _sentence(asked: Survey, found: tuple[Estimate, ...]) -> str:
    compared = asked.statistic in ("difference", "regression")
    first = found[-1] if compared else found[0]
    if compared and (first.p_value is None or first.p_value >= 1 - asked.level):
        message = _("We cannot tell whether there is a difference: %(interval)s %(unit)s.")
        return message % {"interval": interval_words(first), "unit": first.unit}
    if compared or len(found) == 1:
        return tell("description", first, first.term)
    listed = "; ".join(f"{e.term} {short(e.value)}" for e in found[:LISTED])
    listed += "; …" if len(found) > LISTED else ""
    message = _("The %(statistic)s of %(values)s, in %(unit)s: %(listed)s.")
    values = {"statistic": asked.statistic, "values": ", ".join(asked.value), "unit": first.unit}
    return message % (values | {"listed": listed})
