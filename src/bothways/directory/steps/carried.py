"""A profile outside this site: a signed code for a file or a QR square. Nothing is stored here."""

import json
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.directory.steps.profile import Profile, from_document, to_document

SALT = "directory.steps.profile"
MOST_LETTERS = 6000


def code_of(profile: Profile) -> str:
    """Signed, so that a changed code is noticed; whoever holds it can read it."""
    return signing.dumps(to_document(profile), salt=SALT, compress=True)


def profile_of(code: str) -> Profile:
    try:
        if len(code) > MOST_LETTERS:
            raise signing.BadSignature
        return from_document(signing.loads(code.strip(), salt=SALT))
    except (signing.BadSignature, ValueError) as error:
        message = _("This code is not whole, or another site made it. Fill in the form anew.")
        raise Refused(message) from error


def file_of(profile: Profile, place: str) -> bytes:
    return json.dumps({"kind": "bothways-steps", "place": place, "code": code_of(profile)}).encode()


def code_in(content: bytes) -> str:
    """The code in a file that ``file_of`` wrote."""
    try:
        found: Any = json.loads(content[: 2 * MOST_LETTERS])
    except (UnicodeDecodeError, ValueError):
        found = None
    return str(found.get("code", "")) if isinstance(found, dict) else ""
