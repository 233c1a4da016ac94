"""A family's answers in words, for the page that asks for its yes, its copy and its sheet."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bothways.core.places_and_languages import language_label
from bothways.core.vocabularies import in_language
from bothways.directory.steps.book import Book
from bothways.directory.steps.keeping.difference import NONE, YES, answers_of
from bothways.directory.steps.profile import Profile

Line = tuple[str, str]


def answers_in_words(profile: Profile, book: Book, language: str) -> list[Line]:
    """Label and answer of everything that was told, in the order of the form."""
    return [
        (label_of(key, book, language), value_of(key, value, language))
        for key, value in answers_of(profile).items()
    ]


def label_of(key: str, book: Book, language: str) -> str:
    """A code that the book no longer has stands for itself."""
    kind, _dot, code = key.partition(".")
    if kind == "done":
        titles = {step.code: step.title for step in book.steps}
        return in_language(titles.get(code, {}), language) or code
    if kind == "paper":
        return book.paper(code, language)
    if kind == "fact":
        return in_language(book.questions.get(code, {}), language) or code
    fixed = {
        "arrival": _("Day you arrived, or will arrive"),
        "ages": _("Ages of all who live with you"),
        "languages": _("Languages you speak, of those that we asked about"),
    }
    return fixed[key]


def value_of(key: str, value: str, language: str) -> str:
    if not value:
        return _("not done") if key.startswith("done.") else _("not said")
    if value == NONE:
        return _("none")
    if key == "arrival":
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if key == "languages":
        return " · ".join(language_label(code, language) for code in value.split())
    if key == "ages":
        return value
    if key.startswith("done."):
        return _("done")
    return _("yes") if value == YES else _("no")
