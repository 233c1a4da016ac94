"""The report of a run: one page first, the appendix behind. As a page and as a PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi, ngettext, override
from django.utils.translation import gettext as _

from bothways.analysis.answers import Answer, assumption, interval_words, p_words, short, tell
from bothways.analysis.plot import draw
from bothways.core.paper import font_faces, load_weasyprint
from bothways.practices.rating_queries import ShownRating, shown_document
from bothways.stats.estimate import Estimate
from bothways.stats.said import N_, Said, said_from
from bothways.studies.counts import FEWEST, OutcomeCounts
from bothways.studies.designs import design_named
from bothways.studies.models import Finding, Run, StudyOutcome

STYLE = Path(__file__).parent / "static" / "studies" / "report.css"


@dataclass(frozen=True)
class Figure:
    """A number with everything that stands beside it in the appendix."""

    term: str
    value: str
    unit: str
    interval: str
    p: str
    n: int
    groups: str
    method: str


@dataclass(frozen=True)
class Result:
    """One outcome: the sentence that the design allows, its drawing and its figures."""

    outcome: StudyOutcome
    sentence: str
    rests_on: str
    figures: tuple[Figure, ...]
    cautions: tuple[str, ...]
    drawing: SafeString
    command: str
    refusal: str
    is_withheld: bool


def report_context(run: Run) -> dict[str, Any]:
    study = run.study
    outcomes = {one.key: one for one in study.outcomes.all()}
    results = [_result(outcomes[row["outcome"]], row) for row in run.answers]
    finding = Finding.objects.filter(run=run).select_related("practice").first()
    return {
        "study": study,
        "run": run,
        "design": design_named(study.design),
        "main": [one for one in results if one.outcome.is_primary],
        "further": [one for one in results if not one.outcome.is_primary],
        "results": results,
        "counts": shown_counts(run, outcomes),
        "finding": finding,
        "rating": _ratings(finding) if finding and finding.practice else None,
        "deviations": run.deviations,
        "erased": _erased_words(run),
        "may_stop": _is_decided(run, outcomes),
        "is_over": any(sum(row["answered"]) >= study.ends_at for row in run.counts),
    }  # fmt: skip


def _erased_words(run: Run) -> str:
    if not run.erased:
        return ""
    words = ngettext(
        "Since this run the answers of %(n)s person were erased. The totals above stay; the table "
        "that can be taken away no longer holds those answers, so the lines give other numbers.",
        "Since this run the answers of %(n)s people were erased. The totals above stay; the table "
        "that can be taken away no longer holds those answers, so the lines give other numbers.",
        run.erased,
    )
    return words % {"n": run.erased}


def report_pdf(run: Run, language: str) -> bytes:
    weasyprint = load_weasyprint()
    with override(language):
        style = font_faces() + STYLE.read_text("utf-8")
        context = {**report_context(run), "style": mark_safe(style), "is_rtl": get_language_bidi()}  # noqa: S308
        page = render_to_string("studies/report_paper.html", context)
    written: bytes = weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return written


def shown_counts(
    run: Run, outcomes: Mapping[str, StudyOutcome]
) -> list[tuple[StudyOutcome, tuple[str, ...]]]:
    """Answered and not, without and with the programme.

    Outcomes and sides tell of the same people, so what one row hides another would give away: if
    one must hide anything, none shows a count.
    """
    rows = [OutcomeCounts.from_kept(row) for row in run.counts]
    is_safe = not any(_hides(row) for row in rows)
    return [(outcomes[row.outcome], tuple(_cells(row, is_safe))) for row in rows]


def _is_decided(run: Run, outcomes: Mapping[str, StudyOutcome]) -> bool:
    """Whether every main outcome has an interval that excludes no effect."""
    main = [row for row in run.answers if outcomes[row["outcome"]].is_primary]
    ends = [row["estimates"][0]["interval"] if row["estimates"] else None for row in main]
    return bool(ends) and all(pair and not pair[0] <= 0 <= pair[1] for pair in ends)


def _by_arm(row: OutcomeCounts) -> list[list[int]]:
    return [[row.answered[arm], row.assigned[arm] - row.answered[arm]] for arm in (0, 1)]


def _hides(row: OutcomeCounts) -> bool:
    from bothways.stats.disclosure import Suppression, suppress

    return bool(suppress(Suppression(FEWEST), _by_arm(row)).hidden.any())


def _cells(row: OutcomeCounts, is_safe: bool) -> list[str]:
    return [str(count) if is_safe else "…" for counts in _by_arm(row) for count in counts]


def _ratings(finding: Finding) -> tuple[ShownRating, ...]:
    kept = (finding.rating_before, finding.rating_after)
    return tuple(shown_document("", row["low"], row["high"], row["document"]) for row in kept)


def _result(outcome: StudyOutcome, row: Mapping[str, Any]) -> Result:
    estimates = [estimate_from(one) for one in row["estimates"]]
    design, binding = row["design"], _binding(estimates)
    return Result(
        outcome=outcome,
        sentence=tell(design, binding, outcome.title) if binding else "",
        rests_on=assumption(design) if design else "",
        figures=tuple(map(_figure, estimates)),
        cautions=tuple(said_from(one).filled(_) for one in row["cautions"]),
        drawing=_drawing(design, estimates, outcome),
        command=row["command"],
        refusal=row.get("refusal", ""),
        is_withheld=bool(row.get("withheld")),
    )


def estimate_from(row: Mapping[str, Any]) -> Estimate:
    ends = row["interval"]
    return Estimate(**{**row, "interval": tuple(ends) if ends else None, "warnings": ()})


def _binding(estimates: list[Estimate]) -> Estimate | None:
    """In a trial the p value of the lottery itself; elsewhere that of the estimate."""
    drawn = (one for one in estimates if one.term.endswith(", by lottery"))
    return next(drawn, estimates[0] if estimates else None)


# What the shell calls its figures, in the reader's words; anything else keeps its name.
TERMS = {
    "arm": N_("effect"),
    "arm, by lottery": N_("effect, by the lottery"),
    "attrition, overall": N_("lost, of all"),
    "attrition, comparison": N_("lost, without the programme"),
    "attrition, programme": N_("lost, with the programme"),
    "attrition, differential": N_("lost, difference"),
    "bounds, lower bound": N_("lower bound, allowing for those who left"),
    "bounds, upper bound": N_("upper bound, allowing for those who left"),
}


def _figure(estimate: Estimate) -> Figure:
    return Figure(
        Said(TERMS.get(estimate.term, estimate.term)).filled(_), short(estimate.value),
        Said(estimate.unit).filled(_), interval_words(estimate),
        _("no test") if estimate.p_value is None else p_words(estimate.p_value), estimate.n,
        "" if estimate.clusters is None else str(estimate.clusters),
        f"{estimate.method} {estimate.method_version}",
    )  # fmt: skip


def _drawing(design: str, estimates: list[Estimate], outcome: StudyOutcome) -> SafeString:
    if not estimates or estimates[0].interval is None:
        return mark_safe("")
    mark: Any = "dot" if design == "description" else "diamond"
    answer = Answer(design, outcome.title, tuple(estimates[:1]), mark=mark)
    # Our own drawing: it escapes every text that it holds.
    return mark_safe(draw(answer))  # noqa: S308
