"""A message trial that may be looked at after every answer."""

from dataclasses import dataclass, replace

from bothways.analysis.answers import Answer, assumption, tell
from bothways.analysis.questions import column, level, measured_in, number, whole
from bothways.analysis.tables import Table
from bothways.stats.trials import AnytimeEffect, anytime_effect


@dataclass(frozen=True, slots=True)
class Anytime:
    """The effect so far, with an interval that holds at all looks together."""

    outcome: str = column("the result, rows in the order in which people answered")
    treatment: str = column("0 (comparison) or 1 (programme), as drawn", "arm")
    share: float = number(0.5, "chance of the programme for everybody, as drawn")
    tightest_at: int = whole(500, "number of people at which the interval is shortest", least=1)
    level: float = level()
    measured_in: str = measured_in()


def analyse(asked: Anytime, table: Table) -> Answer:
    specification = AnytimeEffect(asked.share, asked.tightest_at, asked.level, asked.measured_in)
    outcome, arm = table.numbers(asked.outcome), table.arm(asked.treatment)
    effect = replace(anytime_effect(specification, outcome, arm), term=asked.treatment)
    return Answer(
        "trial",
        tell("trial", effect, asked.outcome),
        (effect,),
        assumption("trial"),
        drawn=(effect,),
    )
