"""What the QR code of a certificate says: at most 160 signed bytes, written in base 32.

    format 1 B | length 1 B | key 4 B | serial 8 B | issued, days since 2020 2 B |
    tenths of units 2 B | minutes of a unit 1 B | language of the levels 3 B | five levels 5 B |
    length of the name 1 B | name | title | signature 64 B

Base 32 in capitals fits the small alphabet of QR codes, which saves a quarter of the squares over
base 64. Text that does not fit ends in an ellipsis, within the signed part: nobody can cut it.
"""

import base64
import struct
from dataclasses import dataclass
from datetime import date, timedelta

FORMAT = 1
HEAD = struct.Struct(">BB4s8sHHB3s5sB")
SIGNATURE = 64
MOST = 160
ROOM_FOR_WORDS = MOST - HEAD.size - SIGNATURE
ROOM_FOR_NAME = 40
EPOCH = date(2020, 1, 1)
ELLIPSIS = "…"
ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


@dataclass(frozen=True)
class Payload:
    """The facts that are signed. ``levels`` holds the wire numbers of the five skills, 0: none."""

    key_id: str
    serial: str
    issued_on: date
    unit_tenths: int
    unit_minutes: int
    language: str
    levels: tuple[int, int, int, int, int]
    name: str
    title: str


class Unreadable(ValueError):
    """No payload. ``reason`` is a code of ``verifying.Reason``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def shortened(text: str, room: int) -> str:
    """At most so many bytes of UTF-8, never half a letter; what is cut ends in an ellipsis."""
    raw = text.encode()
    if len(raw) <= room:
        return text
    return raw[: room - len(ELLIPSIS.encode())].decode(errors="ignore") + ELLIPSIS


def message_of(payload: Payload) -> bytes:
    """The bytes that are signed."""
    title_room = ROOM_FOR_WORDS - min(ROOM_FOR_NAME, len(payload.name.encode()))
    title = shortened(payload.title, title_room).encode()
    name = shortened(payload.name, ROOM_FOR_WORDS - len(title)).encode()
    length = HEAD.size + len(name) + len(title) + SIGNATURE
    head = HEAD.pack(
        FORMAT, length, bytes.fromhex(payload.key_id), bytes.fromhex(payload.serial),
        (payload.issued_on - EPOCH).days, payload.unit_tenths, payload.unit_minutes,
        payload.language.split("-")[0].encode()[:3], bytes(payload.levels), len(name),
    )  # fmt: skip
    return head + name + title


def written(message: bytes, signature: bytes) -> str:
    """The signed payload as the QR code holds it."""
    return _bare(message + signature)


def taken_apart(text: str) -> tuple[bytes, bytes]:
    """Message and signature. Raises ``Unreadable`` with the reason: it checks no signature."""
    raw = _bytes(text)
    if raw[0] != FORMAT:
        raise Unreadable("newer_format" if len(raw) > SIGNATURE else "no_certificate")
    if len(raw) < 2 or len(raw) < raw[1]:
        raise Unreadable("cut_off")
    if _bare(raw) != text:  # idle bits of the last letter
        raise Unreadable("changed")
    if len(raw) != raw[1] or not HEAD.size + SIGNATURE <= len(raw) <= MOST:
        raise Unreadable("changed")
    return raw[:-SIGNATURE], raw[-SIGNATURE:]


def read(message: bytes) -> Payload:
    """The facts of a message whose signature was checked, or to show what it claims."""
    (_format, _length, key, serial, day, tenths, minutes, language, levels, name_length) = (
        HEAD.unpack_from(message)
    )
    words = message[HEAD.size :]
    try:
        name, title = words[:name_length].decode(), words[name_length:].decode()
        spoken = language.rstrip(b"\0").decode("ascii")
    except UnicodeDecodeError as error:
        raise Unreadable("changed") from error
    if name_length > len(words):
        raise Unreadable("changed")
    issued = EPOCH + timedelta(days=day)
    return Payload(key.hex(), serial.hex(), issued, tenths, minutes, spoken, tuple(levels),
                   name, title)  # fmt: skip


def _bytes(text: str) -> bytes:
    try:
        raw = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError as error:
        raise Unreadable(_why(text)) from error
    if not raw:
        raise Unreadable("no_certificate")
    return raw


def _why(text: str) -> str:
    """A length that base 32 never has is what is left of a longer text."""
    if set(text) <= ALPHABET:
        return "cut_off"
    return "changed" if len(text) > MOST // 2 else "no_certificate"


def _bare(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=")
