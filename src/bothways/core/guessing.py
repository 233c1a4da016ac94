"""The brake on guessing codes: wrong ones are counted by network, right ones never.

A bucket fills by one drop a wrong code and empties at a steady pace; while it is full, nothing is
looked up. One number says it all: the moment at which the bucket is empty again. Networks stand
here only as a keyed hash, and a row goes when its bucket is empty.
"""

import ipaddress
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from bothways.core.models import WrongCodes

HOUR = 3600.0
# A household or a school has at least this much of the newer kind of addresses.
IPV6_PREFIX = 56


class TooManyWrong(Exception):
    """The bucket is full; ``seconds`` until the next code is looked up."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = int(seconds) + 1


@dataclass(frozen=True)
class Brake:
    """So many wrong codes at once, and so many more an hour."""

    name: str
    at_once: int
    an_hour: int

    @property
    def drop(self) -> float:
        """Seconds until one wrong code is forgotten."""
        return HOUR / self.an_hour

    def filled(self, empty_at: float, now: float) -> float:
        """When the bucket is empty after one more wrong code."""
        return max(empty_at, now) + self.drop

    def wait(self, empty_at: float, now: float) -> float:
        """Seconds until there is room for one more; 0 if there is."""
        return max(0.0, empty_at - now - (self.at_once - 1) * self.drop)


def check(brake: Brake, request: HttpRequest, of: object = "") -> None:
    """Raises TooManyWrong while the bucket of this network is full."""
    row = WrongCodes.objects.filter(key=_key(brake, request, of)).first()
    wait = brake.wait(row.empty_at, time.time()) if row else 0.0
    if wait:
        raise TooManyWrong(wait)


def count(brake: Brake, request: HttpRequest, of: object = "") -> None:
    """One wrong code more. What is empty by now is forgotten on the way."""
    now, key = time.time(), _key(brake, request, of)
    WrongCodes.objects.filter(empty_at__lt=now).delete()
    rows = WrongCodes.objects.filter(key=key)
    # In the database, so that guesses sent side by side all count.
    if not rows.update(empty_at=Greatest(F("empty_at"), now) + brake.drop):
        WrongCodes.objects.get_or_create(key=key, defaults={"empty_at": brake.filled(0, now)})


def _key(brake: Brake, request: HttpRequest, of: object) -> str:
    return salted_hmac(
        f"wrong {brake.name} codes", f"{network_of(request)} {of}", algorithm="sha256"
    ).hexdigest()


def network_of(request: HttpRequest) -> str:
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
