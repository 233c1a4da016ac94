"""One visit of somebody who answers: the sheet so far, the screen shown, what is sent.

Nothing is stored before it is sent: the answers so far travel in the page itself. So a page needs
no account, no cookie and no script, and the next pupil at the same tablet finds nothing.
"""

import json
import re
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from bothways.surveys.forms.definition import ONLY_PHONES, Choice, Definition
from bothways.surveys.forms.evaluate import Complaint, Sheet, fill, tidy
from bothways.surveys.forms.functions import Moment
from bothways.surveys.forms.languages import language_for
from bothways.surveys.forms.screens import (
    Place,
    Screen,
    add_row,
    put,
    remove_row,
    screens_of,
)
from bothways.surveys.models import Channel, Respondent, Submission, SurveyGroup, Wave
from bothways.surveys.receiving import CARD, CLASS_CODE, Sent, definition_of

INSTANCE = re.compile(r"uuid:[0-9a-f-]{36}")
MOST_STATE = 1_000_000
# Kinds that a page leaves out; whoever has a phone with ODK Collect can answer them.
LEFT_OUT = (*ONLY_PHONES, "rank")
ROSTER = "class-roster"


@dataclass(frozen=True)
class Asked:
    """Who is asked what: the card, the open wave, its form."""

    group: SurveyGroup
    respondent: Respondent
    wave: Wave
    definition: Definition

    @property
    def known(self) -> dict[str, str]:
        """Answers that the card gives, by the name of the question."""
        return {CLASS_CODE: self.group.code, CARD: self.respondent.card}

    @property
    def has_answered(self) -> bool:
        return Submission.objects.filter(wave=self.wave, respondent=self.respondent).exists()


def asked_of(group: SurveyGroup, respondent: Respondent, wave: Wave) -> Asked:
    return Asked(group, respondent, wave, definition_of(wave.version))


@dataclass
class Visit:
    """The sheet so far."""

    instance_id: str
    answers: dict[str, Any] = field(default_factory=dict)
    language: str = ""
    screen: str = ""

    @property
    def state(self) -> str:
        """What the page carries until it is sent."""
        return json.dumps({"id": self.instance_id, "answers": self.answers})


def new_visit(asked: Asked) -> Visit:
    instance_id = f"uuid:{uuid.UUID(bytes=secrets.token_bytes(16), version=4)}"
    moment = Moment(timezone.now(), instance_id)
    opened = fill(asked.definition, known_answers(asked), moment, is_new=True)
    return Visit(instance_id, _every_answer(opened))


def _every_answer(sheet: Sheet) -> dict[str, Any]:
    """Defaults too of what is not asked yet: it may be asked later."""
    found = dict(sheet.answers)
    for part in sheet.definition.questions:
        for node in sheet.nodes(part.path):
            if node.value and not sheet.definition.repeats_of(part.path):
                found.setdefault(part.path, node.value)
    return found


def known_answers(asked: Asked) -> dict[str, Any]:
    return {
        part.path: asked.known[part.name]
        for part in asked.definition.questions
        if part.name in asked.known
    }


def continued(asked: Asked, posted: QueryDict) -> Visit | None:
    """The visit that a page carries on; None if it did not arrive whole."""
    text = posted.get("state", "")
    try:
        state = json.loads(text) if len(text) <= MOST_STATE else None
    except (ValueError, RecursionError):
        state = None
    if not isinstance(state, dict) or not INSTANCE.fullmatch(str(state.get("id", ""))):
        return None
    answers = state.get("answers")
    if not isinstance(answers, dict):
        return None
    visit = Visit(str(state["id"]), tidy(asked.definition, answers))
    visit.answers.update(known_answers(asked))
    visit.screen = posted.get("screen", "")
    return visit


def filled(asked: Asked, visit: Visit) -> Sheet:
    moment = Moment(timezone.now(), visit.instance_id)
    return fill(asked.definition, visit.answers, moment, believed=True, language=visit.language)


def cut(asked: Asked, sheet: Sheet) -> list[Screen]:
    return screens_of(sheet, asked.known)


def take_over(asked: Asked, visit: Visit, posted: QueryDict) -> frozenset[str]:
    """What was answered on the screen that was shown; returns the names of its fields."""
    for screen in cut(asked, filled(asked, visit)):
        if screen.key != visit.screen:
            continue
        for place in screen.places:
            if place.part.kind not in ("note", *LEFT_OUT):
                put(visit.answers, asked.definition, place.name, _value(place, posted))
        if screen.repeat and posted.get("do") == "another":
            add_row(visit.answers, asked.definition, screen.repeat)
        if screen.repeat and posted.get("do") == "fewer":
            remove_row(visit.answers, asked.definition, screen.repeat)
        return frozenset(place.name for place in screen.places)
    return frozenset()


def asks_more(asked: Asked, visit: Visit, sheet: Sheet, shown: frozenset[str]) -> bool:
    """Whether the answers brought up a question on the very screen that was shown."""
    for screen in cut(asked, sheet):
        if screen.key == visit.screen:
            return bool({place.name for place in screen.places} - shown)
    return False


def _value(place: Place, posted: QueryDict) -> str:
    texts = [text.replace("\0", "").strip() for text in posted.getlist(place.name)]
    if place.part.kind == "select_multiple":
        return " ".join(text for text in texts if text)
    text = texts[0] if texts else ""
    return western(text) if place.part.kind in ("integer", "decimal", "range") else text


def western(text: str) -> str:
    """Numbers in the digits that forms count with: ٣٫٥ and ۳٫۵ are 3.5."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in text)
    return plain.replace("\N{ARABIC DECIMAL SEPARATOR}", ".").replace(",", ".")


def next_screen(asked: Asked, visit: Visit, sheet: Sheet, do: str) -> str:
    """The key of the screen after (or before) the one shown; empty at the end."""
    keys = [screen.key for screen in cut(asked, sheet)]
    at = keys.index(visit.screen) if visit.screen in keys else -1
    if do == "back":
        return keys[max(0, (len(keys) if visit.screen == "send" else at) - 1)] if keys else ""
    if do == "another":
        # The new row stands before the question whether there is another.
        return keys[at - 1] if at > 0 else ""
    if do in ("stay", "fewer"):
        return visit.screen
    return keys[at + 1] if at + 1 < len(keys) else "send"


def complaints_on(sheet: Sheet, places: tuple[Place, ...]) -> dict[str, Complaint]:
    """By the name of the field."""
    found = {(c.path, c.rows): c for c in complaints(sheet)}
    named = ((place.name, found.get((place.part.path, place.rows))) for place in places)
    return {name: complaint for name, complaint in named if complaint is not None}


def complaints(sheet: Sheet) -> list[Complaint]:
    """Without what a page cannot ask."""
    parts = sheet.definition.parts
    return [c for c in sheet.complaints if parts[c.path].kind not in LEFT_OUT]


def first_with_complaint(asked: Asked, sheet: Sheet) -> str:
    for screen in cut(asked, sheet):
        if complaints_on(sheet, screen.places):
            return screen.key
    return ""


def choices_at(asked: Asked, sheet: Sheet, place: Place) -> list[Choice]:
    """Choices of a question; of a class roster the cards of the class, without one's own."""
    offered = sheet.choices(place.part, place.node)
    if ROSTER not in place.part.appearance:
        return offered
    numbers = asked.group.respondents.exclude(pk=asked.respondent.pk)
    cards = {str(number) for number in numbers.values_list("number", flat=True)}
    return [choice for choice in offered if choice.value in cards]


def to_send(asked: Asked, visit: Visit) -> Sent:
    return Sent(
        visit.instance_id, asked.wave.version, visit.answers, Channel.PAGE,
        asked.group, asked.respondent, language=visit.language,
    )  # fmt: skip


def form_language(asked: Asked, wanted: str) -> str:
    return language_for(asked.definition, wanted)
