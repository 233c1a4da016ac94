"""The questions to a household, made from the book. Each may be left open."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.core.places_and_languages import language_label
from bothways.core.vocabularies import in_language
from bothways.directory.steps.book import Book
from bothways.directory.steps.profile import MOST_AGE, MOST_MEMBERS, Member, Profile

PHASES: list[tuple[str, Any]] = [
    ("", gettext_lazy("all steps")),
    ("pre_departure", gettext_lazy("before you leave")),
    ("arrival", gettext_lazy("the first weeks")),
    ("settlement", gettext_lazy("settling in")),
]
NUMBERS = re.compile(r"\d+|\?")


class HouseholdForm(forms.Form):
    """``done`` holds the steps that the family ticked on the list itself."""

    arrival = forms.DateField(
        label=gettext_lazy("Day you arrived, or will arrive"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )  # fmt: skip
    ages = forms.CharField(
        label=gettext_lazy("Ages of all who live with you"), required=False, max_length=80,
        help_text=gettext_lazy("As in: 36 34 9 4. A question mark for an age you do not tell."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )  # fmt: skip
    phase = forms.ChoiceField(label=gettext_lazy("Show"), choices=PHASES, required=False)

    def __init__(self, book: Book, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book = book
        for code in languages_asked(book):
            words = _("Do you speak %(language)s?") % {"language": language_label(code, language)}
            self.fields[f"language.{code}"] = _three(words)
        for name, texts in book.questions.items():
            self.fields[f"fact.{name}"] = _three(in_language(texts, language))
        for code in book.papers:
            self.fields[f"paper.{code}"] = _three(book.paper(code, language))

    def profile(self, done: list[str]) -> Profile:
        """What was told; what cannot be read is as not told."""
        self.is_valid()
        given = self.cleaned_data
        answers = {name: given[name] == "yes" for name in given
                   if name.partition(".")[1] and given[name]}  # fmt: skip
        papers, facts = _part(answers, "paper"), _part(answers, "fact")
        spoken = _part(answers, "language")
        known = {step.code for step in self.book.steps}
        return Profile(
            arrival=given.get("arrival"),
            members=_members(given.get("ages", "")),
            languages=frozenset(c for c, yes in spoken.items() if yes) if spoken else None,
            has=frozenset(c for c, yes in papers.items() if yes),
            lacks=frozenset(c for c, yes in papers.items() if not yes),
            facts=facts,
            done=frozenset(done) & known,
        )

    @property
    def phase_asked(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("phase", ""))

    def papers(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("paper.")]

    def others(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("paper.")]


def initial_of(profile: Profile, book: Book) -> dict[str, Any]:
    """The answers as the form shows them, from a file or a code."""
    found: dict[str, Any] = {"arrival": profile.arrival and profile.arrival.isoformat()}
    if profile.members is not None:
        found["ages"] = " ".join("?" if m.age is None else str(m.age) for m in profile.members)
    if profile.languages is not None:
        for code in languages_asked(book):
            found[f"language.{code}"] = _word(code in profile.languages)
    found |= {f"fact.{name}": _word(value) for name, value in profile.facts.items()}
    found |= {f"paper.{code}": "yes" for code in profile.has}
    return found | {f"paper.{code}": "no" for code in profile.lacks}


def languages_asked(book: Book) -> list[str]:
    codes = {
        code for step in book.steps for condition in step.audience
        if condition.facet in ("language", "speaks_not") for code in condition.codes
    }  # fmt: skip
    return sorted(codes)


def _three(label: str) -> forms.ChoiceField:
    choices = [("", _("not said")), ("yes", _("yes")), ("no", _("no"))]
    return forms.ChoiceField(label=label, choices=choices, required=False)


def _word(value: bool) -> str:
    return "yes" if value else "no"


def _part(answers: dict[str, bool], kind: str) -> dict[str, bool]:
    return {name.partition(".")[2]: value for name, value in answers.items()
            if name.startswith(f"{kind}.")}  # fmt: skip


def _members(text: str) -> tuple[Member, ...] | None:
    """None where nothing was written: that says nothing of who lives there."""
    found = NUMBERS.findall(text)[:MOST_MEMBERS]
    if not found:
        return None
    return tuple(Member(None if word == "?" or int(word) > MOST_AGE else int(word))
                 for word in found)  # fmt: skip
