"""A service as a newcomer reads it: from the document to plain typed parts. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any, Literal
from uuid import UUID

from bothways.directory.services.hours import Day, Now, days, now
from bothways.directory.services.hsds.names import Doc

# After this long without a look, the page says so and the owner is reminded.
CHECK_AGAIN = timedelta(days=183)
EARTH_KM = 6371.0
# Degrees around 0, 0 that stand for no place.
NOWHERE = 0.001
Point = tuple[float, float]
# Why an address is not on the map; nothing where it is.
OffMap = Literal["", "none", "virtual", "zero", "off_earth"]


@dataclass(frozen=True)
class Phone:
    number: str
    note: str
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Where:
    """One address of a service, with its hours."""

    name: str
    address: str
    transport: str
    latitude: float | None
    longitude: float | None
    hours: str
    country: str
    zone: str
    phones: tuple[Phone, ...]
    access: tuple[str, ...]
    off_map: OffMap = ""

    def now(self, at: datetime) -> Now | None:
        return now(self.hours, at, self.country, self.zone)

    def week(self, start: date) -> tuple[Day, ...]:
        return days(self.hours, start, self.country, self.zone)

    @property
    def point(self) -> Point | None:
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    @property
    def map_address(self) -> str:
        return f"geo:{self.latitude},{self.longitude}" if self.point else ""


@dataclass(frozen=True)
class Word:
    """A text with the language it is really in, and what is to be said of the translation."""

    text: str
    language: str
    state: str = "source"
    behind: int = 0


@dataclass(frozen=True)
class Card:
    """Everything that a list or the page of a service shows."""

    id: UUID
    place: str
    organisation_id: UUID | None
    organisation: str
    words: Mapping[str, Word]
    needs: tuple[str, ...]
    languages: tuple[str, ...]
    language_notes: tuple[tuple[str, str], ...]
    where: tuple[Where, ...]
    phones: tuple[Phone, ...]
    papers: tuple[str, ...]
    costs: tuple[str, ...]
    url: str
    email: str
    status: str
    minimum_age: int | None
    maximum_age: int | None
    appointment: str
    attending: tuple[str, ...]
    eligibility: tuple[Doc, ...]
    assured_date: date | None
    broken_link: bool

    @property
    def name(self) -> Word:
        return self.words["name"]

    def is_open(self, at: datetime) -> bool:
        found = [where.now(at) for where in self.where]
        return any(state is not None and state.state == "open" for state in found)

    def is_due(self, today: date) -> bool:
        return self.assured_date is None or today - self.assured_date > CHECK_AGAIN

    def distance(self, point: Point) -> float | None:
        """Kilometres to its nearest address."""
        points = [where.point for where in self.where if where.point]
        return min((kilometres(point, found) for found in points), default=None)


def point_in(doc: Doc, latitude: float | None, longitude: float | None) -> tuple[
    float | None, float | None, OffMap
]:  # fmt: skip
    """The point of a location, or none of it and why. 0, 0 lies in the sea and means “not known”
    in many registers."""
    if doc.get("location_type") == "virtual":
        return None, None, "virtual"
    if latitude is not None and longitude is not None:
        if abs(latitude) < NOWHERE and abs(longitude) < NOWHERE:
            return None, None, "zero"
        return latitude, longitude, ""
    is_told = doc.get("latitude") is not None and doc.get("longitude") is not None
    return None, None, "off_earth" if is_told else "none"


def kilometres(one: Point, other: Point) -> float:
    """On a globe, by the haversine."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def phones_in(doc: Doc) -> tuple[Phone, ...]:
    return tuple(
        Phone(
            str(row.get("number", "")).strip('"'),
            str(row.get("description", "")),
            tuple(each["code"] for each in row.get("languages", ()) if each.get("code")),
        )
        for row in doc.get("phones", ())
    )


def address_in(doc: Doc) -> str:
    """The physical address in one line."""
    rows: Sequence[Doc] = doc.get("addresses", ())
    row = next((r for r in rows if r.get("address_type") != "postal"), rows[0] if rows else {})
    town = " ".join(str(row[part]) for part in ("postal_code", "city") if row.get(part))
    parts = [row.get("address_1"), row.get("address_2"), town]
    return ", ".join(str(part) for part in parts if part)


def papers_in(doc: Doc) -> tuple[str, ...]:
    return tuple(row["document"] for row in doc.get("required_documents", ()) if "document" in row)


def costs_in(doc: Doc) -> tuple[str, ...]:
    return tuple(filter(None, (_cost(row) for row in doc.get("cost_options", ()))))


def _cost(row: Doc) -> str:
    amount, currency = row.get("amount"), str(row.get("currency", "")).upper()
    price = f"{amount:g} {currency}".strip() if isinstance(amount, int | float) else ""
    parts = (row.get("option"), price, row.get("amount_description"))
    return " · ".join(str(part) for part in parts if part)


def age_in(doc: Doc, name: str) -> int | None:
    value: Any = doc.get(name)
    return int(value) if isinstance(value, int | float) else None
