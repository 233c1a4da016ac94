"""Who gets what at the addresses of reports: somebody else's programme is not there."""

from collections.abc import Callable
from datetime import date

from bothways.programmes.models import Period, Programme
from bothways.programmes.plan.actions import programme_start
from bothways.programmes.reports.actions import funder_report_release
from tests.conftest import person
from tests.rooms import NOTHING_THERE, ONLY_SENT_TO, SIGNED_IN, Line

PROGRAMME = {"number": "the programme that reports"}
REPORT = {**PROGRAMME, "report": "the released report"}


def a_programme() -> int:
    programme = programme_start("A programme", actor=person("report_lead"))
    period = Period.objects.create(
        programme=programme, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30)
    )
    funder_report_release(programme, period, actor=None)
    return programme.pk


def its_report() -> int:
    return Programme.objects.get(members__user__username="report_lead").funder_reports.get().number


THINGS: dict[str, Callable[[], int | str]] = {
    "the programme that reports": a_programme,
    "the released report": its_report,
}
ROLES = {
    "friday": Line(SIGNED_IN),
    "friday_session": Line(ONLY_SENT_TO),
    "friday_figure": Line(ONLY_SENT_TO),
    "programme_dashboard": Line(NOTHING_THERE, PROGRAMME),
    "funder_table": Line(NOTHING_THERE, PROGRAMME),
    "funder_xlsx": Line(NOTHING_THERE, PROGRAMME),
    "funder_pdf": Line(NOTHING_THERE, PROGRAMME),
    "funder_iati": Line(NOTHING_THERE, PROGRAMME),
    "funder_setting": Line(NOTHING_THERE, PROGRAMME),
    "funder_release": Line(ONLY_SENT_TO, PROGRAMME),
    "funder_report": Line(NOTHING_THERE, REPORT),
    "funder_report_xlsx": Line(NOTHING_THERE, REPORT),
    "funder_report_pdf": Line(NOTHING_THERE, REPORT),
}
