"""ODK Collect and KoBoCollect fetch forms and send sheets; what goes wrong is said by name."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bothways.surveys.form_actions import form_keep_converted
from bothways.surveys.forms.instance import write_instance
from bothways.surveys.group_actions import device_add, device_stop
from bothways.surveys.models import Attachment, KeptAside, Submission
from bothways.surveys.receiving import definition_of
from bothways.surveys.wave_actions import wave_close
from tests.surveys.conftest import ANSWERS, Scene, converted
from tests.surveys.forms import FRIENDS

XFORMS = "{http://openrosa.org/xforms/xformsList}"
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<data id="friends" version="1"><about><age>&b;</age></about></data>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<data id="friends" version="1"><about><why>&a;</why></about></data>"""


class Phone:
    """What a phone does, without the phone."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.device = device_add(scene.survey, "Tablet", actor=scene.owner)
        self.address = f"/openrosa/{self.device.key}"
        self.client = Client(enforce_csrf_checks=True)

    def sheet(self, number: int = 1, version: str = "1", **changes: str) -> bytes:
        group = self.scene.groups[0]
        card = group.respondents.get(number=number).card
        answers = {**ANSWERS, "class_code": group.code, "card_number": card, **changes}
        definition = definition_of(self.scene.version)
        sheet = write_instance(definition, answers, f"uuid:{number}")
        return sheet.replace(b'version="1"', f'version="{version}"'.encode())

    def send(self, sheet: bytes, **files: bytes) -> Any:
        parts = {"xml_submission_file": SimpleUploadedFile("s.xml", sheet, "text/xml")}
        parts |= {
            name.replace("_", "."): SimpleUploadedFile(name, content)
            for name, content in files.items()
        }
        return self.client.post(f"{self.address}/submission", parts)


@pytest.fixture
def phone(scene: Scene) -> Phone:
    return Phone(scene)


def test_the_list_names_the_forms_of_open_waves_and_where_to_fetch_them(
    phone: Phone, scene: Scene
) -> None:
    page = phone.client.get(f"{phone.address}/formList")
    assert page["X-OpenRosa-Version"] == "1.0"
    (row,) = ElementTree.fromstring(page.content)
    told = {child.tag.removeprefix(XFORMS): child.text for child in row}
    assert (told["formID"], told["version"]) == ("friends", "1")
    path = (told["downloadUrl"] or "").partition("/openrosa/")[2]
    form = phone.client.get(f"/openrosa/{path}")
    assert form.content.decode() == scene.version.xform
    wave_close(scene.wave, actor=scene.owner)
    assert not list(ElementTree.fromstring(phone.client.get(f"{phone.address}/formList").content))


def test_a_phone_asks_first_whether_it_may_send(phone: Phone) -> None:
    page = phone.client.head(f"{phone.address}/submission")
    assert page.status_code == 204
    assert int(page["X-OpenRosa-Accept-Content-Length"]) > 1_000_000


def test_a_sheet_finds_its_card_by_class_code_and_number(phone: Phone) -> None:
    page = phone.send(phone.sheet(3))
    assert page.status_code == 201
    assert b"submit_success" in page.content
    found = Submission.objects.get()
    assert found.respondent is not None
    assert found.respondent.respondent_key == "child-3"
    assert found.side == "newcomer"
    assert "class_code" not in found.answers, "the pseudonym stands in its place"


def test_a_sheet_with_a_card_that_nobody_has_is_kept_and_counted_for_the_owner(
    phone: Phone, scene: Scene
) -> None:
    phone.send(phone.sheet(card_number="9999"))
    found = Submission.objects.get()
    assert (found.group, found.respondent) == (scene.groups[0], None)
    client = Client()
    client.force_login(scene.owner)
    page = client.get(f"/surveys/{scene.survey.pk}/waves/{scene.wave.pk}/")
    assert "1 sheet came without a card" in page.content.decode()


def test_a_sheet_in_several_parts_is_one_submission_with_all_files(phone: Phone) -> None:
    pages = [phone.send(phone.sheet(), a_jpg=b"one"), phone.send(phone.sheet(), b_jpg=b"two"),
             phone.send(phone.sheet(), b_jpg=b"two")]  # fmt: skip
    assert [page.status_code for page in pages] == [201, 201, 201]
    assert Submission.objects.count() == 1
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["a.jpg", "b.jpg"]


def test_the_same_number_with_other_content_is_refused_and_both_are_kept(phone: Phone) -> None:
    phone.send(phone.sheet())
    page = phone.send(phone.sheet(**{"about/age": "12"}))
    assert page.status_code == 409
    assert b"other content" in page.content
    assert Submission.objects.get().answers["about/age"] == "11"
    assert "<age>12</age>" in KeptAside.objects.get().raw


def test_a_closed_wave_refuses_by_name_and_loses_nothing(phone: Phone, scene: Scene) -> None:
    wave_close(scene.wave, actor=scene.owner)
    page = phone.send(phone.sheet())
    assert page.status_code == 403
    assert b"closed" in page.content
    assert KeptAside.objects.get().raw == phone.sheet().decode()


def test_a_version_that_was_never_given_out_is_kept_aside(phone: Phone) -> None:
    page = phone.send(phone.sheet(version="99"))
    assert page.status_code == 404
    assert KeptAside.objects.get().reason == "unknown_version"


def test_an_older_version_of_the_form_is_still_read_by_its_own_rules(
    phone: Phone, scene: Scene
) -> None:
    newer = FRIENDS.replace('version="1"', 'version="2"').replace(". &lt; 100", ". &lt; 50")
    form_keep_converted(scene.survey, converted(newer), name="f.xml", actor=scene.owner)
    assert phone.send(phone.sheet()).status_code == 201
    assert Submission.objects.get().version == scene.version


@pytest.mark.parametrize("bomb", [LAUGHS, OUTSIDE], ids=["entities", "a file outside"])
def test_an_xml_bomb_is_refused_before_it_grows_and_kept_as_it_came(
    phone: Phone, bomb: bytes
) -> None:
    page = phone.send(bomb)
    assert page.status_code == 400
    assert b"DTD" in page.content
    kept = KeptAside.objects.get()
    assert (kept.reason, kept.raw) == ("unreadable", bomb.decode())


@pytest.mark.parametrize("sheet", [b"", b"<a", b"<a/>", b'<a id="friends" version="1"/>', b"\xff"])
def test_whatever_is_no_sheet_is_refused(phone: Phone, sheet: bytes) -> None:
    assert phone.send(sheet).status_code == 400
    assert not Submission.objects.exists()


def test_a_post_without_a_sheet_says_which_part_is_missing(phone: Phone) -> None:
    page = phone.client.post(f"{phone.address}/submission", {})
    assert page.status_code == 400
    assert b"xml_submission_file" in page.content


def test_a_stopped_phone_gets_nothing(phone: Phone, scene: Scene) -> None:
    device_stop(phone.device, actor=scene.owner)
    assert phone.client.get(f"{phone.address}/formList").status_code == 404
    assert phone.send(phone.sheet()).status_code == 404
