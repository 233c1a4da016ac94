"""The codes a field may hold. Countries and languages come from CLDR, all others from files.

The codes of confidence are no field's: the rules compute them, and the library filters by them.
"""

from functools import cache

from babel import Locale
from django.utils.translation import override

from bothways.core.places_and_languages import country_codes, country_label, language_label
from bothways.core.vocabularies import vocabulary
from bothways.practices.rating.tables import PRACTICE_LABELS
from bothways.practices.rating_words import level_words


@cache
def codes_of(name: str) -> tuple[str, ...]:
    """Every code that may be stored, deprecated ones too: an old record stays readable."""
    if name == "country":
        return country_codes()
    if name == "language":
        return tuple(sorted(str(tag).replace("_", "-") for tag in Locale("en").languages))
    if name == "confidence":
        return tuple(f"C{level}" for level in range(len(PRACTICE_LABELS)))
    return tuple(vocabulary(name))


def offered_codes(name: str) -> tuple[str, ...]:
    """The codes a form offers: the deprecated ones are left out."""
    if name in ("country", "language", "confidence"):
        return codes_of(name)
    return tuple(code.id for code in vocabulary(name).offered())


def code_label(name: str, code: str, language: str) -> str:
    if name == "country":
        return country_label(code, language)
    if name == "language":
        return language_label(code, language)
    if name == "confidence":
        with override(language):
            return level_words(int(code[1:]))
    return vocabulary(name).label(code, language)
