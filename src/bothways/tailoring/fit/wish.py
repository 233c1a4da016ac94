"""What a person asks for: who, where, which outcome, with what. Frozen, and an address."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

# The lines of a profile, in the order in which they are read.
PEOPLE = ("age", "gender", "stage", "stay", "languages", "company", "side")
LINES = (
    "outcome", "south_south", *PEOPLE, "confidence", "place", "means", "preconditions",
    "effect", "load",
)  # fmt: skip
MOST_SHOWN = 100
OLDEST = 120


@dataclass(frozen=True, slots=True)
class Wish:
    """Everything that may be asked; what is empty is not asked for."""

    place: str = ""
    age: tuple[int, int] | None = None
    gender: str = ""
    stage: tuple[str, ...] = ()
    stay: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    company: str = ""
    side: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    budget: float | None = None
    currency: str = ""
    staff: float | None = None
    hours: float | None = None
    devices: float | None = None
    weeks: float | None = None
    team_language: tuple[str, ...] = ()
    south_south: bool = False
    met: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    order: str = ""
    only: tuple[str, ...] = ()
    variety: bool = True
    show: int = 10

    @property
    def names_somebody(self) -> bool:
        return any((self.age, self.gender, self.stage, self.stay, self.language, self.company,
                    self.side))  # fmt: skip

    @property
    def lacking(self) -> tuple[str, ...]:
        """What has to be said before anything can be answered."""
        found = {"who": self.names_somebody, "where": bool(self.place)}
        return tuple(name for name, said in found.items() if not said)

    @property
    def country(self) -> str:
        return self.place.split("-")[0]

    def but(self, **changes: Any) -> "Wish":
        return replace(self, **changes)

    def without(self, line: str) -> "Wish":
        """The wish that no longer asks for this line."""
        return replace(self, **{name: EMPTY[name] for name in ASKED_BY.get(line, ())})


EMPTY: dict[str, Any] = {field.name: field.default for field in fields(Wish)}
# Which part of the wish asks for which line.
ASKED_BY = {
    "outcome": ("outcome",), "south_south": ("south_south",), "age": ("age",),
    "gender": ("gender",), "stage": ("stage",), "stay": ("stay",), "languages": ("language",),
    "company": ("company",), "side": ("side",),
    "means": ("budget", "currency", "staff", "hours", "devices", "weeks"),
}  # fmt: skip


def parameters(wish: Wish) -> list[tuple[str, str]]:
    """The wish as the parameters of its one short address; what is usual is left out."""
    rows: list[tuple[str, str]] = []
    for name, value in asdict(wish).items():
        if value == EMPTY[name]:
            continue
        if name == "age":
            rows.append((name, f"{value[0]}-{value[1]}"))
        elif isinstance(value, tuple):
            rows += [(name, each) for each in value]
        elif isinstance(value, bool):
            rows.append((name, "yes" if value else "no"))
        else:
            rows.append((name, f"{value:.12g}" if isinstance(value, float) else str(value)))
    return rows


def query_string(wish: Wish, **changes: Any) -> str:
    return urlencode(parameters(replace(wish, **changes) if changes else wish))
