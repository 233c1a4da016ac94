"""Who gets what at the addresses of certificates: the group of somebody else is not there."""

from collections.abc import Callable

from bothways.programmes.models import Cohort
from bothways.programmes.plan.actions import programme_start
from tests.conftest import person
from tests.rooms import EVERYBODY, NOTHING_THERE, Line

ONE = {"number": "the programme of certificates"}


def a_programme() -> int:
    """The programme of somebody who is none of the four."""
    programme = programme_start("A programme", actor=person("certifier"))
    return programme.pk


def a_cohort() -> int:
    programme = programme_start("Another programme", actor=person("another_certifier"))
    return Cohort.objects.create(programme=programme, title="Group").pk


THINGS: dict[str, Callable[[], int | str]] = {
    "the programme of certificates": a_programme,
    "the group of certificates": a_cohort,
}
OF_ONE = (
    "credentials",
    "learner_files",
    "trainers",
    "trainer_new",
    "trainer_step_new",
    "cascade_results",
    "cascade_xlsx",
)
OF_A_GROUP = ("cohort_certificates", "certificate_rule", "cohort_levels")
OF_A_ROW = (
    "certificate_job", "certificate_job_stop", "certificate_job_print", "certificate_pdf",
    "certificate_revoke", "person_credentials", "learner_file_give", "learner_file",
    "site_distrust", "trainer_step", "trainer_remove",
)  # fmt: skip
ROLES = {
    "verify": Line(EVERYBODY),
    "verify_offline": Line(EVERYBODY),
    "verify_text": Line(EVERYBODY, {"text": "AAAA"}),
    "certificate_scanned": Line((302, 302, 302, 302), {"text": "AAAA"}),
    "site_keys": Line(EVERYBODY),
    "revoked_certificates": Line(EVERYBODY),
    **{name: Line(NOTHING_THERE, ONE) for name in OF_ONE},
    **{
        name: Line(NOTHING_THERE, {**ONE, "cohort": "the group of certificates"})
        for name in OF_A_GROUP
    },
    **{name: Line(NOTHING_THERE, {**ONE, "row": 1}) for name in OF_A_ROW},
    "certificate_badge": Line(NOTHING_THERE, {**ONE, "row": 1, "ending": "jwt"}),
}
