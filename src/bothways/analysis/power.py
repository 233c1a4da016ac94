"""What a planned trial can find."""

from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import gettext as _

from bothways.analysis.answers import Answer, short
from bothways.analysis.questions import number, optional_column, whole
from bothways.analysis.readers.columns import refuse
from bothways.analysis.tables import Table
from bothways.stats.estimate import Estimate, Run, inputs_hash
from bothways.stats.trials import (
    Baseline,
    TrialSize,
    clusters_needed,
    intraclass_correlation,
    minimum_detectable,
    plan_from_baseline,
    power_of,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Power:
    """The smallest effect a planned trial finds. FILE, a baseline survey, may be left out."""

    outcome: str | None = optional_column("in FILE: the outcome at baseline")
    cluster: str | None = optional_column("in FILE: school or class")
    correlation: float = number(0.5, "with FILE: of one person's baseline and endline")
    clusters: int | None = whole(None, "groups to be drawn (default: those in FILE)", least=1)
    people: float = number(25.0, "mean people a group")
    icc: float = number(0.15, "share of the variance between groups")
    treated_share: float = number(0.5, "share of the groups with the programme")
    r2_cluster: float = number(0.0, "share of the variance between groups a baseline explains")
    r2_person: float = number(0.0, "share of the variance inside groups a baseline explains")
    size_cv: float = number(0.0, "spread of group sizes over their mean")
    attrition: float = number(0.0, "share of people expected to leave")
    covariates: int = whole(0, "covariates of the groups, and strata less one")
    alpha: float = number(0.05, "chance of a false alarm")
    power: float = number(0.8, "wanted chance to find the effect")
    effect: float | None = number(None, "an effect in standard deviations: power, groups needed")


PLAN = (
    "people", "icc", "treated_share", "r2_cluster", "r2_person", "size_cv", "attrition",
    "covariates", "alpha", "power",
)  # fmt: skip


def analyse(asked: Power, table: Table | None) -> Answer:
    plan = {name: getattr(asked, name) for name in PLAN}
    size = TrialSize(asked.clusters or 0, **plan)
    before: tuple[Estimate, ...] = ()
    if table is not None:
        before, size = _from_baseline(asked, table, size)
    elif asked.clusters is None:
        raise refuse("clusters", _("Expected --clusters NUMBER, or a FILE with --cluster COLUMN."))
    least = minimum_detectable(size)
    found = (least, *_for_effect(asked.effect, size, least), *before)
    message = _(
        "With %(clusters)s groups the trial finds an effect of %(value)s standard deviations or "
        "more with a chance of %(power)s %%."
    )
    values = {"clusters": size.clusters, "value": short(least.value)}
    return Answer(
        "plan", message % (values | {"power": f"{100 * size.power:g}"}), found, drawn=(least,)
    )


def _from_baseline(
    asked: Power, table: Table, size: TrialSize
) -> tuple[tuple[Estimate, ...], TrialSize]:
    if asked.outcome is None or asked.cluster is None:
        raise refuse("baseline", _("With a FILE: expected --outcome COLUMN and --cluster COLUMN."))
    if not -1 < asked.correlation < 1:
        raise refuse("correlation", _("--correlation: expected a number between -1 and 1."))
    outcome, clusters = table.numbers(asked.outcome), table.labels(asked.cluster)
    icc = intraclass_correlation(Baseline(1 - asked.alpha), outcome, clusters)
    size = replace(size, clusters=asked.clusters or len(np.unique(clusters[~np.isnan(outcome)])))
    return (icc,), plan_from_baseline(size, outcome, clusters, asked.correlation)


def _for_effect(effect: float | None, size: TrialSize, least: Estimate) -> tuple[Estimate, ...]:
    if effect is None:
        return ()
    run = Run(
        least.method, least.method_version, "share", least.n, inputs_hash(size, {"effect": effect}),
        least.level, size.clusters, None, least.warnings,
    )  # fmt: skip
    needed = clusters_needed(size, effect)
    return (
        run.plain("power", power_of(size, effect)),
        replace(run, warnings=()).plain("groups needed", needed, unit="groups"),
    )
