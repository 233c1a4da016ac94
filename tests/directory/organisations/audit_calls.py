"""How each action on the register of organisations is called, and from which state."""

from collections.abc import Callable
from typing import Any

from bothways.directory.organisations import actions as register
from bothways.directory.organisations.models import Organisation, OrganisationMember

MODULE = "bothways.directory.organisations.actions"


def an_organisation(_scene: Any) -> Organisation:
    return register.organisation_register({"name": "Welcome House"}, actor=None)


def a_member(scene: Any) -> OrganisationMember:
    return register.member_admit(an_organisation(scene), scene.editor, actor=None)


CALLS: dict[str, tuple[Callable[[Any], Any], Callable[..., Any]]] = {
    f"{MODULE}.organisation_register": (
        lambda scene: None,
        lambda _start, actor: register.organisation_register({"name": "Library"}, actor=actor),
    ),
    f"{MODULE}.organisation_describe": (
        an_organisation,
        lambda start, actor: register.organisation_describe(start, {"kind": "ngo"}, actor=actor),
    ),
    f"{MODULE}.organisation_verify": (
        an_organisation,
        lambda start, actor: register.organisation_verify(start, actor=actor),
    ),
    f"{MODULE}.member_admit": (
        lambda scene: (an_organisation(scene), scene.editor),
        lambda start, actor: register.member_admit(*start, actor=actor),
    ),
    f"{MODULE}.member_dismiss": (
        a_member,
        lambda start, actor: register.member_dismiss(start, actor=actor),
    ),
}
