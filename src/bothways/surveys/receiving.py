"""What arrives at a wave, before it is written: who sent it, and whether it is the same again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q

from bothways.surveys.forms.definition import Definition
from bothways.surveys.forms.evaluate import Sheet, fill
from bothways.surveys.forms.functions import Moment
from bothways.surveys.forms.xform import read_xform
from bothways.surveys.models import FormVersion, Respondent, Side, Survey, SurveyGroup

# Questions that say who answers, where a phone has to ask it. Their answers are not kept.
CLASS_CODE, CARD = "class_code", "card_number"


@dataclass(frozen=True)
class Sent:
    """Answers as they came. ``raw`` is the very text, kept whatever happens."""

    instance_id: str
    version: FormVersion
    answers: Mapping[str, Any]
    channel: str
    group: SurveyGroup | None = None
    respondent: Respondent | None = None
    raw: str = ""
    language: str = ""

    @property
    def text(self) -> str:
        return self.raw or json.dumps(self.answers, ensure_ascii=False, sort_keys=True)


def definition_of(version: FormVersion) -> Definition:
    """The form as it is read; versions never change, so one reading serves all."""
    media = () if not version.pk else _lists_of(version.pk)
    return _read(version.content_hash, version.xform, media)


@lru_cache(maxsize=256)
def _lists_of(version: int) -> tuple[tuple[str, bytes], ...]:
    from bothways.surveys.models import FormMedia

    found = FormMedia.objects.filter(version=version, name__endswith=".csv")
    return tuple((name, bytes(content)) for name, content in found.values_list("name", "content"))


@lru_cache(maxsize=64)
def _read(_digest: str, xform: str, media: tuple[tuple[str, bytes], ...]) -> Definition:
    definition, _problems = read_xform(xform, dict(media))
    if definition is None:
        raise ValueError("a stored form cannot be read any more")
    return definition


def filled(sent: Sent, at: datetime) -> Sheet:
    definition = definition_of(sent.version)
    moment = Moment(at, sent.instance_id)
    return fill(definition, sent.answers, moment, believed=True, language=sent.language)


def kept_answers(sheet: Sheet) -> dict[str, Any]:
    """Without class code and card: the pseudonym stands in their place."""
    return {
        path: value
        for path, value in sheet.answers.items()
        if path.rpartition("/")[2] not in (CLASS_CODE, CARD)
    }


def content_hash(sent: Sent, sheet: Sheet) -> str:
    """The same answers of the same card have the same hash, by whichever way they came.

    What the form computes is left out: it may be another tomorrow, and says nothing new.
    """
    card = sent.respondent.pseudonym if sent.respondent else ""
    answers = _without_computed(sheet.definition, kept_answers(sheet), "")
    plain = json.dumps([sent.version.version, card, answers], sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _without_computed(
    definition: Definition, answers: Mapping[str, Any], base: str
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in answers.items():
        path = f"{base}/{key}" if base else key
        if isinstance(value, list):
            found[key] = [_without_computed(definition, row, path) for row in value]
        elif definition.parts[path].rules.calculate is None:
            found[key] = value
    return found


def complaints_of(sheet: Sheet) -> list[dict[str, Any]]:
    return [{"path": c.path, "rows": list(c.rows), "code": c.code} for c in sheet.complaints]


def side_of(survey: Survey, sent: Sent, answers: Mapping[str, Any]) -> str:
    if sent.respondent is not None and sent.respondent.side:
        return sent.respondent.side
    said = answers.get(survey.side_question, "") if survey.side_question else ""
    return said if said in Side.values else ""


def digits(text: str) -> str:
    """The digits of what was typed, of any script; spaces and hyphens are no matter."""
    return "".join(str(int(letter)) for letter in text if letter.isdecimal())


def is_class_code(text: str) -> bool:
    """Whether it could be one; a code with a digit missing is no guess."""
    return len(digits(text)) == 8


def group_with_code(text: str) -> SurveyGroup | None:
    if not is_class_code(text):
        return None
    return SurveyGroup.objects.select_related("survey").filter(code=digits(text)).first()


def card_named(survey: Survey, text: str) -> Respondent | None:
    """By pseudonym, or by class code and card number behind one another, as staff has them."""
    cards = Respondent.objects.filter(group__survey=survey).select_related("group__survey")
    found = cards.filter(pseudonym=text.strip().upper()).first()
    if found is not None or text.strip()[:1].upper() == "R":
        return found
    group = group_with_code(digits(text)[:8])
    if group is None or group.survey_id != survey.pk:
        return None
    return respondent_with_card(group, digits(text)[8:])


def is_card(text: str) -> bool:
    return 3 <= len(digits(text)) <= 7


def respondent_with_card(group: SurveyGroup, text: str) -> Respondent | None:
    """The card of a group by its number and check digits (four, or two), as they stand on it."""
    if not is_card(text):
        return None
    card = digits(text)
    told = Q(number=int(card[:-2]), check_digits=card[-2:])
    if len(card) > 4:
        told |= Q(number=int(card[:-4]), check_digits=card[-4:])
    return group.respondents.filter(told).first()
