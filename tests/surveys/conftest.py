"""A survey of two classes with a form, a wave and cards, made through the actions."""

from dataclasses import dataclass
from typing import Any

import pytest

from bothways.core.models import User
from bothways.surveys.actions import survey_start
from bothways.surveys.form_actions import form_keep_converted
from bothways.surveys.forms.conversion import Converted
from bothways.surveys.forms.xform import read_xform
from bothways.surveys.group_actions import NewCard, NewGroup, groups_add
from bothways.surveys.models import FormVersion, Survey, SurveyGroup, Wave
from bothways.surveys.receiving import Sent
from bothways.surveys.wave_actions import wave_open, wave_plan
from tests.surveys.forms import FRIENDS

ANSWERS = {
    "about/age": "11", "about/likes": "yes", "about/why": "Football", "school_belonging_1": "4",
    "school_belonging_2": "1",
}  # fmt: skip


def converted(xform: str) -> Converted:
    """A form that needs no conversion; tests of pyxform bring workbooks."""
    definition, problems = read_xform(xform)
    return Converted(xform, definition, tuple(problems))


@dataclass(frozen=True)
class Scene:
    """All that a survey has, and its owner."""

    owner: User
    survey: Survey
    version: FormVersion
    groups: list[SurveyGroup]
    wave: Wave

    def sent(self, number: int = 1, **changes: Any) -> Sent:
        group = self.groups[0]
        fields = {
            "instance_id": f"uuid:{number}", "version": self.version, "answers": ANSWERS,
            "channel": "page", "group": group,
            "respondent": group.respondents.get(number=number),
        }  # fmt: skip
        return Sent(**{**fields, **changes})


def scene_of(owner: User) -> Scene:
    survey = survey_start("Friends in the fifth year", actor=owner)
    version = form_keep_converted(survey, converted(FRIENDS), name="friends.xml", actor=owner)
    cards = [NewCard(f"child-{n}", "newcomer" if n % 3 == 0 else "host") for n in range(1, 13)]
    groups = groups_add(
        survey, [NewGroup("5a", cards, "class-a"), NewGroup("5b", [NewCard()] * 12)], actor=owner
    )
    wave = wave_plan(survey, version, title="Before", actor=owner)
    wave_open(wave, actor=owner)
    wave.refresh_from_db()
    return Scene(owner, survey, version, groups, wave)


@pytest.fixture
def scene(officer: User) -> Scene:
    return scene_of(officer)
