"""What pages show of a rating: reasons, what would raise it, studies side by side, forest plots."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bothways.practices import reading
from bothways.practices.forest import Plot, standard_plot
from bothways.practices.rating_queries import (
    ShownFinding,
    ShownFlag,
    ShownOutcome,
    ShownRating,
    ShownVerdict,
)
from bothways.practices.rating_words import UNIT_WORDS, field_words, sentence
from bothways.practices.record.codes import code_label, codes_of
from bothways.practices.record.document import Document
from bothways.stats.said import Said

INTERVAL = frozenset({"ci_low", "ci_high"})
REGISTRIES = {
    "EEF": "Education Endowment Foundation (EEF)",
    "EIF": "EIF / Foundations Guidebook",
    "WWC": "What Works Clearinghouse (WWC)",
    "ESSA": "ESSA",
    "SMS": "Maryland scale (SMS)",
}


@dataclass(frozen=True)
class Verdict:
    """One line of "others would say"."""

    registry: str
    text: str
    decided: bool
    status: str


@dataclass(frozen=True)
class OutcomeLine:
    """One outcome over all studies: how sure, what was found, what keeps it from a number."""

    name: str
    is_code: bool
    short: str
    found: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class StudyTable:
    """The studies side by side, one a column; "" where a study does not say."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class RatingPage:
    """Everything that stands in the section "How sure we can be"."""

    rating: ShownRating
    reasons: tuple[str, ...]
    raises: tuple[str, ...]
    outcomes: tuple[OutcomeLine, ...]
    studies: StudyTable | None
    others: tuple[Verdict, ...]
    others_of: str
    plots: tuple[tuple[str, bool, Plot], ...]

    @property
    def was(self) -> str:
        return _short(self.rating.computed_low, self.rating.computed_high)

    @property
    def flags(self) -> tuple[ShownFlag, ...]:
        return self.rating.flags


def rating_page(rating: ShownRating, document: Document, language: str) -> RatingPage:
    best = best_finding(rating)
    return RatingPage(
        rating=rating,
        reasons=_reasons(rating, best),
        raises=tuple(rating.needs),
        outcomes=tuple(_outcome_line(outcome, rating, language) for outcome in rating.outcomes),
        studies=_study_table(rating, document, language),
        others=tuple(_verdict(verdict, best) for verdict in best.crosswalk) if best else (),
        others_of=_others_of(rating, best, language),
        plots=tuple(_plots(rating, language)),
    )


def best_finding(rating: ShownRating) -> ShownFinding | None:
    """The finding that carries the rating."""
    return max(rating.findings, key=lambda finding: (finding.low, finding.high), default=None)


@dataclass(frozen=True)
class Standard:
    """The main effect in standard deviations, where there is one that can be compared."""

    name: str
    is_code: bool
    value: str
    low: str
    high: str
    people: str


def standard_effect(rating: ShownRating, language: str) -> Standard | None:
    """Of the outcome that carries the rating, else of the first that gives one."""
    best = best_finding(rating)
    with_effect = [outcome for outcome in rating.outcomes if outcome.together]
    with_effect.sort(key=lambda outcome: best is None or outcome.outcome != best.group)
    if not with_effect or (found := with_effect[0].together) is None:
        return None
    # The words for people moved are part of the kept sentence: no mathematics on this page.
    people = with_effect[0].sentence.values.get("people", "")
    name, is_code = outcome_name(with_effect[0].outcome, language)
    in_words = sentence(people) if isinstance(people, Said) else ""
    value, low, high = (_number(end) for end in (found.value, found.low, found.high))
    return Standard(name, is_code, value, low, high, in_words)


def _number(value: float | None) -> str:
    return "" if value is None else reading.number(round(value, 2), signed=value > 0)


def _reasons(rating: ShownRating, best: ShownFinding | None) -> tuple[str, ...]:
    """What binds the best finding, then what its outcome over all studies adds or takes."""
    if best is None:
        return (sentence(rating.binding),)
    own = [sentence(reason) for reason in best.reasons]
    over_all = [
        sentence(reason)
        for outcome in rating.outcomes
        if outcome.outcome == best.group
        for reason in outcome.reasons
        # Those of single studies carry the study's name in front; they stand above.
        if "study" not in reason.values
    ]
    return tuple(dict.fromkeys([*own, *over_all]))


def outcome_name(outcome: str, language: str) -> tuple[str, bool]:
    """The words for the outcome, and whether they are a code's, in the reader's language."""
    if outcome in codes_of("outcome_families"):
        return code_label("outcome_families", outcome, language), True
    return outcome or _("no outcome named"), not outcome


def _outcome_line(outcome: ShownOutcome, rating: ShownRating, language: str) -> OutcomeLine:
    name, is_code = outcome_name(outcome.outcome, language)
    own = [finding for finding in rating.findings if finding.group == outcome.outcome]
    notes = dict.fromkeys(str(note) for finding in own for note in finding.notes)
    changes = [f for f in own if f.effect is not None and outcome.together is None]
    found = [str(finding.sentence) for finding in changes]
    if not found and not (outcome.together is None and _in_other_units(own)):
        # An effect in another unit is reported, so "no effect is reported" would be wrong.
        found = [str(outcome.sentence)]
    return OutcomeLine(
        name, is_code, _short(outcome.low, outcome.high), " ".join(found), tuple(notes)
    )


def _in_other_units(findings: Sequence[ShownFinding]) -> bool:
    """Whether effects are reported, only not in a unit that the rules can compare."""
    return any(note.message in UNIT_WORDS.values() for f in findings for note in f.notes)


def _short(low: int, high: int) -> str:
    return f"C{low}" if low == high else f"C{low}–C{high}"


STUDY_CELLS = (
    "n", "n_clusters", "attrition_overall", "attrition_differential", "mdes",
    "baseline_max_smd", "preregistered", "independent",
)  # fmt: skip
SHARES = ("attrition_overall", "attrition_differential")


def _study_table(rating: ShownRating, document: Document, language: str) -> StudyTable | None:
    studies = document.get("studies") or ()
    if not studies:
        return None
    designs = (study.get("design") for study in studies)
    rows = [
        (_("Confidence"), tuple(_of_study(rating, place) for place in range(len(studies)))),
        (_("Design"), tuple(code_label("design", d, language) if d else "" for d in designs)),
    ]
    rows += [
        (field_words(column), tuple(_study_cell(study, column) for study in studies))
        for column in STUDY_CELLS
    ]
    rows.append((_("Threats"), tuple(_threats(study, language) for study in studies)))
    titles = (s.get("citation") or _("Study %(number)s") % {"number": place}
              for place, s in enumerate(studies, start=1))  # fmt: skip
    return StudyTable(tuple(titles), tuple(rows))


def _of_study(rating: ShownRating, place: int) -> str:
    own = [finding for finding in rating.findings if finding.study == place]
    low, high = (max((getattr(f, end) for f in own), default=0) for end in ("low", "high"))
    return _short(low, high)


def _study_cell(study: Mapping[str, Any], column: str) -> str:
    value = study.get(column)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if column in SHARES:
        return f"{reading.number(round(100 * value, 1))} %"
    return reading.number(value) if isinstance(value, int | float) else str(value)


def _threats(study: Mapping[str, Any], language: str) -> str:
    named = [
        code_label("threat", code, language)
        for column in ("threats", "threats_moderate", "threats_high")
        for code in study.get(column) or ()
    ]
    if named or study.get("threats_weighed") is not True:
        return reading.joined(dict.fromkeys(named))
    return _("all weighed, none above low")


def _verdict(verdict: ShownVerdict, finding: ShownFinding) -> Verdict:
    text = sentence(verdict.text)
    if verdict.value is None and INTERVAL.issuperset(verdict.needs) and _in_other_units([finding]):
        # The interval is there; what is missing is one that can be compared.
        text = " ".join(str(note) for note in finding.notes)
    elif verdict.value is None:
        needs = reading.joined(field_words(field) for field in verdict.needs)
        text = _("Not decidable: needs %(fields)s.") % {"fields": needs}
    return Verdict(REGISTRIES[verdict.registry], text, verdict.value is not None, verdict.status)


def _others_of(rating: ShownRating, best: ShownFinding | None, language: str) -> str:
    """Which finding the other registries are asked about, where there are several."""
    if best is None or len(rating.findings) < 2:
        return ""
    return best.name or outcome_name(best.group, language)[0]


def _plots(rating: ShownRating, language: str) -> Iterator[tuple[str, bool, Plot]]:
    """One plot an outcome with two or more samples that can be laid side by side."""
    for outcome in rating.outcomes:
        together = outcome.together
        if together is None or together.samples < 2:
            continue
        own: Sequence[ShownFinding] = [
            f for f in rating.findings
            if f.group == outcome.outcome and f.effect is not None and f.ci_low is not None
        ]  # fmt: skip
        rows = [(_("Study %(number)s") % {"number": f.study + 1}, f.effect, f.ci_low, f.ci_high)
                for f in own]  # fmt: skip
        pooled = (_("All together"), together.value, together.low, together.high)
        name, is_code = outcome_name(outcome.outcome, language)
        yield name, is_code, standard_plot(rows, pooled)
