"""How each action on kept plans is called, and from which state."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from bothways.core.models import User
from bothways.directory.demonstration.actions import TOWN, demonstration_load
from bothways.directory.organisations.models import Organisation, OrganisationMember
from bothways.directory.places.models import Place
from bothways.directory.steps.keeping import actions
from bothways.directory.steps.keeping.codes import code_of
from bothways.directory.steps.models import KeptPlan
from tests.directory.steps.keeping.conftest import FAMILY, agreed

MODULE = "bothways.directory.steps.keeping.actions"


def an_office(_scene: Any = None) -> Organisation:
    """The administrator of the test works there; an administrator as such sees no plan."""
    demonstration_load(actor=None)
    office = Organisation.objects.get(name="Welcome House Lindbach")
    for user in User.objects.filter(is_superuser=True):
        OrganisationMember.objects.create(organisation=office, user=user)
    return office


def a_plan(_scene: Any = None) -> KeptPlan:
    office = an_office()
    return actions.plan_keep(office, Place.objects.get(pk=TOWN), FAMILY, agreed(), actor=None)


def meet(plan: KeptPlan, actor: User | None) -> KeptPlan:
    return actions.plan_meet(plan, FAMILY, base=plan.number, on=timezone.localdate(), actor=actor)


CALLS: dict[str, tuple[Callable[[Any], Any], Callable[..., Any]]] = {
    f"{MODULE}.plan_keep": (
        an_office,
        lambda start, actor: actions.plan_keep(
            start, Place.objects.get(pk=TOWN), FAMILY, agreed(), actor=actor
        ),
    ),
    f"{MODULE}.plan_meet": (a_plan, meet),
    f"{MODULE}.plan_agree": (
        a_plan,
        lambda start, actor: actions.plan_agree(start, agreed(), actor=actor),
    ),
    f"{MODULE}.plan_sheet_anew": (
        a_plan,
        lambda start, actor: actions.plan_sheet_anew(start, actor=actor),
    ),
    f"{MODULE}.plan_take_back": (
        a_plan,
        lambda start, actor: actions.plan_take_back(start, actor=actor),
    ),
    f"{MODULE}.plan_take_back_by_code": (
        a_plan,
        lambda start, actor: actions.plan_take_back_by_code(
            start.reference, code_of(start), actor=actor
        ),
    ),
    f"{MODULE}.plan_erase_when_due": (
        a_plan,
        lambda start, actor: actions.plan_erase_when_due(
            start, actor=actor, on=timezone.localdate() + timedelta(days=400)
        ),
    ),
}
# The sheet in the family's hands is the right; a wrong number is noted whoever types it.
OPEN_TO_ALL = {f"{MODULE}.plan_take_back_by_code"}
