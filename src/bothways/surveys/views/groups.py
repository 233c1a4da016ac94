"""Pages about who is asked: groups, printed cards, phones."""

import base64
import json
import zlib

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.core.qr import qr_square
from bothways.surveys.entry_forms import CardsForm, DeviceForm, GroupsForm
from bothways.surveys.group_actions import (
    NewCard,
    cards_add,
    device_add,
    device_stop,
    group_code_renew,
    groups_add,
)
from bothways.surveys.models import Device, Survey, SurveyGroup
from bothways.surveys.policies import may_see_group
from bothways.surveys.views.access import (
    actor_of,
    done_or_told,
    form_page,
    manager_page,
    reader_page,
    row_or_404,
    saved,
)
from bothways.surveys.views.answering import address_of as answer_address
from bothways.surveys.views.phones import address_of as phone_address


@manager_page
def groups_new(request: HttpRequest, survey: Survey) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        groups_add(survey, form.cleaned_data["groups"], actor=actor_of(request))
        return saved(request, survey, _("The groups are made, each with a class code."), "groups")

    form = GroupsForm(request.POST or None)
    lede = _("Each person gets a card with a number. Names are not stored here.")
    return form_page(request, survey, form, save, heading=_("Add groups"), lede=lede)


@reader_page
def cards(request: HttpRequest, survey: Survey, row: int) -> HttpResponse:
    """Cards to print and cut, with a list on which the teacher writes names by hand."""
    group: SurveyGroup = row_or_404(survey.groups, row)
    if not may_see_group(group, actor_of(request)):
        raise Http404(_("This is not in the survey."))
    made = [
        {"card": one.card, "number": one.number,
         "square": qr_square(answer_address(group, one.card))}
        for one in group.respondents.order_by("number")
    ]  # fmt: skip
    code = f"{group.code[:4]} {group.code[4:]}"
    context = {
        "section": "surveys", "survey": survey, "group": group, "cards": made, "code": code,
        "address": answer_address(group).removesuffix(f"{group.code}/"),
    }  # fmt: skip
    return render(request, "surveys/cards.html", context)


@manager_page
def cards_more(request: HttpRequest, survey: Survey, row: int) -> HttpResponse:
    group: SurveyGroup = row_or_404(survey.groups, row)

    def save(form: Form) -> HttpResponse:
        cards_add(group, [NewCard()] * form.cleaned_data["number"], actor=actor_of(request))
        return redirect("survey_cards", survey.pk, group.pk)

    form = CardsForm(request.POST or None)
    return form_page(request, survey, form, save, heading=_("More cards"), lede=group.name)


@manager_page
@require_POST
def code_new(request: HttpRequest, survey: Survey, row: int) -> HttpResponse:
    group: SurveyGroup = row_or_404(survey.groups, row)

    def renew() -> HttpResponse:
        group_code_renew(group, actor=actor_of(request))
        return saved(
            request, survey, _("The class has a new code. Print its cards again."), "groups"
        )

    return done_or_told(request, survey, renew)


@manager_page
def device_new(request: HttpRequest, survey: Survey) -> HttpResponse:
    groups = list(survey.groups.all())

    def save(form: Form) -> HttpResponse:
        chosen = form.cleaned_data["group"]
        group = next((one for one in groups if str(one.pk) == chosen), None)
        device = device_add(survey, form.cleaned_data["name"], group=group, actor=actor_of(request))
        return redirect("survey_device", survey.pk, device.pk)

    form = DeviceForm(request.POST or None, groups=groups)
    lede = _("For ODK Collect or KoBoCollect. Whoever has the address can send answers.")
    return form_page(request, survey, form, save, heading=_("Add a phone"), lede=lede)


@manager_page
def device(request: HttpRequest, survey: Survey, row: int) -> HttpResponse:
    found: Device = row_or_404(survey.devices, row)
    address = phone_address(found)
    context = {
        "section": "surveys", "survey": survey, "device": found, "address": address,
        "square": qr_square(settings_of_collect(address, survey.title)),
    }  # fmt: skip
    return render(request, "surveys/device.html", context)


def settings_of_collect(address: str, title: str) -> str:
    """What ODK Collect reads from a QR code: settings as JSON, deflated, in Base64."""
    settings = {
        "general": {"server_url": address, "form_update_mode": "match_exactly",
                    "autosend": "wifi_and_cellular"},
        "admin": {},
        "project": {"name": title[:40]},
    }  # fmt: skip
    packed = zlib.compress(json.dumps(settings, ensure_ascii=False).encode(), 9)
    return base64.b64encode(packed).decode()


@manager_page
@require_POST
def device_gone(request: HttpRequest, survey: Survey, row: int) -> HttpResponse:
    found: Device = row_or_404(survey.devices, row)

    def stop() -> HttpResponse:
        device_stop(found, actor=actor_of(request))
        return saved(request, survey, _("The phone can send nothing more."), "phones")

    return done_or_told(request, survey, stop)
