"""``bothways check_links``: asks every website of the directory whether it still answers.

An explicit command, since it leaves this machine; nothing calls it by itself.
"""

from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.core.management.base import BaseCommand

from bothways.directory.services.actions import links_found_broken
from bothways.directory.services.models import Service
from bothways.directory.services.queries import SHOWN

WAIT = 10
NAME = "Bothways link check"


def answers(address: str) -> bool:
    """A page that asks for a password or refuses robots is there; a missing one is not."""
    if not address.startswith(("http://", "https://")):
        return False
    request = Request(address, method="GET", headers={"User-Agent": NAME})  # noqa: S310
    try:
        with urlopen(request, timeout=WAIT) as response:  # noqa: S310
            return bool(response.status < 400)
    except HTTPError as error:
        return error.code in (401, 403, 405, 429)
    except (OSError, ValueError):
        return False


def broken(services: list[Service], ask: Callable[[str], bool]) -> list[Service]:
    addresses = {str(s.document["url"]) for s in services if s.document.get("url")}
    lost = {address for address in sorted(addresses) if not ask(address)}
    return [s for s in services if s.document.get("url") in lost]


class Command(BaseCommand):
    help = "Marks services whose website no longer answers; the desk lists them."

    def handle(self, *args: Any, **options: Any) -> None:
        # The addresses of a demonstration are made up; nobody needs to hear that they are silent.
        real = Service.objects.exclude(place__is_demonstration=True)
        services = list(real.filter(status__in=SHOWN).order_by("name", "pk"))
        found = broken(services, answers)
        links_found_broken([service.pk for service in found], actor=None)
        for service in found:
            self.stdout.write(f"{service.document['url']}  {service.name}")
        self.stdout.write(f"{len(found)} of {len(services)} services have a broken link.")
