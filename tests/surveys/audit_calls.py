"""How each action on a survey is called, and from which state."""

from collections.abc import Callable
from datetime import date
from typing import Any

from bothways.core.models import User
from bothways.surveys import actions as surveying
from bothways.surveys import answer_actions as answering
from bothways.surveys import erasure_actions as erasing
from bothways.surveys import form_actions as forming
from bothways.surveys import group_actions as grouping
from bothways.surveys import import_actions as importing
from bothways.surveys import wave_actions as waving
from bothways.surveys.importers.exports import Export
from bothways.surveys.models import Device, KeptAside, SurveyMember, Wave
from tests.surveys.conftest import Scene, converted, scene_of
from tests.surveys.forms import FRIENDS

# Everybody with an account may start a survey; who answers needs none.
OPEN_TO_ALL = {
    "bothways.surveys.actions.survey_start",
    "bothways.surveys.answer_actions.submission_receive",
    "bothways.surveys.answer_actions.attachments_receive",
    "bothways.surveys.answer_actions.unreadable_keep",
    "bothways.surveys.erasure_actions.answers_take_back",
}


def a_survey(scene: Any) -> Scene:
    return scene_of(scene.editor)


def a_planned_wave(scene: Any) -> Wave:
    made = a_survey(scene)
    return waving.wave_plan(made.survey, made.version, title="After", actor=made.owner)


def a_member(scene: Any) -> SurveyMember:
    made = a_survey(scene)
    User.objects.create_user("colleague", password="a long password")
    return surveying.survey_member_let_in(made.survey, "colleague", role="collect",
                                          actor=made.owner)  # fmt: skip


def a_device(scene: Any) -> Device:
    made = a_survey(scene)
    return grouping.device_add(made.survey, "Tablet", actor=made.owner)


def kept_aside(scene: Any) -> tuple[KeptAside, Scene]:
    made = a_survey(scene)
    waving.wave_close(made.wave, actor=made.owner)
    made.wave.refresh_from_db()
    receipt = answering.submission_receive(made.wave, made.sent())
    assert receipt.kept is not None
    return receipt.kept, made


def answered(scene: Any) -> Scene:
    made = a_survey(scene)
    answering.submission_receive(made.wave, made.sent())
    return made


def due(scene: Any) -> Scene:
    made = answered(scene)
    made.survey.keep_until = date(2026, 1, 1)
    made.survey.save()
    return made


def a_submission(scene: Any) -> Any:
    made = a_survey(scene)
    return answering.submission_receive(made.wave, made.sent()).submission


Call = tuple[Callable[[Any], Any], Callable[..., Any]]
CALLS: dict[str, Call] = {
    "bothways.surveys.actions.survey_start": (
        lambda scene: None,
        lambda _start, actor: surveying.survey_start("A survey", actor=actor),
    ),
    "bothways.surveys.actions.survey_describe": (
        a_survey,
        lambda start, actor: surveying.survey_describe(
            start.survey,
            title="Other",
            purpose="",
            side_question="",
            keep_until=None,
            actor=actor,
        ),
    ),
    "bothways.surveys.actions.survey_member_let_in": (
        a_member,
        lambda start, actor: surveying.survey_member_let_in(
            start.survey, "colleague", role="analyse", actor=actor
        ),
    ),
    "bothways.surveys.actions.survey_member_remove": (
        a_member,
        lambda start, actor: surveying.survey_member_remove(start, actor=actor),
    ),
    "bothways.surveys.form_actions.form_bring": (
        a_survey,
        lambda start, actor: forming.form_bring(
            start.survey,
            "f.xml",
            FRIENDS.replace('version="1"', 'version="2"').encode(),
            actor=actor,
        ),
    ),
    "bothways.surveys.form_actions.form_keep_converted": (
        a_survey,
        lambda start, actor: forming.form_keep_converted(
            start.survey,
            converted(FRIENDS.replace('version="1"', 'version="3"')),
            name="f.xml",
            actor=actor,
        ),
    ),
    "bothways.surveys.form_actions.form_draft_keep": (
        a_survey,
        lambda start, actor: forming.form_draft_keep(
            start.survey, None, {"rows": []}, form_id="new", title="New", actor=actor
        ),
    ),
    "bothways.surveys.group_actions.groups_add": (
        a_survey,
        lambda start, actor: grouping.groups_add(
            start.survey, [grouping.NewGroup("5c", [grouping.NewCard()])], actor=actor
        ),
    ),
    "bothways.surveys.group_actions.cards_add": (
        a_survey,
        lambda start, actor: grouping.cards_add(start.groups[0], [grouping.NewCard()], actor=actor),
    ),
    "bothways.surveys.group_actions.group_code_renew": (
        a_survey,
        lambda start, actor: grouping.group_code_renew(start.groups[0], actor=actor),
    ),
    "bothways.surveys.group_actions.device_add": (
        a_survey,
        lambda start, actor: grouping.device_add(start.survey, "Tablet", actor=actor),
    ),
    "bothways.surveys.group_actions.device_stop": (
        a_device,
        lambda start, actor: grouping.device_stop(start, actor=actor),
    ),
    "bothways.surveys.wave_actions.wave_plan": (
        a_survey,
        lambda start, actor: waving.wave_plan(
            start.survey, start.version, title="After", actor=actor
        ),
    ),
    "bothways.surveys.wave_actions.wave_open": (
        a_planned_wave,
        lambda start, actor: waving.wave_open(start, actor=actor),
    ),
    "bothways.surveys.wave_actions.wave_close": (
        a_survey,
        lambda start, actor: waving.wave_close(start.wave, actor=actor),
    ),
    "bothways.surveys.wave_actions.wave_change": (
        a_survey,
        lambda start, actor: waving.wave_change(
            start.wave, title="First", opens_on=date(2026, 9, 1), closes_on=None, actor=actor
        ),
    ),
    "bothways.surveys.answer_actions.submission_receive": (
        a_survey,
        lambda start, actor: answering.submission_receive(start.wave, start.sent(), actor=actor),
    ),
    "bothways.surveys.answer_actions.attachments_receive": (
        a_submission,
        lambda start, actor: answering.attachments_receive(start, {"a.jpg": b"x"}, actor=actor),
    ),
    "bothways.surveys.answer_actions.unreadable_keep": (
        a_survey,
        lambda start, actor: answering.unreadable_keep(
            start.survey, "<x", channel="openrosa", reason="unreadable", actor=actor
        ),
    ),
    "bothways.surveys.answer_actions.kept_aside_take_in": (
        kept_aside,
        lambda start, actor: answering.kept_aside_take_in(
            start[0], start[1].wave, start[1].sent(), actor=actor
        ),
    ),
    "bothways.surveys.answer_actions.kept_aside_set_by": (
        kept_aside,
        lambda start, actor: answering.kept_aside_set_by(start[0], actor=actor),
    ),
    "bothways.surveys.erasure_actions.answers_take_back": (
        answered,
        lambda start, actor: erasing.answers_take_back(
            start.groups[0].respondents.get(number=1), actor=actor
        ),
    ),
    "bothways.surveys.erasure_actions.card_answers_erase": (
        answered,
        lambda start, actor: erasing.card_answers_erase(
            start.groups[0].respondents.get(number=1), actor=actor
        ),
    ),
    "bothways.surveys.erasure_actions.survey_answers_erase": (
        answered,
        lambda start, actor: erasing.survey_answers_erase(
            start.survey, reason="Asked by the school", actor=actor
        ),
    ),
    "bothways.surveys.erasure_actions.survey_answers_erase_when_due": (
        due,
        lambda start, actor: erasing.survey_answers_erase_when_due(start.survey, actor=actor),
    ),
    "bothways.surveys.import_actions.answers_import": (
        a_survey,
        lambda start, actor: importing.answers_import(start.wave, Export(()), actor=actor),
    ),
    "bothways.surveys.answer_actions.answers_read_log": (
        a_survey,
        lambda start, actor: answering.answers_read_log(start.survey, what="csv", actor=actor),
    ),
}
