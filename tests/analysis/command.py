"""Running ``bothways analyse`` in the tests, and the tables it is run on."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

EXAMPLES = Path(__file__).parent / "examples"


def example(name: str) -> str:
    return str(EXAMPLES / name)


def analyse(*arguments: object) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("analyse", *map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue()


def answer(*arguments: object) -> dict[str, Any]:
    """What the command prints for machines; NaN and Infinity are no JSON."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    return dict(json.loads(analyse(*arguments, "--json"), parse_constant=refuse))


def by_term(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {estimate["term"]: estimate for estimate in found["estimates"]}
