"""On a phone no table of people moves sideways in its frame: each row is a block of its own."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from bothways.core.models import User
from bothways.programmes.credentials.level_actions import Mark, levels_record
from bothways.programmes.models import Cohort, Person

pytestmark = pytest.mark.browser
WIDER = "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth)"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", ["cohort", "cohort_certificates", "cohort_levels"])
def test_rows_of_people_stack_at_390_pixels(
    page: Any, sign_in: Callable[[Any, User], None], axe: Callable[[Any], list[str]],
    ruled: Cohort, layla: Person, officer: User, transactional_db: None, name: str, language: str,
) -> None:  # fmt: skip
    levels_record(
        ruled.programme, [Mark(layla.pk, "reading", "laslliam-3")], language="de", method="test",
        taken_on=date(2026, 9, 20), actor=officer,
    )  # fmt: skip
    sign_in(page, officer)
    page.set_viewport_size({"width": 390, "height": 844})
    prefix = "" if language == "en" else f"/{language}"
    page.goto(prefix + reverse(name, args=[ruled.programme_id, ruled.pk]))
    assert page.evaluate(f"{WIDER}.length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator(".stacks .lab").first.is_visible()
    assert axe(page) == []
