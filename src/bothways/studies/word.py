"""The report of a run as a Word document: what the page says, for those who write on in it."""

import io
from typing import Any

from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _

from bothways.studies.models import Run
from bothways.studies.report import Result, report_context


def report_docx(run: Run, language: str) -> bytes:
    from docx import Document  # loaded when first asked for

    with override(language):
        context = report_context(run)
        paper = Document()
        paper.core_properties.title = context["study"].title
        paper.core_properties.language = language
        paper.add_heading(context["study"].title, 0)
        if context["study"].question:
            paper.add_paragraph(context["study"].question)
        paper.add_paragraph(f"{context['design'].words}: {context['design'].meaning}")
        for result in context["results"]:
            _result(paper, result)
        _figures(paper, context["results"])
        _redo(paper, context)
        if get_language_bidi():
            _right_to_left(paper)
        sink = io.BytesIO()
        paper.save(sink)
    return sink.getvalue()


def _result(paper: Any, result: Result) -> None:
    paper.add_heading(result.outcome.title, 1)
    if result.is_withheld:
        paper.add_paragraph(_("So few answered that the result stays with those who asked."))
        return
    if result.refusal:
        paper.add_paragraph(_("This could not be estimated."))
        paper.add_paragraph(result.refusal)
        return
    paper.add_paragraph(result.sentence)
    paper.add_paragraph(_("This rests on: %(what)s") % {"what": result.rests_on})
    for caution in result.cautions:
        paper.add_paragraph(caution, style="List Bullet")


def _figures(paper: Any, results: list[Result]) -> None:
    paper.add_heading(_("Figures"), 1)
    head = (_("What"), _("value"), _("unit"), _("95 % interval"), "p", "n", _("groups"))
    for result in results:
        if not result.figures:
            continue
        paper.add_heading(result.outcome.title, 2)
        table = paper.add_table(rows=1, cols=len(head), style="Table Grid")
        for cell, words in zip(table.rows[0].cells, head, strict=True):
            cell.text = str(words)
        for one in result.figures:
            row = (one.term, one.value, one.unit, one.interval, one.p, str(one.n), one.groups)
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words


def _redo(paper: Any, context: dict[str, Any]) -> None:
    paper.add_heading(_("How to redo it"), 1)
    if context["erased"]:
        paper.add_paragraph(context["erased"])
    for line in context["run"].commands:
        paper.add_paragraph(line)


def _right_to_left(paper: Any) -> None:
    """Paragraphs and tables begin on the right, which Word takes from each of them alone."""
    from docx.oxml import OxmlElement

    for paragraph in paper.element.body.iter(f"{{{W}}}p"):
        paragraph.get_or_add_pPr().append(OxmlElement("w:bidi"))
    for table in paper.tables:
        table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
