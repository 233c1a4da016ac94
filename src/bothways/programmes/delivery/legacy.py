"""Rosters in the encodings of older office programs. Nothing is guessed silently.

A file that is not UTF-8 is refused with the encoding that it most likely has and how its letters
would then read; the person says yes to it by choosing that encoding.
"""

import codecs
import re
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.core.encoding import decode
from bothways.core.problems import Problem

UTF8 = "utf-8"
# What the form offers: (name for Python, words for people).
ENCODINGS = (
    (UTF8, gettext_lazy("UTF-8, as new programs write it")),
    ("cp1252", gettext_lazy("Windows-1252: western Europe")),
    ("cp1250", gettext_lazy("Windows-1250: central Europe")),
    ("cp1251", gettext_lazy("Windows-1251: Cyrillic")),
    ("cp1254", gettext_lazy("Windows-1254: Turkish")),
    ("cp1256", gettext_lazy("Windows-1256: Arabic and Persian")),
    ("utf-16", gettext_lazy("UTF-16: “Unicode text” of a spreadsheet")),
)
NAMES = {"cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251",
         "cp1254": "Windows-1254", "cp1256": "Windows-1256", "utf-16": "UTF-16"}  # fmt: skip
SCRIPTS = {"cp1251": "CYRILLIC", "cp1256": "ARABIC"}
# Letters that tell the Latin ones apart; each belongs to languages that the others do not write.
TELLING = {"cp1250": set("ąćęłńśźżčďěňřšťůžőűășț"), "cp1254": set("ğışİ"),
           "cp1252": set("àâäçèéêëìíîïñòóôöùúûüß")}  # fmt: skip


def as_utf8(content: bytes, encoding: str = UTF8) -> tuple[bytes, list[Problem]]:
    """The file in UTF-8, read by the encoding that was chosen, or what keeps it from being read."""
    if content.startswith(b"PK"):
        return content, []
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    if encoding == UTF8:
        problems = decode(content)[1]
        return content, [_with_remedy(content, problem) for problem in problems]
    try:
        return content.decode(encoding).encode(), []
    except (UnicodeDecodeError, LookupError):
        message = _("The file cannot be read as %(name)s. Choose another encoding.")
        shown = NAMES.get(encoding, encoding)
        return b"", [Problem(0, "", "encoding", message % {"name": shown})]


def _with_remedy(content: bytes, problem: Problem) -> Problem:
    likely = likely_encoding(content)
    if not likely:
        return problem
    message = _(
        "The file is not UTF-8. It looks like %(name)s; its letters would read: %(letters)s. If "
        "that is right, choose %(name)s below and send the file again. Else save it as UTF-8."
    )
    values = {"name": NAMES[likely], "letters": sample(content, likely)}
    return Problem(0, "", "encoding", message % values)


def likely_encoding(content: bytes) -> str:
    """The Windows code page whose words are most of one script, or nothing."""
    scores = {name: _score(content, name) for name in ("cp1251", "cp1256", "cp1250", "cp1254",
                                                       "cp1252")}  # fmt: skip
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0 else ""


def sample(content: bytes, encoding: str) -> str:
    """The first words with letters beyond the English ones, as this encoding reads them."""
    words = re.findall(r"[^\W\d_]+", content.decode(encoding, "ignore"))
    return ", ".join([word for word in words if not word.isascii()][:4])


def _score(content: bytes, encoding: str) -> float:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return 0
    words = [word for word in re.findall(r"\w+", text) if not word.isascii()]
    if not words:
        return 0
    return sum(_fits(word, encoding) for word in words) / len(words)


def _fits(word: str, encoding: str) -> float:
    if encoding in SCRIPTS:
        return float(all(_script(letter) == SCRIPTS[encoding] for letter in word) and _calm(word))
    foreign = [letter for letter in word.lower() if not letter.isascii()]
    telling = sum(letter in TELLING[encoding] for letter in foreign) / len(foreign)
    # A word of western letters only, none of them English, is a word of another script misread.
    return telling * (len(foreign) < len(word) / 2 or len(word) < 3) * 0.9


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _calm(word: str) -> bool:
    """No capital after a small letter: misread words have them all over."""
    return not any(a.islower() and b.isupper() for a, b in zip(word, word[1:], strict=False))
