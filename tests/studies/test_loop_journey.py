"""The whole loop in a real browser and over real HTTP: practice, plan, programme, study, practice.

Nothing is written past the product: what the pages and the door for phones cannot do is not done.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from bothways.core.models import User
from bothways.practices.models import Practice
from bothways.studies.models import Finding
from tests.practices.test_actions import LEAD
from tests.studies.loop import DESK, Loop, NewPage, Page, SignIn, bring_record, released_by_two

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
Axe = Callable[[Page], list[str]]


def record_with_trials() -> bytes:
    """The practice with three trials of belonging, from which an effect can be predicted."""
    effects = {"a": (0.15, 0.05), "b": (0.25, 0.06), "c": (0.2, 0.07)}
    studies = [
        {"citation": f"A trial in {name}", "design": "cluster_rct", "year": 2020, "n": 900,
         "sample": name, "outcomes": [
             {"name": "belonging", "family": "belonging_identity", "unit": "SD",
              "lower_is_better": False, "estimate": effect,
              "ci_low": round(effect - 1.96 * error, 3),
              "ci_high": round(effect + 1.96 * error, 3)}]}
        for name, (effect, error) in effects.items()
    ]  # fmt: skip
    return json.dumps([{**LEAD, "studies": studies}]).encode()


def test_a_practice_is_tailored_run_measured_and_given_back(
    officer: User, editor: User, reviewer: User, transactional_db: None, new_page: NewPage,
    sign_in: SignIn, axe: Axe, live_server: Any,
) -> None:  # fmt: skip
    desk = new_page(viewport=DESK)
    sign_in(desk, editor)
    bring_record(desk, "practices.json", record_with_trials())
    released_by_two(new_page, sign_in, editor, reviewer, 1)
    page = new_page(viewport=DESK)
    pupil = new_page(viewport=PHONE, java_script_enabled=False)
    sign_in(page, officer)
    loop = Loop(page, live_server.url, classes=24, pupils=5)
    loop.wish()
    plan = loop.programme()
    loop.design()
    expect(page.get_by_text("four times in five")).to_be_visible()
    page.goto(f"{loop.study}?icc=0.05&r2=0.3&loss=0.2")
    expect(page.get_by_role("button", name="Assume these values in the plan")).to_be_visible()
    assert axe(page) == []
    loop.questionnaire()
    loop.waves()
    loop.draw()
    loop.read_cards()
    assert sum(room.helped for room in loop.rooms) == 12
    loop.turn("Before", "Open the wave")
    loop.ask("Before", 1, 0, pupil)
    loop.turn("After", "Open the wave")
    expect(page.get_by_text("First lock the plan of the study")).to_be_visible()
    page.goto(loop.study)
    assert axe(page) == []
    loop.press("Lock the plan")
    loop.turn("After", "Open the wave")
    loop.ask("After", 2, 1, pupil)
    loop.analyse()
    expect(page.locator("main")).to_contain_text("The programme raised belonging at school by")
    assert axe(page) == []
    loop.release()
    expect(page.get_by_text("Confidence with this study")).to_be_visible()
    _observed_beside_predicted(page, plan)
    released_by_two(new_page, sign_in, editor, reviewer, 2)
    visitor = new_page(viewport=DESK)
    visitor.goto("/practices/reading-buddies/")
    expect(visitor.locator("main")).to_contain_text("belonging at school")
    # Four trials now, this one with 24 classes by lot, nobody lost, weighed.
    expect(visitor.locator(".strip").first).to_contain_text(re.compile("C[1-4]"))


def _observed_beside_predicted(page: Page, plan: str) -> None:
    """On the report and on the plan, and the difference is what is stored."""
    (row,) = Finding.objects.get().predictions
    assert row["family"] == "belonging_identity"
    assert row["low"] < 0.2 < row["high"]
    assert row["predicted"] == pytest.approx(0.19, abs=0.02)
    assert row["difference"] == pytest.approx(row["observed"] - row["predicted"], abs=1e-4)
    assert row["inside"] is False, "children who move a whole mark are more than was predicted"
    said = f"{row['observed']:.2f}, predicted {row['predicted']:.2f}"
    expect(page.locator("main")).to_contain_text(f"Found {said}")
    expect(page.locator("main")).to_contain_text("It lies outside what was predicted.")
    page.goto(plan)
    beside = page.locator("#observed")
    expect(beside).to_contain_text(f"{row['observed']:.2f}")
    expect(beside).to_contain_text(
        f"Predicted {row['predicted']:.2f}, a difference of {row['difference']:.2f}"
    )


def test_a_programme_without_comparison_comes_back_as_a_change_and_never_as_an_effect(
    released: Practice, officer: User, editor: User, reviewer: User, transactional_db: None,
    new_page: NewPage, sign_in: SignIn, axe: Axe, live_server: Any,
) -> None:  # fmt: skip
    page = new_page(viewport=DESK)
    pupil = new_page(viewport=PHONE, java_script_enabled=False)
    sign_in(page, officer)
    loop = Loop(page, live_server.url, classes=6, pupils=6)
    loop.no_wish()
    loop.programme()
    loop.design("prepost")
    expect(page.get_by_text("It cannot show what the programme does")).to_be_visible()
    loop.questionnaire()
    loop.waves()
    loop.place_all()
    loop.read_cards()
    assert all(room.helped for room in loop.rooms)
    loop.press("Lock the plan")
    loop.turn("Before", "Open the wave")
    loop.ask("Before", 1, 0, pupil)
    loop.turn("After", "Open the wave")
    loop.ask("After", 2, 1, pupil)
    loop.analyse()
    main = page.locator("main")
    expect(main).to_contain_text("The programme is followed by a rise")
    expect(main).not_to_contain_text("The programme raised")
    expect(main).to_contain_text("a change, never an effect")
    assert axe(page) == []
    loop.release()
    expect(page.get_by_text("Confidence with this study")).to_be_visible()
    expect(main).not_to_contain_text("predicted")
    released_by_two(new_page, sign_in, editor, reviewer, 2)
    assert Finding.objects.get().record["design"] == "pre_post"
    visitor = new_page(viewport=DESK)
    visitor.goto("/practices/reading-buddies/")
    expect(visitor.locator(".strip").first).not_to_contain_text(re.compile("C[2-5]"))
    expect(visitor.locator("main")).not_to_contain_text("The programme raised")
