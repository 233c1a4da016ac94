"""The words that a family agrees to, with its organisation and days filled in."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.formats import date_format
from django.utils.translation import override

from bothways.core.vocabularies import LANGUAGES
from bothways.directory.steps.keeping.retention import keep_until, last_day

FILE = Path(__file__).with_name("wordings.yaml")


@dataclass(frozen=True)
class Wording:
    """What is read to a family, paragraph by paragraph, in one language."""

    version: int
    language: str
    paragraphs: tuple[str, ...]

    @property
    def words(self) -> str:
        return "\n\n".join(self.paragraphs)


@cache
def _document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return found


def version() -> int:
    return int(_document()["version"])


def reading_language(language: str) -> str:
    """The language of a wording that is nearest."""
    return next((code for code in (language, language.split("-")[0]) if code in LANGUAGES), "en")


def wording(organisation: str, on: date, months: int, language: str) -> Wording:
    """As it is read on that day; the days are written as the language writes them."""
    tongue = reading_language(language)
    with override(tongue):
        until = date_format(keep_until(on, on, months), "DATE_FORMAT")
        latest = date_format(last_day(on), "DATE_FORMAT")
    # A name in another script keeps its own direction: the marks isolate it.
    name = f"\u2068{organisation}\u2069"
    filled = {"organisation": name, "until": until, "latest": latest}
    paragraphs = _document()["words"][tongue]
    return Wording(version(), tongue, tuple(each.format(**filled) for each in paragraphs))
