"""Where each thing that is due gets done. The pages belong to other rooms of the programme."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

ATTENDANCE = "attendance"  # programme, cohort, session
CONSENTS, CHECKS, PAIRINGS = "protection", "protection_checks", "protection_pairings"
CERTIFICATES, RESULTS = "credentials", "programme_results"


def door(name: str, programme: int, *more: int) -> str:
    """The page of this name, or that of the programme where this site has no such page."""
    try:
        return reverse(name, args=[programme, *more])
    except NoReverseMatch:
        return reverse("programme", args=[programme])
