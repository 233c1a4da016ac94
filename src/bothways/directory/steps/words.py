"""Questions and reasons in the reader's words."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.core.vocabularies import Texts, in_language
from bothways.directory.guide.reading import reading
from bothways.directory.services.cards import Word
from bothways.directory.steps.book import Book
from bothways.directory.steps.question import Question


def question_words(question: Question, book: Book, language: str) -> str:
    if question.facet == "arrival":
        return _("When did you arrive, or when will you?")
    if question.facet == "age":
        return _("How old are the people who live with you?")
    if question.facet == "language":
        return _("Which languages do you speak?")
    if question.facet == "paper":
        return _("Do you have this paper: %(paper)s?") % {
            "paper": book.paper(question.paper, language)
        }
    return in_language(book.questions.get(question.facet, {}), language)


def word_of(texts: Texts) -> Word:
    """In the language of reading; where the book lacks it, in the one around it."""
    wanted, around = reading(), get_language() or "en"
    found = next((code for code in (wanted, around) if texts.get(code)), "en")
    return Word(in_language(texts, found), found)


def facet_words(facet: str) -> str:
    """What is not known, where a step may or may not be meant."""
    if facet == "age":
        return _("ages in your family")
    if facet in ("language", "speaks_not"):
        return _("languages you speak")
    return _("papers you have") if facet == "paper" else _("one of the questions above")
