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
ROLES = {
    "programmes": Line(SIGNED_IN),
    "programme": Line(NOTHING_THERE, PROGRAMME),
}
