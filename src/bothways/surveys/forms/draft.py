"""The simple editor's draft as the three sheets of an XLSForm. Pure.

A draft is a title, languages and a list of parts: an instrument, or a question of one's own.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from bothways.surveys.instruments.catalogue import Instrument, answer_scales, instruments

NAMES = {
    "en": "English (en)", "fr": "Français (fr)", "de": "Deutsch (de)", "es": "Español (es)",
    "ar": "العربية (ar)", "uk": "Українська (uk)",
}  # fmt: skip
# A class has fewer; the page offers only the cards that the class has.
ROSTER_CARDS = 60
Row = dict[str, str]
Draft = Mapping[str, Any]


def sheets_of(draft: Draft, *, form_id: str, version: str) -> dict[str, list[Row]]:
    """Survey, choices and settings, in the languages of the draft."""
    languages = languages_of(draft)
    maker = _Maker(languages)
    survey = [*maker.card(), *(row for part in draft["parts"] for row in maker.part(part))]
    settings: Row = {
        "form_id": form_id, "version": version, "form_title": draft["title"],
        "default_language": NAMES[languages[0]],
    }  # fmt: skip
    return {"survey": survey, "choices": maker.choices(), "settings": [settings]}


def languages_of(draft: Draft) -> list[str]:
    return [code for code in draft.get("languages", ()) if code in NAMES] or ["en"]


class _Maker:
    """Gathers the lists of choices while it writes the questions."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = languages
        self.lists: dict[str, list[Row]] = {}

    def choices(self) -> list[Row]:
        return [
            {"list_name": name, **choice} for name, rows in self.lists.items() for choice in rows
        ]

    def words(self, texts: Mapping[str, str], column: str = "label") -> Row:
        """In each language; a missing one shows the first there is, so that nobody sees nothing."""
        fallback = next((text for text in texts.values() if text), "-")
        return {f"{column}::{NAMES[code]}": texts.get(code) or fallback for code in self.languages}

    def card(self) -> list[Row]:
        """A phone has to ask class and card; a page knows them and leaves this out."""
        code, number = _said(_("Class code")), _said(_("Card number"))
        return [
            {"type": "begin group", "name": "who", **self.words(_said(_("Your card")))},
            {"type": "text", "name": "class_code", "required": "yes", **self.words(code),
             "appearance": "numbers"},
            {"type": "text", "name": "card_number", "required": "yes", **self.words(number),
             "appearance": "numbers"},
            {"type": "end group", "name": "who"},
        ]  # fmt: skip

    def part(self, part: Mapping[str, Any]) -> Iterator[Row]:
        if part["kind"] == "instrument":
            yield from self.instrument(instruments()[part["id"]])
        else:
            yield self.question(part)

    def instrument(self, one: Instrument) -> Iterator[Row]:
        self.lists[one.answers] = [
            {"name": value, **self.words(texts)}
            for value, texts in answer_scales()[one.answers].items()
        ]
        yield {"type": "begin group", "name": one.id, **self.words(one.titles)}
        for item in one.items:
            yield {
                "type": f"select_one {one.answers}", "name": one.question(item.id),
                **self.words(item.texts),
            }  # fmt: skip
        yield {"type": "end group", "name": one.id}

    def question(self, part: Mapping[str, Any]) -> Row:
        row: Row = {"type": part["kind"], "name": part["name"], **self.words(part["texts"])}
        if part.get("required"):
            row["required"] = "yes"
        if condition := part.get("only_if"):
            row["relevant"] = _condition(condition["question"], condition["value"])
        if part["kind"] == "roster":
            row |= {"type": "select_multiple cards", "appearance": "class-roster"}
            self.lists["cards"] = [
                {"name": str(n), **self.words({"en": str(n)})} for n in range(1, ROSTER_CARDS + 1)
            ]
        elif part["kind"] in ("select_one", "select_multiple"):
            row["type"] = f"{part['kind']} {part['name']}_list"
            self.lists[f"{part['name']}_list"] = [
                {"name": choice["value"], **self.words(choice["texts"])}
                for choice in part["choices"]
            ]
        return row


def _condition(question: str, value: str) -> str:
    return f"selected(${{{question}}}, '{value}')"


def _said(message: Any) -> dict[str, str]:
    """A lazy text of the site in each language."""
    found = {}
    for code in NAMES:
        with override(code):
            found[code] = str(message)
    return found
