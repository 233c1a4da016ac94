"""Services: what is brought, proposed, accepted, translated; and who may."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bothways.core.errors import Conflict, NotAllowed, Refused
from bothways.core.models import AuditEntry, User
from bothways.directory.organisations.actions import member_admit
from bothways.directory.places.queries import Whereabouts, whereabouts
from bothways.directory.services.actions import (
    service_check,
    service_describe,
    service_translate,
    services_import,
)
from bothways.directory.services.edits import difference, editable
from bothways.directory.services.hsds.json_format import write_json
from bothways.directory.services.models import Proposal, Service
from bothways.directory.services.proposal_actions import (
    proposal_accept,
    proposal_decline,
    proposal_make,
)
from bothways.directory.services.queries import cards_of
from bothways.directory.services.store import bundle_of
from bothways.directory.texts.models import Text

Queries = Callable[..., Any]


@pytest.fixture
def service(town: Whereabouts) -> Service:
    return Service.objects.get(name="School advice and enrolment")


@pytest.fixture
def member(service: Service, teacher: User) -> User:
    assert service.organisation is not None
    member_admit(service.organisation, teacher, actor=None)
    return teacher


def test_a_file_with_one_bad_row_leaves_nothing_and_names_the_row(editor: User) -> None:
    rows = [{"id": "x", "name": "Advice", "status": "active"}]
    with pytest.raises(Refused) as refusal:
        services_import("a.json", json.dumps(rows).encode(), place=None, actor=editor)
    assert [(p.row, p.column) for p in refusal.value.problems] == [(1, "service.id")]
    assert not Service.objects.exists()


def test_what_is_exported_comes_in_again_without_a_change(town: Whereabouts) -> None:
    places = Service.objects.filter(place__in=town.codes)
    content = write_json(bundle_of(places))
    brought = services_import("a.json", content, place=town.place, actor=None)
    assert (brought.counts.new, brought.counts.changed) == (0, 0)
    assert brought.counts.same == places.count() > 10


def test_translations_travel_with_the_file(town: Whereabouts) -> None:
    content = write_json(bundle_of(Service.objects.filter(place__in=town.codes)))
    Text.objects.filter(kind="service").delete()
    services_import("a.json", content, place=town.place, actor=None)
    Service.objects.update(document={})
    services_import("a.json", content, place=town.place, actor=None)
    where = whereabouts(town.place.code)
    assert where is not None
    names = {card.name.text for card in cards_of(where, "uk")}
    assert "Дитячий лікар" in names


def test_the_list_of_a_place_takes_five_statements(
    town: Whereabouts, django_assert_num_queries: Queries
) -> None:
    with django_assert_num_queries(5):
        cards = cards_of(town, "ar")
    assert len(cards) > 10
    assert {card.name.state for card in cards} == {"current"}


def test_a_member_proposes_an_editor_sees_the_difference_and_accepts(
    service: Service, member: User, editor: User
) -> None:
    before = editable(service)
    after = {**before, "phones": "+49 36999 1021 | mornings", "languages": "de en ar uk tr"}
    proposal = proposal_make(service, after, note="New number", actor=member)
    assert {name for name, _old, _new in difference(proposal.before, proposal.after)} == {
        "phones", "languages",
    }  # fmt: skip
    assert editable(Service.objects.get(pk=service.pk)) == before
    proposal_accept(proposal, actor=editor)
    service.refresh_from_db()
    assert service.document["phones"][0]["number"] == "+49 36999 1021"
    assert [row.code for row in service.spoken.all()] == ["de", "en", "ar", "uk", "tr"]
    assert service.revisions.first().author == member  # type: ignore[union-attr]


def test_a_proposal_on_a_field_that_somebody_changed_meanwhile_is_not_forced_in(
    service: Service, member: User, editor: User
) -> None:
    proposal = proposal_make(service, {**editable(service), "alert": "Closed"}, note="",
                             actor=member)  # fmt: skip
    service_describe(service, {**editable(service), "alert": "Moved"}, base=service.number,
                     actor=editor)  # fmt: skip
    with pytest.raises(Conflict, match="alert"):
        proposal_accept(proposal, actor=editor)
    proposal_decline(proposal, answer="It moved.", actor=editor)
    assert Proposal.objects.get(pk=proposal.pk).answer == "It moved."


def test_a_member_of_another_organisation_proposes_and_checks_nothing(
    service: Service, outsider: User
) -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(NotAllowed):
        proposal_make(service, {**editable(service), "name": "Mine"}, note="", actor=outsider)
    with pytest.raises(NotAllowed):
        service_check(service, actor=outsider)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        ({"hours": "mornings"}, "Mo-Fr"), ({"url": "javascript:alert(1)"}, "https"),
        ({"email": "nobody"}, "name@example.org"), ({"status": "dead"}, "state"),
        ({"name": " "}, "name"),
    ],
)  # fmt: skip
def test_what_must_not_stand_on_a_page_is_neither_saved_nor_proposed(
    wrong: dict[str, str], remedy: str, service: Service, editor: User, member: User
) -> None:
    hours = f"hours.{service.at_locations.get().pk}"
    changed = {hours if name == "hours" else name: value for name, value in wrong.items()}
    after = {**editable(service), **changed}
    with pytest.raises(Refused, match=remedy):
        service_describe(service, after, base=service.number, actor=editor)
    with pytest.raises(Refused, match=remedy):
        proposal_make(service, after, note="", actor=member)


def test_a_changed_source_leaves_translations_behind_until_somebody_confirms(
    town: Whereabouts, service: Service, editor: User
) -> None:
    def state() -> tuple[str, int]:
        where = whereabouts(town.place.code)
        assert where is not None
        card = next(card for card in cards_of(where, "de") if card.id == service.pk)
        return card.name.state, card.name.behind

    words = "Schulberatung und Anmeldung"
    service_describe(service, {**editable(service), "alert": "New door"}, base=service.number,
                     actor=editor)  # fmt: skip
    assert state() == ("current", 0)
    service.refresh_from_db()
    for number, name in enumerate(("School advice", "Advice on schools"), 1):
        service.refresh_from_db()
        service_describe(service, {**editable(service), "name": name}, base=service.number,
                         actor=editor)  # fmt: skip
        assert state() == ("behind", number)
    service_translate(service, "de", {"name": words}, origin="human", actor=editor)
    assert state() == ("current", 0)
