"""Who gets what at the addresses of programmes: somebody else's programme is not there."""

from collections.abc import Callable

from bothways.programmes.plan.actions import programme_start
from tests.conftest import person
from tests.rooms import NOTHING_THERE, SIGNED_IN, Line

PROGRAMME = {"number": "the programme"}


def a_programme() -> int:
    """The programme of somebody who is none of the four."""
    return programme_start("A programme", actor=person("programme_lead")).pk


THINGS: dict[str, Callable[[], int | str]] = {"the programme": a_programme}
OF_A_PROGRAMME = (
    "programme", "programme_about", "programme_parts", "programme_part_new", "programme_results",
    "programme_result_new", "programme_indicator_new", "programme_period_new",
    "programme_partner_new", "programme_budget_new", "programme_risk_new", "programme_members",
    "programme_member_new", "programme_end", "programme_json",
)  # fmt: skip
OF_A_ROW = (
    "programme_part_remove", "programme_result", "programme_indicator", "programme_period",
    "programme_figures", "programme_partner", "programme_budget", "programme_risk",
    "programme_member_role", "programme_member_remove",
)  # fmt: skip
ROLES = {
    "programmes": Line(SIGNED_IN),
    "programme_new": Line(SIGNED_IN),
    **{name: Line(NOTHING_THERE, PROGRAMME) for name in OF_A_PROGRAMME},
    **{name: Line(NOTHING_THERE, {**PROGRAMME, "row": 1}) for name in OF_A_ROW},
}
