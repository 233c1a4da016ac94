"""Words and tables in a DOCX that run in the reader's direction. A thin layer on python-docx."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from bothways.publishing.report.word_table import column_widths, set_look, set_widths

FACE, ARABIC_FACE = "Noto Sans", "Noto Sans Arabic"
GREY = RGBColor(0x4B, 0x52, 0x66)
RTL = ("ar", "fa", "he", "ps", "ur")


class Paper:
    """One DOCX being written. ``language`` is the reader's; prose may stand in another."""

    def __init__(self, title: str, language: str) -> None:
        self.word = Document()
        self.language, self.rtl = language, language in RTL
        self._page()
        self._styles()
        core = self.word.core_properties
        core.title, core.author, core.language = title, "Bothways", language

    def _page(self) -> None:
        section = self.word.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(18)
        section.top_margin = section.bottom_margin = Mm(18)
        section.orientation = WD_ORIENT.PORTRAIT
        if self.rtl:
            section._sectPr.append(OxmlElement("w:bidi"))

    def _styles(self) -> None:
        for name, size in (("Normal", 10), ("Title", 30), ("Heading 1", 20), ("Heading 2", 15),
                           ("Heading 3", 11)):  # fmt: skip
            style = self.word.styles[name]
            style.font.name, style.font.size = FACE, Pt(size)
            if name != "Normal":
                style.font.color.rgb = RGBColor(0x1A, 0x20, 0x30)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for key in ("w:ascii", "w:hAnsi", "w:eastAsia"):
                fonts.set(qn(key), FACE)
            fonts.set(qn("w:cs"), ARABIC_FACE)
            for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
                fonts.attrib.pop(qn(theme), None)
            self._script_size(style.element.get_or_add_rPr(), size)

    @staticmethod
    def _script_size(properties: Any, size: float) -> None:
        """Arabic letters have a size of their own in this format."""
        for old in properties.findall(qn("w:szCs")):
            properties.remove(old)
        mark = OxmlElement("w:szCs")
        mark.set(qn("w:val"), str(round(size * 2)))
        properties.append(mark)

    def heading(self, text: str, level: int, language: str = "") -> Any:
        """Level 0 is the title of the file."""
        paragraph = self.word.add_heading(level=level)
        self._run(paragraph, text, language)
        return self._directed(paragraph, language)

    def text(self, text: str, language: str = "", *, quiet: bool = False, bullet: bool = False,
             into: Any = None) -> Any:  # fmt: skip
        """One paragraph; ``quiet`` is grey, for what is absent or secondary."""
        style = "List Bullet" if bullet else None
        paragraph = into if into is not None else self.word.add_paragraph(style=style)
        run = self._run(paragraph, text, language)
        if quiet:
            run.font.color.rgb = GREY
            run.italic = not self._is_rtl(language)
        return self._directed(paragraph, language)

    def bullets(self, lines: Iterable[str], language: str = "") -> None:
        for line in lines:
            self.text(line, language, bullet=True)

    def pairs(self, rows: Iterable[tuple[str, str]]) -> None:
        """A word and what it stands for, a line each."""
        for name, value in rows:
            paragraph = self.word.add_paragraph()
            self._run(paragraph, f"{name}: ").bold = True
            self._run(paragraph, value)
            self._directed(paragraph)

    def table(self, caption: str, head: Sequence[str], rows: Iterable[Sequence[str]],
              size: float = 8, widths: Sequence[float] = ()) -> None:  # fmt: skip
        """A real table: caption, a head row that repeats on each page, no row split in two."""
        self.text(caption).paragraph_format.keep_with_next = True
        body = list(rows)
        table = self.word.add_table(rows=1, cols=len(head), style="Normal Table")
        set_look(table)
        self._describe(table, caption)
        self._fill(table.rows[0], head, size, bold=True)
        self._flag(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
        for values in body:
            row = table.add_row()
            self._fill(row, values, size)
            self._flag(row._tr.get_or_add_trPr(), "w:cantSplit")
        set_widths(table, widths or column_widths([head, *body]))
        self.word.add_paragraph()

    def _describe(self, table: Any, caption: str) -> None:
        properties = table._tbl.tblPr
        if self.rtl:
            self._flag(properties, "w:bidiVisual")
        for tag in ("w:tblCaption", "w:tblDescription"):
            mark = OxmlElement(tag)
            mark.set(qn("w:val"), caption)
            properties.append(mark)

    def _fill(self, row: Any, values: Sequence[str], size: float, bold: bool = False) -> None:
        for cell, value in zip(row.cells, values, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            run = self._run(paragraph, value)
            run.font.size, run.bold = Pt(size), bold
            self._script_size(run._r.get_or_add_rPr(), size)
            self._directed(paragraph)

    def picture(self, content: bytes, words: str, width: float = 174) -> None:
        """A picture with its words for those who do not see it."""
        shape = self.word.add_picture(io.BytesIO(content), width=Mm(width))
        shape._inline.docPr.set("descr", words)
        shape._inline.docPr.set("title", words)

    def page_break(self) -> None:
        self.word.add_page_break()  # type: ignore[no-untyped-call]

    def save(self) -> bytes:
        sink = io.BytesIO()
        self.word.save(sink)
        return sink.getvalue()

    def _is_rtl(self, language: str) -> bool:
        return language in RTL if language else self.rtl

    def _run(self, paragraph: Any, text: str, language: str = "") -> Any:
        run = paragraph.add_run(text)
        properties = run._r.get_or_add_rPr()
        if self._is_rtl(language):
            self._flag(properties, "w:rtl")
        mark = OxmlElement("w:lang")
        mark.set(qn("w:bidi" if self._is_rtl(language) else "w:val"), language or self.language)
        properties.append(mark)
        return run

    def _directed(self, paragraph: Any, language: str = "") -> Any:
        if self._is_rtl(language):
            self._flag(paragraph._p.get_or_add_pPr(), "w:bidi")
        return paragraph

    @staticmethod
    def _flag(properties: Any, tag: str) -> None:
        if properties.find(qn(tag)) is None:
            properties.append(OxmlElement(tag))
