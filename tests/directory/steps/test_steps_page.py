"""“My next steps” for a visitor: nothing is stored, everything can be taken along."""

import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from icalendar import Calendar

from bothways.core.models import AuditEntry
from bothways.directory.demonstration.services import made_id
from bothways.directory.places.queries import Whereabouts
from bothways.directory.steps.carried import code_in, code_of, profile_of
from tests.directory.conftest import HSDS, needs_hsds
from tests.directory.steps.test_plan import FAMILY

TOLD = {"arrival": "2026-11-23", "ages": "36 34 9 4", "language.de": "no", "paper.passport": "yes",
        "paper.birth_certificate": "yes", "fact.diploma": "no"}  # fmt: skip
SHAPES = HSDS / "cpsv-ap-3.2.0/releases/3.2.0/shacl/cpsv-ap-SHACL.ttl"


@pytest.fixture
def address(town: Whereabouts) -> str:
    return reverse("guide_steps", args=[town.place.code])


def test_a_visitor_without_answers_sees_every_step(address: str, visitor: Client) -> None:
    page = visitor.get(address).content.decode()
    assert page.count('<li class="step">') == 21
    assert "When did you arrive" in page


def test_answers_order_the_steps_and_leave_no_trace(address: str, visitor: Client) -> None:
    before = AuditEntry.objects.count()
    answer = visitor.post(address, {**TOLD, "do": "show"})
    page = answer.content.decode()
    assert page.index("Register your address") < page.index("Enrol the children in school")
    assert "by Dec. 7, 2026 (a rule)" in page
    assert "Have diplomas recognised" in page.partition("Left out")[2]
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.count() == before
    assert "sessionid" not in answer.cookies


def test_who_does_not_know_the_town_yet_gets_the_steps_of_the_country(
    address: str, visitor: Client
) -> None:
    assert reverse("guide_place", args=["demo-country"]) in visitor.get("/guide/").content.decode()
    country = reverse("guide_steps", args=["demo-country"])
    page = visitor.post(country, {"ages": "8", "phase": "pre_departure"}).content.decode()
    assert "Take along the birth certificates" in page
    assert "Register your address" not in page
    # The town adds its offices to the same steps.
    office = reverse("guide_service", args=["lindbach", made_id("service", "enrolment")])
    assert office in visitor.get(address).content.decode()
    assert office not in visitor.get(country).content.decode()


def test_an_arabic_page_speaks_arabic(address: str, visitor: Client) -> None:
    with translation.override("ar"):
        page = visitor.post(reverse("guide_steps", args=["lindbach"]), TOLD).content.decode()
    assert "سجّل عنوان سكنك" in page
    assert '<bdi dir="ltr">9</bdi>' in page


def test_what_is_done_goes_off_the_list_and_can_come_back(address: str, visitor: Client) -> None:
    page = visitor.post(address, {**TOLD, "done": ["register", "nothing"]}).content.decode()
    assert "<s>Register your address</s>" in page
    assert 'value="register" form="steps" checked' in page


def test_dates_go_into_a_calendar(address: str, visitor: Client) -> None:
    answer = visitor.post(address, {**TOLD, "do": "calendar"})
    entries = {str(event["uid"]): event for event in Calendar.from_ical(answer.content).events}
    entry = entries["register@lindbach.bothways"]
    assert entry["dtstart"].dt == date(2026, 12, 7)
    assert entry["summary"] == "Register your address"


def test_a_file_and_a_code_carry_the_answers_to_another_device(
    address: str, visitor: Client
) -> None:
    saved = visitor.post(address, {**TOLD, "do": "file"}).content
    file = SimpleUploadedFile("my-steps.json", saved)
    page = Client().post(address, {"do": "open", "file": file}).content.decode()
    assert 'value="36 34 9 4"' in page
    square = visitor.post(address, {**TOLD, "do": "square"}).content.decode()
    code = re.findall(r"<textarea[^>]*>([^<]+)<", square)[0]
    page = Client().post(address, {"do": "open", "code": code}).content.decode()
    assert 'value="36 34 9 4"' in page
    assert len(code) < 400
    assert profile_of(code_of(FAMILY)) == FAMILY


@pytest.mark.parametrize("code", ["", "x", "a:b:c", "x" * 9000])
def test_a_changed_code_is_refused_with_a_remedy(code: str, address: str, visitor: Client) -> None:
    answer = visitor.post(address, {"do": "open", "code": code})
    assert answer.status_code == 422
    assert "Fill in the form anew" in answer.content.decode()
    assert code_in(b"\xff") == code_in(b"[1]") == ""


def test_odd_answers_are_as_none(address: str, visitor: Client) -> None:
    odd = {"arrival": "soon", "ages": "minus 400 ?", "phase": "later", "fact.diploma": "maybe"}
    assert visitor.post(address, odd).status_code == 200


# rdflib reads JSON-LD by a class that it calls deprecated itself.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@needs_hsds
def test_the_steps_are_valid_by_the_shapes_of_cpsv_ap(address: str, visitor: Client) -> None:
    from pyshacl import validate
    from rdflib import RDF, Graph, URIRef

    answer = visitor.get(reverse("guide_cpsv", args=["lindbach"])).content.decode()
    graph = Graph().parse(data=answer, format="json-ld")
    services = set(graph.subjects(RDF.type, URIRef("http://purl.org/vocab/cpsv#PublicService")))
    assert len(services) == 21
    conforms, _report, words = validate(graph, shacl_graph=str(SHAPES), inference="none")
    assert conforms, words[:2000]
    assert json.loads(answer)["@context"]
