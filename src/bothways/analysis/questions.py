"""The language in which an analysis says what can be asked of it.

An analysis is asked by a frozen dataclass whose fields are its flags: ``outcome: str =
column(...)`` becomes ``--outcome COLUMN``. The command line is made of the fields, and read back
into them.
"""

import math
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, field, fields
from pathlib import Path
from typing import Any


def column(explained: str, *aliases: str) -> Any:
    """A column that must be named."""
    return field(metadata=_flag(explained, aliases, required=True, metavar="COLUMN"))


def optional_column(explained: str, *aliases: str) -> Any:
    """A column that may be named."""
    return field(default=None, metadata=_flag(explained, aliases, metavar="COLUMN"))


def columns(explained: str, *aliases: str, required: bool = False) -> Any:
    """Columns, each with a flag of its own or several after one flag."""
    more = {"action": "extend", "nargs": "+", "metavar": "COLUMN", "required": required}
    return field(default=(), metadata=_flag(explained, aliases, **more))


def words(explained: str, *aliases: str, metavar: str = "TEXT") -> Any:
    """Texts, several after one flag or one flag each."""
    more = {"action": "extend", "nargs": "+", "metavar": metavar}
    return field(default=(), metadata=_flag(explained, aliases, **more))


def text(default: str | None, explained: str, *aliases: str, metavar: str = "TEXT") -> Any:
    return field(default=default, metadata=_flag(explained, aliases, metavar=metavar))


def choice(default: str | None, choices: Sequence[str], explained: str) -> Any:
    return field(default=default, metadata=_flag(explained, (), choices=list(choices)))


def number(default: float | None, explained: str) -> Any:
    return field(default=default, metadata=_flag(explained, (), type=_finite, metavar="NUMBER"))


def whole(default: int | None, explained: str, least: int = 0) -> Any:
    kind = _whole_from(least)
    return field(default=default, metadata=_flag(explained, (), type=kind, metavar="NUMBER"))


def file(explained: str) -> Any:
    return field(metadata=_flag(explained, (), type=Path, metavar="FILE", required=True))


def switch(explained: str) -> Any:
    return field(default=False, metadata=_flag(explained, (), action="store_true"))


def level() -> Any:
    return number(0.95, "confidence level, between 0 and 1")


def draws(default: int = 10_000) -> Any:
    return whole(default, "random draws", least=1)


def seed() -> Any:
    return whole(1, "seed of the random draws")


def measured_in(default: str = "points") -> Any:
    return text(default, "what the outcome is measured in", metavar="WORD")


def add_flags(parser: ArgumentParser, question: type[Any]) -> None:
    """Turn the fields of a question into flags."""
    for part in fields(question):
        about = dict(part.metadata)
        aliases = about.pop("aliases")
        default = _default(part)
        if default not in (None, False, ()):
            about["help"] += f" ({default})"
        names = [f"--{name.replace('_', '-')}" for name in (part.name, *aliases)]
        parser.add_argument(*names, dest=part.name, default=None, **about)


def asked(question: type[Any], options: Mapping[str, Any]) -> Any:
    """Read the flags back into the question; what was not given keeps its default."""
    given = {
        part.name: tuple(value) if isinstance(value, list) else value
        for part in fields(question)
        if (value := options.get(part.name)) is not None
    }
    return question(**given)


def _default(part: Field[Any]) -> Any:
    return None if part.default is MISSING else part.default


def _flag(explained: str, aliases: Sequence[str], **more: Any) -> dict[str, Any]:
    return {"help": explained, "aliases": tuple(aliases), **more}


def _finite(given: str) -> float:
    try:
        found = float(given)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise ArgumentTypeError(f"expected a number, found {given!r}")
    return found


def _whole_from(least: int) -> Callable[[str], int]:
    def whole_number(given: str) -> int:
        if not given.isascii() or not given.lstrip("-").isdigit() or int(given) < least:
            raise ArgumentTypeError(f"expected a whole number from {least}, found {given!r}")
        return int(given)

    return whole_number
