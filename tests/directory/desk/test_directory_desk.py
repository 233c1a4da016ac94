"""The desk: a member proposes on a form, an editor brings a file and decides."""

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bothways.core.models import User
from bothways.directory.demonstration.services import made_id
from bothways.directory.management.commands.check_links import broken
from bothways.directory.organisations.actions import member_admit
from bothways.directory.organisations.models import Organisation
from bothways.directory.places.queries import Whereabouts
from bothways.directory.services.edits import editable
from bothways.directory.services.models import Proposal, Service

SignIn = Callable[[User], Client]


@pytest.fixture
def service(town: Whereabouts) -> Service:
    return Service.objects.get(pk=made_id("service", "library"))


def test_a_proposal_travels_from_form_to_page(
    service: Service, teacher: User, editor: User, signed_in: SignIn
) -> None:
    member_admit(service.organisation, teacher, actor=editor)  # type: ignore[arg-type]
    address = reverse("directory_service_edit", args=[service.pk])
    sent = {**editable(service), "alert": "Closed on Monday", "note": "Works"}
    member, desk = signed_in(teacher), signed_in(editor)
    assert member.post(address, sent).status_code == 302
    proposal = Proposal.objects.get()
    page = reverse("directory_proposal", args=[proposal.pk])
    assert "<ins>Closed on Monday</ins>" in desk.get(page).content.decode()
    assert desk.post(page, {"do": "accept"}).status_code == 302
    shown = Client().get(reverse("guide_service", args=["lindbach", service.pk]))
    assert "Closed on Monday" in shown.content.decode()


def test_a_service_of_another_organisation_is_not_there_for_a_member(
    service: Service, teacher: User, signed_in: SignIn
) -> None:
    other = Organisation.objects.get(name="Welcome House Lindbach")
    member_admit(other, teacher, actor=None)
    client = signed_in(teacher)
    assert client.get(reverse("directory_desk")).status_code == 200
    assert client.get(reverse("directory_service_edit", args=[service.pk])).status_code == 404


def test_a_second_editor_is_told_that_somebody_was_faster(
    service: Service, editor: User, signed_in: SignIn
) -> None:
    address = reverse("directory_service_edit", args=[service.pk])
    client, sent = signed_in(editor), {**editable(service), "base": service.number}
    assert client.post(address, {**sent, "alert": "One"}).status_code == 302
    assert client.post(address, {**sent, "alert": "Two"}).status_code == 409


def test_a_file_with_faults_lists_them_and_a_good_one_is_taken_in(
    town: Whereabouts, editor: User, signed_in: SignIn
) -> None:
    client, address = signed_in(editor), reverse("directory_import")

    def bring(record: dict[str, object]) -> tuple[int, str]:
        file = SimpleUploadedFile("a.json", json.dumps([record]).encode())
        answer = client.post(address, {"file": file, "place": "lindbach"}, follow=True)
        return answer.status_code, answer.content.decode()

    record = {"id": "x", "name": "Chess evening", "status": "active"}
    status, page = bring(record)
    assert (status, "service.id" in page) == (422, True)
    status, page = bring({**record, "id": str(made_id("service", "chess"))})
    assert (status, "1 new" in page) == (200, True)


def test_an_organisation_is_registered_and_gets_its_people(
    db: None, editor: User, teacher: User, signed_in: SignIn
) -> None:
    client = signed_in(editor)
    client.post(reverse("organisation_new"), {"name": "Chess club", "kind": "ngo"})
    made = Organisation.objects.get()
    address = reverse("organisation_edit", args=[made.pk])
    client.post(address, {"do": "admit", "who": "teacher"})
    client.post(address, {"do": "verify"})
    made.refresh_from_db()
    assert made.verified_by == editor
    assert [member.user for member in made.members.all()] == [teacher]
    assert "no account" in client.post(
        address, {"do": "admit", "who": "nobody"}, follow=True
    ).content.decode()  # fmt: skip


def test_services_whose_site_does_not_answer_are_named(service: Service) -> None:
    everything = list(Service.objects.all())
    lost = broken(everything, lambda address: "library" not in address)
    assert lost == [service]
