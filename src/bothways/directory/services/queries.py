"""Reads of services: the cards of a place, what a filter leaves of them, and the desk's lists."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from bothways.core.models import AuditEntry, User
from bothways.directory.places.queries import Whereabouts
from bothways.directory.services.cards import (
    CHECK_AGAIN,
    Card,
    Where,
    Word,
    address_in,
    age_in,
    costs_in,
    papers_in,
    phones_in,
    point_in,
)
from bothways.directory.services.hsds.names import Doc
from bothways.directory.services.models import (
    Proposal,
    Service,
    ServiceAtLocation,
    ServiceLanguage,
    ServiceTerm,
)
from bothways.directory.services.needs import NEED_TAXONOMY
from bothways.directory.services.store import PROSE
from bothways.directory.texts.queries import Fields, worded

SHOWN = ("active", "temporarily closed")
STATEMENTS_A_LIST = 5
# A letter to the owner of services leaves an audit row about this.
REMINDED = "owner_of_services"
REMIND_AGAIN = timedelta(days=30)


def cards_of(where: Whereabouts, language: str) -> list[Card]:
    """The services of a place and of those that contain it, by name. Five statements."""
    services = Service.objects.filter(place__in=where.codes, status__in=SHOWN)
    return cards(services, language)


def cards(services: Any, language: str) -> list[Card]:
    found = list(services.select_related("organisation", "place").order_by("name", "pk"))
    keys = [service.pk for service in found]
    at = _by_service(
        ServiceAtLocation.objects.filter(service__in=keys).select_related("location").order_by("pk")
    )
    spoken = ServiceLanguage.objects.filter(service__in=keys).order_by("pk")
    filed = ServiceTerm.objects.filter(
        service__in=keys, term__taxonomy=NEED_TAXONOMY
    ).select_related("term").order_by("pk")  # fmt: skip
    languages, needs = _by_service(spoken), _by_service(filed)
    texts = worded("service", [str(key) for key in keys], language)
    return [
        _card(service, at[service.pk], languages[service.pk], needs[service.pk],
              texts.get(str(service.pk), {}))
        for service in found
    ]  # fmt: skip


def _by_service(rows: Iterable[Any]) -> Mapping[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.service_id].append(row)
    return found


def _card(
    service: Service, at: list[ServiceAtLocation], spoken: list[ServiceLanguage],
    filed: list[ServiceTerm], texts: Fields,
) -> Card:  # fmt: skip
    doc = service.document
    organisation = service.organisation
    return Card(
        id=service.pk,
        place=service.place_id or "",
        organisation_id=service.organisation_id,
        organisation=organisation.name if organisation else "",
        words=_words(service, texts),
        needs=tuple(row.term.code for row in filed),
        languages=tuple(row.code for row in spoken),
        language_notes=tuple(
            (row["code"], row["note"]) for row in doc.get("languages", ())
            if row.get("code") and row.get("note")
        ),
        where=tuple(_where(service, row) for row in at),
        phones=phones_in(doc),
        papers=papers_in(doc),
        costs=costs_in(doc),
        url=doc.get("url", ""),
        email=doc.get("email", ""),
        status=service.status,
        minimum_age=age_in(doc, "minimum_age"),
        maximum_age=age_in(doc, "maximum_age"),
        appointment=doc.get("appointment", ""),
        attending=tuple(doc.get("attending", ())),
        eligibility=tuple(doc.get("eligibility", ())),
        assured_date=service.assured_date,
        broken_link=service.broken_since is not None,
    )  # fmt: skip


def _words(service: Service, texts: Fields) -> dict[str, Word]:
    """Each prose field in the reader's language; what no row says is as the document has it."""
    found = {
        name: Word(str(service.document.get(name, "")), service.language)
        for name in PROSE
        if service.document.get(name) or name == "name"
    }
    for name, text in texts.items():
        if name in found:
            state = text.standing
            found[name] = Word(text.body, text.language, state.kind, state.by)
    return found


def _where(service: Service, at: ServiceAtLocation) -> Where:
    doc, place = at.location.document, service.place
    latitude, longitude, off_map = point_in(doc, at.location.latitude, at.location.longitude)
    return Where(
        name=at.location.name,
        address=address_in(doc),
        transport=doc.get("transportation", ""),
        latitude=latitude,
        longitude=longitude,
        off_map=off_map,
        hours=at.opening_hours,
        country=place.country if place else "",
        zone=place.timezone if place else "UTC",
        phones=(*phones_in(at.document), *phones_in(doc)),
        access=tuple(row["description"] for row in doc.get("accessibility", ())
                     if row.get("description")),
    )  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What a list of services is narrowed to; nothing set means all of them."""

    need: str = ""
    language: str = ""
    open_now: bool = False
    free: bool = False
    near: tuple[float, float] | None = None
    within: float | None = None


def narrowed(found: list[Card], wish: Wish, at: datetime) -> list[Card]:
    """By name, or by distance where a point is given. A service whose place is not known stays."""
    kept = [card for card in found if _fits(card, wish, at)]
    point = wish.near
    if point is None:
        return kept
    far = {card.id: card.distance(point) for card in kept}
    if wish.within is not None:
        kept = [card for card in kept if (d := far[card.id]) is None or d <= wish.within]
    return sorted(kept, key=lambda card: (far[card.id] is None, far[card.id] or 0.0))


def _fits(card: Card, wish: Wish, at: datetime) -> bool:
    return (
        (not wish.need or wish.need in card.needs)
        and (not wish.language or wish.language in card.languages)
        and (not wish.open_now or card.is_open(at))
        and (not wish.free or not card.costs)
    )


# --- desk ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """A service that somebody should look at again."""

    id: UUID
    name: str
    place: str
    organisation: str
    assured_date: date | None
    broken_since: date | None


def services_due(today: date, user: User | None = None, most: int = 500) -> list[Due]:
    """Not looked at for half a year, or with a broken link; only the member's own for a member.
    One statement."""
    old = Q(assured_date=None) | Q(assured_date__lt=today - CHECK_AGAIN)
    found = Service.objects.filter(old | Q(broken_since__isnull=False), status__in=SHOWN)
    if user is not None:
        found = found.filter(organisation__members__user=user)
    rows = found.order_by("assured_date", "name", "pk").values_list(
        "pk", "name", "place_id", "organisation__name", "assured_date", "broken_since"
    )
    return [Due(pk, name, place or "", owner or "", day, broken)
            for pk, name, place, owner, day, broken in rows[:most]]  # fmt: skip


def owners_to_remind(today: date) -> list[tuple[User, list[Due]]]:
    """People with an address who speak for an organisation, have something to look at and had no
    letter for a month. Two statements, and one for each of them."""
    recent = AuditEntry.objects.filter(thing=REMINDED, at__date__gt=today - REMIND_AGAIN)
    had_one = set(recent.values_list("thing_id", flat=True))
    found = User.objects.filter(organisations__isnull=False, is_active=True).exclude(email="")
    people = [user for user in found.distinct().order_by("pk") if str(user.pk) not in had_one]
    return [(user, due) for user in people if (due := services_due(today, user))]


def open_proposals(most: int = 200) -> list[Proposal]:
    found = Proposal.objects.filter(state=Proposal.State.OPEN)
    return list(found.select_related("service", "author").order_by("created_at", "pk")[:most])


def proposals_by(user: User, most: int = 50) -> list[Proposal]:
    found = Proposal.objects.filter(author=user).select_related("service")
    return list(found.order_by("-created_at", "-pk")[:most])


def proposal_numbered(number: int) -> Proposal | None:
    found = Proposal.objects.select_related("service", "author", "service__organisation")
    return found.filter(pk=number).first()


def service_with(key: UUID) -> Service | None:
    return Service.objects.select_related("organisation", "place").filter(pk=key).first()


@dataclass(frozen=True)
class DeskRow:
    id: UUID
    name: str
    place: str
    organisation: str
    status: str
    assured_date: date | None


def desk_services(words: str, user: User | None, most: int = 300) -> list[DeskRow]:
    """All services for an editor; for a member those of their organisations. One statement."""
    found = Service.objects.all()
    if user is not None:
        found = found.filter(organisation__members__user=user)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(organisation__name__icontains=words))
    rows = found.order_by("name", "pk").values_list(
        "pk", "name", "place_id", "organisation__name", "status", "assured_date"
    )
    return [DeskRow(pk, name, place or "", owner or "", status, day)
            for pk, name, place, owner, status, day in rows[:most]]  # fmt: skip


def document_of(service: Service) -> Doc:
    found: Doc = service.document
    return found
