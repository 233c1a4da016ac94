"""Bytes to text: UTF-8 and nothing else, so that no letter is guessed."""

import codecs
import re

from django.utils.translation import gettext as _

from bothways.core.problems import Problem

WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(content: bytes) -> tuple[str, list[Problem]]:
    """The text, or the problem that names the first byte that cannot be read and the remedy."""
    if content.startswith(WIDE_MARKS) or b"\x00" in content[:1000]:
        return "", [_problem(_not_utf8_at_all(content))]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        # Decoded again without the mark: then the place counts from the start of the file.
        return "", [_problem(_broken_at(content))]


def _problem(message: str) -> Problem:
    return Problem(0, "", "encoding", message)


def _not_utf8_at_all(content: bytes) -> str:
    message = _(
        "The file is not UTF-8 text: byte %(byte)s is zero or a UTF-16 mark. "
        "Save it as UTF-8, in a spreadsheet as “CSV UTF-8”."
    )
    zero = content.find(b"\x00")
    return message % {"byte": 1 if content.startswith(WIDE_MARKS) else zero + 1}


def _broken_at(content: bytes) -> str:
    at = _first_broken(content)
    values = {
        "byte": at + 1,
        "line": content.count(b"\n", 0, at) + 1,
        "value": f"{content[at]:02X}",
    }
    if re.search(rb"[\xc2-\xf4][\x80-\xbf]", content[:at].removeprefix(codecs.BOM_UTF8)):
        message = _(
            "Line %(line)s, byte %(byte)s: the text before is UTF-8, but %(value)s is not. "
            "The file mixes encodings; correct this line and save the whole as UTF-8."
        )
    else:
        message = _(
            "Line %(line)s, byte %(byte)s: %(value)s is not UTF-8; it looks like Latin-1 or "
            "Windows-1252. Save the file as UTF-8, in a spreadsheet as “CSV UTF-8”."
        )
    return message % values


def _first_broken(content: bytes) -> int:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0
