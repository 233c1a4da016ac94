"""The lines of ``bothways analyse`` that a study runs, and that anybody can run again."""

import shlex
from dataclasses import dataclass

from bothways.studies.designs import SCHOOL, cluster_column, design_named
from bothways.studies.models import Study, StudyOutcome
from bothways.studies.plan import DRAWS
from bothways.studies.tables import StudyTable

FILE = "table.csv"


@dataclass(frozen=True)
class Line:
    """One analysis: of which outcome, on which side, by which words."""

    outcome: str
    side: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return "bothways analyse " + shlex.join(self.words)


def lines_of(study: Study, table: StudyTable) -> list[Line]:
    """One line an outcome; the main ones of a side stand together in one family."""
    outcomes = list(study.outcomes.all())
    return [Line(one.key, one.side, tuple(_words(study, one, outcomes, table))) for one in outcomes]


def _words(
    study: Study, outcome: StudyOutcome, outcomes: list[StudyOutcome], table: StudyTable
) -> list[str]:
    analysis = design_named(study.design).analysis
    words = [analysis, FILE, *WORDS[analysis](study, outcome, table)]
    words += ["--measured-in", outcome.unit]
    if outcome.side:
        words += ["--where", f"side={outcome.side}"]
    if analysis == "trial":
        also = [f"{one.key}_after" for one in outcomes if _in_family(one, outcome)]
        words += ["--also", *also] if also else []
    return words


def _in_family(other: StudyOutcome, outcome: StudyOutcome) -> bool:
    both_count = other.is_primary and outcome.is_primary
    return both_count and other.key != outcome.key and other.side == outcome.side


def _trial(study: Study, outcome: StudyOutcome, table: StudyTable) -> list[str]:
    words = ["--outcome", f"{outcome.key}_after", "--treatment", "arm"]
    words += ["--cluster", cluster_column(study.unit)] if study.unit != "person" else []
    inside_strata = study.is_stratified and study.unit != SCHOOL and _strata(table) > 1
    words += ["--strata", "stratum"] if inside_strata else []
    words += _covariates(outcome, table)
    return [*words, "--draws", str(DRAWS), "--seed", str(study.seed)]


def _anytime(study: Study, outcome: StudyOutcome, table: StudyTable) -> list[str]:
    return ["--outcome", f"{outcome.key}_after", "--treatment", "arm", "--share",
            str(float(study.share)), "--tightest-at", str(study.ends_at)]  # fmt: skip


def _did(study: Study, outcome: StudyOutcome, table: StudyTable) -> list[str]:
    words = ["--outcome", outcome.key, "--period", "period", "--treatment", "arm", "--start", "2"]
    words += ["--cluster", cluster_column(study.unit)]
    return [*words, "--draws", str(DRAWS), "--seed", "1"]


def _match(study: Study, outcome: StudyOutcome, table: StudyTable) -> list[str]:
    words = ["--outcome", f"{outcome.key}_after", "--treatment", "arm"]
    return [*words, *_covariates(outcome, table), "--cluster", cluster_column(study.unit)]


def _prepost(study: Study, outcome: StudyOutcome, table: StudyTable) -> list[str]:
    return ["--before", f"{outcome.key}_before", "--after", f"{outcome.key}_after",
            "--cluster", cluster_column(study.unit)]  # fmt: skip


def _mean(study: Study, outcome: StudyOutcome, table: StudyTable) -> list[str]:
    return ["--outcome", f"{outcome.key}_after", "--cluster", cluster_column(study.unit)]


WORDS = {
    "trial": _trial,
    "anytime": _anytime,
    "did": _did,
    "match": _match,
    "prepost": _prepost,
    "mean": _mean,
}


def _covariates(outcome: StudyOutcome, table: StudyTable) -> list[str]:
    wanted = (f"{outcome.key}_start", f"{outcome.key}_start_unknown")
    names = {column.name for column in table.columns}
    found = [name for name in wanted if name in names]
    return ["--covariate", *found] if found else []


def _strata(table: StudyTable) -> int:
    return len(set(table.numbers("stratum")))
