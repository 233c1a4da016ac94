"""Findings out of the document of a release, as the rating reads it."""

from collections.abc import Iterator, Mapping
from typing import Any

from bothways.practices.rating.record import StudyRecord
from bothways.practices.rating.studies import Finding as Read
from bothways.practices.rating.studies import findings as read_findings
from bothways.practices.rating.study import confidence_range, study_caps
from bothways.practices.rating.tables import DESIGNS
from bothways.practices.rating.threats import deduction
from bothways.practices.rating.units import OTHER, RANGE, scale_of
from bothways.publishing.evidence.findings import Finding

Row = Mapping[str, Any]
# What of a document a finding is made of.
KEYS = (
    "title", "language", "studies", "outcome_families", "outcome_for", "influence_mechanism",
    "components",
)  # fmt: skip


def findings_of(practice: str, release: int, document: Row) -> tuple[Finding, ...]:
    """Every outcome of every study, with what keeps it out. No outcome, no finding."""
    return tuple(
        _finding(practice, release, document, read)
        for read in read_findings(document)
        if read.outcome is not None
    )


def _finding(practice: str, release: int, document: Row, read: Read) -> Finding:
    study = document["studies"][read.study]
    outcome = study["outcomes"][read.outcome]
    families = _codes(document.get("outcome_families"))
    family = read.family or (families[0] if len(families) == 1 else "")
    side = outcome.get("outcome_for") or _only(document.get("outcome_for"))
    record = read.record
    return Finding(
        practice, str(document.get("title") or practice), document.get("language") or "en",
        release, study.get("citation") or "", _sample(practice, read, study), read.name,
        family, families, side, record.design or "", record.effect, record.ci_low, record.ci_high,
        record.n_participants, confidence(record),
        _codes(document.get("influence_mechanism")), _codes(document.get("components")),
        tuple(_problems(record, outcome, family, side)),
    )  # fmt: skip


def confidence(record: StudyRecord) -> tuple[int, int]:
    """The rating of the study from worst to best; what others would say is not needed here."""
    return confidence_range(study_caps(record), deduction(record))


def _sample(practice: str, read: Read, study: Row) -> str:
    """Who cites the same study under another practice still speaks of the same people."""
    named = str(study.get("sample") or "").strip()
    citation = " ".join(str(study.get("citation") or "").casefold().split())
    if citation:
        return f"{citation}|{named.casefold()}"
    return f"{practice}|{read.record.sample}"


def _problems(record: StudyRecord, outcome: Row, family: str, side: str) -> Iterator[str]:
    """In the order of PROBLEMS."""
    if record.design is None:
        yield "no_design"
    elif not DESIGNS[record.design].compares:
        yield "no_comparison"
    yield from _size_problems(record, outcome)
    if not family:
        yield "no_family"
    if not side:
        yield "no_side"


def _size_problems(record: StudyRecord, outcome: Row) -> Iterator[str]:
    if not isinstance(outcome.get("estimate"), int | float):
        yield "no_size"
        return
    if scale_of(str(outcome.get("unit") or ""))[0] in (OTHER, RANGE):
        yield "other_unit"
        return
    if not isinstance(outcome.get("lower_is_better"), bool):
        yield "no_direction"
    elif record.effect is None:
        yield "no_size"
    if not _has_interval(record, outcome):
        yield "no_interval"


def _has_interval(record: StudyRecord, outcome: Row) -> bool:
    """An interval with a width; where the direction is open, one that the record reports."""
    if record.effect is not None:
        return record.interval is not None and record.interval[1] > record.interval[0]
    low, high = outcome.get("ci_low"), outcome.get("ci_high")
    if isinstance(low, int | float) and isinstance(high, int | float):
        return high > low
    error = outcome.get("se")
    return isinstance(error, int | float) and error > 0


def _codes(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and value else tuple(value or ())


def _only(value: Any) -> str:
    codes = _codes(value)
    return codes[0] if len(codes) == 1 else ""
