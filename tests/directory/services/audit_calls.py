"""How each action on services, places and the demonstration is called."""

import json
from collections.abc import Callable
from typing import Any

from bothways.core.models import User
from bothways.directory.demonstration import actions as demonstration
from bothways.directory.organisations.actions import member_admit
from bothways.directory.places import actions as places
from bothways.directory.services import actions as services
from bothways.directory.services import proposal_actions as proposals
from bothways.directory.services import reminder_actions as reminders
from bothways.directory.services.edits import editable
from bothways.directory.services.models import Proposal, Service

SERVICES = "bothways.directory.services.actions"
REMINDERS = "bothways.directory.services.reminder_actions"
PROPOSALS = "bothways.directory.services.proposal_actions"
ONE = "ac148810-d857-441c-9679-408f346de14b"
FILE = json.dumps([{
    "id": ONE, "name": "Advice", "status": "active",
    "organization": {"id": ONE, "name": "House", "description": "A house"},
}]).encode()  # fmt: skip
READS = {f"{SERVICES}.read_services", f"{SERVICES}.locked"}


def a_service(_scene: Any = None) -> Service:
    services.services_import("a.json", FILE, place=None, actor=None)
    return Service.objects.get(pk=ONE)


def a_proposal(scene: Any) -> Proposal:
    service = a_service()
    assert service.organisation is not None
    member_admit(service.organisation, scene.editor, actor=None)
    return proposals.proposal_make(
        service, {**editable(service), "name": "Good advice"}, note="", actor=scene.editor
    )


def an_owner(scene: Any) -> User:
    service = a_service()
    assert service.organisation is not None
    member_admit(service.organisation, scene.editor, actor=None)
    return User.objects.get(pk=scene.editor.pk)


CALLS: dict[str, tuple[Callable[[Any], Any], Callable[..., Any]]] = {
    f"{SERVICES}.services_import": (
        lambda scene: None,
        lambda _start, actor: services.services_import("a.json", FILE, place=None, actor=actor),
    ),
    f"{SERVICES}.service_describe": (
        a_service,
        lambda start, actor: services.service_describe(
            start, {**editable(start), "name": "Advice and more"}, base=start.number, actor=actor
        ),
    ),
    f"{SERVICES}.service_check": (
        a_service,
        lambda start, actor: services.service_check(start, actor=actor),
    ),
    f"{SERVICES}.links_found_broken": (
        a_service,
        lambda start, actor: services.links_found_broken([start.pk], actor=actor),
    ),
    f"{SERVICES}.service_translate": (
        a_service,
        lambda start, actor: services.service_translate(
            start, "de", {"name": "Beratung"}, origin="human", actor=actor
        ),
    ),
    f"{PROPOSALS}.proposal_make": (
        a_service,
        lambda start, actor: proposals.proposal_make(
            start, {**editable(start), "name": "Good advice"}, note="", actor=actor
        ),
    ),
    f"{PROPOSALS}.proposal_accept": (
        a_proposal,
        lambda start, actor: proposals.proposal_accept(start, actor=actor),
    ),
    f"{PROPOSALS}.proposal_decline": (
        a_proposal,
        lambda start, actor: proposals.proposal_decline(start, answer="No", actor=actor),
    ),
    f"{PROPOSALS}.proposal_withdraw": (
        a_proposal,
        lambda start, actor: proposals.proposal_withdraw(start, actor=actor),
    ),
    f"{REMINDERS}.owner_remind": (
        an_owner,
        lambda start, actor: reminders.owner_remind(start, [], actor=actor),
    ),
    "bothways.directory.places.actions.place_describe": (
        lambda scene: None,
        lambda _start, actor: places.place_describe("town", {"country": "DE"}, actor=actor),
    ),
    "bothways.directory.demonstration.actions.demonstration_load": (
        lambda scene: None,
        lambda _start, actor: demonstration.demonstration_load(actor=actor),
    ),
}
