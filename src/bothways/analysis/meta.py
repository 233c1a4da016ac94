"""Several studies together."""

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from django.utils.translation import gettext as _

from bothways.analysis.answers import Answer, assumption, tell
from bothways.analysis.questions import (
    choice,
    column,
    columns,
    level,
    measured_in,
    optional_column,
    switch,
    text,
)  # fmt: skip
from bothways.analysis.readers.columns import refuse
from bothways.analysis.tables import Floats, Table, by_name
from bothways.stats.estimate import Estimate
from bothways.stats.synthesis import (
    RandomEffects,
    cumulative,
    leave_one_out,
    pool,
    small_study_check,
)

Test = Literal["hartung-knapp", "normal", "CR1", "CR2"]
TAKEN = ("effects", "errors", "clusters")


@dataclass(frozen=True, slots=True)
class Meta:
    """What several studies say together, and where a new one would lie."""

    effect: str = column("the effect of each study, all on one scale")
    se: str | None = optional_column("its standard error")
    variance: str | None = optional_column("instead of --se: its squared standard error")
    cluster: str | None = optional_column("paper or team: its effects hang together")
    study: str | None = optional_column("name of the study")
    moderator: tuple[str, ...] = columns("what may explain the differences")
    order: str | None = optional_column("year: also pool as the studies came in")
    leave_one_out: bool = switch("also pool without each study")
    small_studies: bool = switch("also ask whether small studies report larger effects")
    tau: Literal["REML", "PM", "DL", "fixed"] = choice(
        "REML", ("REML", "PM", "DL", "fixed"), "variance between studies"
    )
    test: Test | None = choice(None, get_args(Test), "of the pooled effect (CR2 with --cluster)")
    outcome: str = text("the outcome", "what was measured, for the sentence")
    level: float = level()
    measured_in: str = measured_in("standard deviations")


def analyse(asked: Meta, table: Table) -> Answer:
    effects, errors = table.numbers(asked.effect), _errors(asked, table)
    clusters = table.complete_labels(asked.cluster) if asked.cluster else None
    specification = _specification(asked)
    found = pool(specification, effects, errors, clusters, by_name(table, asked.moderator, TAKEN))
    given = (specification, effects, errors, clusters)
    names = [str(k) for k in table.labels(asked.study)] if asked.study else None
    more: list[Estimate] = []
    if asked.small_studies:
        more += small_study_check(*given)
    if asked.leave_one_out:
        without = leave_one_out(*given, labels=names)
        more += (replace(e, term=f"without {e.term}") for e in without)
    if asked.order:
        pooled = cumulative(specification, effects, errors, table.numbers(asked.order), clusters)
        more += (replace(e, term=f"up to {e.term}") for e in pooled)
    return Answer(
        "synthesis",
        _sentence(asked, found.effects),
        (*found.estimates, *more),
        assumption("synthesis"),
        drawn=(*found.effects, *((found.prediction,) if found.prediction else ()), *more),
    )


def _sentence(asked: Meta, effects: tuple[Estimate, ...]) -> str:
    if not asked.moderator:
        return tell("synthesis", effects[0], asked.outcome)
    clear = [e.term for e in effects[1:] if e.p_value is not None and e.p_value < 1 - asked.level]
    if clear:
        message = _("The effect on %(outcome)s differs between studies with: %(names)s.")
        return message % {"outcome": asked.outcome, "names": ", ".join(clear)}
    message = _("We cannot tell whether the effect on %(outcome)s differs with: %(names)s.")
    names = ", ".join(e.term for e in effects[1:])
    return message % {"outcome": asked.outcome, "names": names}


def _errors(asked: Meta, table: Table) -> Floats:
    if (asked.se is None) == (asked.variance is None):
        raise refuse("errors", _("Expected either --se COLUMN or --variance COLUMN."))
    if asked.se:
        return table.positive(asked.se)
    return np.sqrt(table.positive(str(asked.variance)))


def _specification(asked: Meta) -> RandomEffects:
    usual: Test = "CR2" if asked.cluster else "hartung-knapp"
    return RandomEffects(asked.tau, asked.test or usual, level=asked.level, unit=asked.measured_in)
