"""A caseworker and a family in Arabic keep a plan, meet again, and the family takes it back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from bothways.core.models import User
from bothways.directory.demonstration.actions import demonstration_load
from bothways.directory.organisations.actions import member_admit
from bothways.directory.organisations.models import Organisation
from bothways.directory.steps.models import KeptPlan
from tests.conftest import person

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "locale": "ar"}
SignIn = Callable[[Any, User], None]


@pytest.fixture
def caseworker(transactional_db: None) -> User:
    demonstration_load(actor=None)
    office = Organisation.objects.get(name="Welcome House Lindbach")
    return member_admit(office, person("caseworker"), actor=None).user


def no_sideways_scroll(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def numbers_on(page: Any) -> list[str]:
    return [text.replace(" ", "") for text in page.locator(".numbers .num").all_inner_texts()]


def go_through_the_steps(page: Any) -> None:
    """From the menu to the words that ask for the yes."""
    page.goto("/ar/guide/")
    page.locator('.nav a[href="/ar/desk/directory/"]').click()
    page.locator('main a[href="/ar/desk/directory/plans/"]').click()
    page.locator('main a[href="/ar/guide/lindbach/steps/"]').click()
    page.fill("#id_arrival", "2026-11-23")
    page.fill("#id_ages", "36 9")
    page.locator("#steps button[value=show]").click()
    expect(page.locator(".step").first).to_be_visible()
    page.locator('button[formaction="/ar/desk/directory/plans/new/lindbach/"]').click()
    expect(page.locator(".read[lang=ar]")).to_contain_text("Welcome House Lindbach")
    expect(page.locator(".read")).to_contain_text("36 9")


def test_a_family_says_yes_meets_again_and_takes_it_back_by_itself(
    caseworker: User, new_page: Callable[..., Any], sign_in: SignIn
) -> None:
    office = new_page(java_script_enabled=False, **PHONE)
    sign_in(office, caseworker)
    go_through_the_steps(office)
    assert not KeptPlan.objects.exists()
    office.locator("#id_way").select_option("person_interpreter")
    office.locator("button[value=yes]").click()
    expect(office.locator("main [role=status]")).to_be_visible()
    plan = KeptPlan.objects.get()

    # The second meeting: a step is done.
    office.goto(f"/ar/desk/directory/plans/{plan.pk}/")
    office.locator('input[name=done][value="register"]').check()
    office.fill("#id_note", "موعد يوم الأحد")
    office.locator("#meeting ~ .save button").click()
    expect(office.locator('input[name=done][value="register"]')).to_be_checked()
    expect(office.locator(".last")).to_contain_text("موعد يوم الأحد")
    office.goto(f"/ar/desk/directory/plans/{plan.pk}/sheet/")
    reference, code = numbers_on(office)

    # The family alone, on a phone of its own, in the digits of its own script.
    family = new_page(java_script_enabled=False, **PHONE)
    family.goto(f"/ar/guide/lindbach/steps/kept/?reference={reference}")
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    family.fill("#id_code", code.translate(arabic))
    family.locator("main form button").click()
    expect(family.get_by_text("موعد يوم الأحد")).to_be_visible()
    family.locator("button[value=take_back]").click()
    expect(family.locator("main [role=status]")).to_be_visible()

    office.goto(f"/ar/desk/directory/plans/{plan.pk}/")
    expect(office.locator("main")).to_contain_text(re.compile(r"\d{4} \d{4}"))
    expect(office.get_by_text("موعد يوم الأحد")).to_have_count(0)
    expect(office.locator("main form")).to_have_count(0)
    plan.refresh_from_db()
    assert (plan.answers, plan.ended_by) == ({}, "family")


def test_every_page_of_kept_plans_is_clean_and_fits_a_phone(
    caseworker: User, new_page: Callable[..., Any], sign_in: SignIn,
    axe: Callable[[Any], list[str]],
) -> None:  # fmt: skip
    page = new_page(**PHONE)
    sign_in(page, caseworker)
    found: dict[str, object] = {}

    def look(name: str) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if (faults := axe(page)) or wide > 1:
            found[name] = (faults, wide)

    go_through_the_steps(page)
    look("consent")
    page.locator("#id_months").select_option("12")
    page.locator("button[value=yes]").click()
    expect(page.locator("main [role=alert]")).to_be_visible()
    look("consent, changed")
    page.locator("button[value=yes]").click()
    look("plan")
    plan = KeptPlan.objects.get()
    for prefix in ("/ar", ""):
        root = f"{prefix}/desk/directory/plans/"
        for path in (f"{root}", f"{root}{plan.pk}/", f"{root}{plan.pk}/sheet/",
                     f"{root}{plan.pk}/agree/", f"{root}{plan.pk}/end/",
                     f"{prefix}/guide/lindbach/steps/kept/"):  # fmt: skip
            page.goto(path)
            look(path)
    page.goto(f"/desk/directory/plans/{plan.pk}/")
    KeptPlan.objects.update(number=7)
    page.locator('input[name=done][value="register"]').check()
    page.locator("#meeting ~ .save button").click()
    look("compare")
    page.goto(f"/desk/directory/plans/{plan.pk}/sheet/")
    reference, code = numbers_on(page)
    page.goto("/guide/lindbach/steps/kept/")
    page.fill("#id_reference", reference)
    page.fill("#id_code", code)
    page.locator("main form button").click()
    look("family")
    page.locator("button[value=take_back]").click()
    look("erased")
    page.goto(f"/desk/directory/plans/{plan.pk}/")
    look("ended")
    page.goto("/desk/directory/plans/")
    look("list with what ended")
    assert found == {}, "\n".join(map(str, found.items()))
