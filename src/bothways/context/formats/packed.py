"""From bytes to text: unpacks gzip, knows what was cut off, refuses what is no text."""

import zlib

from django.utils.translation import gettext as _

from bothways.core.problems import Problem

MOST = 1024**3
GZIP = b"\x1f\x8b"


def unpacked(content: bytes) -> tuple[bytes, list[Problem]]:
    """The file itself if it was packed with gzip."""
    if not content.startswith(GZIP):
        return content, []
    engine = zlib.decompressobj(wbits=31)
    try:
        found = engine.decompress(content, MOST)
    except zlib.error as error:
        message = _("The packed file is damaged (%(reason)s). Download it again.")
        return b"", [Problem(0, "", "broken_file", message % {"reason": error})]
    if engine.unconsumed_tail:
        message = _("The packed file is larger than %(limit)s MB. Split it.")
        return b"", [Problem(0, "", "too_large", message % {"limit": MOST // 1024**2})]
    if not engine.eof:
        message = _("The packed file ends too early: the download was cut off. Download it again.")
        return b"", [Problem(0, "", "cut_off", message)]
    return found, []


def text_of(content: bytes) -> tuple[str, list[Problem]]:
    """UTF-8 with or without its mark, or UTF-16 with it."""
    found, problems = unpacked(content)
    if problems:
        return "", problems
    encoding = "utf-16" if found[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return found.decode(encoding), []
    except UnicodeDecodeError as error:
        row = found.count(b"\n", 0, error.start)
        message = _("The file is not UTF-8 text. Save it as UTF-8 and bring it again.")
        return "", [Problem(row, "", "not_utf8", message)]
