"""How many were assigned, asked and analysed in each arm, and how far apart the arms started."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from statistics import mean, pstdev
from typing import Any

from bothways.studies.designs import cluster_column
from bothways.studies.models import Study, StudyOutcome
from bothways.studies.tables import Cell, StudyTable

FEWEST = 5


@dataclass(frozen=True)
class OutcomeCounts:
    """Of one outcome on its side. Shares are of those assigned, never of those who answered."""

    outcome: str
    side: str
    assigned: tuple[int, int]  # without and with the programme
    answered: tuple[int, int]
    groups: int
    start_apart: float | None
    spread: float | None
    # Share of the variance that lies between groups, inside the arms.
    icc: float | None = None

    @property
    def lost(self) -> float:
        return 1 - sum(self.answered) / sum(self.assigned) if sum(self.assigned) else 0.0

    @property
    def lost_apart(self) -> float | None:
        if not all(self.assigned):
            return None
        comparison, programme = (a / n for a, n in zip(self.answered, self.assigned, strict=True))
        return abs(programme - comparison)

    @property
    def is_traceable(self) -> bool:
        """So few that a result could be traced to somebody."""
        return any(0 < n < FEWEST for n in self.answered) or sum(self.answered) < FEWEST

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_kept(cls, row: Mapping[str, Any]) -> "OutcomeCounts":
        pairs = {name: tuple(row[name]) for name in ("assigned", "answered")}
        return cls(**{**row, **pairs})


def outcome_counts(study: Study, outcome: StudyOutcome, table: StudyTable) -> OutcomeCounts:
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    if outcome.side:
        rows = [row for row in rows if row["side"] == outcome.side]
    after = outcome.key if "period" in names else f"{outcome.key}_after"
    rows = [row for row in rows if row.get("period", 2) == 2]
    seen = [row for row in rows if row[after] is not None]
    cluster = cluster_column(study.unit)
    return OutcomeCounts(
        outcome.key, outcome.side, _by_arm(rows), _by_arm(seen),
        len({row[cluster] for row in seen}),
        _apart(seen, f"{outcome.key}_before"), _spread(seen, after), _between(seen, after, cluster),
    )  # fmt: skip


def _by_arm(rows: list[dict[str, Cell]]) -> tuple[int, int]:
    return sum(row["arm"] == 0 for row in rows), sum(row["arm"] == 1 for row in rows)


def _apart(rows: list[dict[str, Cell]], before: str) -> float | None:
    """Difference of the arms at the start in standard deviations, of those analysed."""
    arms = [_values(rows, before, arm) for arm in (0, 1)]
    if min(map(len, arms)) < 2:
        return None
    spread = _pooled(arms)
    return abs(mean(arms[1]) - mean(arms[0])) / spread if spread else None


def _spread(rows: list[dict[str, Cell]], after: str) -> float | None:
    """Standard deviation inside the arms: the unit of the effect in the record."""
    arms = [values for arm in (0, 1) if len(values := _values(rows, after, arm)) > 1]
    return (_pooled(arms) or None) if arms else None


def _between(rows: list[dict[str, Cell]], after: str, cluster: str) -> float | None:
    """Intraclass correlation of the answers after the arms' means are taken off."""
    from bothways.stats.errors import StatsError
    from bothways.stats.trials import Baseline, intraclass_correlation

    means = {arm: mean(values) for arm in (0, 1) if (values := _values(rows, after, arm))}
    known = [row for row in rows if row["arm"] in means]
    rest = [float(row[after]) - means[row["arm"]] for row in known]  # type: ignore[arg-type,index]
    try:
        groups = [str(row[cluster]) for row in known]
        return intraclass_correlation(Baseline(), rest, groups).value
    except StatsError:
        return None


def _values(rows: Iterable[dict[str, Cell]], name: str, arm: int) -> list[float]:
    cells = (row.get(name) for row in rows if row["arm"] == arm)
    return [float(cell) for cell in cells if cell is not None]


def _pooled(arms: list[list[float]]) -> float:
    squares = sum(len(values) * pstdev(values) ** 2 for values in arms)
    degrees = sum(len(values) - 1 for values in arms)
    return float((squares / degrees) ** 0.5)
