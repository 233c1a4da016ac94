"""The rating of a whole practice out of its document, as plain JSON that can be kept and shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bothways.practices.rating.crosswalk import Verdict
from bothways.practices.rating.flags import Flag, record_flags
from bothways.practices.rating.practice import (
    OutcomeRating,
    PracticeRating,
    pooled_effect,
    rate_rated,
)
from bothways.practices.rating.record import StudyRecord
from bothways.practices.rating.studies import Finding, findings, without_studies
from bothways.practices.rating.study import Rating, rate_study
from bothways.practices.rating.tables import BEST, PRACTICE_LABELS, RULE_VERSION
from bothways.practices.rating_words import label_of_range
from bothways.stats.estimate import inputs_hash
from bothways.stats.said import N_, Said

Row = Mapping[str, Any]
NOT_CODED = Said(N_("Nobody has coded the studies of this practice yet."))
# Why a document may name no study, where that says nothing about studies that may exist.
NOT_LOOKED = ("not_looked_for", "not_agreed")


@dataclass(frozen=True, slots=True)
class DocumentRating:
    """Confidence from low to high, and everything that a page says about it as JSON."""

    low: int
    high: int
    rule_version: str
    inputs_hash: str
    document: dict[str, Any]


def rate_document(document: Row) -> DocumentRating:
    """What the rules say of this record; nothing else goes into it."""
    found = findings(document)
    rated = [(finding, rate_study(finding.record)) for finding in found]
    rating = rate_rated([(finding.record, one) for finding, one in rated])
    best = rating.best
    if best is None:
        return _without(without_studies(document), _looked(document))
    low = max(outcome.low for outcome in rating.outcomes)
    high = max(outcome.high for outcome in rating.outcomes)
    kept = _kept(low, high, rating, best, rated)
    kept["flags"] += _flags(record_flags(document))
    return DocumentRating(low, high, rating.rule_version, rating.inputs_hash, kept)


@lru_cache(maxsize=256)
def _without(record: StudyRecord, looked: bool) -> DocumentRating:
    """No study: described, unless nobody has looked; then everything is still possible.

    Practices without a study say the same few things to the rules: they are asked once.
    """
    rated = rate_study(record)
    high = rated.high if looked else BEST
    kept = {
        "label": label_of_range(0, high, PRACTICE_LABELS).as_json(),
        "step": rated.step if looked else None,
        "direction": "not measured",
        "binding": (rated.binding_reason if looked else NOT_CODED).as_json(),
        "decided_by": [] if looked else ["studies"],
        "flags": [],
        "outcomes": [],
        "findings": [],
    }
    stamp = inputs_hash([record.inputs_hash(), str(looked)], {})
    return DocumentRating(0, high, RULE_VERSION, stamp, kept)


def _looked(document: Row) -> bool:
    reason = (document.get("missing") or {}).get("studies")
    return "studies" in document and reason not in NOT_LOOKED


def _kept(
    low: int,
    high: int,
    rating: PracticeRating,
    best: OutcomeRating,
    rated: list[tuple[Finding, Rating]],
) -> dict[str, Any]:
    flags = [
        *(f for o in rating.outcomes for f in o.flags),
        *(f for _, r in rated for f in r.flags),
    ]
    open_outcomes = [o for o in rating.outcomes if o.high > low] if low < high else []
    return {
        "label": label_of_range(low, high, PRACTICE_LABELS).as_json(),
        "step": _step(low, high, rated),
        "direction": best.direction,
        "binding": _binding(best, rated).as_json(),
        "decided_by": list(dict.fromkeys(f for o in open_outcomes for f in o.decided_by)),
        "flags": _flags(flags),
        "outcomes": [_outcome(outcome, rated) for outcome in rating.outcomes],
        "findings": [_finding(finding, one) for finding, one in rated],
    }


def _step(low: int, high: int, rated: list[tuple[Finding, Rating]]) -> str | None:
    steps = [one.step for _, one in rated if one.step]
    return max(steps) if low == high <= 1 and steps else None


def _binding(best: OutcomeRating, rated: list[tuple[Finding, Rating]]) -> Said:
    """The reason of the best study itself, without the name of the study in front of it."""
    own = [one for finding, one in rated if finding.record.outcome == best.outcome]
    return max(own, key=lambda one: (one.high, one.low)).binding_reason


def _flags(flags: Iterable[Flag]) -> list[dict[str, Any]]:
    first = {flag.code: flag.text for flag in reversed(list(flags))}
    return [{"code": code, "text": text.as_json()} for code, text in sorted(first.items())]


def _outcome(outcome: OutcomeRating, rated: list[tuple[Finding, Rating]]) -> dict[str, Any]:
    own = [finding.record for finding, _ in rated if finding.record.outcome == outcome.outcome]
    return {
        "outcome": outcome.outcome,
        "low": outcome.low,
        "high": outcome.high,
        "label": outcome.label.as_json(),
        "direction": outcome.direction,
        "sentence": outcome.sentence.as_json(),
        "reasons": [reason.as_json() for reason in outcome.reasons],
        "decided_by": list(outcome.decided_by),
        "flags": _flags(outcome.flags),
        "together": _together(own),
    }


def _together(records: list[StudyRecord]) -> dict[str, Any] | None:
    """The pooled effect at 95 %, with how many samples it rests on; an end may be open."""
    pooled = pooled_effect(records, 0.95)
    if pooled is None:
        return None
    low, high = (end if abs(end) < 1e6 else None for end in pooled.interval)
    return {"value": pooled.value, "low": low, "high": high, "samples": pooled.samples}


def _finding(finding: Finding, rating: Rating) -> dict[str, Any]:
    record = finding.record
    return {
        "study": finding.study,
        "outcome": finding.outcome,
        "name": finding.name,
        "family": finding.family,
        "group": record.outcome,
        "effect": record.effect,
        "ci_low": record.ci_low,
        "ci_high": record.ci_high,
        "low": rating.low,
        "high": rating.high,
        "step": rating.step,
        "label": rating.label.as_json(),
        "sentence": rating.effect.as_json(),
        "reasons": [reason.as_json() for reason in rating.reasons],
        "decided_by": list(rating.decided_by),
        "flags": _flags(rating.flags),
        "crosswalk": {name: _verdict(verdict) for name, verdict in rating.crosswalk.items()},
        "notes": [note.as_json() for note in finding.notes],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "value": verdict.value,
        "text": verdict.text.as_json(),
        "needs": list(verdict.needs),
        "status": verdict.status,
    }
