"""What the list of services asks. All of it is optional, and an odd value is as none."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.core.places_and_languages import language_label
from bothways.core.vocabularies import vocabulary
from bothways.directory.guide.access import language
from bothways.directory.services.cards import Card, Point
from bothways.directory.services.queries import Wish

Choices = list[tuple[str, str]]


class ServicesForm(forms.Form):
    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    need = forms.ChoiceField(label=_("What you need"), required=False)
    language = forms.ChoiceField(label=_("Language spoken there"), required=False)
    near = forms.ChoiceField(label=_("Nearest to"), required=False)
    open = forms.BooleanField(label=_("Open now"), required=False)
    free = forms.BooleanField(label=_("Costs nothing"), required=False)

    def __init__(self, given: Any, cards: tuple[Card, ...]) -> None:
        super().__init__(given)
        self.points = points_of(cards)
        anything: Choices = [("", str(_("any")))]
        self._offer("need", anything + needs_of(cards))
        self._offer("language", anything + languages_of(cards))
        self._offer("near", [("", str(_("order by name"))), *((n, n) for n in self.points)])

    def _offer(self, name: str, choices: Choices) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def wish(self) -> Wish:
        """What could be understood of it."""
        self.is_valid()
        given = self.cleaned_data
        return Wish(
            need=given.get("need", ""), language=given.get("language", ""),
            open_now=given.get("open", False), free=given.get("free", False),
            near=self.points.get(given.get("near", "")),
        )  # fmt: skip

    def words(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))


def needs_of(cards: tuple[Card, ...]) -> Choices:
    """In the order of the vocabulary, only those that something here answers."""
    here = {code for card in cards for code in card.needs}
    needs = vocabulary("need")
    return [(code, needs.label(code, language())) for code in needs if code in here]


def languages_of(cards: tuple[Card, ...]) -> Choices:
    codes = {code for card in cards for code in card.languages}
    return sorted(((code, language_label(code, language())) for code in codes), key=lambda p: p[1])


def points_of(cards: tuple[Card, ...]) -> dict[str, Point]:
    """Addresses that have a point, by name: people know them and need not say where they live."""
    found = {
        where.name: where.point
        for card in cards
        for where in card.where
        if where.name and where.point
    }
    return dict(sorted(found.items()))
