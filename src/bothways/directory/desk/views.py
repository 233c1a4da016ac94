"""Pages of the desk: what is due, services, proposals, files, organisations."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.errors import Conflict, Refused
from bothways.core.models import User
from bothways.directory.desk import forms
from bothways.directory.desk.access import actor_of, editor_page, member_page, told
from bothways.directory.organisations import actions as register
from bothways.directory.organisations.models import Organisation
from bothways.directory.organisations.policies import can_keep_register
from bothways.directory.organisations.queries import (
    organisation_with,
    organisations,
    organisations_of,
)
from bothways.directory.places.models import Place
from bothways.directory.services import actions, proposal_actions
from bothways.directory.services import queries as reads
from bothways.directory.services.edits import difference, editable
from bothways.directory.services.hsds.checks import hours_warnings
from bothways.directory.services.models import Service
from bothways.directory.services.policies import may_propose


@member_page
def directory_desk(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    is_editor = can_keep_register(user)
    mine = None if is_editor else user
    context = {
        "section": "desk", "is_editor": is_editor,
        "due": reads.services_due(timezone.localdate(), mine),
        "services": reads.desk_services(request.GET.get("q", "")[:200], mine),
        "proposals": reads.open_proposals() if is_editor else reads.proposals_by(user),
        "places": list(Place.objects.order_by("code")) if is_editor else [],
        "own": organisations_of(user), "words": request.GET.get("q", ""),
    }  # fmt: skip
    return render(request, "directory/desk/desk.html", context)


@member_page
def service_edit(request: HttpRequest, service: UUID) -> HttpResponse:
    """An editor saves; a member proposes. Whoever may do neither does not find it."""
    user = actor_of(request)
    found = reads.service_with(service)
    if found is None or not may_propose(user, found):
        raise Http404(_("There is no such service for you."))
    is_editor = can_keep_register(user)
    if request.POST.get("do") == "check":
        told(request, lambda: actions.service_check(found, actor=user), _("Checked today."))
        return redirect("directory_service_edit", service)
    kind = forms.ServiceForm if is_editor else forms.ProposalForm
    form = kind(found, request.POST or None, initial=editable(found))
    save = _save if is_editor else _propose
    return _form_page(request, form, "directory/desk/service.html",
                      lambda: save(request, found, form),
                      service=found, is_editor=is_editor)  # fmt: skip


def _save(request: HttpRequest, service: Service, form: Form) -> HttpResponse:
    base = request.POST.get("base", "")
    actions.service_describe(
        service, form.cleaned_data, base=int(base) if base.isdecimal() else -1,
        actor=actor_of(request),
    )  # fmt: skip
    messages.success(request, _("Saved."))
    _warn_of_hours(request, form)
    return redirect("directory_service_edit", service.pk)


def _propose(request: HttpRequest, service: Service, form: Form) -> HttpResponse:
    fields = {name: value for name, value in form.cleaned_data.items() if name != "note"}
    proposal_actions.proposal_make(
        service, fields, note=form.cleaned_data["note"], actor=actor_of(request)
    )
    messages.success(request, _("Your proposal waits for an editor. Until then the page stays."))
    _warn_of_hours(request, form)
    return redirect("directory_desk")


def _warn_of_hours(request: HttpRequest, form: Form) -> None:
    hours = [value for name, value in form.cleaned_data.items()
             if name.startswith("hours.") and value]  # fmt: skip
    for message in dict.fromkeys(words for value in hours for _c, words in hours_warnings(value)):
        messages.warning(request, message)


@member_page
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """The difference, field by field; an editor decides, its author may take it back."""
    found, user = reads.proposal_numbered(number), actor_of(request)
    is_editor = can_keep_register(user)
    if found is None or not (is_editor or found.author_id == user.pk):
        raise Http404(_("There is no such proposal for you."))
    if request.method == "POST":
        wish = request.POST.get("do", "")
        answer = request.POST.get("answer", "")
        acts: dict[str, tuple[Callable[[], Any], str]] = {
            "accept": (lambda: proposal_actions.proposal_accept(found, actor=user),
                       _("Accepted. The page shows it now.")),
            "decline": (lambda: proposal_actions.proposal_decline(found, answer=answer, actor=user),
                        _("Declined.")),
            "withdraw": (lambda: proposal_actions.proposal_withdraw(found, actor=user),
                         _("Taken back.")),
        }  # fmt: skip
        if wish in acts:
            told(request, *acts[wish])
        return redirect("directory_proposal", number)
    context = {"section": "desk", "proposal": found, "is_editor": is_editor,
               "rows": difference(found.before, found.after), "form": forms.AnswerForm(),
               "labels": _labels(found.service)}  # fmt: skip
    return render(request, "directory/desk/proposal.html", context)


def _labels(service: Service) -> dict[str, str]:
    return {name: str(field.label) for name, field in forms.ServiceForm(service).fields.items()}


@editor_page
def directory_import(request: HttpRequest) -> HttpResponse:
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            brought = _brought(request, form)
        except Refused as refusal:
            form.add_error("file", str(refusal))
            problems = refusal.problems
        else:
            counts = brought.counts
            words = _("%(new)s new, %(changed)s changed, %(same)s as before.")
            messages.success(request, words % vars(counts))
            problems, form = brought.warnings, forms.ImportForm()
    context = {"section": "desk", "form": form, "problems": problems[:300],
               "more": max(0, len(problems) - 300)}  # fmt: skip
    return render(request, "directory/desk/import.html", context,
                  status=422 if form.errors else 200)  # fmt: skip


def _brought(request: HttpRequest, form: Form) -> actions.Brought:
    upload = form.cleaned_data["file"]
    place = Place.objects.get(pk=form.cleaned_data["place"])
    return actions.services_import(
        upload.name or "", upload.read(), place=place, actor=actor_of(request)
    )


@editor_page
def organisations_desk(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:200]
    context = {"section": "desk", "rows": organisations(words), "words": words}
    return render(request, "directory/desk/organisations.html", context)


@editor_page
def organisation_new(request: HttpRequest) -> HttpResponse:
    form = forms.OrganisationForm(request.POST or None)

    def save() -> HttpResponse:
        made = register.organisation_register(form.values(), actor=actor_of(request))
        messages.success(request, _("The organisation is in the register."))
        return redirect("organisation_edit", made.pk)

    return _form_page(request, form, "directory/desk/organisation.html", save)


@editor_page
def organisation_edit(request: HttpRequest, organisation: UUID) -> HttpResponse:
    found, user = organisation_with(organisation), actor_of(request)
    if found is None:
        raise Http404(_("There is no such organisation."))
    if request.method == "POST" and (answer := _small_act(request, found)):
        return answer
    form = forms.OrganisationForm(request.POST or None, initial=forms.OrganisationForm.of(found))

    def save() -> HttpResponse:
        register.organisation_describe(found, form.values(), actor=user)
        messages.success(request, _("Saved."))
        return redirect("organisation_edit", organisation)

    members = found.members.select_related("user").order_by("pk")
    more = {"organisation": found, "members": members, "member_form": forms.MemberForm()}
    return _form_page(request, form, "directory/desk/organisation.html", save, **more)


def _small_act(request: HttpRequest, found: Organisation) -> HttpResponse | None:
    """Verify, admit and dismiss are buttons of their own beside the form."""
    user, wish = actor_of(request), request.POST.get("do", "")
    if wish == "verify":
        told(request, lambda: register.organisation_verify(found, actor=user), _("Checked today."))
    elif wish == "admit":
        told(request, lambda: register.member_admit(found, _account(request), actor=user),
             _("May now speak for the organisation."))  # fmt: skip
    elif wish == "dismiss":
        member = found.members.filter(pk=_number(request.POST.get("member", ""))).first()
        if member is not None:
            told(request, lambda: register.member_dismiss(member, actor=user), _("Dismissed."))
    else:
        return None
    return redirect("organisation_edit", found.pk)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else -1


def _account(request: HttpRequest) -> User:
    who = request.POST.get("who", "").strip()
    found = User.objects.filter(Q(username=who) | Q(email__iexact=who), is_active=True).first()
    if not who or found is None:
        raise Refused(_("There is no account with this name or address."))
    return found


def _form_page(
    request: HttpRequest, form: Form, template: str, save: Callable[[], HttpResponse],
    **context: Any,
) -> HttpResponse:  # fmt: skip
    """The form; or what saving it answers; or the form again with the reason why not."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return save()
            except Conflict as conflict:
                form.add_error(None, str(conflict))
                status = 409
            except Refused as refusal:
                form.add_error(None, str(refusal))
    return render(request, template, {"section": "desk", "form": form, **context}, status=status)
