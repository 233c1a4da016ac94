"""The codes a field may hold. Countries and languages come from CLDR, all others from files."""

from functools import cache

from babel import Locale

from bothways.core.places_and_languages import country_codes, country_label, language_label
from bothways.core.vocabularies import vocabulary


@cache
def codes_of(name: str) -> tuple[str, ...]:
    """Every code that may be stored, deprecated ones too: an old record stays readable."""
    if name == "country":
        return country_codes()
    if name == "language":
        return tuple(sorted(str(tag).replace("_", "-") for tag in Locale("en").languages))
    return tuple(vocabulary(name))


def offered_codes(name: str) -> tuple[str, ...]:
    """The codes a form offers: the deprecated ones are left out."""
    if name in ("country", "language"):
        return codes_of(name)
    return tuple(code.id for code in vocabulary(name).offered())


def code_label(name: str, code: str, language: str) -> str:
    if name == "country":
        return country_label(code, language)
    if name == "language":
        return language_label(code, language)
    return vocabulary(name).label(code, language)
