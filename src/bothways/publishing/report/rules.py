"""The rules of the rating as an annex, frozen with the edition that used them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bothways.practices.rating.printed import rule_tables
from bothways.practices.rating.tables import RULE_VERSION
from bothways.practices.said import told
from bothways.stats.said import part_as_json, part_from


@dataclass(frozen=True)
class RuleTable:
    """One table of the rules in the language of the reader."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def frozen_rules() -> dict[str, Any]:
    """The tables of this day: words as messages and values, so that any language can show them."""
    tables = [
        {
            "title": part_as_json(table.title),
            "head": [part_as_json(cell) for cell in table.head],
            "rows": [[part_as_json(cell) for cell in row] for row in table.rows],
        }
        for table in rule_tables()
    ]
    return {"version": RULE_VERSION, "tables": tables}


def annex_tables(frozen: Mapping[str, Any] | None) -> list[RuleTable]:
    """Of an edition that was frozen before practices were rated there are none."""
    return [
        RuleTable(_word(row["title"]), _words(row["head"]), [_words(line) for line in row["rows"]])
        for row in (frozen or {}).get("tables", ())
    ]


def _words(cells: Sequence[Any]) -> list[str]:
    return [_word(cell) for cell in cells]


def _word(cell: Any) -> str:
    return told(part_from(cell))
