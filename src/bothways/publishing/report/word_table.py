"""How a table of a DOCX looks: hairlines, room around the words, columns as wide as their words."""

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

PAGE_MM = 174.0
# A column asks for no more than a line of this many letters, yet always for its longest word.
MOST, AROUND = 26, 3
INK, HAIRLINE = "1A2030", "D6D5D2"
EDGES = (("top", 8, INK), ("bottom", 4, HAIRLINE), ("insideH", 4, HAIRLINE))
MARGINS = (("top", 50), ("start", 60), ("bottom", 50), ("end", 60))


def column_widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Millimetres for each column, in proportion to its texts; together the page."""
    shares = [_share(column) for column in zip(*rows, strict=True)]
    return [PAGE_MM * share / sum(shares) for share in shares]


def _share(texts: Sequence[str]) -> int:
    word = max(len(word) for text in texts for word in (text.split() or [""]))
    line = max(len(text) for text in texts)
    return max(min(line, MOST), word) + AROUND


def set_widths(table: Any, widths: Sequence[float]) -> None:
    """Fix the widths in the grid and in every cell: programs read the one or the other."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def set_look(table: Any) -> None:
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for edge, size, colour in EDGES:
        borders.append(_mark(edge, val="single", sz=str(size), space="0", color=colour))
    margins = OxmlElement("w:tblCellMar")
    for side, width in MARGINS:
        margins.append(_mark(side, w=str(width), type="dxa"))
    # The format wants these two in this order, and before tblLook.
    look = properties.find(qn("w:tblLook"))
    for part in (borders, margins):
        if look is None:
            properties.append(part)
        else:
            look.addprevious(part)


def _mark(name: str, **attributes: str) -> Any:
    mark = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        mark.set(qn(f"w:{key}"), value)
    return mark
