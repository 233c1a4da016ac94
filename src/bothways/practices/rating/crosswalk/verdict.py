"""One registry's answer, or the fields it would need."""

from dataclasses import dataclass

from bothways.practices.rating.tables import CROSSWALK_STATUS, Needs
from bothways.stats.said import N_, Said


@dataclass(frozen=True, slots=True)
class Verdict:
    """`value` is the short answer (None while not decidable), `text` what is printed."""

    value: str | None
    text: Said
    needs: Needs
    status: str


def decided(registry: str, value: str, text: Said) -> Verdict:
    return Verdict(value, text, (), CROSSWALK_STATUS[registry])


def undecided(registry: str, *needs: str) -> Verdict:
    fields = tuple(dict.fromkeys(needs))
    text = Said(N_("not decidable: needs %(fields)s"), {"fields": fields})
    return Verdict(None, text, fields, CROSSWALK_STATUS[registry])
