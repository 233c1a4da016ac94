"""Links into rooms of an existing Jitsi or BigBlueButton. Only the room's address is kept.

A room of BigBlueButton stands as ``<its API>?meetingID=<room>``; the link is signed with the
server's secret when somebody clicks, so that none lies about in mail or calendars.
"""

import hashlib
from urllib.parse import parse_qs, urlencode, urlsplit

from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.env import env_text

JITSI, BBB, OTHER = "jitsi", "bbb", "link"


def provider_of(address: str) -> str:
    """Which kind of room an address names; nothing for no address."""
    if not address:
        return ""
    if _bbb_server() and address.startswith(_bbb_server()) and _meeting(address):
        return BBB
    return JITSI if "jit.si" in address or "jitsi" in address else OTHER


def checked_room(address: str) -> str:
    """The address as it is kept, or why it cannot be one."""
    address = address.strip()
    parts = urlsplit(address)
    if address and (parts.scheme != "https" or not parts.hostname or parts.username):
        raise Refused(_("The address of a room starts with https:// and holds no password."))
    if any(name in parse_qs(parts.query) for name in ("password", "checksum", "pwd")):
        raise Refused(_("Leave password and signature out of the address: everybody would see "
                        "them."))  # fmt: skip
    return address


def join_address(address: str, name: str, *, leads: bool) -> str:
    """Where a click leads: the room itself, or the signed link into BigBlueButton."""
    if provider_of(address) != BBB:
        return address
    secret = env_text("BOTHWAYS_BBB_SECRET")
    if not secret:
        raise Refused(_("The secret of BigBlueButton is not set (BOTHWAYS_BBB_SECRET). Ask whoever "
                        "runs this site."))  # fmt: skip
    query = urlencode({"fullName": name, "meetingID": _meeting(address),
                       "role": "MODERATOR" if leads else "VIEWER"})  # fmt: skip
    return f"{_bbb_server()}/join?{query}&checksum={signed('join', query, secret)}"


def signed(call: str, query: str, secret: str) -> str:
    """The checksum of a call as BigBlueButton's API documents it, with SHA-256."""
    return hashlib.sha256(f"{call}{query}{secret}".encode()).hexdigest()


def _meeting(address: str) -> str:
    return parse_qs(urlsplit(address).query).get("meetingID", [""])[0]


def _bbb_server() -> str:
    """Such as https://bbb.example.org/bigbluebutton/api, without the slash at its end."""
    return env_text("BOTHWAYS_BBB_URL").rstrip("/")
