"""Who gets what at the addresses of studies: the study of somebody else is not there."""

from collections.abc import Callable

from bothways.programmes.plan.actions import programme_start
from bothways.studies.actions import study_start
from tests.conftest import person
from tests.programmes.plan.url_roles import PROGRAMME
from tests.rooms import NOTHING_THERE, Line

STUDY = {"number": "the study"}


def a_study() -> int:
    """The study of somebody who is none of the four."""
    lead = person("study_lead")
    programme = programme_start("A programme", actor=lead)
    study = study_start(programme, title="A study", design="prepost", unit="group", actor=lead)
    return study.pk


THINGS: dict[str, Callable[[], int | str]] = {"the study": a_study}
OF_A_STUDY = (
    "study", "study_design", "study_assumed", "study_survey", "study_waves", "study_outcome_new",
    "study_groups", "study_groups_form", "study_assign", "study_place", "study_lock",
    "study_run_new",
)  # fmt: skip
OF_A_RUN = (
    "study_report",
    "study_report_pdf",
    "study_report_docx",
    "study_bundle",
    "study_release",
)
ROLES = {
    "programme_studies": Line(NOTHING_THERE, PROGRAMME),
    "study_new": Line(NOTHING_THERE, PROGRAMME),
    **{name: Line(NOTHING_THERE, STUDY) for name in OF_A_STUDY},
    **{name: Line(NOTHING_THERE, {**STUDY, "run": 1}) for name in OF_A_RUN},
    "study_outcome_remove": Line(NOTHING_THERE, {**STUDY, "row": 1}),
}
