"""The plan of a study: what will be analysed and how, fixed by its hash before the last survey."""

import hashlib
import json
from typing import Any

from bothways.studies.designs import design_named
from bothways.studies.models import Study, StudyOutcome

EDITION = 1
DRAWS = 10_000


def plan_document(study: Study) -> dict[str, Any]:
    """Everything that must not change after the answers are seen."""
    return {
        "edition": EDITION,
        "study": str(study.uid),
        "question": study.question,
        "design": study.design,
        "unit": study.unit,
        "stratified": study.is_stratified,
        "share": str(study.share),
        "seed": study.seed,
        "lottery": study.lottery_version,
        "analysis": design_named(study.design).analysis,
        "draws": DRAWS,
        "level": 0.95,
        "assignment": assignment_hash(study),
        "mechanisms": [study.mechanism, study.comparison_mechanism],
        "ends_at": study.ends_at,
        "outcomes": [_outcome(outcome) for outcome in study.outcomes.all()],
        "expected": study.expected,
    }


def plan_hash(document: dict[str, Any]) -> str:
    """The same whatever order a database keeps the keys in."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def assignment_hash(study: Study) -> str:
    rows = sorted(study.units.values_list("key", "stratum", "arm"))
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def deviations(study: Study) -> list[str]:
    """The parts of the plan that differ from what was locked; named in every report."""
    now = plan_document(study)
    return sorted(name for name in {*now, *study.plan} if now.get(name) != study.plan.get(name))


def _outcome(outcome: StudyOutcome) -> dict[str, Any]:
    names = ("key", "title", "instrument", "scale", "path", "unit", "lower_is_better", "is_primary",
             "side")  # fmt: skip
    return {name: getattr(outcome, name) for name in names}
