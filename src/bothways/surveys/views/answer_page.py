"""What a screen shows: words in the language of whoever answers, fields, what is wrong."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core.places_and_languages import direction
from bothways.surveys import answering
from bothways.surveys.answering import Asked, Visit
from bothways.surveys.forms.definition import Part, Words
from bothways.surveys.forms.evaluate import Sheet
from bothways.surveys.forms.languages import code_of, plain_name
from bothways.surveys.forms.nodes import Node
from bothways.surveys.forms.screens import Place, Screen
from bothways.surveys.forms.script import script_rules
from bothways.surveys.guessing import pass_for

MOST_STEPS = 11


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    is_chosen: bool
    image: str = ""


@dataclass(frozen=True)
class Field:
    """A question as it stands on the page."""

    name: str
    id: str
    widget: str
    label: str
    hint: str
    value: str
    options: tuple[Option, ...]
    error: str
    is_needed: bool
    audio: str
    image: str
    # Marks of a scale stand side by side, not one below the other.
    is_scale: bool
    # What a script says when the answer is missing or impossible.
    needed: str
    wrong: str


def screen_context(asked: Asked, visit: Visit, with_complaints: bool) -> dict[str, Any]:
    sheet = answering.filled(asked, visit)
    screens = answering.cut(asked, sheet)
    at = next((n for n, one in enumerate(screens) if one.key == visit.screen), len(screens))
    screen = screens[at] if at < len(screens) else None
    page = _Page(asked, visit, sheet)
    code = code_of(visit.language)
    path = reverse("answer", args=[asked.group.code, asked.respondent.card])
    return {
        # A page that was posted to carries answers that the script would not know of.
        "whole": f"{path}whole/?lang={quote(visit.language)}" if at == 0 else "",
        "instance_id": visit.instance_id,
        "pass": pass_for(asked.group.code, asked.respondent.card),
        # One address in all languages, so that a change of language finds what was typed.
        "address": translate_url(path, settings.LANGUAGE_CODE),
        "group": asked.group, "state": visit.state, "language": visit.language,
        "screen": screen, "key": screen.key if screen else "send",
        "fields": page.fields(screen, with_complaints) if screen else (),
        "title": page.title(screen) if screen else "",
        "another": page.another(screen) if screen and screen.repeat else "",
        "number": at + 1, "of": len(screens) + 1, "is_first": at == 0,
        "lang": code, "dir": direction(code) if code else "auto",
        "languages": page.languages(), "has_errors": with_complaints,
    }  # fmt: skip


def whole_context(asked: Asked, visit: Visit) -> dict[str, Any] | None:
    """All screens at once with their rules, for the script; None if it cannot follow them."""
    rules = script_rules(asked.definition)
    if rules is None:
        return None
    sheet = answering.filled(asked, visit)
    for part in asked.definition.parts:
        for node in sheet.nodes(part):
            node.relevant = True
    page, code = _Page(asked, visit, sheet), code_of(visit.language)
    screens = [
        {"key": one.key, "title": page.title(one), "fields": page.fields(one, False)}
        for one in answering.cut(asked, sheet)
    ]
    return {
        "screens": screens, "rules": {"form": rules, "answers": visit.answers},
        "lang": code, "dir": direction(code) if code else "auto",
    }  # fmt: skip


@dataclass(frozen=True)
class _Page:
    asked: Asked
    visit: Visit
    sheet: Sheet

    def fields(self, screen: Screen, with_complaints: bool) -> list[Field]:
        wrong = answering.complaints_on(self.sheet, screen.places) if with_complaints else {}
        media = self._media()
        return [
            self._field(place, wrong[place.name].code if place.name in wrong else "", media)
            for place in screen.places
        ]

    def title(self, screen: Screen) -> str:
        if screen.group is None:
            return ""
        label = self._said(screen.group.label, self.sheet.top)
        if screen.row and not screen.repeat:
            return f"{label} {screen.row}".strip()
        return label

    def another(self, screen: Screen) -> str:
        if not screen.row:
            return _("Is there one to tell about?")
        return ngettext(
            "%(n)s is written down. Is there another?",
            "%(n)s are written down. Is there another?",
            screen.row,
        ) % {"n": screen.row}

    def languages(self) -> list[dict[str, str]]:
        """The form's other languages; a language of the site brings its own buttons along."""
        own = {code for code, _name in settings.LANGUAGES}
        path = reverse("answer", args=[self.asked.group.code, self.asked.respondent.card])
        return [
            {"name": name, "shown": plain_name(name), "code": code_of(name),
             "dir": direction(code_of(name)),
             "action": translate_url(path, code_of(name)) if code_of(name) in own else path,
             "query": "" if code_of(name) in own else f"?lang={quote(name)}"}
            for name in self.asked.definition.languages
            if name != self.visit.language and name != "default"
        ]  # fmt: skip

    def _media(self) -> dict[str, str]:
        """Name of a file -> its address."""
        if not self.asked.definition.media:
            return {}
        rows = self.asked.wave.version.media.values_list("name", "pk")
        code = self.asked.group.code
        return {name: reverse("answer_medium", args=[code, pk]) for name, pk in rows}

    def _field(self, place: Place, wrong: str, media: dict[str, str]) -> Field:
        part, node = place.part, place.node
        required = part.rules.required
        return Field(
            name=place.name, id=f"f-{place.name}".replace("/", "-"),
            widget=widget_of(part), label=self._said(part.label, node) or part.name,
            hint=self._said(part.hint, node), value=node.value,
            options=self._options(place, media), error=self._error(part, node, wrong),
            is_needed=required is not None and self.sheet.interpreter.holds(required, node),
            audio=media.get(self._file(part.label.audio), ""),
            image=media.get(self._file(part.label.image), ""),
            is_scale=part.kind == "range",
            needed=self._error(part, node, "required"),
            wrong=self._error(part, node, "constraint" if part.rules.constraint else "wrong_kind"),
        )  # fmt: skip

    def _options(self, place: Place, media: dict[str, str]) -> tuple[Option, ...]:
        chosen = place.node.value.split()
        if place.part.kind == "range":
            return tuple(Option(step, step, step in chosen) for step in steps_of(place.part))
        return tuple(
            Option(
                choice.value, self._said(choice.label, place.node) or choice.value,
                choice.value in chosen, media.get(self._file(choice.label.image), ""),
            )
            for choice in answering.choices_at(self.asked, self.sheet, place)
        )  # fmt: skip

    def _file(self, names: Any) -> str:
        """In this language, else in whichever has one: a picture needs no words."""
        return str(names.get(self.visit.language) or next(iter(names.values()), ""))

    def _said(self, words: Words, node: Node) -> str:
        return self.sheet.said(words.in_language(self.visit.language), node).strip()

    def _error(self, part: Part, node: Node, code: str) -> str:
        if not code:
            return ""
        own = {"required": part.needed, "constraint": part.refusal}.get(code, Words())
        return self._said(own, node) or _plain_error(part, code)


def _plain_error(part: Part, code: str) -> str:
    if code == "required":
        return _("Please answer this.")
    if code == "wrong_kind" and part.kind in ("integer", "range"):
        return _("Please write a whole number, such as 7.")
    if code == "wrong_kind" and part.kind == "decimal":
        return _("Please write a number, such as 7.5.")
    if code == "wrong_kind":
        return _("Please write a day or a time of the calendar.")
    if code == "not_a_choice":
        return _("Please choose one of these answers.")
    return _("This answer is not possible here.")


def widget_of(part: Part) -> str:
    if part.kind in answering.LEFT_OUT:
        return "left_out"
    if part.kind in ("select_one", "select_multiple", "note", "acknowledge"):
        return str(part.kind)
    if part.kind == "range":
        return "select_one" if steps_of(part) else "number"
    if part.kind in ("integer", "decimal"):
        return "number"
    if part.kind in ("date", "time"):
        return str(part.kind)
    if part.kind == "datetime":
        return "datetime-local"
    return "long" if "multiline" in part.appearance else "text"


def steps_of(part: Part) -> list[str]:
    """The marks of a range, if they are few enough to be touched one by one."""
    start, end, step = (
        float(part.parameters.get(key, default))
        for key, default in (("start", "1"), ("end", "10"), ("step", "1"))
    )
    if step <= 0 or end < start or (end - start) / step > MOST_STEPS:
        return []
    count = int((end - start) / step + 1e-9)
    return [f"{start + n * step:g}" for n in range(count + 1)]
