"""The list of programmes and one programme at a glance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bothways.programmes.access import actor_of, programme_page, signed_in_page
from bothways.programmes.models import Programme
from bothways.programmes.plan.queries import programmes_of
from bothways.programmes.policies import Right


@signed_in_page
def programmes(request: HttpRequest) -> HttpResponse:
    rows = programmes_of(actor_of(request))
    return render(request, "programmes/list.html", {"section": "programmes", "rows": rows})


@programme_page(Right.READ)
def programme(request: HttpRequest, programme: Programme) -> HttpResponse:
    context = {"section": "programmes", "programme": programme, "tab": "programme"}
    return render(request, "programmes/plan/programme.html", context)
