"""Languages of forms: ``English (en)`` and the like, as XLSForm writes them."""

import re

from bothways.surveys.forms.definition import Definition

CODE = re.compile(r"\(([a-zA-Z]{2,3}(?:-[a-zA-Z]{2,8})*)\)\s*$")
NAMES = {
    "english": "en", "french": "fr", "français": "fr", "german": "de", "deutsch": "de",
    "spanish": "es", "español": "es", "arabic": "ar", "العربية": "ar", "ukrainian": "uk",
    "українська": "uk",
}  # fmt: skip


def code_of(name: str) -> str:
    """The code of a language of a form; empty if its name does not say."""
    found = CODE.search(name)
    if found:
        return found[1].lower()
    plain = name.strip().lower()
    return NAMES.get(plain, plain if len(plain) in (2, 3) else "")


def plain_name(name: str) -> str:
    return CODE.sub("", name).strip() or name


def language_for(definition: Definition, wanted: str) -> str:
    """The form's own language nearest to what was wanted; else its first."""
    for name in definition.languages:
        if wanted in (name, code_of(name)):
            return name
    short = wanted.partition("-")[0]
    for name in definition.languages:
        if code_of(name).partition("-")[0] == short:
            return name
    return definition.languages[0]
