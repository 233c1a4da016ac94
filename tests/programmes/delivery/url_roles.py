"""Who gets what at the addresses of delivery: the people of others are not there."""

from collections.abc import Callable

from bothways.programmes.delivery.cohort_actions import cohort_create
from bothways.programmes.models import Cohort
from bothways.programmes.plan.actions import programme_start
from tests.conftest import person
from tests.rooms import EVERYBODY, NOTHING_THERE, Line


def a_cohort() -> int:
    """A group in the programme of somebody who is none of the four."""
    programme = programme_start("A programme", actor=person("delivery_lead"))
    return cohort_create(programme, {"title": "Group A"}, actor=None).pk


def its_programme() -> int:
    return Cohort.objects.get(title="Group A").programme_id


# The cohort comes first: its programme is asked for after it was made.
COHORT = {"cohort": "the cohort", "number": "the programme of the cohort"}
THINGS: dict[str, Callable[[], int | str]] = {
    "the cohort": a_cohort,
    "the programme of the cohort": its_programme,
}
OF_A_COHORT = (
    "cohort", "cohort_edit", "cohort_end", "participant_new", "roster_new", "roster_export",
    "session_new", "session_series",
)  # fmt: skip
OF_A_SESSION = (
    "session", "session_edit", "session_join", "session_sheet", "attendance", "attendance_marks",
    "attendance_file", "attendance_history",
)  # fmt: skip
ROLES = {
    **{name: Line(NOTHING_THERE, COHORT) for name in OF_A_COHORT},
    **{name: Line(NOTHING_THERE, {**COHORT, "session": 1}) for name in OF_A_SESSION},
    "participant": Line(NOTHING_THERE, {**COHORT, "row": 1}),
    "roster_template": Line(NOTHING_THERE, {**COHORT, "ending": "csv"}),
    "cohorts": Line(NOTHING_THERE, {"number": "the programme"}),
    "cohort_new": Line(NOTHING_THERE, {"number": "the programme"}),
    "calendars": Line(NOTHING_THERE, {"number": "the programme"}),
    "calendar_revoke": Line(NOTHING_THERE, {"number": "the programme", "feed": 1}),
    "calendar_feed": Line((404, 404, 404, 404), {"token": "nobody-knows"}),
    "calendar_join": Line((404, 404, 404, 404), {"token": "nobody-knows", "session": 1}),
    "offline_worker": Line(EVERYBODY),
}
