"""The rules of the rating as an annex, frozen with the edition that used them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bothways.practices.rating.printed import rules_as_markdown
from bothways.practices.rating.tables import RULE_VERSION


@dataclass(frozen=True)
class RuleTable:
    """One table of the rules. It stands in English, as the rules are kept."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def frozen_rules() -> dict[str, Any]:
    return {"version": RULE_VERSION, "tables": _tables(rules_as_markdown())}


def _tables(markdown: str) -> list[dict[str, Any]]:
    """The tables of the rules as title, head and rows."""
    found = []
    for part in markdown.split("### ")[1:]:
        title, *lines = part.strip().splitlines()
        cells = [[c.strip().strip("`") for c in line.strip("|").split("|")] for line in lines]
        found.append({"title": title, "head": cells[0], "rows": cells[2:]})
    return found


def rule_tables(frozen: Mapping[str, Any] | None) -> list[RuleTable]:
    """Of an edition that was frozen before practices were rated there are none."""
    rows = (frozen or {}).get("tables", ())
    return [RuleTable(row["title"], row["head"], row["rows"]) for row in rows]
