"""The plan in sentences: what has to be measured and why, what was done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bothways.core.places_and_languages import country_label
from bothways.tailoring.plan.prediction import profile_lines
from bothways.tailoring.plan.queries import WholePlan
from bothways.tailoring.plan.rules import Duty, Reason

DUTIES: Mapping[Duty, Promise] = {
    Duty.MONITOR: _("Monitoring is enough"),
    Duty.FIDELITY: _("Watch whether it is done as planned"),
    Duty.OUTCOME: _("Measure the outcomes anew"),
}
DUTY_MEANS: Mapping[Duty, Promise] = {
    Duty.MONITOR: _("Nothing is changed and the group lies within what was studied."),
    Duty.FIDELITY: _(
        "Only the surface is changed: check how it is done, and count who is reached."
    ),
    Duty.OUTCOME: _("What was found elsewhere may not hold here: plan a comparison of outcomes."),
}
REASONS: Mapping[str, Promise] = {
    "core_left_out": _("The core part %(named)s is left out."),
    "core_changed": _("The core part %(named)s is changed."),
    "unsaid_changed": _("%(named)s is changed, and nobody has said whether it is core."),
    "surface": _("%(named)s is changed. It is not core."),
    "added": _("%(named)s is added."),
    "outside": _("%(named)s: outside what was studied."),
    "other_people": _("The log has a change to other people: %(named)s"),
    "logged_core": _("The log has a change of the core: %(named)s"),
    "logged_unsaid": _("The log has a change, and nobody has said whether it is core: %(named)s"),
    "logged_surface": _("The log has a change outside the core: %(named)s"),
}
CHOICES: Mapping[str, Promise] = {
    "keep": _("keep"),
    "adapt": _("adapt"),
    "leave_out": _("leave out"),
    "add": _("added here"),
}
STATES: Mapping[str, Promise] = {
    "met": _("met"),
    "unmet": _("not met"),
    "unknown": _("not known yet"),
}
VERBS: Mapping[str, Promise] = {
    "start": _("started the plan"),
    "describe": _("described goal, group and place"),
    "choose_parts": _("chose what becomes of the parts"),
    "add_part": _("added a part"),
    "remove_part": _("removed an added part"),
    "check_preconditions": _("checked the conditions"),
    "add_precondition": _("added a condition"),
    "remove_precondition": _("removed an added condition"),
    "log": _("logged an adaptation"),
    "correct_log": _("corrected the log"),
    "remove_log": _("took an entry out of the log"),
    "ask": _("asked for a decision"),
    "decide": _("recorded a decision"),
    "remove_decision": _("removed a decision"),
    "add_contact": _("added a contact"),
    "remove_contact": _("removed a contact"),
    "close": _("closed the plan"),
    "reopen": _("opened the plan again"),
}


def place_name(code: str) -> str:
    """The country's name; a region keeps its code behind it."""
    country, dash, _rest = code.partition("-")
    name = country_label(country, get_language() or "en") if country else ""
    return f"{name} ({code})" if dash else name


def duty_sentences(whole: WholePlan) -> list[SafeString]:
    """The reasons that ask for the duty in force; weaker ones are not needed."""
    duty = whole.reevaluation
    binding = [reason for reason in duty.reasons if reason.duty == duty.duty]
    return [_sentence(whole, reason) for reason in binding]


def _sentence(whole: WholePlan, reason: Reason) -> SafeString:
    """Quoted words keep their own direction: the plan may be in another language than the page."""
    named = format_html("<bdi>{}</bdi>", _named(whole, reason))
    return mark_safe(escape(REASONS[reason.code]) % {"named": named})  # noqa: S308 (both escaped)


def _named(whole: WholePlan, reason: Reason) -> str:
    part = next((part.part for part in whole.parts if str(part.pk) == reason.named), None)
    return f"“{part or reason.named}”"


# Names of the lines of a fit profile.
LINES: Mapping[str, Promise] = {
    "outcome": _("Outcome"),
    "south_south": _("Experience between countries of the South"),
    "age": _("Ages"),
    "gender": _("Gender"),
    "stage": _("Stage of stay"),
    "stay": _("Duration of stay"),
    "languages": _("Languages"),
    "company": _("With family or alone"),
    "side": _("Newcomers or hosts"),
    "confidence": _("Confidence"),
    "place": _("Place"),
    "means": _("Means"),
    "preconditions": _("Conditions"),
    "effect": _("Expected effect"),
    "load": _("Adaptation load"),
}
GRADES: Mapping[str, Promise] = {
    "fits": _("fits"),
    "partly": _("fits in part"),
    "does_not_fit": _("does not fit"),
    "unknown": _("not known"),
}


def line_names(lines: Iterable[str]) -> list[str]:
    return [str(LINES.get(line, line)) for line in lines]


@dataclass(frozen=True)
class FitLine:
    """One line of the frozen profile in words."""

    id: str
    name: str
    code: str
    grade: str
    said: tuple[str, ...] = ()


def fit_lines(prediction: Mapping[str, Any]) -> list[FitLine]:
    """The lines that were asked for, in the order of the profile."""
    return [
        FitLine(
            line["id"],
            str(LINES.get(line["id"], line["id"])),
            line["grade"],
            str(GRADES[line["grade"]]),
        )
        for line in profile_lines(prediction)
    ]
