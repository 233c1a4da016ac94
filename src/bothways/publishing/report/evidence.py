"""The evidence chapters of a report: gap map by confidence, computed gaps, pooled estimates.

All of it is worked out from the frozen document, so it stays as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bothways.core.vocabularies import vocabulary
from bothways.practices.ratings import standing
from bothways.practices.record.fields import FIELD
from bothways.publishing.bands import CONFIDENCE, DESIGNS, strength_of
from bothways.publishing.coded import bands_of
from bothways.publishing.evidence.findings import Finding, finding_from
from bothways.publishing.evidence.page import Answer, LeftOut, answers, waiting
from bothways.publishing.gap_facts import facts_of
from bothways.publishing.gap_list import TypeLine, gap_lines, type_lines
from bothways.publishing.gap_page import GapPage, count_gaps, gap_page
from bothways.publishing.gap_types import Practice, find_gaps
from bothways.publishing.gaps import DEFAULT_COLUMNS, DEFAULT_ROWS, OUTCOMES, Coded, coded

if TYPE_CHECKING:
    from bothways.publishing.report.chapters import Report
    from bothways.publishing.report.practice_page import PracticePage

MOST_EXAMPLES = 6


@dataclass(frozen=True)
class GapSummary:
    """A type of gap: how many cells have it, and the first of them."""

    type: TypeLine
    examples: Sequence[str]
    more: int


def gap_map(report: "Report") -> GapPage:
    scheme = CONFIDENCE if report.is_rated else DESIGNS
    rows = [_coded(report, page) for page in report.practices]
    table = count_gaps(rows, DEFAULT_ROWS, DEFAULT_COLUMNS, _axes(report), scheme)
    return gap_page(table, report.frozen["query"], _namer(report))


def _namer(report: "Report") -> Any:
    return lambda field, code: report.codes.label(FIELD[field].vocabulary, code)


def _axes(report: "Report") -> dict[str, list[str]]:
    axes = (DEFAULT_ROWS, *DEFAULT_COLUMNS)
    return {axis: report.codes.of(FIELD[axis].vocabulary) for axis in axes}


def _coded(report: "Report", page: "PracticePage") -> Coded:
    if page.rating is None:
        band = strength_of(page.document) if not report.is_rated else len(DESIGNS)
        return coded(page.slug, page.document, band)
    known = frozenset(vocabulary(OUTCOMES))
    bands = bands_of(page.rating.low, None, standing(page.rating.row), known)
    return coded(page.slug, page.document, **bands)


def gap_types(report: "Report") -> list[GapSummary]:
    found = findings(report)
    practices = [Practice(_coded(report, page), _facts(page, found)) for page in report.practices]
    gaps = find_gaps(practices, DEFAULT_ROWS, DEFAULT_COLUMNS, _axes(report), report.frozen["year"])
    lines = gap_lines([gap for gap in gaps if gap.sure], DEFAULT_ROWS, "", _namer(report))
    summaries = []
    for kind in type_lines(gaps):
        mine = [f"{line.row} × {line.column}" for line in lines if line.gap.kind == kind.kind]
        examples = mine[:MOST_EXAMPLES]
        summaries.append(GapSummary(kind, examples, len(mine) - len(examples)))
    return summaries


def _facts(page: "PracticePage", found: Sequence[Finding]) -> Any:
    mine = [finding for finding in found if finding.practice == page.slug]
    return facts_of(page.document, mine, page.released.released_at.year)


def findings(report: "Report") -> list[Finding]:
    return [finding_from(row) for row in report.frozen.get("findings") or ()]


def estimates(report: "Report") -> list[tuple[str, list[Answer]]]:
    """Outcome families with at least one effect that can be compared."""
    found = findings(report)
    families = report.codes.of("outcome_families")
    pairs = [(report.codes.label("outcome_families", f), answers(found, f)) for f in families]
    return [(label, mine) for label, mine in pairs if mine]


def left_out_of(report: "Report") -> list[LeftOut]:
    return waiting(findings(report))
