"""The files of a report: a PDF a screen reader can read, a DOCX one can write on with."""

import io
import re
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from bothways.core.paper import FACES, FONTS, load_weasyprint
from bothways.publishing.actions import report_freeze
from bothways.publishing.report.chapters import Report, report_from
from bothways.publishing.report.docx import report_docx
from bothways.publishing.report.pdf import DRAWN_OR_TAG, report_html, report_pdf, set_closer
from bothways.publishing.report.picture import map_png, rings

SMALL = "country=CY"  # two practices: a PDF takes seconds
TITLE = "Cyprus, both sides"


@pytest.fixture
def frozen(starter: list[dict[str, Any]]) -> Any:
    return report_freeze(SMALL, title=TITLE, actor=None)


_made: dict[str, bytes] = {}


def pdf_of(report: Report) -> PdfReader:
    """The PDF of the report, made once a language: every test freezes the same two practices."""
    if report.language not in _made:
        _made[report.language] = report_pdf(report)
    return PdfReader(io.BytesIO(_made[report.language]))


@pytest.mark.pdf
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pdf_is_tagged_titled_outlined_and_carries_its_fonts(
    frozen: Any, language: str
) -> None:
    reader = pdf_of(report_from(frozen, language))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"].startswith(language)
    assert reader.metadata.title == TITLE
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    chapters = [entry for entry in reader.outline if not isinstance(entry, list)]
    assert [str(entry.title) for entry in chapters] == [TITLE]
    fonts = list(_fonts(reader))
    assert fonts
    assert all("+" in name and "Noto" in name for name, _embedded in fonts), fonts
    assert all(embedded for _name, embedded in fonts)


@pytest.mark.parametrize(
    ("letters", "marks"), [(3_000, ""), (3_500, " close"), (4_000, " close closest")]
)
def test_a_practice_with_many_words_is_set_closer(letters: int, marks: str) -> None:
    drawing = "<svg>" + "<path/>" * 2_000 + "</svg>"
    page = f'<article class="practice" id="p1">{drawing}<p>{"a" * letters}</p></article>'
    assert set_closer(page) == page.replace('"practice"', f'"practice{marks}"')


@pytest.mark.pdf
def test_a_long_practice_stays_on_its_page(frozen: Any) -> None:
    report = report_from(frozen, "en")
    usual = report_html(report)
    found = re.search(r"<article.*?</article>", usual, re.DOTALL)
    assert found
    letters = len(" ".join(DRAWN_OR_TAG.sub(" ", found[0]).split()))
    words = " word" * ((5_500 - letters) // 5)
    longer = re.sub(r'(<p class="summary"[^>]*>)', rf"\1{words} ", found[0])
    pages = []
    for article in (longer, set_closer(longer)):
        page = f"{usual[: usual.index('<body')]}<body>{article}</body></html>"
        pages.append(len(load_weasyprint().HTML(string=page).render().pages))
    assert pages == [2, 1]


def _fonts(reader: PdfReader) -> Any:
    seen = {}
    for page in reader.pages:
        for font in (page["/Resources"].get("/Font") or {}).values():
            base = font.get_object()
            for part in base.get("/DescendantFonts", []):
                descriptor = part.get_object()["/FontDescriptor"]
                seen[base["/BaseFont"]] = any(
                    key in descriptor for key in ("/FontFile2", "/FontFile3", "/FontFile")
                )
    return seen.items()


@pytest.mark.pdf
def test_the_pdf_has_every_chapter_and_every_practice(frozen: Any) -> None:
    report = report_from(frozen, "en")
    reader = pdf_of(report)
    text = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    for chapter in ("Scope and method", "Practices and codes", "Where", "Gap map",
                    "Comparison by code", "Codebook", "References"):  # fmt: skip
        assert chapter in text
    for practice in report.practices:
        assert " ".join(practice.title.text.split())[:30] in text
    assert "no person has second-coded them yet" in text


@pytest.mark.pdf
def test_figures_of_the_pdf_have_words(frozen: Any) -> None:
    reader = pdf_of(report_from(frozen, "en"))
    figures = list(_figures(reader.trailer["/Root"]["/StructTreeRoot"]))
    assert figures
    assert all(figure.get("/Alt") for figure in figures)


def _figures(node: Any) -> Any:
    node = node.get_object() if hasattr(node, "get_object") else node
    if not hasattr(node, "get"):
        return
    if node.get("/S") == "/Figure":
        yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        yield from _figures(kid)


def test_each_face_of_the_paper_lies_in_the_package_with_its_licence() -> None:
    assert all((FONTS / f"{name}.ttf").exists() for _family, name, _weight, _slope in FACES)
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 4_000_000


def test_the_paper_runs_from_right_to_left_in_arabic(frozen: Any) -> None:
    page = report_html(report_from(frozen, "ar"))
    assert '<html lang="ar" dir="rtl">' in page
    assert 'lang="en" dir="ltr"' in page  # prose that nobody translated keeps its direction


def test_the_docx_opens_with_headings_and_real_tables(frozen: Any) -> None:
    report = report_from(frozen, "en")
    word = docx.Document(io.BytesIO(report_docx(report)))
    heads = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert heads[:3] == ["Scope and method", "Practices and codes", "Where"]
    assert heads[-2:] == ["References", "Annex: how we rate"]
    flow = word.tables[0]
    assert [cell.text for cell in flow.rows[0].cells] == ["Step", "Practices"]
    assert flow.rows[1].cells[1].text == str(report.frozen["searched"])
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
    words = [s._inline.docPr.get("descr") for s in word.inline_shapes]
    assert words
    assert all(words)


def test_the_docx_runs_from_right_to_left_in_arabic(frozen: Any) -> None:
    word = docx.Document(io.BytesIO(report_docx(report_from(frozen, "ar"))))
    title = next(p for p in word.paragraphs if p.style.name == "Title")
    assert title._p.pPr.find(qn("w:bidi")) is not None
    assert word.tables[0]._tbl.tblPr.find(qn("w:bidiVisual")) is not None
    assert title.runs[0]._r.rPr.find(qn("w:rtl")) is not None
    assert word.core_properties.language == "ar"


def test_progress_rises_to_its_end(frozen: Any) -> None:
    told: list[tuple[int, int]] = []
    report_docx(report_from(frozen, "en"), lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    assert [done for done, _total in told] == sorted(done for done, _total in told)


def test_the_picture_of_the_map_is_a_png_with_ink_on_it() -> None:
    from PIL import Image

    image = Image.open(io.BytesIO(map_png({"DE": 12, "MT": 1})))
    colours = {colour for _n, colour in image.convert("RGB").getcolors(1_000_000)}
    assert (26, 32, 48) in colours  # the darkest step
    assert list(rings("M1 2l3 4-1 0z")) == [[(1, 2), (4, 6), (3, 6)]]
