"""The mean of one group, measured once: a description, never a change or an effect."""

from dataclasses import dataclass, replace

from bothways.analysis.answers import Answer, assumption, tell
from bothways.analysis.questions import column, level, measured_in, optional_column
from bothways.analysis.tables import Table
from bothways.stats.regression import LeastSquares, regress


@dataclass(frozen=True, slots=True)
class Mean:
    """What a group answered on average, with its interval."""

    outcome: str = column("what was measured")
    cluster: str | None = optional_column("class or school: its people resemble each other")
    level: float = level()
    measured_in: str = measured_in()


def analyse(asked: Mean, table: Table) -> Answer:
    specification = LeastSquares(level=asked.level, unit=asked.measured_in)
    clusters = asked.cluster and table.labels(asked.cluster)
    fitted = regress(specification, table.numbers(asked.outcome), {}, clusters)
    mean = replace(fitted.estimates[0], term=f"mean of {asked.outcome}")
    return Answer(
        "description",
        tell("description", mean, asked.outcome),
        (mean,),
        assumption("description"),
        drawn=(mean,),
        mark="dot",
    )
