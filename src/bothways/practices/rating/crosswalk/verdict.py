"""One registry's answer, or the fields it would need."""

from dataclasses import asdict, dataclass
from typing import Any

from bothways.practices.rating.tables import CROSSWALK_STATUS, Needs


@dataclass(frozen=True, slots=True)
class Verdict:
    """`value` is the short answer (None while not decidable), `text` what is printed."""

    value: str | None
    text: str
    needs: Needs
    status: str

    def as_row(self) -> dict[str, Any]:
        return {**asdict(self), "needs": list(self.needs), "decidable": self.value is not None}


def decided(registry: str, value: str, text: str) -> Verdict:
    return Verdict(value, text, (), CROSSWALK_STATUS[registry])


def undecided(registry: str, *needs: str) -> Verdict:
    fields = tuple(dict.fromkeys(needs))
    return Verdict(
        None, f"not decidable: needs {', '.join(fields)}", fields, CROSSWALK_STATUS[registry]
    )
