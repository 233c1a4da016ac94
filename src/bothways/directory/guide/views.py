"""Pages of a place: its front, its services, one service, an organisation, and files of them."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.directory.guide.access import language, place_page
from bothways.directory.guide.content import Content, content_of
from bothways.directory.guide.forms import ServicesForm, needs_of
from bothways.directory.guide.maps import locator_of, map_of
from bothways.directory.guide.qr import qr_svg
from bothways.directory.guide.reading import reading
from bothways.directory.information.queries import Info
from bothways.directory.information.views import top_pages
from bothways.directory.organisations.queries import organisation_with
from bothways.directory.places.queries import Whereabouts, countries, towns
from bothways.directory.services.cards import Card
from bothways.directory.services.hsds.json_format import write_json
from bothways.directory.services.hsds.tabular import write_tables
from bothways.directory.services.models import Service
from bothways.directory.services.queries import Wish, cards, narrowed
from bothways.directory.services.store import bundle_of


def guide(request: HttpRequest) -> HttpResponse:
    """The towns to choose from."""
    context = {"section": "guide", "towns": towns(), "countries": countries()}
    return render(request, "directory/guide/towns.html", context)


@place_page
def guide_place(request: HttpRequest, where: Whereabouts) -> HttpResponse:
    content = content_of(where, reading())
    context = {**_of(where), "needs": needs_of(content.cards), "count": len(content.cards),
               "pages": top_pages(content)}  # fmt: skip
    return render(request, "directory/guide/place.html", context)


@place_page
def guide_services(request: HttpRequest, where: Whereabouts) -> HttpResponse:
    content = content_of(where, reading())
    form = ServicesForm(request.GET, content.cards)
    wish, words, now = form.wish(), form.words(), timezone.now()
    found = found_cards(content, words, wish, now)
    is_map = request.GET.get("view") == "map"
    context = {**_of(where), "form": form, "count": len(found), "now": now, "words": words,
               "pages": found_pages(content, words), "is_map": is_map,
               "views": _views(request)}  # fmt: skip
    if is_map:
        near_name = form.cleaned_data.get("near", "")
        context |= {
            "near_name": near_name,
            "map": map_of(where, content, found, reading(), wish.near),
        }
    else:
        context["rows"] = [
            (card, card.distance(wish.near) if wish.near else None) for card in found
        ]
    return render(request, "directory/guide/services.html", context)


def _views(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """List and map, each with what is asked for now."""
    asked = request.GET.copy()
    is_map = "map" in asked.pop("view", [])
    rest = asked.urlencode()
    return [(_("List"), rest, not is_map),
            (_("Map"), f"{rest}&view=map" if rest else "view=map", is_map)]  # fmt: skip


def found_cards(content: Content, words: str, wish: Wish, now: Any) -> list[Card]:
    """By the words first, then narrowed; best fit first unless an order was asked for."""
    if not words.strip():
        return narrowed(list(content.cards), wish, now)
    keys = content.finder.find(words)
    by_key: dict[object, Card] = {card.id: card for card in content.cards}
    return narrowed([by_key[key] for key in keys if key in by_key], wish, now)


def found_pages(content: Content, words: str) -> list[Info]:
    if not words.strip():
        return []
    by_slug: dict[object, Info] = {page.slug: page for page in content.pages}
    return [by_slug[key] for key in content.finder.find(words) if key in by_slug][:20]


@place_page
def guide_service(request: HttpRequest, where: Whereabouts, service: UUID) -> HttpResponse:
    now = _clock_of(where)
    context = {**_of(where), "card": _card_or_404(where, service), "now": now,
               "today": now.date()}  # fmt: skip
    context["locator"] = locator_of(where, context["card"])
    context["weeks"] = [(at, at.week(now.date())) for at in context["card"].where]
    context["is_due"] = context["card"].is_due(now.date())
    return render(request, "directory/guide/service.html", context)


@place_page
def guide_poster(request: HttpRequest, where: Whereabouts, service: UUID) -> HttpResponse:
    """One sheet for a wall: the name in large letters and a code that opens the page."""
    card = _card_or_404(where, service)
    address = settings.SITE_URL + reverse("guide_service", args=[where.place.code, card.id])
    now = _clock_of(where)
    context = {**_of(where), "card": card, "address": address, "code": qr_svg(address),
               "locator": locator_of(where, card),
               "weeks": [(at, at.week(now.date())) for at in card.where]}  # fmt: skip
    return render(request, "directory/guide/poster.html", context)


def _clock_of(where: Whereabouts) -> datetime:
    """The moment on the clocks of the place: late at night its day is another than ours."""
    return timezone.now().astimezone(ZoneInfo(where.place.timezone))


def _card_or_404(where: Whereabouts, service: UUID) -> Card:
    card = content_of(where, reading()).card(service)
    if card is None:
        raise Http404(_("There is no such service here."))
    return card


def guide_organisation(request: HttpRequest, organisation: UUID) -> HttpResponse:
    found = organisation_with(organisation)
    if found is None:
        raise Http404(_("There is no such organisation."))
    offered = cards(Service.objects.filter(organisation=found), language())
    context = {"section": "guide", "organisation": found, "cards": offered}
    return render(request, "directory/guide/organisation.html", context)


@place_page
def guide_export(request: HttpRequest, where: Whereabouts, ending: str) -> HttpResponse:
    """Everything of the place as HSDS: ``json`` or the tables packed as ``zip``."""
    bundle = bundle_of(
        Service.objects.filter(place=where.place).select_related("place").order_by("name", "pk")
    )
    content, kind = (
        (write_json(bundle), "application/json") if ending == "json"
        else (write_tables(bundle), "application/zip")
    )  # fmt: skip
    response = HttpResponse(content, kind)
    name = f"{where.place.code}-hsds.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _of(where: Whereabouts) -> dict[str, Any]:
    return {"section": "guide", "place": where.place, "where": where}
