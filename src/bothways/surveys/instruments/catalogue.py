"""Reads the instruments. A wrong file stops the reading with its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "fr", "de", "es", "ar", "uk")
Rule = Literal["mean", "sum", "share"]
Direction = Literal["higher_is_better", "lower_is_better", "neither"]
# How far a translation has come; scores of two languages compare only if both were tested.
STATES = ("source", "translated", "back_translated", "tested")
Texts = Mapping[str, str]


class InstrumentError(Exception):
    """A data file of an instrument is wrong; names file and key."""


@dataclass(frozen=True)
class Item:
    """A question of an instrument. Without texts its wording is not ours to give."""

    id: str
    reversed: bool
    texts: Texts


@dataclass(frozen=True)
class ScaleKey:
    """How items become one score. ``of``: a sum of other scales of the instrument."""

    id: str
    items: tuple[str, ...]
    rule: Rule
    min_answered: int
    direction: Direction
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Instrument:
    id: str
    version: str
    titles: Texts
    about: Texts
    source: str
    licence: str
    licence_url: str
    may_ship: bool
    age_min: int
    age_max: int
    low: float
    high: float
    answers: str
    items: tuple[Item, ...]
    scales: tuple[ScaleKey, ...]
    translations: Texts

    def question(self, item: str) -> str:
        """The name that the question of an item has in every form."""
        return f"{self.id}_{item}"

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(self.question(item.id) for item in self.items)

    def scale(self, name: str) -> ScaleKey:
        return next(scale for scale in self.scales if scale.id == name)


@cache
def instruments() -> Mapping[str, Instrument]:
    """All instruments by their identifiers, those with texts first."""
    found = [_read(path) for path in sorted((FOLDER / "library").glob("*.yaml"))]
    found.sort(key=lambda one: (not one.may_ship, one.id))
    return {one.id: one for one in found}


@cache
def answer_scales() -> Mapping[str, Mapping[str, Texts]]:
    """Name of a way of answering -> value -> its words in each language."""
    return dict(yaml.safe_load((FOLDER / "answer_scales.yaml").read_text()))


def _read(path: Path) -> Instrument:
    given = yaml.safe_load(path.read_text())
    try:
        one = Instrument(
            **{**given, "answers": given.get("answers", ""),
               "items": tuple(map(_item, given["items"])),
               "scales": tuple(map(_scale, given["scales"]))}
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise InstrumentError(f"{path.name}: {error}") from error
    _check(one, path.name)
    return one


def _item(given: dict[str, Any]) -> Item:
    return Item(given["id"], given.get("reversed", False), given.get("texts", {}))


def _scale(given: dict[str, Any]) -> ScaleKey:
    items, of = tuple(given.get("items", ())), tuple(given.get("of", ()))
    least = given.get("min_answered", len(items))
    return ScaleKey(given["id"], items, given["rule"], least, given["direction"], of)


def _check(one: Instrument, file: str) -> None:
    known, scales = {item.id for item in one.items}, {scale.id for scale in one.scales}
    if one.id != file.removesuffix(".yaml"):
        raise InstrumentError(f"{file}: id {one.id!r} is not the name of the file")
    for scale in one.scales:
        if not set(scale.items) <= known or not set(scale.of) <= scales:
            raise InstrumentError(f"{file}: scale {scale.id!r} names what is not there")
        if not (scale.of or 1 <= scale.min_answered <= len(scale.items)):
            raise InstrumentError(f"{file}: min_answered of {scale.id!r} is out of range")
    for item in one.items if one.may_ship else ():
        if missing := sorted(set(LANGUAGES) - item.texts.keys()):
            raise InstrumentError(f"{file}: item {item.id!r} has no text in {missing}")
    if wrong := sorted(set(one.translations.values()) - set(STATES)):
        raise InstrumentError(f"{file}: translations: {wrong} is no state")
