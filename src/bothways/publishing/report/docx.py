"""The Snapshot report as DOCX: real headings and tables, for those who write on with it."""

from collections.abc import Callable, Iterator
from functools import partial

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from bothways.core.paper_progress import Progress, quiet
from bothways.practices.record.codes import code_label
from bothways.publishing.report.chapters import Report
from bothways.publishing.report.docx_evidence import (
    write_estimates,
    write_gap_types,
    write_rating,
    write_rules,
)
from bothways.publishing.report.picture import map_png
from bothways.publishing.report.practice_page import PracticePage
from bothways.publishing.report.tables import CrossTable
from bothways.publishing.report.word import Paper

MARK = {"yes": "●", "disputed": "○", "": ""}


def report_docx(report: Report, progress: Progress = quiet) -> bytes:
    """``progress`` hears chapters done; every practice is one."""
    with override(report.language):
        paper = Paper(report.title, report.language)
        chapters = list(_chapters(paper, report))
        for place, write in enumerate(chapters):
            progress(place, len(chapters))
            write()
        progress(len(chapters), len(chapters))
        return paper.save()


def _chapters(paper: Paper, report: Report) -> Iterator[Callable[[], None]]:
    yield partial(_cover, paper, report)
    yield partial(_scope, paper, report)
    yield partial(_cross, paper, report)
    yield partial(_where, paper, report)
    yield partial(_gaps, paper, report)
    yield partial(write_estimates, paper, report)
    yield partial(paper.heading, _("Practices"), 1)
    for practice in report.practices:
        yield partial(_practice, paper, practice)
    yield partial(_comparison, paper, report)
    yield partial(_codebook, paper, report)
    yield partial(_references, paper, report)
    yield partial(write_rules, paper, report)


def _cover(paper: Paper, report: Report) -> None:
    paper.text(_("Bothways Snapshot report"), quiet=True)
    paper.heading(report.title, 0)
    paper.text(report.subtitle)
    day = date_format(report.frozen_on, "DATE_FORMAT")
    edition = _("%(number)s, frozen on %(day)s") % {"number": report.edition, "day": day}
    paper.pairs([
        (_("Edition"), edition),
        (_("Question"), report.question),
        (_("Cite as"), report.citation),
    ])  # fmt: skip
    paper.heading(_("Before you rely on it"), 3)
    paper.bullets(report.warnings)
    paper.page_break()


def _scope(paper: Paper, report: Report) -> None:
    paper.heading(_("Scope and method"), 1)
    for sentence in report.method:
        paper.text(sentence)
    rows = [("   " + f.words if f.inner else f.words, str(f.count)) for f in report.flow]
    head = [_("Step"), _("Practices")]
    paper.table(_("From the library to this report"), head, rows, widths=(140, 30))
    paper.heading(_("Since the previous edition"), 2)
    paper.text(report.change_sentence)
    for words, titles in report.change_lines:
        paper.heading(words, 3)
        paper.bullets(titles)


def _cross(paper: Paper, report: Report) -> None:
    paper.heading(_("Practices and codes"), 1)
    paper.text(report.cross_note, quiet=True)
    for table in report.cross:
        for part in _by_group(table):
            paper.table(*part)


def _by_group(table: CrossTable) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """One table a group of codes: upright paper holds few columns of readable words."""
    start = 0
    for group in table.groups:
        end = start + len(group.codes)
        head = [_("No."), _("Practice"), *(label for _code, label in group.codes)]
        rows = [
            [str(row.practice.number), str(row.practice.title.text),
             *(MARK[mark] for mark, _begins in row.marks[start:end])]
            for row in table.rows
        ]  # fmt: skip
        yield group.label, head, rows
        start = end


def _where(paper: Paper, report: Report) -> None:
    paper.heading(_("Where"), 1)
    counts = sorted(report.country_counts.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = [(code_label("country", code, report.language), str(n)) for code, n in counts]
    words = _("World map of the practices of this report; the table below holds every number.")
    if rows:
        paper.picture(map_png(report.country_counts), words)
        paper.table(_("Practices by country"), [_("Country"), _("Practices")], rows)


def _gaps(paper: Paper, report: Report) -> None:
    paper.heading(_("Gap map"), 1)
    order = ", ".join(str(band.word) for band in report.gaps.table.scheme)
    paper.text(_("Numbers in this order: %(order)s. A blank is not proof that nothing exists.")
               % {"order": order}, quiet=True)  # fmt: skip
    page, start = report.gaps, 0
    for group in page.groups:
        end = start + group.span
        head = [page.row_label, *page.columns[start:end]]
        rows = [
            [row.label, *("/".join(map(str, c.counts)) if any(c.counts) else ""
                          for c in row.cells[start:end])]
            for row in page.rows
        ]  # fmt: skip
        paper.table(group.label, head, rows, size=7.5)
        start = end
    write_gap_types(paper, report)


def _practice(paper: Paper, page: PracticePage) -> None:
    prose = page.prose_language
    paper.heading(f"{page.number}. {page.title.text}", 2, page.title.language)
    place = " · ".join(part for part in (page.places, page.where, page.years) if part)
    paper.text(place, quiet=True)
    paper.text(str(page.summary.text or ""), page.summary.language)
    if page.notice:
        paper.text(page.notice, quiet=True)
    absent = _("not reported")
    paper.table(_("In short"), [_("Question"), _("Answer")], [
        *([(_("Confidence"), page.rating.short)] if page.rating else []),
        (_("How it was studied"), page.design),
        (_("People measured"), page.people or absent),
        (_("Ages"), page.ages or absent),
        (_("Cost"), page.cost or absent),
        (_("Who is asked to change"), page.who),
    ], widths=(50, 120))  # fmt: skip
    for head, part in ((_("What was done"), page.activities), (_("What came of it"), page.results)):
        paper.heading(head, 3)
        if part.text:
            paper.bullets(part.text, part.language)
        else:
            paper.text(_("not reported in the sources we read"), quiet=True)
    rows = list(_outcomes(page))
    if rows:
        columns = [_("Outcome"), _("Result"), _("Interval"), "p", _("Study"), _("Confidence")]
        paper.table(_("Results table"), columns, rows)
    write_rating(paper, page)
    paper.heading(_("Codes"), 3)
    paper.pairs(_codes(page))
    paper.heading(_("What is not known"), 3)
    paper.pairs(page.unknown)
    paper.heading(_("Before you rely on it"), 3)
    paper.bullets(page.cautions)
    paper.heading(_("Sources"), 3)
    paper.bullets((source.title for source in page.sources), prose)


def _outcomes(page: PracticePage) -> Iterator[tuple[str, str, str, str, str, str]]:
    absent = _("not reported")
    for line in page.results_rows:
        study, row = line.study, line.row
        shown = row.effect
        value = f"{shown.value} {shown.unit}".strip() if shown.value else ""
        told = shown.note and _("%(words)s (direction only, no size reported)") % {
            "words": shown.note
        }
        interval = f"{shown.low} – {shown.high}" if shown.low and shown.high else absent
        result = value or told or _("no result in numbers or words")
        yield (
            shown.name,
            result,
            interval,
            row.p or absent,
            study.design or study.words,
            line.confidence or absent,
        )


def _codes(page: PracticePage) -> Iterator[tuple[str, str]]:
    for line in page.code_lines:
        if line.codes or line.disputed:
            words = " · ".join(line.codes) or line.absent
            doubt = _("disputed: %(codes)s") % {"codes": ", ".join(line.disputed)}
            yield line.label, f"{words} ({doubt})" if line.disputed else words


def _comparison(paper: Paper, report: Report) -> None:
    paper.heading(_("Comparison by code"), 1)
    shorts = [group.short for group in report.groups]
    head = [_("Code"), _("Practices"), _("Countries"), *shorts, _("Most frequent outcomes")]
    for part in report.comparison:
        rows = [
            [row.label, str(len(row.practices)), str(row.countries),
             *map(str, row.by_group), row.outcomes or _("nobody reports")]
            for row in part.rows
        ]  # fmt: skip
        paper.table(part.label, head, rows)


def _codebook(paper: Paper, report: Report) -> None:
    paper.heading(_("Codebook"), 1)
    for name, edition, codes in report.codebook:
        rows = [(label, f"{meaning} {not_this}".strip()) for label, meaning, not_this in codes]
        title = _("%(name)s, edition %(edition)s") % {"name": name, "edition": edition}
        if rows:
            paper.table(title, [_("Code"), _("Meaning")], rows, widths=(45, 125))


def _references(paper: Paper, report: Report) -> None:
    paper.heading(_("References"), 1)
    for page in report.practices:
        release = _("release %(number)s") % {"number": page.released.number}
        paper.text(f"{page.number}. {page.title.text} ({release})", page.title.language)
        for source in page.sources:
            paper.text(f"{source.title}. {source.url}", page.prose_language, bullet=True)
