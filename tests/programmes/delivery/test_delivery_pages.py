"""The pages of delivery: who sees names and leaves a row, what forms and phones send."""

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from bothways.core.models import User
from bothways.programmes.delivery.attendance_actions import NewMark
from bothways.programmes.delivery.people_actions import person_add
from bothways.programmes.delivery.queries import marks_in, roster
from bothways.programmes.delivery.sheet import sheet_pages, sheet_pdf
from bothways.programmes.delivery.wire import written_marks
from bothways.programmes.models import (
    AttendanceEntry,
    CalendarFeed,
    Cohort,
    Enrolment,
    Programme,
    ProgrammeMember,
    ReadEntry,
    Session,
)

SignedIn = Callable[[User], Client]
Role = ProgrammeMember.Role


def at(name: str, cohort: Cohort, *more: Any) -> str:
    return reverse(name, args=[cohort.programme_id, cohort.pk, *more])


def a_mark(person: int, code: str = "present") -> NewMark:
    return NewMark(uuid4(), person, code, datetime(2026, 3, 2, 10, tzinfo=UTC))


# who sees what


def test_every_page_with_names_leaves_a_row_for_each_person(
    lessons: list[Session], officer: User, signed_in: SignedIn
) -> None:
    cohort, client = lessons[0].cohort, signed_in(officer)
    row = cohort.enrolments.earliest("pk")
    pages = [("roster", at("cohort", cohort), 40),
             ("participant", at("participant", cohort, row.pk), 1),
             ("attendance", at("attendance", cohort, lessons[0].pk), 40),
             ("roster_export", at("roster_export", cohort), 40)]  # fmt: skip
    for page, address, people in pages:
        answer = client.get(address)
        assert answer.status_code == 200
        assert ReadEntry.objects.filter(page=page, reader=officer).count() == people
    assert (
        "Person 01"
        not in client.get(reverse("cohorts", args=[cohort.programme_id])).content.decode()
    )


@pytest.mark.parametrize("role", [Role.PARTNER, Role.EVALUATOR])
def test_whoever_only_reports_sees_groups_and_nobody_s_name(
    lessons: list[Session], evaluator: User, signed_in: SignedIn,
    in_role: Callable[..., ProgrammeMember], role: str,
) -> None:  # fmt: skip
    in_role(evaluator, role)
    cohort, client = lessons[0].cohort, signed_in(evaluator)
    listed = client.get(reverse("cohorts", args=[cohort.programme_id]))
    assert "Group A" in listed.content.decode()
    assert "40" not in listed.content.decode().partition('<ul class="work">')[2]
    for name, more in (("cohort", ()), ("attendance", (lessons[0].pk,)), ("roster_export", ())):
        assert client.get(at(name, cohort, *more)).status_code == 403


def test_the_list_takes_the_same_statements_for_one_group_and_for_many(
    forty: Cohort, officer: User, signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        Cohort.objects.create(programme=forty.programme, title=f"Group {number}")
    client = signed_in(officer)
    with django_assert_max_num_queries(14):
        client.get(reverse("cohorts", args=[forty.programme_id]))


def test_the_page_of_a_group_takes_the_same_statements_for_any_size(
    lessons: list[Session], officer: User, signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(officer)
    for name, more in (("cohort", ()), ("attendance", (lessons[2].pk,))):
        with django_assert_max_num_queries(34):
            client.get(at(name, lessons[0].cohort, *more))


# groups and people by form


def test_an_officer_opens_a_group_and_adds_a_person(
    programme: Programme, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    member = programme.members.get(user=officer)
    sent = {"title": "Evening", "time_zone": "Europe/Kyiv", "scheme": "units45", "capacity": "1",
            "languages": "uk, ar", "runs": [str(member.pk)]}  # fmt: skip
    client.post(reverse("cohort_new", args=[programme.pk]), sent)
    cohort = Cohort.objects.get(title="Evening")
    assert cohort.languages == ["uk", "ar"]
    person = {"given_name": "Олена", "since": "2026-03-02", "needs": ["childcare"]}
    client.post(at("participant_new", cohort), person)
    client.post(at("participant_new", cohort), {**person, "given_name": "Іван"})
    states = list(cohort.enrolments.values_list("state", flat=True))
    assert states == [Enrolment.State.ENROLLED, Enrolment.State.WAITING]
    page = client.get(at("cohort", cohort), {"on": "2026-03-02"}).content.decode()
    assert "Waiting list" in page
    assert client.get(at("cohort", cohort), {"on": "2026-02-31"}).status_code == 200


def test_a_refused_form_keeps_what_was_typed(
    cohort: Cohort, officer: User, signed_in: SignedIn
) -> None:
    answer = signed_in(officer).post(
        at("participant_new", cohort),
        {"given_name": "Ali", "birth_year": "2099", "since": "2026-03-02"},
    )
    assert answer.status_code == 422
    assert "no year of birth" in answer.content.decode()
    assert 'value="Ali"' in answer.content.decode()


def test_a_person_leaves_by_the_form_of_their_page(
    cohort: Cohort, officer: User, signed_in: SignedIn
) -> None:
    row = person_add(cohort, {"given_name": "Ali"}, since=date(2026, 3, 2), actor=None)
    client, page = signed_in(officer), at("participant", cohort, row.pk)
    assert client.post(page, {"do": "leave", "on": "2026-03-01"}).status_code == 422
    client.post(page, {"do": "leave", "on": "2026-03-05", "reason": "work"})
    row.refresh_from_db()
    assert (row.state, row.leaving_reason) == ("left", "work")
    client.post(page, {"do": "back", "on": "2026-03-09"})
    assert [one.name for one in roster(cohort, date(2026, 3, 9))] == ["Ali"]


# a roster from a file


def upload(client: Client, cohort: Cohort, text: str, **more: str) -> Any:
    file = SimpleUploadedFile("people.csv", text.encode(more.pop("letters", "utf-8")))
    return client.post(at("roster_new", cohort), {"file": file, **more})


def test_sixty_people_are_seen_first_and_taken_in_then(
    cohort: Cohort, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    rows = "\n".join(f"Person {n},2010" for n in range(60))
    answer = upload(client, cohort, f"given_name,birth_year\n{rows}")
    assert cohort.enrolments.count() == 0
    assert "60 people are in this file" in answer.content.decode()
    client.post(at("roster_new", cohort), {"seen": answer.context["seen"]})
    assert cohort.enrolments.count() == 60
    again = client.post(at("roster_new", cohort), {"seen": answer.context["seen"]})
    assert again.status_code == 422
    assert cohort.enrolments.count() == 60


def test_a_list_that_was_changed_on_the_way_is_refused(
    cohort: Cohort, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    seen = upload(client, cohort, "given_name\nAli").context["seen"]
    other = Cohort.objects.create(programme=cohort.programme, title="B")
    for address, sent in ((at("roster_new", cohort), seen[:-2]), (at("roster_new", other), seen)):
        assert client.post(address, {"seen": sent}).status_code == 422
    assert Enrolment.objects.count() == 0


def test_a_roster_in_a_legacy_encoding_is_named_with_the_remedy(
    cohort: Cohort, officer: User, signed_in: SignedIn
) -> None:
    client, text = signed_in(officer), "given_name,birth_year\nسميرة,2010\n"
    answer = upload(client, cohort, text, letters="cp1256")
    assert answer.status_code == 422
    assert "Windows-1256" in answer.content.decode()
    answer = upload(client, cohort, text, letters="cp1256", encoding="cp1256")
    assert "سميرة" in answer.content.decode()
    assert answer.context["seen"]


def test_nothing_of_a_file_with_an_error_is_kept(
    cohort: Cohort, officer: User, signed_in: SignedIn
) -> None:
    answer = upload(signed_in(officer), cohort, "given_name,birth_year\nAli,2010\nOmar,3010\n")
    assert answer.status_code == 422
    assert "Row 2" in answer.content.decode()
    assert "seen" not in answer.context


def test_the_template_reads_back_and_the_export_is_a_workbook(
    forty: Cohort, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    template = client.get(at("roster_template", forty, "csv")).content.decode("utf-8-sig")
    assert template.startswith("given_name,family_name")
    book = load_workbook(io.BytesIO(client.get(at("roster_export", forty)).content))
    assert book.worksheets[0].max_row == 41
    assert client.get(at("roster_template", forty, "exe")).status_code == 404


# sessions


def test_a_series_is_planned_by_form_at_the_hour_of_the_place(
    cohort: Cohort, officer: User, signed_in: SignedIn
) -> None:
    sent = {"first": "2026-03-23", "last": "2026-04-05", "weekdays": ["0", "3"], "at": "09:00",
            "minutes": "90", "units": "2", "mode": "on_site", "without": "2026-04-02"}  # fmt: skip
    signed_in(officer).post(at("session_series", cohort), sent)
    sessions = list(cohort.sessions.order_by("starts_at"))
    assert [one.starts_at.hour for one in sessions] == [8, 8, 7]  # summer time from 29 March
    client = signed_in(officer)
    for session in sessions:
        day = f"{session.starts_at:%Y-%m-%d} 09:00"
        pages = [at("cohort", cohort), *(at(name, cohort, session.pk)
                 for name in ("session", "attendance"))]  # fmt: skip
        assert all(day in client.get(page).content.decode() for page in pages)


def test_a_facilitator_opens_the_room_and_calls_a_session_off(
    lessons: list[Session], facilitator: ProgrammeMember, teacher: User, signed_in: SignedIn
) -> None:
    session, client = lessons[2], signed_in(teacher)
    address = at("session_join", session.cohort, session.pk)
    assert client.get(address).headers["Location"].endswith(f"/sessions/{session.pk}/")
    Session.objects.filter(pk=session.pk).update(join_url="https://meet.example.org/a")
    assert client.get(address).headers["Location"] == "https://meet.example.org/a"
    client.post(at("session", session.cohort, session.pk), {"do": "cancel"})
    session.refresh_from_db()
    assert session.state == "cancelled"


# attendance


def form_of(client: Client, session: Session) -> dict[str, Any]:
    """The fields of the attendance page as a browser without script sends them."""
    context = client.get(at("attendance", session.cohort, session.pk)).context
    sent: dict[str, Any] = {"form": str(context["form_uid"]), "person": []}
    for one in context["rows"]:
        sent["person"].append(one.row.person)
        sent |= {f"code-{one.row.person}": one.code, f"was-{one.row.person}": one.was,
                 f"late-{one.row.person}": str(one.late or "")}  # fmt: skip
    return sent


def test_all_present_then_exceptions_by_form(
    lessons: list[Session], facilitator: ProgrammeMember, teacher: User, signed_in: SignedIn
) -> None:
    session, client = lessons[2], signed_in(teacher)
    address = at("attendance", session.cohort, session.pk)
    sent = {**form_of(client, session), "do": "all"}
    client.post(address, sent)
    client.post(address, sent)
    assert AttendanceEntry.objects.count() == 40
    sent = {**form_of(client, session), "do": "save"}
    first, second = sent["person"][:2]
    client.post(address, {**sent, f"code-{first}": "absent", f"late-{second}": "20"})
    assert AttendanceEntry.objects.count() == 42
    marks = marks_in(session)
    assert (marks[first].code, marks[second].minutes_late) == ("absent", 20)
    page = client.get(at("attendance_history", session.cohort, session.pk)).content.decode()
    assert "teacher" in page


def test_a_form_opened_earlier_does_not_undo_what_another_marked_since(
    lessons: list[Session], officer: User, signed_in: SignedIn
) -> None:
    session, client = lessons[2], signed_in(officer)
    address = at("attendance", session.cohort, session.pk)
    stale = {**form_of(client, session), "do": "save"}
    first, second = stale["person"][:2]
    client.post(address, {**form_of(client, session), "do": "save", f"code-{first}": "absent"})
    client.post(address, {**stale, f"code-{second}": "present"})
    assert marks_in(session)[first].code == "absent"


def send(client: Client, session: Session, body: bytes) -> Any:
    address = at("attendance_marks", session.cohort, session.pk)
    return client.post(address, body, content_type="application/json")


def test_the_phone_sends_twice_and_gets_the_same_answer(
    lessons: list[Session], facilitator: ProgrammeMember, teacher: User, signed_in: SignedIn
) -> None:
    session, client = lessons[0], signed_in(teacher)
    person = session.cohort.enrolments.earliest("pk").person_id
    body = written_marks([a_mark(person), a_mark(person + 999)], session.uid)
    first, second = send(client, session, body).json(), send(client, session, body).json()
    assert first == second
    assert (len(first["kept"]), len(first["refused"])) == (1, 1)
    assert AttendanceEntry.objects.count() == 1


def test_the_phone_is_told_what_it_sent_wrong(
    lessons: list[Session], facilitator: ProgrammeMember, teacher: User, signed_in: SignedIn
) -> None:
    client = signed_in(teacher)
    assert send(client, lessons[0], b"{").status_code == 400
    other = send(client, lessons[0], written_marks([], lessons[1].uid))
    assert "another session" in json.loads(other.content)["problems"][0]["message"]


def test_a_phone_without_token_or_session_writes_nothing(
    lessons: list[Session], teacher: User, facilitator: ProgrammeMember
) -> None:
    body = written_marks([], lessons[0].uid)
    client = Client(enforce_csrf_checks=True)
    assert send(client, lessons[0], body).status_code == 403
    client.force_login(teacher)
    assert send(client, lessons[0], body).status_code == 403
    assert send(Client(), lessons[0], body).status_code == 302


def test_marks_saved_as_a_file_are_taken_in_once(
    lessons: list[Session], officer: User, signed_in: SignedIn
) -> None:
    session, client = lessons[0], signed_in(officer)
    person = session.cohort.enrolments.earliest("pk").person_id
    body = written_marks([a_mark(person, "absent")], session.uid)
    address = at("attendance_file", session.cohort, session.pk)
    for _again in range(2):
        client.post(address, {"file": SimpleUploadedFile("marks.json", body)})
    assert AttendanceEntry.objects.get().source == AttendanceEntry.Source.IMPORT
    answer = client.post(address, {"file": SimpleUploadedFile("marks.json", b"{}")}, follow=True)
    assert "not a file of marks" in answer.content.decode()


# paper and calendars


@pytest.mark.pdf
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_list_to_sign_has_sixteen_rows_a_page_in_the_language_of_the_reader(
    lessons: list[Session], language: str
) -> None:
    rows = roster(lessons[0].cohort, lessons[0].starts_at.date())
    assert [len(page) for page in sheet_pages(rows)] == [16, 16, 16]
    pages = PdfReader(io.BytesIO(sheet_pdf(lessons[0], rows, language))).pages
    assert len(pages) == 3
    assert "Person 01" in pages[0].extract_text()
    assert "Person 40" in pages[2].extract_text()


def test_a_calendar_address_is_shown_once_and_can_be_taken_back(
    lessons: list[Session], officer: User, signed_in: SignedIn, visitor: Client
) -> None:
    cohort, client = lessons[0].cohort, signed_in(officer)
    address = reverse("calendars", args=[cohort.programme_id])
    shown = client.post(address, {"cohort": cohort.pk}).context["address"]
    path = "/" + shown.split("/", 3)[3]
    assert visitor.get(path).content.startswith(b"BEGIN:VCALENDAR")
    assert path not in client.get(address).content.decode()
    feed = CalendarFeed.objects.get()
    client.post(reverse("calendar_revoke", args=[cohort.programme_id, feed.pk]))
    assert visitor.get(path).status_code == 404


def test_a_calendar_leads_into_bigbluebutton_without_a_link_that_lies_about(
    lessons: list[Session], officer: User, signed_in: SignedIn, visitor: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("BOTHWAYS_BBB_URL", "https://bbb.example.org/bigbluebutton/api")
    monkeypatch.setenv("BOTHWAYS_BBB_SECRET", "only for tests")
    room = "https://bbb.example.org/bigbluebutton/api?meetingID=a"
    Session.objects.update(join_url=room, mode="online")
    cohort = lessons[0].cohort
    answer = signed_in(officer).post(
        reverse("calendars", args=[cohort.programme_id]), {"cohort": cohort.pk}
    )
    path = "/" + answer.context["address"].split("/", 3)[3]
    text = visitor.get(path).content.decode().replace("\r\n ", "")
    assert "checksum" not in text
    link = next(line for line in text.splitlines() if line.startswith("URL"))
    goes_to = visitor.get("/" + link.split("/", 3)[3]).headers["Location"]
    assert goes_to.startswith("https://bbb.example.org/bigbluebutton/api/join?")
    assert "role=VIEWER" in goes_to
    assert "checksum=" in goes_to
