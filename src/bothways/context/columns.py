"""Many observations as columns: a million of them fit in memory and pass to a database quickly."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, overload

from bothways.context.observation import COLUMNS, Observation

Column = Sequence[Any]
DEFAULTS: Mapping[str, Any] = {
    "sex": "T", "age": "TOTAL", "citizenship": "TOTAL", "country_of_birth": "TOTAL",
    "duration": "TOTAL", "unit": "PC", "other": "", "flag": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Observations(Sequence[Observation]):
    """A sequence of observations of one dataset, kept by column."""

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
        columns = {name: [getattr(row, name) for row in rows] for name in COLUMNS}
        first = rows[0] if rows else None
        about = (first.dataset, first.vintage, first.source) if first else ("", None, "")
        return cls(columns, *about)

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
        return Observation(
            **{name: self.columns[name][place] for name in COLUMNS},
            dataset=self.dataset, vintage=self.vintage, source=self.source,
        )  # fmt: skip

    def __iter__(self) -> Iterator[Observation]:
        return (self[place] for place in range(len(self)))

    def tuples(self, names: Sequence[str] = COLUMNS) -> Iterator[tuple[Any, ...]]:
        return zip(*(self.columns[name] for name in names), strict=True)

    def picked(self, places: Sequence[int]) -> "Observations":
        """Those at these places, in this order."""
        columns = {name: [column[k] for k in places] for name, column in self.columns.items()}
        return Observations(columns, self.dataset, self.vintage, self.source)
