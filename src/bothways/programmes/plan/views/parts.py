"""What becomes of each part of the practice: core or not, kept, adapted or left out."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.programmes.access import actor_of, programme_page
from bothways.programmes.models import Programme, ProgrammePart
from bothways.programmes.plan.actions import part_add, part_remove, parts_choose
from bothways.programmes.plan.forms import PartForm
from bothways.programmes.plan.views.answers import (
    base_of,
    done_or_told,
    form_page,
    row_or_404,
    saved,
)
from bothways.programmes.policies import Right
from bothways.tailoring.plan.forms import labels_of
from bothways.tailoring.plan.words import CHOICES


@programme_page(Right.PLAN)
def parts(request: HttpRequest, programme: Programme) -> HttpResponse:
    rows = list(programme.parts.all())
    typed = {row.pk: _typed(request, row) for row in rows}

    def save(_form: Form) -> HttpResponse:
        parts_choose(programme, typed, base=base_of(request), actor=actor_of(request))
        return saved(request, programme, _("The parts are saved."), anchor="parts")

    return form_page(
        request, programme, Form(request.POST or None), save, section="parts",
        template="programmes/plan/parts.html", rows=[(row, typed[row.pk]) for row in rows],
        kinds=labels_of("component_part"),
        choices=[(code, words) for code, words in CHOICES.items() if code != "add"],
    )  # fmt: skip


@programme_page(Right.PLAN)
def part_new(request: HttpRequest, programme: Programme) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        part_add(programme, **form.cleaned_data, actor=actor_of(request))
        return saved(request, programme, _("The part is added."), anchor="parts")

    form = PartForm(request.POST or None)
    heading = _("Add a part")
    return form_page(request, programme, form, save, section="parts", heading=heading)


@programme_page(Right.PLAN)
@require_POST
def part_gone(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    part: ProgrammePart = row_or_404(programme.parts, row)

    def remove() -> HttpResponse:
        part_remove(part, actor=actor_of(request))
        return saved(request, programme, _("The added part is removed."), anchor="parts")

    return done_or_told(request, programme, "programme_parts", remove)


def _typed(request: HttpRequest, row: Any) -> dict[str, str]:
    """What the form says of a row; what it leaves out stays as it is."""
    return {
        name: request.POST.get(f"part-{row.pk}-{name}", getattr(row, name)).strip()
        for name in ("kind", "choice", "change")
    }
