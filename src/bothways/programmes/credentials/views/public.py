"""Checking a certificate: for everybody, with or without a network, and for other programs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bothways.programmes.credentials.badge import REVOKED_PATH, jwk
from bothways.programmes.credentials.levels import SKILLS, WIRE, level_label, skill_label
from bothways.programmes.credentials.models import Certificate
from bothways.programmes.credentials.signing import site_keys
from bothways.programmes.credentials.verifying import (
    Reason,
    Verdict,
    headline,
    remedy,
    revoked_serials,
    text_in,
    verify,
)

SCRIPT = Path(__file__).parents[2] / "static" / "programmes" / "credentials" / "verify.js"
NOBODY_KEEPS = "no-store"


@require_safe
def scanned(request: HttpRequest, text: str) -> HttpResponse:
    """The address in the code goes to the page in the reader's own language."""
    with translation.override(translation.get_language_from_request(request)):
        return redirect("verify_text", text)


def verify_page(request: HttpRequest) -> HttpResponse:
    given = request.POST.get("text", "")
    verdict = verify(given) if given.strip() else None
    return _page(request, given, verdict)


@require_safe
def verify_text(request: HttpRequest, text: str) -> HttpResponse:
    return _page(request, text, verify(text))


def _page(request: HttpRequest, given: str, verdict: Verdict | None) -> HttpResponse:
    context: dict[str, Any] = {
        "given": given.strip()[:1000],
        "text": text_in(given),
        "verdict": verdict,
        "check": check_document(),
        "language": get_language(),
    }
    if verdict:
        context |= {
            "headline": headline(verdict.reason),
            "remedy": remedy(verdict.reason),
            "levels": _named_levels(verdict),
        }
    answer = render(request, "programmes/credentials/verify.html", context)
    answer["Cache-Control"] = NOBODY_KEEPS  # whose certificate was checked is nobody's business
    return answer


def _named_levels(verdict: Verdict) -> list[tuple[str, str]]:
    spoken = get_language() or "en"
    return [(skill_label(s, spoken), level_label(level, spoken)) for s, level in verdict.levels]


def check_document() -> dict[str, Any]:
    """All that a browser needs to check a code alone: keys, what was revoked, the words."""
    spoken = get_language() or "en"
    return {
        "keys": {key.key_id: key.raw.hex() for key in site_keys().values()},
        "revoked": revoked_serials(),
        "made_on": timezone.localdate().isoformat(),
        "words": {r.value: [headline(r), remedy(r)] for r in Reason},
        "skills": [skill_label(skill, spoken) for skill in SKILLS],
        "levels": [level_label(level, spoken) if level else "" for level in WIRE],
        "labels": {
            "name": _("Name"), "title": _("Title"), "issued": _("Issued on"),
            "units": _("Units attended"), "serial": _("Serial number"), "minutes": _("min"),
            "browser": _("Your browser checked the signature itself, without asking this site."),
        },
    }  # fmt: skip


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """One file to keep: it checks codes without any network."""
    script = SCRIPT.read_text("utf-8")
    page = render_to_string(
        "programmes/credentials/offline.html",
        {"check": check_document(), "script": script, "address": f"{settings.SITE_URL}/verify/"},
        request,
    )
    answer = HttpResponse(page)
    answer["Content-Disposition"] = 'attachment; filename="check-certificates.html"'
    return answer


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys of this site as a JWK set."""
    return JsonResponse(
        {
            "issuer": settings.SITE_URL,
            "keys": [jwk(key) for key in site_keys().values()],
            "revoked": settings.SITE_URL + REVOKED_PATH,
            "verify": settings.SITE_URL + reverse("verify"),
        }
    )


@require_safe
def revoked(request: HttpRequest) -> HttpResponse:
    """Serials that are no longer valid; serials are random and tell of nobody."""
    return JsonResponse(
        {
            "id": settings.SITE_URL + REVOKED_PATH,
            "issuer": settings.SITE_URL,
            "type": "1EdTechRevocationList",
            "serials": revoked_serials(),
            "revokedCredential": _revoked_credentials(),
        }
    )


def _revoked_credentials() -> list[dict[str, Any]]:
    rows = Certificate.objects.exclude(revoked_at=None).order_by("serial")
    return [
        {"id": f"urn:uuid:{uid}", "revoked": True} for uid in rows.values_list("uid", flat=True)
    ]
