"""``bothways programme_safeguards``: suspends pairings that have lost a safeguard.

Run it once a day. Whatever a person does to a check or a consent acts at once; this is for what
ends by itself, a paper or a consent whose last day was yesterday.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from bothways.programmes.models import Pairing, Programme
from bothways.programmes.protection.pairing_actions import pairing_suspend
from bothways.programmes.protection.pairing_review import missing_by_pairing, with_people


class Command(BaseCommand):
    help = "Suspends pairings of programmes that lack a safeguard today."

    def handle(self, *args: Any, **options: Any) -> None:
        suspended = sum(
            self._of_programme(programme)
            for programme in Programme.objects.filter(pairings__state=Pairing.State.ACTIVE)
            .order_by("pk")
            .distinct()
        )
        self.stdout.write(f"{suspended} pairings suspended.")

    def _of_programme(self, programme: Programme) -> int:
        active = list(with_people(programme.pairings.filter(state=Pairing.State.ACTIVE)))
        missing = missing_by_pairing(active, timezone.localdate())
        unsafe = [pairing for pairing in active if missing[pairing.pk]]
        for pairing in unsafe:
            pairing_suspend(pairing, actor=None, because=missing[pairing.pk][0])
            self.stdout.write(f"pairing {pairing.pk}: {missing[pairing.pk][0]}")
        return len(unsafe)
