"""Who gets what at the addresses of allocation. A batch is for its members only."""

from collections.abc import Callable

from tests.rooms import NOTHING_THERE, SIGN_IN, SIGNED_IN, Line
from tests.tailoring.allocation import scenes

ALLOCATION = {"number": "the allocation"}
THINGS: dict[str, Callable[[], int | str]] = {"the allocation": lambda: scenes.done().pk}
ROLES: dict[str, Line] = {
    "allocation": Line(SIGNED_IN),
    "allocation_new": Line((SIGN_IN, 403, 403, 403)),  # needs the role "placement"
    "allocation_switch": Line(NOTHING_THERE),
    "allocation_example": Line(SIGNED_IN, {"name": "families"}),
    "allocation_batch": Line(NOTHING_THERE, ALLOCATION),  # for its members only
    "allocation_options": Line(NOTHING_THERE, ALLOCATION),
    "allocation_seats": Line(NOTHING_THERE, ALLOCATION),
    "allocation_fairness": Line(NOTHING_THERE, ALLOCATION),
    "allocation_download": Line(NOTHING_THERE, {**ALLOCATION, "ending": "csv"}),
    "allocation_family": Line(NOTHING_THERE, {**ALLOCATION, "case": "F-001"}),
    "allocation_explanation": Line(NOTHING_THERE, {**ALLOCATION, "case": "F-001"}),
}
