"""The plan in sentences: what has to be measured and why, what was done."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.practices.reading import joined
from bothways.tailoring.fit.prediction import RULE_VERSION
from bothways.tailoring.fit.profile import ProfileLine
from bothways.tailoring.plan.prediction import profile_lines
from bothways.tailoring.plan.queries import WholePlan
from bothways.tailoring.plan.rules import Duty, Reason
from bothways.tailoring.shortlist_words import grade, line_name, names, said, short

DUTIES: Mapping[Duty, Promise] = {
    Duty.MONITOR: gettext_lazy("Monitoring is enough"),
    Duty.FIDELITY: gettext_lazy("Watch whether it is done as planned"),
    Duty.OUTCOME: gettext_lazy("Measure the outcomes anew"),
}
DUTY_MEANS: Mapping[Duty, Promise] = {
    Duty.MONITOR: gettext_lazy("Nothing is changed and the group lies within what was studied."),
    Duty.FIDELITY: gettext_lazy(
        "Only the surface is changed: check how it is done, and count who is reached."
    ),
    Duty.OUTCOME: gettext_lazy(
        "What was found elsewhere may not hold here: plan a comparison of outcomes."
    ),
}
REASONS: Mapping[str, Promise] = {
    "core_left_out": gettext_lazy("The core part %(named)s is left out."),
    "core_changed": gettext_lazy("The core part %(named)s is changed."),
    "unsaid_changed": gettext_lazy("%(named)s is changed, and nobody has said whether it is core."),
    "surface": gettext_lazy("%(named)s is changed. It is not core."),
    "added": gettext_lazy("%(named)s is added."),
    "outside": gettext_lazy("%(named)s: outside what was studied."),
    "untested": gettext_lazy("Nobody has tested it yet, so there is no result to carry over."),
    "other_people": gettext_lazy("The log has a change to other people: %(named)s"),
    "logged_core": gettext_lazy("The log has a change of the core: %(named)s"),
    "logged_unsaid": gettext_lazy(
        "The log has a change, and nobody has said whether it is core: %(named)s"
    ),
    "logged_surface": gettext_lazy("The log has a change outside the core: %(named)s"),
}
CHOICES: Mapping[str, Promise] = {
    "keep": gettext_lazy("keep"),
    "adapt": gettext_lazy("adapt"),
    "leave_out": gettext_lazy("leave out"),
    "add": gettext_lazy("added here"),
}
STATES: Mapping[str, Promise] = {
    "met": gettext_lazy("met"),
    "unmet": gettext_lazy("not met"),
    "unknown": gettext_lazy("not known yet"),
}
VERBS: Mapping[str, Promise] = {
    "start": gettext_lazy("started the plan"),
    "describe": gettext_lazy("described goal, group and place"),
    "choose_parts": gettext_lazy("chose what becomes of the parts"),
    "add_part": gettext_lazy("added a part"),
    "remove_part": gettext_lazy("removed an added part"),
    "check_preconditions": gettext_lazy("checked the conditions"),
    "add_precondition": gettext_lazy("added a condition"),
    "remove_precondition": gettext_lazy("removed an added condition"),
    "log": gettext_lazy("logged an adaptation"),
    "correct_log": gettext_lazy("corrected the log"),
    "remove_log": gettext_lazy("took an entry out of the log"),
    "ask": gettext_lazy("asked for a decision"),
    "decide": gettext_lazy("recorded a decision"),
    "remove_decision": gettext_lazy("removed a decision"),
    "add_contact": gettext_lazy("added a contact"),
    "remove_contact": gettext_lazy("removed a contact"),
    "close": gettext_lazy("closed the plan"),
    "reopen": gettext_lazy("opened the plan again"),
}


def direction_of(text: str) -> str:
    """The direction of the first letter that has one. Paper knows no ``dir="auto"``."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return "ltr" if direction == "L" else "rtl"
    return "ltr"


def duty_sentences(whole: WholePlan) -> list[SafeString]:
    """The reasons that ask for the duty in force; weaker ones are not needed."""
    duty = whole.reevaluation
    binding = [reason for reason in duty.reasons if reason.duty == duty.duty]
    return [_sentence(whole, reason) for reason in binding]


def _sentence(whole: WholePlan, reason: Reason) -> SafeString:
    """Quoted words keep their own direction: the plan may be in another language than the page."""
    words = _named(whole, reason)
    named = format_html('<bdi dir="{}">{}</bdi>', direction_of(words), words)
    return mark_safe(escape(REASONS[reason.code]) % {"named": named})  # noqa: S308 (both escaped)


def _named(whole: WholePlan, reason: Reason) -> str:
    if reason.code == "outside":
        return line_names([reason.named])[0]
    part = next((part.part for part in whole.parts if str(part.pk) == reason.named), None)
    return f"“{part or reason.named}”"


@dataclass(frozen=True)
class FitLine:
    """One line of the frozen profile in words."""

    id: str
    name: str
    code: str
    grade: str
    said: str


# Lines whose facts are what was planned against what is on record.
COMPARED = ("outcome", "gender", "stage", "stay", "languages", "company", "side", "age")
# Lines whose full sentence leads over to a list: the few words serve better here.
IN_SHORT = ("means", "preconditions")


def line_names(lines: Iterable[str]) -> list[str]:
    return [line_name(line) for line in lines]


def fit_lines(prediction: Mapping[str, Any]) -> list[FitLine]:
    """The lines that were asked for, in the order of the profile.

    A prediction frozen under older rules keeps its grades; its facts may have another shape, so
    no sentence is made from them.
    """
    is_current = (prediction.get("versions") or {}).get("rule") == RULE_VERSION
    found = [ProfileLine(**line) for line in profile_lines(prediction)]
    return [
        FitLine(
            line.id, line_name(line.id), line.grade, grade(line), _said(line) if is_current else ""
        )
        for line in found
    ]


def _said(line: ProfileLine) -> str:
    """One sentence about the line for partners, who did not ask anything themselves."""
    if line.id in IN_SHORT:
        return short(line)
    if line.id not in COMPARED:
        return said(line)
    planned, studied = (_compared(line, line.facts.get(side) or ()) for side in SIDES_OF_A_LINE)
    if not studied:
        return _("Planned: %(planned)s. The record does not say.") % {"planned": planned}
    words = _("Planned: %(planned)s. On record: %(studied)s.")
    return words % {"planned": planned, "studied": studied}


SIDES_OF_A_LINE = ("wished", "studied")


def _compared(line: ProfileLine, found: Sequence[Any]) -> str:
    """Codes in words; ages as spans."""
    if line.id != "age":
        return names(line.id, found)
    spans = [found] if found and isinstance(found[0], int) else found
    return joined(f"{low}–{high}" for low, high in spans)


# What a wish may ask for -> the line that speaks of it.
WISHED = {
    "gender": "gender", "stage": "stage", "stay": "stay", "language": "languages",
    "outcome": "outcome", "company": "company", "side": "side",
}  # fmt: skip


def wish_words(wish: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name and value of everything about the group that was asked for."""
    found = [(line_name("age"), "–".join(map(str, wish["age"])))] if wish.get("age") else []
    for name, line in WISHED.items():
        asked = wish.get(name) or ()
        if asked:
            codes = [asked] if isinstance(asked, str) else asked
            found.append((line_name(line), names(line, codes)))
    return found
