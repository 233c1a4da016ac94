"""Records with effects that can be compared, made from starter records; the figures are made up."""

from collections.abc import Sequence
from typing import Any

from bothways.practices.import_actions import import_commit
from bothways.practices.models import ImportBatch
from bothways.practices.record.document import Document

# Effect, half width, people, family, side of each made-up study.
TRIALS = (
    (0.31, 0.16, 620, "wellbeing", "newcomers"),
    (0.12, 0.14, 840, "wellbeing", "newcomers"),
    (0.22, 0.12, 1100, "wellbeing", "newcomers"),
    (0.26, 0.30, 180, "wellbeing", "newcomers"),
    (-0.05, 0.20, 400, "wellbeing", "hosts"),
    (0.00, 0.07, 3200, "host_attitudes", "hosts"),
    (-0.30, 0.15, 700, "host_attitudes", "hosts"),
)


def study(effect: float, half: float, n: int, family: str, side: str) -> dict[str, Any]:
    """A sound trial as the record holds it."""
    outcome = {
        "name": f"scale of {family}", "family": family, "outcome_for": side, "estimate": effect,
        "unit": "SD", "ci_low": round(effect - half, 3), "ci_high": round(effect + half, 3),
        "lower_is_better": False, "instrument_validated": True,
    }  # fmt: skip
    return {
        "design": "rct", "citation": f"Made-up trial of {n} people, 2015", "year": 2015, "n": n,
        "attrition_overall": 0.05, "attrition_differential": 0.01, "baseline_max_smd": 0.03,
        "mdes": 0.18, "threats": [], "threats_weighed": True, "independent": True,
        "preregistered": "yes, number 1", "outcomes": [outcome],
    }  # fmt: skip


def documents_with_effects(starter: Sequence[Document]) -> list[Document]:
    """One record for each made-up trial, under an id of its own."""
    return [
        {
            **starter[at],
            "id": f"made-up-{at + 1}",
            "title": f"Made-up practice {at + 1}",
            "outcome_families": [trial[3]],
            "influence_mechanism": ["skills"] if at % 2 else ["direct_contact"],
            "studies": [study(*trial)],
            "missing": {},
        }
        for at, trial in enumerate(TRIALS)
    ]


def release_all(documents: Sequence[Document]) -> None:
    batch = ImportBatch.objects.create(
        file_name="made-up", file_format="json", file_hash="", documents=list(documents)
    )
    import_commit(batch, actor=None, release=True)
