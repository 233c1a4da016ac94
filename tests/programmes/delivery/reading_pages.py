"""Pages of delivery whose addresses need more than programme, cohort, person and session, for the
walk that holds that whoever shows a name leaves a row."""

from collections.abc import Callable
from typing import Any

from bothways.programmes.models import Person

PARTS: dict[str, Callable[[Person], dict[str, Any]]] = {
    "participant": lambda person: {"row": person.enrolments.earliest("pk").pk},
}
# They can name no participant: an empty table, times and rooms, a script.
NOBODY = {"roster_template", "calendar_feed", "calendar_join", "calendar_revoke", "offline_worker"}
