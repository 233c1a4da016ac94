"""A guardian on a phone, in Arabic, takes consent back by the link of the card."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override
from playwright.sync_api import expect

from bothways.core.models import User
from bothways.programmes.models import Pairing, Person, Programme
from bothways.programmes.protection.card import address_of
from bothways.programmes.protection.consent_actions import card_for_sheet
from bothways.programmes.protection.pairing_actions import pairing_activate

pytestmark = pytest.mark.browser
Page = Any
PHONE = {"viewport": {"width": 390, "height": 844}}


def narrow(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("script", [True, False])
def test_a_guardian_takes_mentoring_back_on_a_phone_in_arabic_and_it_shows(
    new_page: Callable[..., Page], sign_in: Callable[[Page, User], None],
    axe: Callable[[Page], list[str]], transactional_db: None, pairing: Pairing, officer: User,
    script: bool,
) -> None:  # fmt: skip
    pairing_activate(pairing, actor=officer)
    with override("ar"):
        link = address_of(card_for_sheet(pairing.person, actor=officer))
    path = "/" + link.split("/", 3)[3]
    phone = new_page(**PHONE, java_script_enabled=script)
    phone.goto(path)
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.get_by_text("Salma")).to_be_visible()
    if script:
        assert axe(phone) == []
        assert narrow(phone)
    phone.locator("input[name=purposes][value=mentoring]").check()
    phone.locator("main form button.btn").click()
    expect(phone.locator("main [role=status]")).to_be_visible()
    expect(phone.locator("main .work .name")).to_have_text("الإرشاد الفردي")
    if script:
        assert axe(phone) == []
        assert narrow(phone)
    desk = new_page(java_script_enabled=script)
    sign_in(desk, officer)
    desk.goto(f"/programmes/{pairing.programme_id}/protection/")
    expect(desk.get_by_role("heading", name="Suspended pairings")).to_be_visible()
    expect(desk.get_by_text("There is no consent to mentoring that holds today.")).to_be_visible()


@pytest.mark.parametrize(("prefix", "width"), [("", 1280), ("/ar", 390)])
def test_every_page_of_protection_is_clean_and_never_scrolls_sideways(
    new_page: Callable[..., Page], sign_in: Callable[[Page, User], None],
    axe: Callable[[Page], list[str]], transactional_db: None, pairing: Pairing, officer: User,
    teacher: User, programme: Programme, prefix: str, width: int,
) -> None:  # fmt: skip
    pairing_activate(pairing, actor=officer)
    root = f"{prefix}/programmes/{programme.pk}/protection/"
    person = Person.objects.get().pk
    pages = ("", "people/", f"people/{person}/", f"people/{person}/erase/", "erasures/", "reads/",
             "texts/", "texts/photos/", "checks/", "pairings/", f"pairings/{pairing.pk}/",
             )  # fmt: skip
    page = new_page(viewport={"width": width, "height": 844})
    sign_in(page, officer)
    found = {}
    for name in pages:
        page.goto(root + name)
        expect(page.locator("h1")).to_be_visible()
        found[name] = [*axe(page), *([] if narrow(page) else ["scrolls sideways"])]
    sign_in(page, teacher)
    for name in ("mentor/", f"mentor/{pairing.pk}/"):
        page.goto(f"{prefix}/programmes/{programme.pk}/{name}")
        expect(page.locator("h1")).to_be_visible()
        found[name] = [*axe(page), *([] if narrow(page) else ["scrolls sideways"])]
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
