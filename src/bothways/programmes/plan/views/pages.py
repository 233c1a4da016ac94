"""The list of programmes, a new one, one at a glance, its description, its export."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.practices import reading
from bothways.programmes.access import actor_of, programme_page, signed_in_page
from bothways.programmes.models import Programme
from bothways.programmes.plan.actions import (
    programme_begin,
    programme_close,
    programme_delete,
    programme_describe,
    programme_reopen,
    programme_run,
)
from bothways.programmes.plan.document import programme_document
from bothways.programmes.plan.forms import AboutForm, NewForm
from bothways.programmes.plan.kinds import kind_with, kinds
from bothways.programmes.plan.page import overview
from bothways.programmes.plan.queries import (
    plan_to_run,
    programmes_of,
    release_to_run,
    whole_programme,
)
from bothways.programmes.plan.views.answers import base_of, done_or_told, form_page, saved
from bothways.programmes.policies import Right, may
from bothways.tailoring.plan.policies import may_read


@signed_in_page
def programmes(request: HttpRequest) -> HttpResponse:
    rows = programmes_of(actor_of(request))
    return render(request, "programmes/list.html", {"section": "programmes", "rows": rows})


@signed_in_page
def programme_new(request: HttpRequest) -> HttpResponse:
    """From a practice, a plan, a template, or empty: the address says from which."""
    sent = request.POST if request.method == "POST" else request.GET
    origin = _origin(request, sent)
    kind = sent.get("template", "")
    title = sent.get("title") or _default_title(origin, kind)
    first = {"title": title, "template": kind, "language": get_language() or "en"}
    form = NewForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            return _begun(request, form, origin)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"section": "programmes", "form": form, **origin, "practice": _practice(origin),
               "kinds": kinds().values(), "chosen": kind_with(kind) if kind else None}  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "programmes/plan/new.html", context, status=status)


def _begun(request: HttpRequest, form: NewForm, origin: dict[str, Any]) -> HttpResponse:
    fields = form.cleaned_data
    programme = programme_begin(
        fields["title"], actor=actor_of(request), language=fields["language"],
        kind=fields["template"], **origin,
    )  # fmt: skip
    messages.success(request, _("The programme is there. You lead it."))
    return redirect("programme", programme.pk)


def _origin(request: HttpRequest, sent: Any) -> dict[str, Any]:
    """The release and the plan that the address names; what is not there is a 404."""
    slug, number = sent.get("practice", ""), sent.get("plan", "")
    if number and not (number.isascii() and number.isdigit() and len(number) < 10):
        raise BadRequest(_("A plan has a number. Start from the page of the plan."))
    plan = plan_to_run(int(number)) if number else None
    if number and (plan is None or not may_read(plan, actor_of(request))):
        raise Http404(_("There is no plan with this number for you."))
    release = plan.release if plan else release_to_run(slug) if slug else None
    if slug and release is None:
        raise Http404(_("There is no released practice with the id %(id)s.") % {"id": slug})
    return {"release": release, "plan": plan}


def _practice(origin: dict[str, Any]) -> reading.Prose | None:
    if origin["release"] is None:
        return None
    return reading.prose(origin["release"].document, "title", get_language() or "en")


def _default_title(origin: dict[str, Any], kind: str) -> str:
    if origin["plan"] is not None:
        return str(origin["plan"].title)
    if origin["release"] is not None:
        found = _practice(origin)
        return str(found.text)[:200] if found else ""
    known = kind_with(kind) if kind else None
    language = (get_language() or "en").split("-")[0]
    return str(known[0].title.get(language, "")) if known else ""


@programme_page(Right.READ)
def programme(request: HttpRequest, programme: Programme) -> HttpResponse:
    context = overview(whole_programme(programme), actor_of(request))
    return render(request, "programmes/plan/programme.html", context)


@programme_page(Right.PLAN)
def about(request: HttpRequest, programme: Programme) -> HttpResponse:
    def save(form: AboutForm) -> HttpResponse:
        fields = form.fields_of_programme()
        programme_describe(programme, fields, base=base_of(request), actor=actor_of(request))
        return saved(request, programme, _("Goal, group and place are saved."), anchor="about")

    form = AboutForm(request.POST or None, initial=AboutForm.of(programme))
    heading = _("Goal, group and place")
    return form_page(request, programme, form, save, section="about", heading=heading)


@programme_page(Right.PLAN)
def plan_json(_request: HttpRequest, programme: Programme) -> HttpResponse:
    response = JsonResponse(
        programme_document(whole_programme(programme)),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    response["Content-Disposition"] = f'attachment; filename="programme-{programme.pk}.json"'
    return response


@programme_page(Right.PLAN)
def end(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Let it run, close it, open it again, delete it: one button each."""
    act = ENDS.get(request.POST.get("do", ""))
    if request.method == "POST" and act:
        return done_or_told(request, programme, "programme_end", lambda: act(request, programme))
    context = {"section": "programmes", "programme": programme,
               "may_close": may(programme, actor_of(request), Right.MEMBERS)}  # fmt: skip
    return render(request, "programmes/plan/end.html", context)


def _run(request: HttpRequest, programme: Programme) -> HttpResponse:
    programme_run(programme, actor=actor_of(request))
    return saved(request, programme, _("The programme runs."))


def _close(request: HttpRequest, programme: Programme) -> HttpResponse:
    programme_close(programme, actor=actor_of(request))
    return saved(request, programme, _("The programme is closed."))


def _reopen(request: HttpRequest, programme: Programme) -> HttpResponse:
    programme_reopen(programme, actor=actor_of(request))
    return saved(request, programme, _("The programme is open again."))


def _delete(request: HttpRequest, programme: Programme) -> HttpResponse:
    if request.POST.get("sure") != "yes":
        raise Refused(_("Tick the box if you mean it. Nothing was deleted."))
    programme_delete(programme, actor=actor_of(request))
    messages.success(request, _("The programme is deleted."))
    return redirect("programmes")


ENDS = {"run": _run, "close": _close, "reopen": _reopen, "delete": _delete}
