"""Default wordings of consent, as data, with the words of one programme filled in."""

from functools import cache
from pathlib import Path

import yaml

from bothways.core.vocabularies import vocabulary
from bothways.programmes.models import Programme

FILE = Path(__file__).with_name("wordings.yaml")
PURPOSES = "consent_purpose"


@cache
def wordings() -> dict[str, dict[str, str]]:
    """Purpose -> language -> words with two places to fill in."""
    found: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text("utf-8"))
    return found


def words_for(purpose: str, programme: Programme) -> dict[str, str]:
    """The default words of one purpose in every language, as this programme would say them."""
    # Who answers for the data; without an organisation it is the programme itself.
    organisation = programme.organisation
    name = organisation.name if organisation else f"“{programme.title}”"
    return {
        language: words.format(organisation=name, months=programme.keep_months)
        for language, words in wordings().get(purpose, {}).items()
    }


def purposes() -> tuple[str, ...]:
    return tuple(vocabulary(PURPOSES))


def purpose_label(purpose: str, language: str) -> str:
    return vocabulary(PURPOSES).label(purpose, language)
