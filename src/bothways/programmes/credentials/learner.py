"""The learner file: what a person takes from office to office, as a signed ZIP archive.

Two parts that count: ``learner.json`` says it, ``signature.json`` signs its very bytes. Reading is
a pure function: bytes in, the file or its problems out. It tells that nothing was changed since it
was signed; whether the signer is believed is the reader's own decision.
"""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bothways.core.problems import Problem
from bothways.programmes.credentials.signing import PublicKey, from_base64url, is_signed, named

CONTENT, SIGNATURE, README = "learner.json", "signature.json", "README.txt"
# Signed in front of the content, so that no other signature of the site can pass for this one.
DOMAIN = b"bothways-learner-1\n"
MOST_BYTES = 1024 * 1024
MOST_ROWS = 500
# Everything that a damaged archive makes the reader of archives raise.
BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError,
          RuntimeError)  # fmt: skip
Line = Annotated[str, Field(max_length=300)]
Units = Annotated[Decimal, Field(ge=0, le=99999, decimal_places=1)]
Minutes = Annotated[int, Field(ge=1, le=255)]


class _Part(BaseModel):
    # What a newer site adds is left out; what it needs stands here.
    model_config = ConfigDict(extra="ignore", frozen=True)


class Site(_Part):
    name: Line
    address: Line


class Who(_Part):
    id: UUID
    given_name: Annotated[str, Field(max_length=120)] = ""
    family_name: Annotated[str, Field(max_length=120)] = ""
    own_script_name: Annotated[str, Field(max_length=240)] = ""
    birth_year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    language: Annotated[str, Field(max_length=20)] = ""


class AgreedTo(_Part):
    given_on: date
    ends_on: date
    given_by: Literal["self", "guardian"]


class AttendedCohort(_Part):
    id: UUID
    programme: Line
    title: Line = ""
    place: Line = ""
    since: date | None = None
    until: date | None = None
    units: Units
    unit_minutes: Minutes
    site: Line
    # False: this site only passes on what another file told it.
    first_hand: bool = True


class Level(_Part):
    id: UUID
    skill: Annotated[str, Field(max_length=20)]
    language: Annotated[str, Field(max_length=20)] = ""
    level: Annotated[str, Field(max_length=30)]
    method: Annotated[str, Field(max_length=30)]
    taken_on: date
    source: Annotated[str, Field(max_length=200)] = ""


class EarnedCertificate(_Part):
    id: UUID
    serial: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    title: Line
    programme: Line
    issued_on: date
    units: Units
    unit_minutes: Minutes
    payload: Annotated[str, Field(max_length=400)]
    site: Line
    first_hand: bool = True


class LearnerFile(_Part):
    """Hours, levels, certificates and cohorts of one person; no legal status, no addresses."""

    format: Literal["bothways-learner"]
    edition: Literal[1]
    made_on: date
    site: Site
    person: Who
    consent: AgreedTo
    cohorts: Annotated[list[AttendedCohort], Field(max_length=MOST_ROWS)] = []
    levels: Annotated[list[Level], Field(max_length=MOST_ROWS)] = []
    certificates: Annotated[list[EarnedCertificate], Field(max_length=MOST_ROWS)] = []


@dataclass(frozen=True)
class ReadFile:
    """A file that is whole and signed by the key it names."""

    learner: LearnerFile
    key: PublicKey
    hash: str


def write(learner: LearnerFile, key: PublicKey, signature: bytes, readme: str) -> bytes:
    """The archive. ``signature`` is over ``signed_bytes(learner)``."""
    signed = {
        "algorithm": "Ed25519",
        "key_id": key.key_id,
        "public_key": key.text,
        "signature": signature.hex(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CONTENT, content_of(learner))
        archive.writestr(SIGNATURE, json.dumps(signed, indent=1))
        archive.writestr(README, readme)
    return out.getvalue()


def content_of(learner: LearnerFile) -> bytes:
    return json.dumps(learner.model_dump(mode="json"), ensure_ascii=False, indent=1).encode()


def signed_bytes(learner: LearnerFile) -> bytes:
    return DOMAIN + content_of(learner)


def read(content: bytes) -> tuple[ReadFile | None, list[Problem]]:
    """The file, or every problem with its place; never both."""
    parts, problems = _unpacked(content)
    if problems:
        return None, problems
    key, problems = _checked(parts)
    if key is None:
        return None, problems
    learner, problems = _understood(parts[CONTENT])
    if learner is None:
        return None, problems
    return ReadFile(learner, key, hashlib.sha256(parts[CONTENT]).hexdigest()), []


def _unpacked(content: bytes) -> tuple[dict[str, bytes], list[Problem]]:
    if len(content) > MOST_BYTES:
        return {}, [_problem("too_large", "", _("The file is too large for a learner file."))]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _parts(archive)
    except BROKEN:
        return {}, [_broken(content)]


def _broken(content: bytes) -> Problem:
    if content[:4] == b"PK\x03\x04":
        message = _("The file is cut off or damaged. Copy it again from where it was saved.")
        return _problem("cut_off", "", message)
    message = _("This is no learner file. Choose the ZIP file that the other office gave out.")
    return _problem("no_learner_file", "", message)


def _parts(archive: zipfile.ZipFile) -> tuple[dict[str, bytes], list[Problem]]:
    sizes = {part.filename: part.file_size for part in archive.infolist()}
    message = _("The part is missing or too large. Ask for the file again where it was made.")
    problems = [
        _problem("missing_part", name, message)
        for name in (CONTENT, SIGNATURE)
        if not 0 < sizes.get(name, 0) <= MOST_BYTES
    ]
    if problems:
        return {}, problems
    return {name: archive.read(name) for name in (CONTENT, SIGNATURE)}, []


def _checked(parts: dict[str, bytes]) -> tuple[PublicKey | None, list[Problem]]:
    """The key, if the signature by it fits the very bytes of the content."""
    try:
        signed = json.loads(parts[SIGNATURE])
        key = named(from_base64url(signed["public_key"]))
        signature = bytes.fromhex(signed["signature"])
        if signed["algorithm"] != "Ed25519" or signed["key_id"] != key.key_id or len(key.raw) != 32:
            raise ValueError("not a key of ours")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = _("The signature cannot be read. Ask for the file again where it was made.")
        return None, [_problem("bad_signature", SIGNATURE, message)]
    if not _fits(key, signature, DOMAIN + parts[CONTENT]):
        message = _(
            "The signature does not fit the content: something was changed after it was signed. "
            "Nothing was taken. Ask for the file again where it was made."
        )
        return None, [_problem("forged", CONTENT, message)]
    return key, []


def _fits(key: PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        return is_signed(key, signature, message)
    except ValueError:
        return False


def _understood(content: bytes) -> tuple[LearnerFile | None, list[Problem]]:
    try:
        learner = LearnerFile.model_validate_json(content)
    except ValidationError as error:
        return None, [_misfit(found) for found in error.errors(include_url=False)[:20]]
    problems = list(_twice(learner))
    return (None, problems) if problems else (learner, [])


def _twice(learner: LearnerFile) -> Iterator[Problem]:
    for part in ("cohorts", "levels", "certificates"):
        seen: set[UUID] = set()
        for row, entry in enumerate(getattr(learner, part), start=1):
            if entry.id in seen:
                message = _("The same id stands twice. Ask for the file again where it was made.")
                yield Problem(row, f"{part}.{row - 1}.id", "twice", message)
            seen.add(entry.id)


def _misfit(found: Any) -> Problem:
    row = next((step + 1 for step in found["loc"] if isinstance(step, int)), 0)
    column = ".".join(str(step) for step in found["loc"])
    message = _("%(place)s does not hold what it should. The file was made by another program, or "
                "by a newer one. Ask there for edition 1.")  # fmt: skip
    return Problem(row, column, found["type"], message % {"place": column or CONTENT})


def _problem(code: str, column: str, message: str) -> Problem:
    return Problem(0, column, code, message)
