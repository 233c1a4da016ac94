"""Open Badges 3: a certificate as a verifiable credential, plain or signed as a JWT (EdDSA)."""

import hashlib
import json
from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings

from bothways.programmes.credentials.models import Certificate
from bothways.programmes.credentials.signing import (
    PublicKey,
    base64url,
    from_base64url,
    is_signed,
    key_for_signing,
    sign,
    site_keys,
)

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
KEYS_PATH = "/.well-known/bothways-keys.json"
REVOKED_PATH = "/.well-known/bothways-revoked.json"


def credential(certificate: Certificate) -> dict[str, Any]:
    """The OpenBadgeCredential. The name of the person stands in it as a salted hash only."""
    return {
        "@context": list(CONTEXTS),
        "id": f"urn:uuid:{certificate.uid}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": certificate.title,
        "issuer": {
            "id": settings.SITE_URL,
            "type": ["Profile"],
            "name": certificate.issuer,
            "url": settings.SITE_URL,
        },
        "validFrom": f"{certificate.issued_on}T00:00:00Z",
        "credentialSubject": _subject(certificate),
        "credentialStatus": {
            "id": settings.SITE_URL + REVOKED_PATH,
            "type": "1EdTechRevocationList",
        },
    }


def _subject(certificate: Certificate) -> dict[str, Any]:
    salt = certificate.serial
    name_hash = hashlib.sha256((certificate.name + salt).encode()).hexdigest()
    subject: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": f"sha256${name_hash}",
                "identityType": "name",
                "salt": salt,
            }
        ],
        "achievement": _achievement(certificate),
        "creditsEarned": float(certificate.units),
    }
    if certificate.starts_on:
        subject["activityStartDate"] = f"{certificate.starts_on}T00:00:00Z"
    if certificate.ends_on:
        subject["activityEndDate"] = f"{certificate.ends_on}T00:00:00Z"
    if levels := certificate.levels.get("levels", {}):
        subject["result"] = [
            {"type": ["Result"], "resultDescription": f"urn:bothways:skill:{skill}", "value": level}
            for skill, level in sorted(levels.items())
        ]
    return subject


def _achievement(certificate: Certificate) -> dict[str, Any]:
    levels = certificate.levels.get("levels", {})
    name = f"{certificate.programme_title} · {certificate.title}"
    hours = f"{certificate.units} × {certificate.unit_minutes} min"
    found: dict[str, Any] = {
        "id": f"urn:uuid:{certificate.cohort.uid if certificate.cohort else certificate.uid}",
        "type": ["Achievement"],
        "name": name,
        "description": certificate.cohort_title or name,
        "criteria": {"narrative": hours},
        "achievementType": "Certificate",
        "inLanguage": certificate.language,
    }
    if levels:
        found["resultDescription"] = [
            {
                "id": f"urn:bothways:skill:{skill}",
                "type": ["ResultDescription"],
                "name": skill,
                "resultType": "PerformanceLevel",
            }
            for skill in sorted(levels)
        ]
    return found


def signed_credential(certificate: Certificate) -> str:
    """The credential as a compact JWS, as Open Badges 3 and VC-JWT write it."""
    key = key_for_signing()
    issued = credential(certificate)
    header = {"alg": "EdDSA", "typ": "JWT", "kid": f"{settings.SITE_URL}{KEYS_PATH}#{key.key_id}"}
    claims = {
        **issued,
        "iss": settings.SITE_URL,
        "jti": issued["id"],
        "nbf": int(_midnight(certificate)),
        "sub": issued["id"],
    }
    message = f"{_part(header)}.{_part(claims)}"
    return f"{message}.{base64url(sign(message.encode()))}"


def _midnight(certificate: Certificate) -> float:
    return datetime.combine(certificate.issued_on, time(), UTC).timestamp()


def _part(document: dict[str, Any]) -> str:
    return base64url(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())


def jwk(key: PublicKey) -> dict[str, str]:
    """The public key as other programs read it (RFC 8037)."""
    return {
        "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": key.key_id,
        "x": key.text,
    }  # fmt: skip


def verified_jwt(text: str) -> dict[str, Any] | None:
    """The claims of a badge that this site signed and did not revoke, else nothing."""
    try:
        head, claims, signature = text.split(".")
        key_id = json.loads(from_base64url(head))["kid"].rpartition("#")[2]
        key = site_keys()[key_id]
        found: dict[str, Any] = json.loads(from_base64url(claims))
        if not is_signed(key, from_base64url(signature), f"{head}.{claims}".encode()):
            return None
        revoked = Certificate.objects.filter(uid=found["id"].removeprefix("urn:uuid:"))
        return None if revoked.exclude(revoked_at=None).exists() else found
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
