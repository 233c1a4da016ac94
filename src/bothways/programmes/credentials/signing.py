"""The key that this site signs with: made once, kept in VAR; an environment variable overrules.

``BOTHWAYS_SIGNING_KEY`` (or ``BOTHWAYS_SIGNING_KEY_FILE``) holds 32 bytes as base64url.
"""

import base64
import hashlib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from bothways.env import BadSetting, env_text
from bothways.programmes.credentials.models import SigningKey

FILE = "signing-key"
SETTING = "BOTHWAYS_SIGNING_KEY"


@dataclass(frozen=True)
class PublicKey:
    """A public key with the short name that payloads carry."""

    key_id: str
    raw: bytes

    @property
    def text(self) -> str:
        return base64url(self.raw)


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def from_base64url(text: str) -> bytes:
    """The bytes; ValueError for anything that is not strict base64url without padding."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if base64url(raw) != text:
        raise ValueError("not canonical")
    return raw


def named(raw: bytes) -> PublicKey:
    return PublicKey(hashlib.sha256(raw).hexdigest()[:8], raw)


def sign(message: bytes) -> bytes:
    return _private(settings.VAR, env_text(SETTING)).sign(message)


def public_key() -> PublicKey:
    """The public half of the key in use."""
    return named(_private(settings.VAR, env_text(SETTING)).public_key().public_bytes_raw())


def key_for_signing() -> PublicKey:
    """The public half, noted among those that this site ever signed with."""
    key = public_key()
    SigningKey.objects.get_or_create(key_id=key.key_id, defaults={"public_key": key.text})
    return key


def site_keys() -> dict[str, PublicKey]:
    """Every key that this site has signed with and the one in use, by its short name."""
    rows = SigningKey.objects.values_list("public_key", flat=True)
    found = [named(from_base64url(text)) for text in rows]
    return {key.key_id: key for key in [*found, public_key()]}


def is_signed(key: PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@cache
def _private(folder: Path, given: str) -> Ed25519PrivateKey:
    return _read(given, SETTING) if given else _kept(folder / FILE)


def _kept(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        _make(path)
    return _read(path.read_text().strip(), str(path))


def _make(path: Path) -> None:
    """Whole or not at all: two workers that start at once end up with the same key."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(base64url(Ed25519PrivateKey.generate().private_bytes_raw()))
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _read(text: str, place: str) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(from_base64url(text))
    except ValueError as error:
        raise BadSetting(f"{place} is no signing key; write 32 bytes as base64url.") from error
