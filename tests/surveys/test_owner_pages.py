"""Owners settle what was kept aside, stop phones, renew codes, let people in and out."""

import base64
import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bothways.core.models import User
from bothways.surveys.answer_actions import submission_receive
from bothways.surveys.models import Device, KeptAside, Submission, SurveyMember, Wave
from bothways.surveys.views.groups import settings_of_collect
from bothways.surveys.wave_actions import wave_close
from tests.surveys.conftest import Scene
from tests.surveys.test_openrosa import Phone


class Desk:
    """The owner at the pages of the survey."""

    def __init__(self, scene: Scene, client: Client) -> None:
        self.base, self.client = f"/surveys/{scene.survey.pk}/", client

    def get(self, path: str = "") -> str:
        return str(self.client.get(self.base + path).content.decode())

    def post(self, path: str, **data: Any) -> str:
        return str(self.client.post(self.base + path, data, follow=True).content.decode())


@pytest.fixture
def desk(scene: Scene, signed_in: Callable[[User], Client]) -> Desk:
    return Desk(scene, signed_in(scene.owner))


def late(scene: Scene, number: int = 1) -> KeptAside:
    if scene.wave.state == Wave.State.OPEN:
        wave_close(scene.wave, actor=scene.owner)
        scene.wave.refresh_from_db()
    kept = submission_receive(scene.wave, scene.sent(number)).kept
    assert kept is not None
    return kept


def test_what_came_late_by_page_is_taken_in_with_its_card(scene: Scene, desk: Desk) -> None:
    kept = late(scene, 3)
    assert "came after the wave closed" in desk.get()
    assert "Football" in desk.get(f"kept/{kept.pk}/"), "the owner sees it word for word"
    assert "The answers are taken in." in desk.post(f"kept/{kept.pk}/", do="take")
    found = Submission.objects.get()
    assert found.respondent is not None and found.respondent.respondent_key == "child-3"
    assert "settled before" in desk.post(f"kept/{kept.pk}/", do="take")


def test_what_came_late_by_phone_is_read_again(scene: Scene, desk: Desk) -> None:
    phone = Phone(scene)
    late(scene)
    phone.send(phone.sheet(2))
    kept = KeptAside.objects.get(channel="openrosa")
    assert "The answers are taken in." in desk.post(f"kept/{kept.pk}/", do="take")
    found = Submission.objects.get()
    assert found.respondent is not None and found.respondent.number == 2


def test_what_is_left_out_stays_stored(scene: Scene, desk: Desk) -> None:
    kept = late(scene)
    assert "not counted" in desk.post(f"kept/{kept.pk}/", do="leave")
    assert not Submission.objects.exists()
    assert KeptAside.objects.get().settled_by == scene.owner
    assert "came after the wave closed" not in desk.get()


def test_an_unreadable_sheet_cannot_be_taken_in(scene: Scene, desk: Desk) -> None:
    Phone(scene).send(b"<a")
    kept = KeptAside.objects.get()
    assert "&lt;a" in desk.get(f"kept/{kept.pk}/")
    assert "cannot be read, so" in desk.post(f"kept/{kept.pk}/", do="take")


def test_a_phone_is_added_with_a_code_to_scan_and_stopped(desk: Desk) -> None:
    page = desk.post("phones/new/", name="Tablet of 5a", group="")
    device = Device.objects.get()
    assert f"/openrosa/{device.key}" in page and "<svg" in page
    assert "can send nothing more" in desk.post(f"phones/{device.pk}/stop/")
    assert "This phone is stopped." in desk.get(f"phones/{device.pk}/")


def test_collect_reads_the_server_from_the_code() -> None:
    text = settings_of_collect("https://example.org/openrosa/k", "Title")
    settings = json.loads(zlib.decompress(base64.b64decode(text)))
    assert settings["general"]["server_url"] == "https://example.org/openrosa/k"


def test_a_new_class_code_leaves_the_cards_as_they_are(scene: Scene, desk: Desk) -> None:
    group = scene.groups[0]
    cards = list(group.respondents.values_list("number", "check_digits"))
    desk.post(f"groups/{group.pk}/code/")
    old = group.code
    group.refresh_from_db()
    assert group.code != old
    assert list(group.respondents.values_list("number", "check_digits")) == cards
    desk.post(f"groups/{group.pk}/cards/more/", number="2")
    assert group.respondents.count() == 14


def test_people_are_let_in_and_out(scene: Scene, desk: Desk, teacher: User) -> None:
    page = desk.post("people/new/", name="teacher", role="collect", group=scene.groups[0].pk)
    assert "The person is let in." in page
    member = SurveyMember.objects.get()
    assert member.group == scene.groups[0]
    assert "No account has the name" in desk.post("people/new/", name="nobody", role="collect")
    desk.post(f"people/{member.pk}/remove/")
    assert not SurveyMember.objects.exists()


def test_a_slip_in_a_small_form_is_said_and_nothing_is_written(scene: Scene, desk: Desk) -> None:
    assert "Line 2: write a name" in desk.post("groups/new/", groups="5c, 20\n5d")
    assert "two groups" in desk.post("groups/new/", groups="5a, 20")
    days = {"title": "After", "opens_on": "2026-09-10", "closes_on": "2026-09-01"}
    page = desk.post("waves/new/", version=scene.version.pk, **days)
    assert "closes before it opens" in page
    assert scene.survey.groups.count() == 2 and scene.survey.waves.count() == 1


def test_a_draft_that_asks_nothing_is_not_published(scene: Scene, desk: Desk) -> None:
    desk.post("forms/new/", title="Empty", form_id="empty", languages=["en"])
    form = scene.survey.forms.get(form_id="empty")
    assert "asks nothing yet" in desk.post(f"forms/{form.pk}/", do="publish")
    desk.post(f"forms/{form.pk}/", do="add", instrument="contact")
    desk.post(f"forms/{form.pk}/", do="add", instrument="sdq")
    form.refresh_from_db()
    assert form.draft["parts"] == [{"kind": "instrument", "id": "contact"}], "SDQ is not ours"
    desk.post(f"forms/{form.pk}/", do="remove", at="0")
    form.refresh_from_db()
    assert form.draft["parts"] == []
