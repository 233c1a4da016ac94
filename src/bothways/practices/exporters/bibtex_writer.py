"""Writes BibTeX in UTF-8, as biber and every reference manager read it."""

import re
from collections.abc import Sequence

from bothways.practices.exporters.reference import PUBLISHER, Reference, reference
from bothways.practices.queries import Released

SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    '"': r"{\textquotedbl}", "@": r"{\char64}",
}  # fmt: skip


def write_bibtex(releases: Sequence[Released], site: str) -> bytes:
    entries = [_entry(reference(release, site)) for release in releases]
    return ("\n".join(entries)).encode("utf-8")


def _entry(ref: Reference) -> str:
    fields = {
        "author": "{" + escaped(PUBLISHER) + "}",
        # Braces within keep capitals: a title holds names of towns and programmes.
        "title": "{" + escaped(ref.title) + "}",
        "year": str(ref.released_at.year),
        "date": ref.day,
        "version": f"Release {ref.number}",
        "publisher": escaped(PUBLISHER),
        "url": _address(ref.url),
        "abstract": escaped(ref.abstract),
        "keywords": escaped(", ".join(s.name.replace(",", " ") for s in ref.subjects)),
        "langid": escaped(ref.language),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@misc{{{ref.key},\n{''.join(lines)}}}\n"


def escaped(text: str) -> str:
    """The text on one line, with every sign that TeX reads as a command spelled out."""
    return "".join(SPECIAL.get(sign, sign) for sign in " ".join(text.split()))


def _address(url: str) -> str:
    return re.sub(r"[{}\\%\s]", lambda sign: f"%{ord(sign.group()):02X}", url)
