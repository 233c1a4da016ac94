"""A plan with one row of each kind, and what its forms send."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bothways.core.models import User
from bothways.programmes.models import Indicator, Period, Programme
from bothways.programmes.plan import around_actions, framework_actions
from bothways.programmes.plan.actions import part_add
from tests.tailoring.plan.conftest import release  # noqa: F401

ABOUT: dict[str, Any] = {
    "title": "Reading together", "goal": "Forty children read.", "summary": "", "language": "en",
    "places": ["DE", "Kassel"], "languages": ["de", "ar"], "phases": ["settlement"],
    "target_groups": ["children", "volunteers"], "starts_on": date(2026, 1, 1),
    "ends_on": date(2026, 12, 31), "currency": "EUR", "organisation": None,
    "iati_identifier": "", "keep_months": 24, "silence_days": 14,
}  # fmt: skip
OUTCOME = {"level": "outcome", "parent": None, "title": "Children read", "description": ""}
PARTNER = {
    "name": "Word by word", "kind": "migrant_organisation", "place": "DE", "role": "delivers",
    "contribution": "Readers", "since": None, "until": None,
}  # fmt: skip
BUDGET = {"category": "staff", "title": "A coordinator", "planned": Decimal("12000.50"),
          "spent": Decimal(3000), "funder": None}  # fmt: skip
RISK = {"title": "Rooms are closed in summer", "likelihood": 2, "impact": 3, "response": "Parks",
        "owner": "Coordinator", "review_on": None, "is_closed": False}  # fmt: skip
SPRING = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 6, 30), "label": "Spring",
          "due_on": date(2026, 7, 15)}  # fmt: skip
AUTUMN = {"starts_on": date(2026, 7, 1), "ends_on": date(2026, 12, 31), "label": "Autumn",
          "due_on": None}  # fmt: skip


def measured(result: Any, **changes: Any) -> dict[str, Any]:
    """An indicator of this result as its form sends it."""
    return {
        "result": result, "title": "Children who read", "definition": "A page a day",
        "unit": "children", "measure": "unit", "over_time": "sum", "counted": "",
        "disaggregated_by": ["sex", "age"], "more_is_better": True, "source": "",
        "baseline": Decimal(5), "baseline_on": date(2025, 12, 1), "target": Decimal(40), **changes,
    }  # fmt: skip


@pytest.fixture
def full(programme: Programme, officer: User) -> Programme:
    """The officer's programme with one row of each kind."""
    return filled(programme, officer)


def filled(programme: Programme, officer: User) -> Programme:
    outcome = framework_actions.result_add(programme, OUTCOME, actor=officer)
    framework_actions.indicator_add(programme, measured(outcome), actor=officer)
    framework_actions.period_add(programme, SPRING, actor=officer)
    around_actions.partner_add(programme, PARTNER, actor=officer)
    around_actions.budget_add(programme, BUDGET, actor=officer)
    around_actions.risk_add(programme, RISK, actor=officer)
    part_add(programme, part="Reading aloud", change="", actor=officer)
    programme.refresh_from_db()
    return programme


@pytest.fixture
def indicator(full: Programme) -> Indicator:
    return full.indicators.get()


@pytest.fixture
def spring(full: Programme) -> Period:
    return full.periods.get()
