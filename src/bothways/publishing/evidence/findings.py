"""Findings: one outcome of one study, and what keeps it out of a pooled estimate, if anything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

SIDES = ("newcomers", "hosts", "institutions")
# Why a finding cannot be compared, in the order in which it is told.
PROBLEMS = (
    "no_design", "no_comparison", "no_size", "other_unit", "no_direction", "no_interval",
    "no_family", "no_side",
)  # fmt: skip
# The fields of the record that would answer each of them; none where no field can.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "no_design": ("design",),
    "no_comparison": (),
    "no_size": ("estimate", "unit"),
    "other_unit": ("estimate", "unit"),
    "no_direction": ("lower_is_better",),
    "no_interval": ("ci_low", "ci_high"),
    "no_family": ("family",),
    "no_side": ("outcome_for",),
}
NO_MECHANISM = "none_visible"


@dataclass(frozen=True, slots=True)
class Finding:
    """One outcome of one study. Effects are in standard deviations, positive as intended."""

    practice: str
    title: str
    language: str
    release: int
    study: str
    sample: str
    outcome: str
    family: str
    families: tuple[str, ...]  # all of the practice: where it is listed when it names none itself
    side: str
    design: str
    effect: float | None
    low: float | None
    high: float | None
    n: int | None
    confidence: tuple[int, int]
    mechanisms: tuple[str, ...]
    components: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def counts(self) -> bool:
        return not self.problems

    @property
    def topics(self) -> "tuple[Topic, ...]":
        """What the practice works through: mechanisms, or components where none is coded."""
        coded = tuple(m for m in self.mechanisms if m != NO_MECHANISM)
        if coded:
            return tuple(("influence_mechanism", code) for code in coded)
        return tuple(("components", code) for code in self.components)

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields that would let it in; none when no field can."""
        if not all(ANSWERS[problem] for problem in self.problems):
            return ()
        return tuple(dict.fromkeys(f for p in self.problems for f in ANSWERS[p]))

    def as_row(self) -> dict[str, Any]:
        """The finding as JSON, for an edition that must not change."""
        return asdict(self)


def finding_from(row: Mapping[str, Any]) -> Finding:
    """The finding of a stored row; lists come back as tuples."""
    known = {field.name for field in fields(Finding)}
    values: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in row.items() if k in known
    }
    return Finding(**values)


Topic = tuple[str, str]  # a field of the record and a code of it


def about(findings: Iterable[Finding], family: str) -> list[Finding]:
    """Those of an outcome family, and those that may be of it, since the record does not say."""
    return [f for f in findings if family == f.family or (not f.family and family in f.families)]


def through(findings: Iterable[Finding], topic: Topic | None) -> list[Finding]:
    """Those of practices that work through a mechanism or component."""
    return [f for f in findings if topic is None or topic in f.topics]


def measured_on(findings: Iterable[Finding], side: str) -> list[Finding]:
    return [f for f in findings if f.side == side]


def usable(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.counts]


def left_out(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if not finding.counts]
