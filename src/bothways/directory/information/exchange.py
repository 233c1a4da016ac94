"""Texts to translators and back: XLIFF 1.2 and gettext PO, each a pair of pure functions.

A unit carries the number of the source wording it was made from, so that a translation that comes
back late is known to be behind.
"""

import io
import re
import xml.etree.ElementTree as Tree
from collections.abc import Sequence
from dataclasses import dataclass

import defusedxml.ElementTree as SafeTree
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po
from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.directory.information.markup import anchors

SPACE = "urn:oasis:names:tc:xliff:document:1.2"
KEY = re.compile(r"[a-z]{1,20}/[A-Za-z0-9-]{1,40}/[a-z_]{1,40}#\d{1,9}")
MOST_UNITS = 20_000


@dataclass(frozen=True)
class Unit:
    """``key`` is kind/thing/field#number of the source wording."""

    key: str
    source: str
    target: str = ""


def to_xliff(units: Sequence[Unit], source_language: str, language: str) -> bytes:
    Tree.register_namespace("", SPACE)
    root = Tree.Element(f"{{{SPACE}}}xliff", {"version": "1.2"})
    file = Tree.SubElement(root, f"{{{SPACE}}}file", {
        "original": "directory", "datatype": "plaintext", "source-language": source_language,
        "target-language": language,
    })  # fmt: skip
    body = Tree.SubElement(file, f"{{{SPACE}}}body")
    for unit in units:
        row = Tree.SubElement(body, f"{{{SPACE}}}trans-unit", {"id": unit.key})
        row.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        Tree.SubElement(row, f"{{{SPACE}}}source").text = _speakable(unit.source)
        if unit.target:
            Tree.SubElement(row, f"{{{SPACE}}}target").text = _speakable(unit.target)
    return bytes(Tree.tostring(root, encoding="utf-8", xml_declaration=True))


def _speakable(text: str) -> str:
    """XML has no place for control characters, and they say nothing."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def from_xliff(content: bytes) -> tuple[list[Unit], list[Problem]]:
    try:
        root = SafeTree.fromstring(content)
    except (Tree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        message = _("This is not XLIFF (%(reason)s).") % {"reason": str(error)[:200]}
        return [], [Problem(0, "", "broken_file", message)]
    rows = list(root.iter(f"{{{SPACE}}}trans-unit"))
    return checked([
        Unit(row.get("id", ""), _text(row, "source"), _text(row, "target")) for row in rows
    ])  # fmt: skip


def _text(row: Tree.Element, name: str) -> str:
    found = row.find(f"{{{SPACE}}}{name}")
    return "" if found is None else "".join(found.itertext())


def to_po(units: Sequence[Unit], language: str) -> bytes:
    catalogue = Catalog(locale=language.replace("-", "_"), fuzzy=False)
    for unit in units:
        catalogue.add(unit.source, unit.target, context=unit.key)
    out = io.BytesIO()
    write_po(out, catalogue, width=0, omit_header=False)
    return out.getvalue()


def from_po(content: bytes) -> tuple[list[Unit], list[Problem]]:
    try:
        content.decode("utf-8")
        catalogue = read_po(io.BytesIO(content), abort_invalid=True)
        # Unfinished translations are marked fuzzy; they are left with the translator.
        units = [
            Unit(str(m.context or ""), str(m.id), "" if m.fuzzy else str(m.string))
            for m in catalogue if m.id
        ]  # fmt: skip
    except (PoFileError, UnicodeDecodeError, ValueError, LookupError, IndexError) as error:
        message = _("This is not a PO file in UTF-8 (%(reason)s).") % {"reason": str(error)[:200]}
        return [], [Problem(0, "", "broken_file", message)]
    return checked(units)


def checked(units: Sequence[Unit]) -> tuple[list[Unit], list[Problem]]:
    """Row 1 is the first unit. A translation that lost a link or a number is refused."""
    problems: list[Problem] = []
    if not units or len(units) > MOST_UNITS:
        message = _("Bring between one and %(most)s texts.") % {"most": MOST_UNITS}
        return [], [Problem(0, "", "no_records", message)]
    for row, unit in enumerate(units, start=1):
        if not KEY.fullmatch(unit.key):
            message = _("The mark that says which text this is was lost. Export anew.")
            problems.append(Problem(row, "id", "unknown_text", message))
        elif unit.target and anchors(unit.source) != anchors(unit.target):
            message = _("Links or telephone numbers differ from the original. Copy them over.")
            problems.append(Problem(row, unit.key, "anchors", message))
    return list(units), problems
