"""What the pages of this room share."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.programmes.models import Person, Programme

FOLDER = "programmes/credentials"


def shown(
    request: HttpRequest, template: str, programme: Programme, tab: str = "credentials",
    status: int = 200, **context: Any,
) -> HttpResponse:  # fmt: skip
    common = {"section": "programmes", "programme": programme, "tab": tab}
    return render(request, f"{FOLDER}/{template}.html", {**common, **context}, status=status)


def tell_refusal(request: HttpRequest, refusal: Refused) -> None:
    messages.error(request, str(refusal))


def person_of(programme: Programme, row: int) -> Person:
    people = Person.objects.filter(programme=programme, erased_at=None)
    found = people.select_related("programme__organisation", "carried").filter(pk=row).first()
    if found is None:
        raise Http404(_("There is no such person in this programme."))
    return found
