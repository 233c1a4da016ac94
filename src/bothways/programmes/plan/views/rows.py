"""Rows of the plan, each with a page to add one and a page to change or take out one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.programmes.access import View, actor_of, programme_page
from bothways.programmes.models import Programme
from bothways.programmes.plan import around_actions, framework_actions
from bothways.programmes.plan.forms import (
    BudgetForm,
    IndicatorForm,
    OfProgramme,
    PartnerForm,
    PeriodForm,
    ResultForm,
    RiskForm,
)
from bothways.programmes.plan.views.answers import (
    base_of,
    done_or_told,
    form_page,
    row_or_404,
    saved,
)
from bothways.programmes.policies import Right


@dataclass(frozen=True)
class RowKind:
    """A kind of row: where it stands, what its form asks, which actions write it."""

    section: str
    rows: str
    form: type[OfProgramme]
    add: Callable[..., Any]
    change: Callable[..., None]
    remove: Callable[..., None]
    new_heading: Any
    heading: Any
    # The page that shows the rows, and the place on it.
    page: str
    anchor: str


RESULT = RowKind(
    "result", "results", ResultForm, framework_actions.result_add,
    framework_actions.result_change, framework_actions.result_remove,
    gettext_lazy("Add a result"), gettext_lazy("Result of the programme"), "programme_results",
    "results",
)  # fmt: skip
INDICATOR = RowKind(
    "indicator", "indicators", IndicatorForm, framework_actions.indicator_add,
    framework_actions.indicator_change, framework_actions.indicator_remove,
    gettext_lazy("Add an indicator"), gettext_lazy("Indicator"), "programme_results", "results",
)  # fmt: skip
PERIOD = RowKind(
    "period", "periods", PeriodForm, framework_actions.period_add,
    framework_actions.period_change, framework_actions.period_remove,
    gettext_lazy("Add a period"), gettext_lazy("Period"), "programme_results", "periods",
)  # fmt: skip
PARTNER = RowKind(
    "partner", "partners", PartnerForm, around_actions.partner_add,
    around_actions.partner_change, around_actions.partner_remove,
    gettext_lazy("Add a partner"), gettext_lazy("Partner"), "programme", "partners",
)  # fmt: skip
BUDGET = RowKind(
    "budget", "budget", BudgetForm, around_actions.budget_add,
    around_actions.budget_change, around_actions.budget_remove,
    gettext_lazy("Add a budget line"), gettext_lazy("Budget line"), "programme", "budget",
)  # fmt: skip
RISK = RowKind(
    "risk", "risks", RiskForm, around_actions.risk_add,
    around_actions.risk_change, around_actions.risk_remove,
    gettext_lazy("Add a risk"), gettext_lazy("Risk"), "programme", "risks",
)  # fmt: skip
# What a new form starts with, beside what the address says.
FIRST = {"likelihood": "2", "impact": "2", "more_is_better": True, "over_time": "sum",
         "measure": "unit"}  # fmt: skip


def new_page(kind: RowKind) -> View:
    @programme_page(Right.PLAN)
    def view(request: HttpRequest, programme: Programme) -> HttpResponse:
        def save(form: OfProgramme) -> HttpResponse:
            kind.add(programme, form.columns(), actor=actor_of(request))
            return _saved(request, programme, kind)

        first = {**FIRST, **request.GET.dict()}
        form = kind.form(request.POST or None, programme=programme, initial=first)
        return form_page(
            request, programme, form, save, section=kind.section, heading=kind.new_heading,
            back=kind.page,
        )  # fmt: skip

    return view


def row_page(kind: RowKind) -> View:
    """The form of a row; its second button takes the row out."""

    @programme_page(Right.PLAN)
    def view(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
        found = row_or_404(getattr(programme, kind.rows), row)
        if request.POST.get("do") == "remove":
            return done_or_told(request, programme, kind.page,
                                lambda: _removed(request, programme, kind, found))  # fmt: skip

        def save(form: OfProgramme) -> HttpResponse:
            columns = form.columns()
            kind.change(found, columns, base=base_of(request), actor=actor_of(request))
            return _saved(request, programme, kind)

        form = kind.form(
            request.POST or None, programme=programme, row=found, initial=_first(kind, found)
        )
        return form_page(
            request, programme, form, save, section=kind.section, row=found.pk,
            heading=kind.heading, back=kind.page, may_remove=True,
        )  # fmt: skip

    return view


def _first(kind: RowKind, row: Any) -> dict[str, Any]:
    of = getattr(kind.form, "of", None)
    if of is not None:
        return dict(of(row))
    return {name: getattr(row, name) for name in kind.form.base_fields}


def _saved(request: HttpRequest, programme: Programme, kind: RowKind) -> HttpResponse:
    return saved(request, programme, _("Saved."), page=kind.page, anchor=kind.anchor)


def _removed(request: HttpRequest, programme: Programme, kind: RowKind, row: Any) -> HttpResponse:
    kind.remove(row, actor=actor_of(request))
    return saved(request, programme, _("Taken out."), page=kind.page, anchor=kind.anchor)
