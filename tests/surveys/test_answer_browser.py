"""Pupils in a real browser: offline, right to left, without script, with a killed browser."""

import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import expect

from bothways.surveys.models import Submission
from tests.conftest import CHROMIUM
from tests.surveys.conftest import Scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def address_of(scene: Scene, number: int = 1) -> str:
    group = scene.groups[0]
    return f"/answer/{group.code}/{group.respondents.get(number=number).card}/"


def ready(page: Any) -> None:
    expect(page.locator("#sheet[data-ready]")).to_be_attached()


def fill_in(page: Any) -> None:
    page.get_by_label("How old are you?").fill("11")
    page.get_by_label("Yes").check()
    expect(page.get_by_label("What do you like?")).to_be_visible()
    expect(page.get_by_label("What is bad?")).to_be_hidden()
    page.get_by_label("What do you like?").fill("Football")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("I feel that I am part.").fill("4")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("I feel alone.").fill("1")
    page.get_by_role("button", name="Next").click()


def arrived(number: int) -> bool:
    for _attempt in range(100):
        if Submission.objects.count() >= number:
            return True
        time.sleep(0.1)
    return False


def test_answers_outlast_a_killed_browser_and_arrive_once(
    scene: Scene, live_server: Any, tmp_path: Path, chromium: Any
) -> None:
    types = chromium.browser_type
    options = {"executable_path": CHROMIUM, "base_url": live_server.url,
               "args": ["--no-sandbox", "--disable-gpu"]}  # fmt: skip
    context = types.launch_persistent_context(str(tmp_path), **options)
    page = context.new_page()
    page.goto(address_of(scene))
    ready(page)
    context.set_offline(True)
    fill_in(page)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#unsent")).to_contain_text("1")
    assert not Submission.objects.exists()
    kill(tmp_path)
    context = types.launch_persistent_context(str(tmp_path), **options)
    page = context.new_page()
    page.goto(f"/answer/{scene.groups[0].code}/")
    assert arrived(1)
    expect(page.locator("#unsent")).to_be_hidden()
    context.close()
    found = Submission.objects.get()
    assert found.answers == {
        "about/age": "11", "about/likes": "yes", "about/why": "Football", "older": "12",
        "school_belonging_1": "4", "school_belonging_2": "1",
    }  # fmt: skip


def kill(profile: Path) -> None:
    """Ends the browser of this profile at once, as an empty battery does."""
    for process in psutil.Process().children(recursive=True):
        try:
            if any(str(profile) in word for word in process.cmdline()):
                process.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            continue


def test_a_page_opens_without_a_network_and_keeps_what_was_typed(
    scene: Scene, new_page: Callable[..., Any]
) -> None:
    page = new_page(viewport={"width": 390, "height": 780})
    page.goto(address_of(scene))
    ready(page)
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    ready(page)
    page.get_by_label("How old are you?").fill("12")
    page.context.set_offline(True)
    page.reload()
    ready(page)
    expect(page.get_by_label("How old are you?")).to_have_value("12")


def test_the_language_changes_in_the_middle_and_keeps_what_was_typed(
    scene: Scene, new_page: Callable[..., Any]
) -> None:
    page = new_page()
    page.goto(address_of(scene))
    ready(page)
    page.get_by_label("How old are you?").fill("11")
    page.get_by_role("link", name="العربية").click()
    ready(page)
    expect(page.get_by_label("كم عمرك؟")).to_have_value("11")
    expect(page.get_by_role("button", name="Send")).to_be_hidden()


def test_arabic_stands_right_to_left_and_is_clean(
    scene: Scene, new_page: Callable[..., Any], axe: Callable[[Any], list[str]]
) -> None:
    page = new_page(viewport={"width": 390, "height": 780})
    for path in ("/ar/answer/", f"/ar/answer/{scene.groups[0].code}/"):
        page.goto(path)
        expect(page.get_by_role("textbox")).to_be_visible()
        assert axe(page) == [], path
    page.goto(f"/ar{address_of(scene)}")
    ready(page)
    page.locator("[data-next]").click()
    expect(page.locator(".said").first).to_be_visible()
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe(page) == []


def test_without_script_the_way_from_code_to_thanks_is_the_same(
    scene: Scene, new_page: Callable[..., Any], axe: Callable[[Any], list[str]]
) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 780})
    group = scene.groups[0]
    page.goto("/answer/")
    page.get_by_role("textbox").fill(group.code)
    page.get_by_role("button", name="Next").click()
    page.get_by_role("textbox").fill(group.respondents.get(number=2).card)
    page.get_by_role("button", name="Next").click()
    page.get_by_label("How old are you?").fill("10")
    page.get_by_label("No", exact=True).check()
    for _screen in range(4):
        page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert Submission.objects.get().answers["about/likes"] == "no"
