"""A facilitator with a phone: forty people in few taps, in Arabic, and with a browser that dies."""

import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from bothways.core.models import User
from bothways.programmes.delivery.queries import marks_in, standings
from bothways.programmes.models import AttendanceEntry, ProgrammeMember, Session
from tests.conftest import CHROMIUM

pytestmark = pytest.mark.browser
Page = Any
Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]
PHONE = {"width": 390, "height": 844}
MOST_TAPS = 45


class Thumb:
    """Taps, and how many there were."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Any) -> None:
        self.taps += 1
        target.click()


def address_of(session: Session, language: str = "en") -> str:
    cohort = session.cohort
    with override(language):
        return reverse("attendance", args=[cohort.programme_id, cohort.pk, session.pk])


def row(page: Page, number: int) -> Any:
    return page.locator(".att").nth(number)


def code(page: Page, number: int, value: str) -> Any:
    return row(page, number).locator(f"label:has(input[value='{value}'])")


def test_a_facilitator_marks_forty_people_on_a_phone_in_arabic(
    new_page: Callable[..., Page], sign_in: SignIn, axe: Axe, lessons: list[Session],
    facilitator: ProgrammeMember, teacher: User, transactional_db: None,
) -> None:  # fmt: skip
    page, thumb = new_page(viewport=PHONE, locale="ar", has_touch=True), Thumb()
    sign_in(page, teacher)
    page.goto(f"/ar/programmes/{lessons[0].cohort.programme_id}/people/")
    page.get_by_role("link", name="Group A").click()
    expect(page.get_by_text("Person 40")).to_be_visible()
    assert axe(page) == []
    page.locator("#sessions a[href$='/attendance/']").first.click()
    expect(page.locator("#outbox[data-ready]")).to_be_visible()
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    thumb.tap(page.locator("button[value='all']"))
    for number in range(40):
        thumb.tap(code(page, number, "absent" if number % 2 else "excused"))
    expect(page.locator("[data-count]")).to_have_text("0", timeout=30_000)
    assert thumb.taps <= MOST_TAPS
    assert axe(page) == []
    found = [mark.code for mark in marks_in(lessons[0]).values()]
    assert (found.count("absent"), found.count("excused")) == (20, 20)


def test_without_script_forty_people_take_no_more_taps(
    new_page: Callable[..., Page], sign_in: SignIn, lessons: list[Session],
    facilitator: ProgrammeMember, teacher: User, transactional_db: None,
) -> None:  # fmt: skip
    page, thumb = new_page(viewport=PHONE, java_script_enabled=False), Thumb()
    sign_in(page, teacher)
    page.goto(address_of(lessons[1]))
    thumb.tap(page.get_by_role("button", name="All present"))
    expect(page.get_by_text("40 marks are saved.")).to_be_visible()
    for number in range(0, 40, 5):
        thumb.tap(code(page, number, "absent"))
    thumb.tap(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("8 marks are saved.")).to_be_visible()
    assert thumb.taps <= MOST_TAPS


class Line:
    """The way from the phone to the site, which can be cut: bytes to and fro, or nobody there."""

    def __init__(self, port: int) -> None:
        self.goes_to, self.port, self.open = port, 0, False
        self.ends: list[socket.socket] = []

    def join(self) -> None:
        door = socket.create_server(("127.0.0.1", self.port))
        self.port, self.open = door.getsockname()[1], True
        self.ends.append(door)
        threading.Thread(target=self._serve, args=[door], daemon=True).start()

    def cut(self) -> None:
        """Also what is on its way: nobody answers any more."""
        self.open = False
        for end in self.ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.ends.clear()

    def _serve(self, door: socket.socket) -> None:
        while self.open:
            with suppress(OSError):
                near = door.accept()[0]
                far = socket.create_connection(("127.0.0.1", self.goes_to))
                self.ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=[one, other], daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(65536):
                other.sendall(piece)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Phone:
    """A browser of its own process and its own disk, so that it can be killed like one."""

    def __init__(self, chromium: Any, disk: Path) -> None:
        (disk / "DevToolsActivePort").unlink(missing_ok=True)
        self.run = subprocess.Popen(
            [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--remote-debugging-port=0", "--disable-background-networking", "--disable-sync",
             f"--user-data-dir={disk}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        port = self._port(disk / "DevToolsActivePort")
        self.browser = chromium.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}")
        self.context = self.browser.contexts[0]
        self.context.set_default_timeout(20_000)
        self.page = self.context.pages[0]

    @staticmethod
    def _port(file: Path) -> str:
        until = time.monotonic() + 30
        while not (file.exists() and file.read_text().count("\n")):
            assert time.monotonic() < until, "Chromium did not start"
            time.sleep(0.1)
        return file.read_text().split("\n")[0]

    def kill(self) -> None:
        self.run.send_signal(signal.SIGKILL)
        self.run.wait()


@pytest.fixture
def line(live_server: Any) -> Iterator[Line]:
    line = Line(int(live_server.url.rpartition(":")[2]))
    line.join()
    yield line
    line.cut()


@pytest.fixture
def phone(chromium: Any) -> Iterator[Callable[[], Phone]]:
    """Starts the same phone again and again, on the same disk."""
    disk, started = Path(tempfile.mkdtemp(prefix="bothways-phone-")), []

    def _start() -> Phone:
        started.append(Phone(chromium, disk))
        return started[-1]

    yield _start
    for one in started:
        with suppress(Exception):
            one.browser.close()
        one.kill()
    shutil.rmtree(disk, ignore_errors=True)


def test_a_browser_that_is_killed_without_a_network_loses_no_mark(
    phone: Callable[[], Phone], line: Line, lessons: list[Session], officer: User,
    transactional_db: None,
) -> None:  # fmt: skip
    session = lessons[2]
    address = f"http://127.0.0.1:{line.port}{address_of(session)}"
    first = phone()
    _signed_in(first, officer, line)
    first.page.goto(address)
    first.page.get_by_text("Without a network", exact=True).click()
    first.page.get_by_role("button", name="Keep this page for working offline").click()
    expect(first.page.get_by_text("now opens without a network")).to_be_visible()
    line.cut()
    first.page.get_by_role("button", name="All present").click()
    expect(first.page.locator("[data-count]")).to_have_text("40")
    code(first.page, 3, "absent").click()
    expect(first.page.locator("[data-count]")).to_have_text("41")
    first.kill()
    assert AttendanceEntry.objects.count() == 0

    second = phone()
    second.page.goto(address)
    expect(second.page.locator("[data-count]")).to_have_text("41")
    expect(row(second.page, 3).locator("input[value='absent']")).to_be_checked()
    second.page.get_by_text("Without a network", exact=True).click()
    with second.page.expect_download() as saved:
        second.page.get_by_role("button", name="Save as a file").click()
    copy = Path(saved.value.path()).read_bytes()
    line.join()
    _signed_in(second, officer, line)
    second.page.get_by_role("button", name="Send now").click()
    expect(second.page.locator("[data-count]")).to_have_text("0", timeout=30_000)
    assert AttendanceEntry.objects.count() == 41
    _sent_again(session, officer, copy)
    reached = standings(session.cohort)
    assert sum(one.attended for one in reached.values()) == 39 * session.units


def _signed_in(phone: Phone, user: User, line: Line) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    phone.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": f"http://127.0.0.1:{line.port}"}]
    )


def _sent_again(session: Session, user: User, copy: bytes) -> None:
    """The file that was saved, sent once more, changes nothing."""
    client = Client()
    client.force_login(user)
    cohort = session.cohort
    address = reverse("attendance_marks", args=[cohort.programme_id, cohort.pk, session.pk])
    assert client.post(address, copy, content_type="application/json").status_code == 200
    assert AttendanceEntry.objects.count() == 41
