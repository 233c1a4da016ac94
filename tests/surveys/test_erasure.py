"""Answers go for good: taken back with the card, on request, all of them, or on their day."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import AuditEntry, User
from bothways.surveys.actions import KEEP_DAYS, survey_describe, survey_member_let_in, survey_start
from bothways.surveys.answer_actions import attachments_receive, submission_receive
from bothways.surveys.erasure_actions import (
    answers_take_back,
    card_answers_erase,
    survey_answers_erase,
)
from bothways.surveys.models import (
    Attachment,
    ErasedSheet,
    KeptAside,
    Respondent,
    Submission,
    Survey,
    Wave,
)
from bothways.surveys.wave_actions import wave_close, wave_open
from tests.surveys.conftest import Scene
from tests.surveys.test_answer_pages import Pupil, fields_of, to_the_end
from tests.surveys.test_openrosa import Phone
from tests.surveys.test_owner_pages import Desk


@pytest.fixture
def desk(scene: Scene, signed_in: Callable[[User], Client]) -> Desk:
    return Desk(scene, signed_in(scene.owner))


def card_of(scene: Scene, number: int) -> Respondent:
    return scene.groups[0].respondents.get(number=number)


def answered(scene: Scene, *numbers: int) -> None:
    for number in numbers:
        assert submission_receive(scene.wave, scene.sent(number)).is_new


def stored(scene: Scene) -> list[int]:
    """Numbers of the cards whose answers are there."""
    rows = Submission.objects.filter(survey=scene.survey).order_by("respondent__number")
    return [row.respondent.number for row in rows if row.respondent]


def test_whoever_holds_the_card_takes_the_answers_back_and_nobody_elses_go(scene: Scene) -> None:
    answered(scene, 1, 2)
    attachments_receive(Submission.objects.get(respondent__number=1), {"a.jpg": b"me"})
    pupil = Pupil(scene, 1)
    assert "Take my answers back" in pupil.text
    pupil.page = pupil.client.get(f"{pupil.address}back/")
    assert "Take your answers back?" in pupil.text
    assert timezone.localdate().isoformat() in pupil.text
    assert stored(scene) == [1, 2], "nothing goes before the button is pressed"
    pupil.page = pupil.client.post(f"{pupil.address}back/")
    assert "Your answers are erased" in pupil.text
    assert stored(scene) == [2]
    assert not Attachment.objects.exists()
    assert (
        "There is nothing to take back"
        in pupil.client.get(f"{pupil.address}back/").content.decode()
    )


def test_after_the_wave_the_class_page_still_lets_answers_be_taken_back(scene: Scene) -> None:
    answered(scene, 1)
    wave_close(scene.wave, actor=scene.owner)
    visitor, group, card = Client(), scene.groups[0], card_of(scene, 1).card
    page = visitor.get(f"/answer/{group.code}/").content.decode()
    assert "Nothing is asked now" in page
    assert "Take back what I have answered" in page
    sent = visitor.post(f"/answer/{group.code}/", {"card": card, "do": "back"})
    assert sent["Location"] == f"/answer/{group.code}/{card}/back/"
    visitor.post(sent["Location"])
    assert stored(scene) == []


def test_the_card_may_answer_again_but_the_old_sheet_stays_away(scene: Scene) -> None:
    pupil = Pupil(scene, 1)
    to_the_end(pupil)
    last = fields_of(pupil.text)
    pupil.send("send")
    assert stored(scene) == [1]
    answers_take_back(card_of(scene, 1))
    for do in ("send", "deliver"):
        assert pupil.client.post(pupil.address, {**last, "do": do}).status_code == 410
    assert stored(scene) == []
    anew = Pupil(scene, 1)
    to_the_end(anew)
    anew.send("send")
    assert stored(scene) == [1]


def test_a_phone_that_sends_an_erased_sheet_again_is_told_to_stop(scene: Scene) -> None:
    phone = Phone(scene)
    sheet = phone.sheet(1)
    assert phone.send(sheet).status_code == 201
    answers_take_back(card_of(scene, 1))
    answer = phone.send(sheet)
    assert answer.status_code == 201, "anything else and it would send for ever"
    assert "erased before" in answer.content.decode()
    assert stored(scene) == []


def test_what_was_kept_aside_of_a_card_goes_too_even_if_nothing_placed_it(scene: Scene) -> None:
    answered(scene, 1, 2)
    phone = Phone(scene)
    for number in (1, 2):
        phone.send(phone.sheet(number).replace(b'version="1"', b'version="99"'))
        submission_receive(scene.wave, scene.sent(number, instance_id=f"uuid:other-{number}"))
    assert KeptAside.objects.count() == 4
    answers_take_back(card_of(scene, 1))
    left = KeptAside.objects.all()
    assert left.count() == 2
    assert not any(f">{card_of(scene, 1).card}<" in one.raw for one in left)


def test_the_trail_tells_of_the_class_but_not_who(scene: Scene) -> None:
    answered(scene, 1)
    answers_take_back(card_of(scene, 1))
    row = AuditEntry.objects.get(verb="take_back")
    assert row.actor is None
    assert row.detail == {"group": scene.groups[0].pk, "sheets": 1, "kept": 0}
    assert card_of(scene, 1).pseudonym not in json.dumps(row.detail)


def test_the_owner_erases_one_card_after_a_page_that_says_what_goes(
    scene: Scene, desk: Desk
) -> None:
    answered(scene, 1, 2)
    pseudonym = card_of(scene, 1).pseudonym
    page = desk.post("erase/", what="card", card=pseudonym)
    assert pseudonym in page and "1 sheet with answers" in page
    assert stored(scene) == [1, 2]
    assert "1 sheet with answers is erased." in desk.post(
        "erase/", what="card", card=pseudonym, sure="yes"
    )
    assert stored(scene) == [2]


def test_class_code_and_card_number_name_the_card_as_well(scene: Scene, desk: Desk) -> None:
    answered(scene, 3)
    card = card_of(scene, 3)
    said = f"{card.group.code[:4]} {card.group.code[4:]} {card.card}"
    assert card.pseudonym in desk.post("erase/", what="card", card=said)


@pytest.mark.parametrize("said", ["", "R1", "11111111 0101", "Layla", "R000000000000"])
def test_a_card_that_is_not_there_erases_nothing_and_says_what_to_write(
    scene: Scene, desk: Desk, said: str
) -> None:
    answered(scene, 1)
    page = desk.post("erase/", what="card", card=said, sure="yes")
    assert "This survey has no such card" in page
    assert stored(scene) == [1]


def test_a_manager_erases_a_card_but_only_the_owner_the_whole(
    scene: Scene, teacher: User, outsider: User
) -> None:
    answered(scene, 1, 2)
    survey_member_let_in(scene.survey, "teacher", role="manage", actor=scene.owner)
    card_answers_erase(card_of(scene, 1), actor=teacher)
    with pytest.raises(NotAllowed):
        survey_answers_erase(scene.survey, reason="Because", actor=teacher)
    with pytest.raises(NotAllowed):
        card_answers_erase(card_of(scene, 2), actor=outsider)
    assert stored(scene) == [2]


def test_all_answers_go_with_a_reason_and_the_survey_stays(scene: Scene, desk: Desk) -> None:
    answered(scene, 1, 2)
    assert "Say why" in desk.post("erase/", what="survey", reason=" ")
    assert "Erase all answers of this survey?" in desk.post(
        "erase/", what="survey", reason="Closed"
    )
    desk.post("erase/", what="survey", reason="The school left", sure="yes")
    assert stored(scene) == []
    survey = Survey.objects.get()
    assert survey.erased_because == "The school left"
    assert survey.groups.count() == 2
    assert Respondent.objects.count() == 24
    assert not Respondent.objects.exclude(respondent_key="").exists()
    assert "The school left" in desk.get()
    wave = Wave.objects.get()
    assert wave.state == Wave.State.CLOSED
    with pytest.raises(Refused, match="Start a new survey"):
        wave_open(wave, actor=scene.owner)


def test_what_comes_after_all_is_erased_is_kept_aside_and_an_old_sheet_is_not(
    scene: Scene,
) -> None:
    answered(scene, 1)
    survey_answers_erase(scene.survey, reason="Closed", actor=scene.owner)
    scene.wave.refresh_from_db()
    assert submission_receive(scene.wave, scene.sent(1)).is_erased
    assert not KeptAside.objects.exists()
    assert ErasedSheet.objects.count() == 1


def test_answers_go_on_their_day_and_not_before(scene: Scene) -> None:
    answered(scene, 1)
    today = timezone.localdate()
    assert scene.survey.keep_until == today + timedelta(days=KEEP_DAYS)
    call_command("survey_retention", stdout=StringIO())
    assert stored(scene) == [1]
    Survey.objects.update(keep_until=today)
    told = StringIO()
    call_command("survey_retention", preview=True, stdout=told)
    assert stored(scene) == [1]
    call_command("survey_retention", stdout=told)
    assert stored(scene) == []
    assert scene.survey.title not in told.getvalue()
    call_command("survey_retention", stdout=told)
    assert "0 surveys lost" in told.getvalue()
    assert AuditEntry.objects.get(verb="erase_all").detail["because"] == "retention"


def test_the_day_is_set_by_whoever_describes_the_survey_and_lies_ahead(
    scene: Scene, desk: Desk
) -> None:
    assert "All answers go by themselves on" in desk.get()
    desk.post("about/", title="Friends", keep_until="2030-01-31")
    assert Survey.objects.get().keep_until == date(2030, 1, 31)
    with pytest.raises(Refused, match="a day to come"):
        survey_describe(scene.survey, title="Friends", purpose="", side_question="",
                        keep_until=date(2020, 1, 1), actor=scene.owner)  # fmt: skip
    with pytest.raises(Refused, match="a day to come"):
        survey_start("Late", actor=scene.owner, keep_until=date(2020, 1, 1))


def test_the_language_of_the_page_is_that_of_the_reader(scene: Scene) -> None:
    answered(scene, 1)
    page = Pupil(scene, 1, "/ar").client.get(
        f"/ar/answer/{scene.groups[0].code}/{card_of(scene, 1).card}/back/"
    )
    assert "أتريد سحب إجاباتك؟" in page.content.decode()
