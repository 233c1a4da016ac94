"""The results framework, and all figures of one period on one form."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bothways.programmes.access import actor_of, programme_page
from bothways.programmes.models import Indicator, IndicatorValue, Period, Programme
from bothways.programmes.plan.framework_actions import CellKey, figures_record
from bothways.programmes.plan.numbers import plain_number, read_number
from bothways.programmes.plan.page import nodes_for
from bothways.programmes.plan.queries import whole_programme
from bothways.programmes.plan.totals import ALL, DIMENSIONS, Codes
from bothways.programmes.plan.views.answers import base_of, form_page, row_or_404, saved
from bothways.programmes.plan.words import BY, cell_codes, cell_label
from bothways.programmes.policies import Right, may

Kind = IndicatorValue.Kind


@programme_page(Right.READ)
def results(request: HttpRequest, programme: Programme) -> HttpResponse:
    user = actor_of(request)
    whole = whole_programme(programme)
    context = {
        "section": "programmes", "programme": programme, "tab": "programme_results",
        "nodes": nodes_for(whole, user), "periods": whole.periods,
        "may_plan": may(programme, user, Right.PLAN) and programme.state != "closed",
    }  # fmt: skip
    return render(request, "programmes/plan/results.html", context)


@dataclass
class Box:
    """One number to enter: what stands there, and what is wrong with it."""

    name: str
    label: str
    text: str = ""
    error: str = ""
    value: Decimal | None = None


@dataclass
class Boxes:
    """The boxes of one indicator: target, actual, and the parts of each dimension."""

    indicator: Indicator
    target: Box
    actual: Box | None
    groups: list[tuple[str, list[Box]]] = field(default_factory=list)
    keys: dict[str, CellKey] = field(default_factory=dict)

    @property
    def every(self) -> list[Box]:
        own = [self.target, *([self.actual] if self.actual else [])]
        return [*own, *(box for _label, boxes in self.groups for box in boxes)]


@programme_page(Right.PLAN)
def figures(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    """Everything is saved or nothing; what was typed stands in the form until it is."""
    period: Period = row_or_404(programme.periods, row)
    rows = _boxes(programme, period)
    boxes = [box for found in rows for box in found.every]
    form = Form(request.POST or None)
    if request.method == "POST":
        _read(request, boxes, form)

    def save(_form: Form) -> HttpResponse:
        cells = {found.keys[box.name]: box.value for found in rows for box in found.every}
        figures_record(period, cells, base=base_of(request), actor=actor_of(request))
        return saved(request, programme, _("The figures are saved."), page="programme_results",
                     anchor="results")  # fmt: skip

    return form_page(
        request, programme, form, save, section="figures", row=period.pk, period=period, rows=rows,
        wrong=[box for box in boxes if box.error], back="programme_results",
        template="programmes/plan/figures.html",
    )  # fmt: skip


def _boxes(programme: Programme, period: Period) -> list[Boxes]:
    stored = {
        (figure.indicator_id, figure.kind, (figure.sex, figure.age, figure.stage)): figure.value
        for figure in period.figures.all()
    }
    return [_of_indicator(found, stored) for found in programme.indicators.all()]


def _of_indicator(indicator: Indicator, stored: dict[CellKey, Decimal | None]) -> Boxes:
    keys: dict[str, CellKey] = {}

    def box(kind: str, codes: Codes, label: str) -> Box:
        key: CellKey = (indicator.pk, str(kind), codes)
        name = "-".join(filter(None, (str(kind), str(indicator.pk), *codes)))
        keys[name] = key
        return Box(name, label, plain_number(stored.get(key)))

    target = box(Kind.TARGET, ALL, _("Target"))
    actual = None if indicator.counted else box(Kind.ACTUAL, ALL, _("Actual"))
    dimensions = [] if indicator.counted else [
        name for name in DIMENSIONS if name in indicator.disaggregated_by
    ]  # fmt: skip
    groups = [
        (str(BY[name]), [box(Kind.ACTUAL, _only(name, code), cell_label(name, code))
                         for code in cell_codes(name)])
        for name in dimensions
    ]  # fmt: skip
    return Boxes(indicator, target, actual, groups, keys)


def _only(dimension: str, code: str) -> Codes:
    sex, age, stage = (code if name == dimension else "" for name in DIMENSIONS)
    return sex, age, stage


def _read(request: HttpRequest, boxes: list[Box], form: Form) -> None:
    """What was typed into each box. A box that is not in the form stays as it is stored."""
    for box in boxes:
        box.text = request.POST.get(box.name, box.text)
        try:
            box.value = read_number(box.text)
        except ValueError as error:
            box.error = str(error)
    if any(box.error for box in boxes):
        form.is_valid()
        form.add_error(None, _("Nothing was saved yet: some figures cannot be read."))
