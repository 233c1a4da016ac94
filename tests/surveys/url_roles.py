"""Who gets what at the addresses of surveys: the survey of somebody else is not there."""

from collections.abc import Callable

from bothways.surveys.group_actions import device_add
from bothways.surveys.models import Respondent, Survey, SurveyGroup
from tests.conftest import person
from tests.rooms import EVERYBODY, NOTHING_THERE, SIGNED_IN, Line
from tests.surveys.conftest import scene_of

SURVEY = {"number": "the survey"}


def a_survey() -> int:
    """The survey of somebody who is none of the four."""
    found = Survey.objects.first()
    return found.pk if found else scene_of(person("surveyor")).survey.pk


def a_code() -> str:
    a_survey()
    return SurveyGroup.objects.order_by("pk")[0].code


def a_card() -> str:
    a_survey()
    return Respondent.objects.order_by("pk")[0].card


def a_key() -> str:
    survey = Survey.objects.get(pk=a_survey())
    return device_add(survey, "Tablet", actor=survey.owner).key


THINGS: dict[str, Callable[[], int | str]] = {
    "the survey": a_survey, "the class code": a_code, "the card": a_card, "the phone": a_key,
}  # fmt: skip
OF_A_SURVEY = (
    "survey", "survey_about", "survey_erase", "survey_member_new", "survey_form_bring",
    "survey_form_new",
    "survey_groups_new", "survey_device_new", "survey_wave_new",
)  # fmt: skip
OF_A_ROW = (
    "survey_member_remove", "survey_form", "survey_question_new", "survey_version_xml",
    "survey_cards", "survey_cards_more", "survey_code_new", "survey_device", "survey_device_stop",
    "survey_wave", "survey_wave_change", "survey_wave_turn", "survey_answers_csv",
    "survey_answers_bring", "survey_results", "survey_kept",
)  # fmt: skip
NOBODY = (404, 404, 404, 404)
CODE = {"code": "the class code"}
PHONE = {"key": "the phone"}
ROLES = {
    "instruments": Line(EVERYBODY),
    "instrument": Line(EVERYBODY, {"name": "school_belonging"}),
    "surveys": Line(SIGNED_IN),
    "survey_new": Line(SIGNED_IN),
    **{name: Line(NOTHING_THERE, SURVEY) for name in OF_A_SURVEY},
    **{name: Line(NOTHING_THERE, {**SURVEY, "row": 1}) for name in OF_A_ROW},
    "survey_wave_missing": Line(NOTHING_THERE, {**SURVEY, "row": 1, "group": 1}),
    # whoever holds a card answers; there is nothing to read
    "answer_enter": Line(EVERYBODY),
    "answer_card": Line(EVERYBODY, CODE),
    "answer_done": Line(EVERYBODY, CODE),
    "answer_medium": Line(NOBODY, {**CODE, "number": 1}),
    "answer_worker": Line(EVERYBODY),
    "answer_back": Line(EVERYBODY, {**CODE, "card": "the card"}),
    "answer_whole": Line(EVERYBODY, {**CODE, "card": "the card"}),
    "answer": Line(EVERYBODY, {**CODE, "card": "the card"}),
    # the key of the phone is the permission
    "openrosa_forms": Line(EVERYBODY, PHONE),
    "openrosa_form": Line(NOBODY, {**PHONE, "version": 999_999}),
    "openrosa_manifest": Line(NOBODY, {**PHONE, "version": 999_999}),
    "openrosa_file": Line(NOBODY, {**PHONE, "version": 999_999, "medium": 1}),
    "openrosa_submission": Line((204, 204, 204, 204), PHONE),
}
