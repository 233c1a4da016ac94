"""Attendance schemes: the codes of a funder's list and how they make units. Data, not code."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bothways.core.vocabularies import LANGUAGES, in_language

FOLDER = Path(__file__).parent / "schemes"
COUNTS = ("attended", "excused", "unexcused", "nothing")


class SchemeError(ValueError):
    """A scheme file breaks the rules; the message names file and key."""


@dataclass(frozen=True)
class SchemeCode:
    """One sign of the list. ``counts`` says what it makes of the units of a session."""

    id: str
    sign: str
    counts: str
    labels: Mapping[str, str]

    def label(self, language: str) -> str:
        return in_language(self.labels, language)


@dataclass(frozen=True)
class Scheme:
    """``minutes_a_unit`` empty: a unit is an equal part of the session. ``grace_minutes`` empty:
    coming late costs nothing; else a unit of which more is missed is lost."""

    id: str
    edition: int
    labels: Mapping[str, str]
    minutes_a_unit: int | None
    grace_minutes: int | None
    lost_counts_as: str
    codes: tuple[SchemeCode, ...]

    def label(self, language: str) -> str:
        return in_language(self.labels, language)

    def code(self, code: str) -> SchemeCode | None:
        return next((one for one in self.codes if one.id == code), None)

    def counts(self, code: str) -> str:
        """What a code counts as; an empty or unknown one is no mark."""
        found = self.code(code)
        return found.counts if found else ""

    @property
    def present(self) -> str:
        """The code that "all present" sets: the first that counts as attended."""
        return next(one.id for one in self.codes if one.counts == "attended")


def scheme(name: str) -> Scheme:
    """The scheme of this name; a cohort whose scheme was taken away counts by the simple one."""
    return schemes().get(name) or schemes()["simple"]


def was_there(name: str, code: str) -> bool:
    """Whether a mark of a scheme says that the person was there: what other rooms count by."""
    return scheme(name).counts(code) == "attended"


@cache
def schemes() -> Mapping[str, Scheme]:
    return {path.stem: read_scheme(path.name, path.read_text("utf-8"))
            for path in sorted(FOLDER.glob("*.yaml"))}  # fmt: skip


def read_scheme(name: str, text: str) -> Scheme:
    """One file, with all of its rules checked."""
    document = yaml.safe_load(text)
    try:
        found = Scheme(
            document["id"], document["edition"], document["labels"], document["minutes_a_unit"],
            document["grace_minutes"], document["lost_counts_as"],
            tuple(SchemeCode(row["id"], row["sign"], row["counts"], row["labels"])
                  for row in document["codes"]),
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise SchemeError(f"{name}: {error} is missing.") from error
    for problem in _problems(found, name):
        raise SchemeError(f"{name}: {problem}")
    return found


def _problems(found: Scheme, name: str) -> list[str]:
    wrong = [f"id: {found.id!r} is not the name of the file."] * (f"{found.id}.yaml" != name)
    wrong += [f"{code.id}: counts: {code.counts!r} is none of {COUNTS}."
              for code in found.codes if code.counts not in COUNTS]  # fmt: skip
    if "attended" not in {code.counts for code in found.codes}:
        wrong.append("codes: none counts as attended.")
    if len({code.id for code in found.codes}) != len(found.codes):
        wrong.append("codes: one stands twice.")
    if found.lost_counts_as not in ("excused", "unexcused"):
        wrong.append("lost_counts_as: write excused or unexcused.")
    wrong += [f"labels: {language} is missing."
              for labels in (found.labels, *(code.labels for code in found.codes))
              for language in LANGUAGES if not _text(labels, language)]  # fmt: skip
    return wrong + _number_problems(found)


def _number_problems(found: Scheme) -> list[str]:
    numbers = (
        ("minutes_a_unit", found.minutes_a_unit, 1),
        ("grace_minutes", found.grace_minutes, 0),
    )
    return [f"{name}: {value!r} is no whole number from {least} up."
            for name, value, least in numbers
            if value is not None and (type(value) is not int or value < least)]  # fmt: skip


def _text(labels: Any, language: str) -> bool:
    return isinstance(labels, Mapping) and bool(labels.get(language))
