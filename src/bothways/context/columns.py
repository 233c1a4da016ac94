"""Many observations as columns: a million of them fit in memory and pass to a database quickly."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, overload

from bothways.context.observation import COLUMNS, Observation

Column = Sequence[Any]
ABOUT = ("dataset", "vintage", "source")
DEFAULTS: Mapping[str, Any] = {
    "sex": "T", "age": "TOTAL", "citizenship": "TOTAL", "country_of_birth": "TOTAL",
    "duration": "TOTAL", "unit": "PC", "other": "", "flag": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Observations(Sequence[Observation]):
    """A sequence of observations, kept by column.

    Those of several datasets hold dataset, vintage and source as columns too; the fields of
    these names are for the usual case of one.
    """

    columns: Mapping[str, Column] = field(repr=False)
    dataset: str = ""
    vintage: date | None = None
    source: str = ""

    @classmethod
    def of(cls, columns: Mapping[str, Column], count: int, **about: Any) -> "Observations":
        """Columns that are not given hold what observations hold by default."""
        held = {name: columns.get(name) or [DEFAULTS.get(name)] * count for name in COLUMNS}
        return cls(held, **about)

    @classmethod
    def from_rows(cls, rows: Sequence[Observation]) -> "Observations":
        columns = {name: [getattr(row, name) for row in rows] for name in (*COLUMNS, *ABOUT)}
        return cls(columns)

    def __len__(self) -> int:
        return len(self.columns["indicator"])

    @overload
    def __getitem__(self, place: int) -> Observation: ...

    @overload
    def __getitem__(self, place: slice) -> "Observations": ...

    def __getitem__(self, place: int | slice) -> "Observation | Observations":
        if isinstance(place, slice):
            columns = {name: column[place] for name, column in self.columns.items()}
            return Observations(columns, self.dataset, self.vintage, self.source)
        about = {"dataset": self.dataset, "vintage": self.vintage, "source": self.source}
        return Observation(**about | {name: held[place] for name, held in self.columns.items()})

    def __iter__(self) -> Iterator[Observation]:
        return (self[place] for place in range(len(self)))

    def column(self, name: str) -> Column:
        """Any field of the observations."""
        return self.columns.get(name) or [getattr(self, name)] * len(self)

    def tuples(self, names: Sequence[str] = COLUMNS) -> Iterator[tuple[Any, ...]]:
        return zip(*(self.columns[name] for name in names), strict=True)

    def picked(self, places: Sequence[int]) -> "Observations":
        """Those at these places, in this order."""
        columns = {name: [column[k] for k in places] for name, column in self.columns.items()}
        return Observations(columns, self.dataset, self.vintage, self.source)
