"""The evidence chapters of the DOCX: gaps by type, pooled estimates, the rules as an annex."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.publishing.evidence.page import Answer
from bothways.publishing.report.chapters import Report
from bothways.publishing.report.forest_picture import forest_png
from bothways.publishing.report.practice_page import PracticePage
from bothways.publishing.report.word import Paper


def write_gap_types(paper: Paper, report: Report) -> None:
    if not report.gap_types:
        return
    paper.heading(_("Gaps by type"), 2)
    paper.text(report.guard, quiet=True)
    head = [_("Type"), _("What it means"), _("Cells"), _("Records do not say"), _("First of them")]
    rows = [
        [gap.type.name, gap.type.meaning, str(gap.type.sure), str(gap.type.unsure),
         "; ".join([*gap.examples, *_more(gap.more)])]
        for gap in report.gap_types
    ]  # fmt: skip
    paper.table(_("Cells with a gap of each type"), head, rows, widths=(26, 52, 14, 18, 60))


def _more(n: int) -> list[str]:
    return [ngettext("and %(n)s more", "and %(n)s more", n) % {"n": n}] if n else []


def write_estimates(paper: Paper, report: Report) -> None:
    if not report.is_rated:
        return
    paper.heading(_("What the studies say together"), 1)
    for outcome, found in report.estimates:
        paper.heading(outcome, 2)
        for one in found:
            _estimate(paper, one)
    if not report.estimates:
        paper.text(
            _("No effect of these practices can be compared yet, so nothing is put together. "
              "This does not mean that nothing was found.")
        )  # fmt: skip
    if report.left_out:
        head = [_("Practice"), _("Results"), _("Why"), _("Missing fields")]
        rows = [[r.finding.title, " · ".join(r.outcomes), r.why, r.needs] for r in report.left_out]
        paper.table(_("Left out, and what would let it in"), head, rows)


def _estimate(paper: Paper, one: Answer) -> None:
    paper.heading(one.head, 3)
    paper.text(one.headline)
    head = [_("Study"), _("Effect (interval)"), _("Weight"), _("People"), _("Confidence")]
    absent = _("not reported")
    rows = [
        [f"{line.title}. {line.study}", f"{line.effect} ({line.interval})", line.weight,
         line.people or absent, line.confidence]
        for line in one.lines
    ]  # fmt: skip
    if one.pool.is_pooled:
        rows.append([_("All together"), one.figure, "", one.people, ""])
    paper.table(_("Effects in standard deviations, intervals at 95 %"), head, rows)
    words = _("Forest plot: the rows of the table above from the top, then all together.")
    paper.picture(forest_png(one), words, width=110)
    paper.text(_("Axis: %(labels)s") % {"labels": " · ".join(t for _x, t in one.ticks)}, quiet=True)
    paper.bullets(one.sentences)


def write_rating(paper: Paper, page: PracticePage) -> None:
    """The confidence of a practice with what binds it, outcome by outcome."""
    if page.rating is None:
        return
    paper.heading(_("Why this confidence"), 3)
    paper.text(f"{page.rating.label}. {page.rating.binding}")
    head = [_("Outcome"), _("Confidence"), _("What binds it")]
    rows = [list(row) for row in page.rating_reasons]
    if rows:
        paper.table(_("Confidence by outcome"), head, rows, widths=(45, 50, 75))
    if page.rating.lowered:
        paper.text(page.rating.lowered)
    if page.rating.flags:
        paper.pairs([(_("Beside the rating"), "; ".join(page.rating.flags))])


def write_rules(paper: Paper, report: Report) -> None:
    if not report.rules:
        return
    paper.heading(_("Annex: how we rate"), 1)
    paper.text(
        _("Rules version %(version)s, as they were on the day of this edition. No person types a "
          "rating; a reviewer may lower one and gives the reason.")
        % {"version": report.rule_version}
    )  # fmt: skip
    for table in report.rules:
        paper.table(table.title, list(table.head), [list(row) for row in table.rows])
