"""What publishers' datasets hold (``dataset.yaml``) and what indicators mean (two more files)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from bothways.context.codes import FOLDER, Texts

LANGUAGES = ("en", "fr", "de", "es", "ar", "uk")


@dataclass(frozen=True, slots=True)
class PublishedDataset:
    """``by`` names the column that tells the indicators of one dataset apart."""

    code: str
    title: str
    indicator: str = ""
    by: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Publisher:
    name: str = ""
    licence: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    code: str
    names: Texts
    definitions: Texts
    unit: str
    direction: str
    theme: str
    families: tuple[str, ...]


@cache
def published_datasets() -> Mapping[str, PublishedDataset]:
    return {code: _dataset(code, entry) for code, entry in _read("dataset")["codes"].items()}


def _dataset(code: str, entry: Mapping[str, Any]) -> PublishedDataset:
    by = entry.get("by", {})
    return PublishedDataset(
        code, entry["title"], entry.get("indicator", ""), by.get("column", ""), by.get("values", {})
    )


@cache
def publishers() -> Mapping[str, Publisher]:
    return {code: Publisher(**entry) for code, entry in _read("dataset")["publishers"].items()}


@cache
def indicator_entries() -> Mapping[str, IndicatorEntry]:
    definitions = _read("definition")["codes"]
    return {
        code: _indicator(code, entry, definitions[code])
        for code, entry in _read("indicator")["codes"].items()
    }


def _indicator(code: str, entry: Mapping[str, Any], definitions: Texts) -> IndicatorEntry:
    names = {language: entry[language] for language in LANGUAGES}
    return IndicatorEntry(
        code, names, definitions, entry["unit"], entry["direction"], entry["theme"],
        tuple(entry["families"]),
    )  # fmt: skip


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return content
