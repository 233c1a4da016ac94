"""What follows from the choices of a plan: the load of adaptation and the duty to measure again.

Pure functions. The rule is the idea of ADAPT (Moore et al. 2021, BMJ 374:n1679) put into code:
a changed core, or a group or place outside what was studied, needs a new evaluation of outcomes;
changes on the surface need a look at fidelity; no change needs monitoring.
A part whose standing nobody has told is treated as core: what is not known never counts as safe.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

CORE, UNSAID = "core", ""
KEEP, ADAPT, LEAVE_OUT, ADD = "keep", "adapt", "leave_out", "add"
CONSISTENT, INCONSISTENT, UNKNOWN = "consistent", "inconsistent", "unknown"
# Changes of content after which the practice is no longer followed.
DRIFTED = frozenset({"drift"})


class Duty(IntEnum):
    """What has to be measured, the higher the more."""

    MONITOR = 0
    FIDELITY = 1
    OUTCOME = 2


@dataclass(frozen=True)
class PartState:
    """A part as far as the rule looks at it: its standing and what the plan does with it."""

    part: str
    kind: str
    choice: str = KEEP

    @property
    def is_touched(self) -> bool:
        return self.choice in (ADAPT, LEAVE_OUT)


@dataclass(frozen=True)
class Entry:
    """A log entry as far as the rule looks at it. ``kind`` is None when it names no part."""

    what: str
    kind: str | None = None
    part: str = ""
    content: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    judged: str = ""


@dataclass(frozen=True)
class Reason:
    """Why the duty is at least this high. ``named`` is the part, the entry or the line."""

    duty: Duty
    code: str
    named: str = ""


@dataclass(frozen=True)
class Reevaluation:
    """The duty and each reason for it, the strongest first.

    ``undecided`` names lines of which nobody knows whether they lie outside what was studied:
    while one could raise the duty, the duty is a lower bound.
    """

    duty: Duty
    reasons: tuple[Reason, ...]
    undecided: tuple[str, ...] = ()


@dataclass(frozen=True)
class Load:
    """How much the plan changes, in counts."""

    parts: int
    kept: int
    adapted: int
    left_out: int
    added: int
    core_touched: int
    unsaid_touched: int
    kinds_of_change: tuple[str, ...]
    languages: tuple[str, ...]
    entries: int

    @property
    def touched(self) -> int:
        return self.adapted + self.left_out


def computed_fidelity(entry: Entry) -> str:
    """Whether the core is preserved, as far as the plan can tell without a person."""
    if entry.kind == CORE or DRIFTED & set(entry.content):
        return INCONSISTENT
    if entry.kind == UNSAID or (entry.kind is None and entry.content):
        return UNKNOWN
    return CONSISTENT


def reevaluation(
    parts: Iterable[PartState],
    entries: Iterable[Entry],
    outside: Iterable[str] = (),
    not_known: Iterable[str] = (),
) -> Reevaluation:
    """The strongest duty that any part, entry or line outside the studied range asks for.

    A person's judgement of an entry can raise the duty and never lowers it.
    """
    reasons = [
        *(reason for part in parts if (reason := _part_reason(part))),
        *(reason for entry in entries if (reason := _entry_reason(entry))),
        *(Reason(Duty.OUTCOME, _why(line), line) for line in outside),
    ]
    reasons.sort(key=lambda reason: -reason.duty)
    duty = max((reason.duty for reason in reasons), default=Duty.MONITOR)
    undecided = () if duty == Duty.OUTCOME else tuple(not_known)
    return Reevaluation(duty, tuple(reasons), undecided)


def _why(line: str) -> str:
    return "untested" if line == "confidence" else "outside"


def _part_reason(part: PartState) -> Reason | None:
    if part.is_touched and part.kind == CORE:
        code = "core_left_out" if part.choice == LEAVE_OUT else "core_changed"
        return Reason(Duty.OUTCOME, code, part.part)
    if part.is_touched and part.kind == UNSAID:
        return Reason(Duty.OUTCOME, "unsaid_changed", part.part)
    if part.is_touched:
        return Reason(Duty.FIDELITY, "surface", part.part)
    return Reason(Duty.FIDELITY, "added", part.part) if part.choice == ADD else None


def _entry_reason(entry: Entry) -> Reason:
    fidelity = computed_fidelity(entry)
    if "population" in entry.context:
        return Reason(Duty.OUTCOME, "other_people", entry.what)
    if INCONSISTENT in (fidelity, entry.judged):
        return Reason(Duty.OUTCOME, "logged_core", entry.what)
    if fidelity == UNKNOWN:
        return Reason(Duty.OUTCOME, "logged_unsaid", entry.what)
    return Reason(Duty.FIDELITY, "logged_surface", entry.what)


def adaptation_load(
    parts: Sequence[PartState], entries: Sequence[Entry], languages: Iterable[str] = ()
) -> Load:
    """Counts over parts and log: a part that a log entry names counts as adapted too."""
    logged = {entry.part for entry in entries if entry.part}
    touched = [part for part in parts if part.is_touched or _is_logged(part, logged)]
    left_out = sum(part.choice == LEAVE_OUT for part in parts)
    added = sum(part.choice == ADD for part in parts)
    kinds = {code for entry in entries for code in (*entry.content, *entry.context)}
    return Load(
        parts=len(parts) - added,
        kept=len(parts) - added - len(touched),
        adapted=len(touched) - left_out,
        left_out=left_out,
        added=added,
        core_touched=sum(part.kind == CORE for part in touched),
        unsaid_touched=sum(part.kind == UNSAID for part in touched),
        kinds_of_change=tuple(sorted(kinds)),
        languages=tuple(sorted(set(languages))),
        entries=len(entries),
    )


def _is_logged(part: PartState, logged: set[str]) -> bool:
    return part.choice == KEEP and part.part in logged
