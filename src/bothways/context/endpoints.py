"""Addresses from which publishers send figures: configuration, and the one place that calls out.

Nothing calls out unless a person asked for it in so many words.
"""

import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlsplit

import yaml
from django.conf import settings
from django.utils.translation import gettext as _

from bothways.core.errors import Refused

SHIPPED = Path(__file__).parent / "endpoints.yaml"
PATIENCE_SECONDS = 120
LARGEST = 1024**3
PIECE = 1024**2


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A publisher's doors: an address with gaps for each format it sends."""

    code: str
    name: str
    addresses: Mapping[str, str]

    def address(self, form: str, **parts: str) -> str:
        try:
            template = self.addresses[form or next(iter(self.addresses))]
            return template.format(**{name: quote(text, "") for name, text in parts.items()})
        except KeyError as error:
            message = _("%(name)s has no address for %(missing)s. There are: %(formats)s.")
            values = {"name": self.name, "missing": error.args[0],
                      "formats": ", ".join(self.addresses)}  # fmt: skip
            raise Refused(message % values) from error


def endpoints() -> dict[str, Endpoint]:
    """Those of the package, and over them those of the file that the setting names."""
    entries = _entries(SHIPPED)
    if settings.ENDPOINTS_FILE:
        entries |= _entries(Path(settings.ENDPOINTS_FILE))
    return {code: _endpoint(code, entry) for code, entry in entries.items()}


def _entries(path: Path) -> dict[str, dict[str, str]]:
    try:
        content: Any = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        message = _("The file of endpoints %(file)s cannot be read: %(reason)s.")
        raise Refused(message % {"file": path, "reason": error}) from error
    return dict(content)


def _endpoint(code: str, entry: Mapping[str, str]) -> Endpoint:
    addresses = {name: text for name, text in entry.items() if name != "name"}
    return Endpoint(code, entry.get("name", code), addresses)


def download(address: str) -> bytes:
    """What the address sends. Calls out: only for a person who asked for it."""
    if urlsplit(address).scheme not in ("http", "https"):
        raise Refused(_("%(address)s is no web address.") % {"address": address})
    request = urllib.request.Request(address, headers={"User-Agent": "bothways"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            content = bytes(answer.read(LARGEST + 1))
            announced = answer.headers.get("Content-Length")
    except (URLError, OSError) as error:
        message = _("%(address)s does not answer (%(reason)s). Download the file with a browser.")
        values = {"address": address, "reason": getattr(error, "reason", error)}
        raise Refused(message % values) from error
    if len(content) > LARGEST or (announced and int(announced) != len(content)):
        message = _("The download was cut off after %(size)s bytes. Try again.")
        raise Refused(message % {"size": len(content)})
    return content
