"""A trial: what drawing lots between programme and comparison shows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from numpy.typing import ArrayLike

from bothways.analysis.answers import Answer, assumption, tell
from bothways.analysis.questions import (
    choice,
    column,
    columns,
    draws,
    level,
    measured_in,
    optional_column,
    seed,
)  # fmt: skip
from bothways.analysis.tables import Table, by_name
from bothways.stats.estimate import Estimate
from bothways.stats.trials import (
    ComplierEffect,
    Randomisation,
    TrialPlan,
    analyse_trial,
    complier_effect,
    familywise_test,
)  # fmt: skip

TAKEN = ("outcome", "arm", "participation", "clusters", "strata")


@dataclass(frozen=True, slots=True)
class Trial:
    """What a trial raised or lowered, with the p value of the lottery itself."""

    outcome: str = column("the result, empty for those who left")
    treatment: str = column("0 (comparison) or 1 (programme), as drawn", "arm")
    cluster: str | None = optional_column("what was drawn: school, class; without it, each row")
    strata: str | None = optional_column("the lots were drawn inside each of these", "stratum")
    covariate: tuple[str, ...] = columns("measured before the lots were drawn")
    participation: str | None = optional_column("who took part (0/1) or how much")
    also: tuple[str, ...] = columns("further outcomes; p values allow for their number")
    draws: int = draws()
    seed: int = seed()
    estimator: Literal["strata", "ipw"] = choice(
        "strata", ("strata", "ipw"), "strata as constants, or weights"
    )
    statistic: Literal["studentised", "difference"] = choice(
        "studentised", ("studentised", "difference"), "what is redrawn"
    )
    alternative: Literal["two-sided", "greater", "less"] = choice(
        "two-sided", ("two-sided", "greater", "less"), "sides of the test"
    )
    level: float = level()
    measured_in: str = measured_in()


@dataclass(frozen=True)
class _Given:
    """The columns of a trial, checked."""

    outcome: ArrayLike
    arm: ArrayLike
    clusters: ArrayLike | None
    strata: ArrayLike | None
    covariates: Mapping[str, ArrayLike]


def analyse(asked: Trial, table: Table) -> Answer:
    given = _Given(
        table.numbers(asked.outcome),
        table.arm(asked.treatment),
        asked.cluster and table.labels(asked.cluster),
        asked.strata and table.labels(asked.strata),
        by_name(table, asked.covariate, TAKEN),
    )
    plan = TrialPlan(
        draws=asked.draws, seed=asked.seed, level=asked.level, unit=asked.measured_in,
        estimator=asked.estimator, statistic=asked.statistic, alternative=asked.alternative,
    )  # fmt: skip
    found = analyse_trial(
        plan, given.outcome, given.arm, given.clusters, given.strata, given.covariates
    )
    effect = replace(found.effect, term=asked.treatment)
    lottery = replace(found.lottery, term=f"{asked.treatment}, by lottery")
    rest = (
        *_called("attrition", found.attrition),
        *_called("bounds", found.bounds),
        *_called("balance", found.balance),
    )
    further = (*_complier(asked, table, given), *_family(asked, table, given))
    return Answer(
        "trial",
        tell("trial", lottery, asked.outcome),
        (effect, lottery, *further, *rest),
        assumption("trial"),
        drawn=(effect, lottery),
    )


def _called(kind: str, estimates: tuple[Estimate, ...]) -> tuple[Estimate, ...]:
    return tuple(replace(estimate, term=f"{kind}, {estimate.term}") for estimate in estimates)


def _complier(asked: Trial, table: Table, given: _Given) -> tuple[Estimate, ...]:
    if asked.participation is None:
        return ()
    specification = ComplierEffect(level=asked.level, unit=asked.measured_in)
    took_part = table.numbers(asked.participation)
    found = complier_effect(
        specification, given.outcome, given.arm, took_part, given.clusters, given.covariates
    )
    return (replace(found, term=f"{asked.participation}, of those the lottery moved"),)


def _family(asked: Trial, table: Table, given: _Given) -> tuple[Estimate, ...]:
    if not asked.also:
        return ()
    outcomes: dict[str, ArrayLike] = {asked.outcome: given.outcome}
    outcomes |= {name: table.numbers(name) for name in table.matching(asked.also)}
    specification = Randomisation(
        draws=asked.draws, seed=asked.seed, estimator=asked.estimator, level=asked.level,
        unit=asked.measured_in,
    )  # fmt: skip
    found = familywise_test(
        specification, outcomes, given.arm, given.clusters, given.strata, given.covariates
    )
    names = zip(outcomes, found, strict=True)
    return tuple(replace(e, term=f"{asked.treatment} on {name}, of several") for name, e in names)
