"""The study record that a finding adds to its practice: figures as the rating reads them. Pure."""

import math
from collections.abc import Mapping
from typing import Any

from bothways.practices.record.codes import codes_of
from bothways.stats.effects import correction
from bothways.studies.counts import OutcomeCounts
from bothways.studies.designs import design_named
from bothways.studies.models import Run, Study, StudyOutcome

OUTCOME_FOR = {"newcomer": "newcomers", "host": "hosts"}
Row = dict[str, Any]


def study_record(run: Run, threats: Mapping[str, str]) -> Row:
    """One study with an outcome for each line of the run that may leave the house.

    ``threats`` are those that a person weighed, by code: low, moderate or high.
    """
    study = run.study
    outcomes = {one.key: one for one in study.outcomes.all()}
    counts = {row["outcome"]: OutcomeCounts.from_kept(row) for row in run.counts}
    rows = [
        _outcome(outcomes[answer["outcome"]], answer, counts[answer["outcome"]])
        for answer in run.answers
        if answer["outcome"] in outcomes and not answer.get("withheld")
    ]
    head = {**_head(study, run, counts), **weighed(threats)}
    return _filled({**head, "outcomes": [_filled(row) for row in rows]})


def weighed(threats: Mapping[str, str]) -> Row:
    """As the record keeps threats. Those that nobody weighed are not counted as low."""
    levels = {
        level: [code for code, said in threats.items() if said == level]
        for level in ("moderate", "high")
    }
    return {
        "threats": levels["moderate"] + levels["high"],
        "threats_moderate": levels["moderate"],
        "threats_high": levels["high"],
        "threats_weighed": set(threats) >= set(codes_of("threat")) or None,
    }


def _head(study: Study, run: Run, counts: Mapping[str, OutcomeCounts]) -> Row:
    design = design_named(study.design)
    by_person = study.unit == "person"
    main = [counts[one.key] for one in study.outcomes.all() if one.is_primary]
    worst = max(main or counts.values(), key=lambda one: one.lost)
    return {
        "citation": f"{study.title} (Bothways {study.uid}, {run.made_at.year})",
        "design": design.in_record[by_person],
        "year": run.made_at.year,
        "n": max(sum(one.answered) for one in counts.values()),
        "sample": str(study.uid),
        "unit_of_randomisation": study.unit if design.draws_lots else "",
        "n_clusters": None if by_person else worst.groups,
        "icc": None if by_person else _places(worst.icc),
        "attrition_overall": _places(worst.lost),
        "attrition_differential": _places(worst.lost_apart),
        "baseline_max_smd": _places(max(
            (one.start_apart for one in main if one.start_apart is not None), default=None
        )),
        "baseline_adjusted": design.analysis in ("trial", "match") and study.baseline_id is not None
        or None,
        "independent": study.independent,
        "preregistered": f"plan {study.plan_hash[:16]}, locked "
        f"{study.plan_locked_at:%Y-%m-%d}" if study.plan_locked_at else "",
        "outcomes_measured": study.outcomes.count(),
    }  # fmt: skip


def _outcome(outcome: StudyOutcome, answer: Row, counts: OutcomeCounts) -> Row:
    row: Row = {
        "name": outcome.title,
        "family": outcome.family,
        "outcome_for": OUTCOME_FOR.get(outcome.side),
        "instrument": outcome.instrument,
        "lower_is_better": outcome.lower_is_better,
        "note": answer.get("sentence") or answer.get("refusal", ""),
    }
    if answer["estimates"] and answer["design"] != "description" and counts.spread:
        row |= in_deviations(answer["estimates"][0], counts.spread)
    return row


def in_deviations(estimate: Row, spread: float) -> Row:
    """The estimate over the spread inside the arms, corrected for small samples (Hedges 1981)."""
    degrees = estimate["df"] or estimate["n"] - 2
    factor = (correction(degrees) if degrees and degrees > 1 else 1.0) / spread
    low, high = estimate["interval"] or (None, None)
    return {
        "estimate": _places(estimate["value"] * factor),
        "unit": "SD",
        "ci_low": _places(None if low is None else low * factor),
        "ci_high": _places(None if high is None else high * factor),
        "se": _places(None if estimate["se"] is None else estimate["se"] * factor),
        "p": estimate["p_value"],
    }


def _places(number: float | None) -> float | None:
    return None if number is None or not math.isfinite(number) else round(number, 4)


def _filled(row: Row) -> Row:
    """Only what is known: an empty cell of the record says that nobody knows."""
    return {name: value for name, value in row.items() if value not in (None, "", [])}
