"""Owners hear of services that nobody has looked at; a real mail server takes the letter."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from bothways.core.errors import NotAllowed
from bothways.core.models import AuditEntry, User
from bothways.directory.organisations.actions import member_admit
from bothways.directory.services.actions import service_check
from bothways.directory.services.models import Service
from bothways.directory.services.queries import owners_to_remind
from bothways.directory.services.reminder_actions import owner_remind
from bothways.env import BadSetting, mail_from_url
from tests.directory.services.audit_calls import a_service

SignIn = Callable[[User], Client]
TODAY = date(2026, 12, 1)


@pytest.fixture
def owned(officer: User) -> Service:
    """A service never looked at, of an organisation that the officer speaks for."""
    service = a_service()
    assert service.organisation is not None
    member_admit(service.organisation, officer, actor=None)
    return service


def owners_remind(today: date = TODAY) -> int:
    people = owners_to_remind(today)
    for user, due in people:
        owner_remind(user, due, actor=None)
    return len(people)


def test_who_speaks_for_an_organisation_gets_one_letter_a_month(
    owned: Service, officer: User, outsider: User
) -> None:
    assert owners_remind() == 1
    (letter,) = mail.outbox
    assert letter.to == [officer.email]
    assert reverse("directory_service_edit", args=[owned.pk]) in letter.body
    assert owners_remind() == 0
    AuditEntry.objects.filter(verb="remind").update(at=f"{TODAY - timedelta(days=31)}T08:00Z")
    assert owners_remind() == 1


def test_the_letter_is_in_a_language_that_the_organisation_answers_in(owned: Service) -> None:
    assert owned.organisation is not None
    owned.organisation.languages = ["tr", "de"]
    owned.organisation.save()
    owners_remind()
    assert "Verzeichnis" in mail.outbox[0].subject


def test_nothing_is_sent_once_somebody_has_looked(owned: Service, officer: User) -> None:
    service_check(owned, actor=officer)
    assert owners_remind(timezone.localdate()) == 0
    assert mail.outbox == []


def test_a_letter_that_cannot_be_sent_is_tried_again_the_next_day(owned: Service) -> None:
    nowhere = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
               "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 1}  # fmt: skip
    with override_settings(**nowhere), pytest.raises(OSError, match="refused"):
        owners_remind()
    assert not AuditEntry.objects.filter(verb="remind").exists()


def test_an_owner_says_on_the_page_that_all_is_right_and_nobody_else_does(
    owned: Service, officer: User, outsider: User, signed_in: SignIn
) -> None:
    address = reverse("directory_service_edit", args=[owned.pk])
    assert signed_in(outsider).post(address, {"do": "check"}).status_code == 403
    signed_in(officer).post(address, {"do": "check"})
    owned.refresh_from_db()
    assert owned.assured_date is not None
    with pytest.raises(NotAllowed):
        service_check(owned, actor=outsider)


def test_without_a_mail_server_nobody_is_written_to(owned: Service) -> None:
    said = StringIO()
    call_command("remind_owners", stdout=said)
    assert "No mail server is set" in said.getvalue()
    assert mail.outbox == []


class Postman(socketserver.StreamRequestHandler):
    """As much of SMTP as one letter needs."""

    def handle(self) -> None:
        self._say("220 here")
        letter: list[bytes] | None = None
        for line in self.rfile:
            if letter is None:
                letter = [] if line.upper().startswith(b"DATA") else None
                self._say(ANSWERS.get(line[:4].upper(), "250 yes"))
            elif line == b".\r\n":
                self.server.letters.append(b"".join(letter))  # type: ignore[attr-defined]
                letter = None
                self._say("250 taken")
            else:
                letter.append(line)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


ANSWERS = {b"DATA": "354 go on", b"QUIT": "221 bye"}


@pytest.fixture
def letters() -> Iterator[tuple[int, list[bytes]]]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postman) as server:
        server.letters = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], server.letters  # type: ignore[attr-defined]
        server.shutdown()


def test_the_command_hands_the_letter_to_the_server_that_is_set(
    owned: Service, officer: User, letters: tuple[int, list[bytes]]
) -> None:
    port, taken = letters
    settings: dict[str, Any] = mail_from_url(f"smtp://127.0.0.1:{port}")
    with override_settings(**settings, SENDS_MAIL=True):
        call_command("remind_owners", stdout=StringIO())
    letter = message_from_bytes(taken[0], _class=EmailMessage, policy=policy.default)
    assert letter["To"] == officer.email
    assert str(owned.pk) in letter.get_content()


def test_an_address_of_a_mail_server_is_read_with_its_security() -> None:
    read = mail_from_url("smtp://desk:s%40y@mail.example")
    assert (read["EMAIL_HOST_PASSWORD"], read["EMAIL_PORT"], read["EMAIL_USE_TLS"]) == (
        "s@y", 587, True,
    )  # fmt: skip
    assert mail_from_url("smtps://mail.example")["EMAIL_USE_SSL"]
    assert "dummy" in mail_from_url("")["EMAIL_BACKEND"]
    with pytest.raises(BadSetting, match="smtp://user:password@host:587"):
        mail_from_url("mail.example")
