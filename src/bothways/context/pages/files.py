"""The formats in which figures leave the pages, and what may leave. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bothways.context.observation import Observation
from bothways.context.pages.figures import SUPPRESSED


@dataclass(frozen=True)
class Format:
    name: str
    kind: str
    module: str
    function: str


ENDINGS = {
    "sdmx.csv": Format(
        "SDMX-CSV", "application/vnd.sdmx.data+csv", "sdmx_csv", "write_sdmx_csv"
    ),
    "jsonstat.json": Format("JSON-stat", "application/json", "json_stat", "write_json_stat"),
    "csv": Format("CSV", "text/csv; charset=utf-8", "plain_csv", "write_plain_csv"),
}  # fmt: skip


def shown_only(rows: Iterable[Observation]) -> list[Observation]:
    """A figure that was held back keeps its row and its flag and loses everything else."""
    return [_without_value(row) if SUPPRESSED in row.flag else row for row in rows]


def _without_value(row: Observation) -> Observation:
    return replace(row, value=None, standard_error=None, ci_low=None, ci_high=None, n=None)
