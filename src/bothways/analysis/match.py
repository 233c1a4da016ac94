"""Two groups that nobody drew by lot, weighted alike on what was measured before."""

from dataclasses import dataclass, replace
from typing import Literal

from bothways.analysis.answers import Answer, assumption, tell
from bothways.analysis.questions import (
    choice,
    column,
    columns,
    level,
    measured_in,
    optional_column,
)  # fmt: skip
from bothways.analysis.tables import Table, by_name
from bothways.stats.observed import Weighting, weighted_comparison

TAKEN = ("outcome", "arm", "clusters")
KINDS = ("entropy", "matching", "overlap", "participants")


@dataclass(frozen=True, slots=True)
class Match:
    """How two groups differ after weighting them alike. Says "the comparison suggests"."""

    outcome: str = column("the result")
    treatment: str = column("0 (comparison) or 1 (programme)", "arm")
    covariate: tuple[str, ...] = columns("measured before anybody joined", required=True)
    cluster: str | None = optional_column("class or school: its people resemble each other")
    weights: Literal["entropy", "matching", "overlap", "participants"] = choice(
        "entropy", KINDS, "how the groups are made alike"
    )
    level: float = level()
    measured_in: str = measured_in()


def analyse(asked: Match, table: Table) -> Answer:
    found = weighted_comparison(
        Weighting(asked.weights, asked.level, asked.measured_in),
        table.numbers(asked.outcome),
        table.arm(asked.treatment),
        by_name(table, asked.covariate, TAKEN),
        asked.cluster and table.labels(asked.cluster),
    )
    effect = replace(found[0], term=asked.treatment)
    return Answer(
        "matching",
        tell("matching", effect, asked.outcome),
        (effect, *found[1:]),
        assumption("matching"),
        drawn=(effect,),
    )
