"""What marking forty people costs: CPU milliseconds, statements, kilobytes, taps.

    python benchmarks/attendance.py

CPU time is that of this process (time.process_time), median of runs, SQLite. Taps are counted on
the form itself; the browser tests count them with a thumb (tests/programmes/delivery).
"""

import gzip
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

FOLDER = tempfile.TemporaryDirectory(prefix="bothways-attendance-")
os.environ["BOTHWAYS_VAR"] = FOLDER.name
os.environ["BOTHWAYS_MEANING_SEARCH"] = "0"
os.environ.pop("DATABASE_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "bothways.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from bothways.core.models import User  # noqa: E402
from bothways.programmes.delivery.attendance_actions import NewMark  # noqa: E402
from bothways.programmes.delivery.cohort_actions import cohort_create  # noqa: E402
from bothways.programmes.delivery.queries import roster, standings  # noqa: E402
from bothways.programmes.delivery.roster import (  # noqa: E402
    RosterPerson,
    read_roster,
    roster_csv,
)
from bothways.programmes.delivery.roster_actions import roster_import  # noqa: E402
from bothways.programmes.delivery.series import Occurrence  # noqa: E402
from bothways.programmes.delivery.session_actions import session_series_create  # noqa: E402
from bothways.programmes.delivery.sheet import sheet_pdf  # noqa: E402
from bothways.programmes.delivery.wire import written_marks  # noqa: E402
from bothways.programmes.models import Cohort, Session  # noqa: E402
from bothways.programmes.plan.actions import programme_start  # noqa: E402

PEOPLE, SESSIONS, RUNS, MOST_TAPS = 40, 60, 15, 45
PLAIN = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def group_of_forty(officer: User) -> Cohort:
    """Sixty sessions, each of them marked: a course near its end."""
    programme = programme_start("A course", actor=officer)
    fields = {"title": "Group A", "scheme": "units45", "time_zone": "Europe/Berlin"}
    cohort = cohort_create(programme, fields, actor=officer)
    since = timezone.localdate() - timedelta(days=SESSIONS + 2)
    people = [RosterPerson(f"Person {n}", "Haddad", birth_year=2010, since=since)
              for n in range(PEOPLE)]  # fmt: skip
    roster_import(cohort, people, actor=officer)
    starts = [timezone.now() - timedelta(days=days) for days in range(SESSIONS, 0, -1)]
    when = [Occurrence(start, start + timedelta(minutes=180)) for start in starts]
    session_series_create(cohort, when, {"units": 4}, actor=officer)
    return cohort


def lot(cohort: Cohort, session: Session) -> bytes:
    rows = roster(cohort, session.starts_at.date())
    return written_marks(
        [NewMark(uuid4(), row.person, "X", timezone.now(), minutes_late=row.person % 30)
         for row in rows], session.uid,
    )  # fmt: skip


def measured(label: str, act: Callable[[], Any], before: Callable[[], Any] | None = None) -> None:
    spent = []
    for _run in range(RUNS):
        if before is not None:
            before()
        start = time.process_time()
        act()
        spent.append(1000 * (time.process_time() - start))
    print(f"{label}: {statistics.median(spent):.1f} ms CPU")


def main() -> int:
    call_command("migrate", verbosity=0)
    officer = User.objects.create_user("officer", "o@example.org", "a long password")
    cohort = group_of_forty(officer)
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer)
    sessions = list(cohort.sessions.order_by("starts_at"))

    def at(name: str, session: Session) -> str:
        return reverse(name, args=[cohort.programme_id, cohort.pk, session.pk])

    def send(session: Session, body: bytes) -> None:
        address = at("attendance_marks", session)
        answer = client.post(address, body, content_type="application/json")
        assert len(answer.json()["kept"]) == PEOPLE, answer.content

    for session in sessions:
        send(session, lot(cohort, session))
    last = sessions[-1]
    with CaptureQueriesContext(connection) as statements:
        page = client.get(at("attendance", last)).content
    print(f"attendance page: {len(statements)} statements, {len(page) / 1024:.0f} kB, "
          f"{len(gzip.compress(page)) / 1024:.1f} kB compressed")  # fmt: skip
    measured("attendance page of 40 after 60 sessions", lambda: client.get(at("attendance", last)))
    body = [b""]

    def fresh() -> None:
        body[0] = lot(cohort, last)

    measured("post of 40 new marks", lambda: send(last, body[0]), fresh)
    measured("the same 40 marks again", lambda: send(last, body[0]))
    measured("page of the group", lambda: client.get(
        reverse("cohort", args=[cohort.programme_id, cohort.pk])))  # fmt: skip
    measured("what 40 people reached in 60 sessions", lambda: standings(cohort))
    file = roster_csv([RosterPerson(f"P {n}", "Ali", birth_year=2010) for n in range(60)])
    measured("a roster of 60 read", lambda: read_roster("r.csv", file, timezone.localdate()))
    sheet_pdf(last, roster(cohort, last.starts_at.date()), "ar")
    measured("list to sign, 40 people, Arabic", lambda: sheet_pdf(
        last, roster(cohort, last.starts_at.date()), "ar"))  # fmt: skip
    return taps(page.decode())


def taps(page: str) -> int:
    """One for "all present", one an exception, one to save where there is no script."""
    assert page.count('name="do" value="all"') == 1
    assert page.count('value="U"') == PEOPLE  # each exception is one tap on its own label
    worst = 1 + PEOPLE + 1
    print(f"taps for {PEOPLE} people: 2 + one an exception, at worst {worst} (aim {MOST_TAPS})")
    return int(worst > MOST_TAPS)


if __name__ == "__main__":
    with override_settings(STORAGES=PLAIN):
        sys.exit(main())
