"""The pages of a programme as its head lists them, each with the right that opens it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bothways.core.models import User
from bothways.programmes.models import Pairing, Programme
from bothways.programmes.policies import Right, rights_in

# Stands only before those who mentor somebody, whatever their role is.
MENTORS = "mentor_pairings"


@dataclass(frozen=True)
class Tab:
    url_name: str
    words: Any
    right: Right


# In the order of the work: plan, people and their protection, what they take along, what became of
# it, what goes out. A sub-room adds its line where its work stands.
TABS: tuple[Tab, ...] = (
    Tab("programme", _("Plan"), Right.READ),
    Tab("programme_results", _("Results"), Right.READ),
    Tab("cohorts", _("People and groups"), Right.READ),
    Tab("protection", _("Protection"), Right.PROTECT),
    Tab(MENTORS, _("Whom I mentor"), Right.READ),
    Tab("credentials", _("Certificates and levels"), Right.CERTIFY),
    Tab("trainers", _("Trainers"), Right.CERTIFY),
    Tab("programme_studies", _("Studies"), Right.READ),
    Tab("programme_dashboard", _("Figures"), Right.READ),
    Tab("funder_table", _("Report"), Right.REPORT),
    Tab("programme_members", _("Roles"), Right.READ),
)  # fmt: skip


def tabs_for(programme: Programme, user: User) -> list[tuple[str, str, str]]:
    """(url name, words, address) of each page that the person may open and has a use for."""
    rights = rights_in(programme, user)
    mentors = programme.pairings.filter(mentor__user=user).exclude(state=Pairing.State.CLOSED)
    return [
        (tab.url_name, str(tab.words), reverse(tab.url_name, args=[programme.pk]))
        for tab in TABS
        if tab.right in rights and (tab.url_name != MENTORS or mentors.exists())
    ]
