"""Before and after in one group: a change, never an effect."""

from dataclasses import dataclass, replace

from bothways.analysis.answers import Answer, assumption, tell
from bothways.analysis.questions import column, level, measured_in, optional_column, switch
from bothways.analysis.tables import Table
from bothways.stats.observed import Change, change


@dataclass(frozen=True, slots=True)
class PrePost:
    """By how much a group changed. Says "is followed by", never "raised"."""

    before: str = column("the first measurement", "pre")
    after: str = column("the second measurement of the same people", "post")
    cluster: str | None = optional_column("class or school: its people resemble each other")
    selected: bool = switch("the group was chosen because it stood low or high at the start")
    level: float = level()
    measured_in: str = measured_in()


def analyse(asked: PrePost, table: Table) -> Answer:
    specification = Change(selected=asked.selected, level=asked.level, unit=asked.measured_in)
    found = change(
        specification,
        table.numbers(asked.before),
        table.numbers(asked.after),
        asked.cluster and table.labels(asked.cluster),
    )
    mean = replace(found[0], term=f"change of {asked.after}")
    return Answer(
        "change",
        tell("change", mean, asked.after),
        (mean, *found[1:]),
        assumption("change"),
        drawn=(mean,),
    )
