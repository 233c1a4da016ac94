"""Reads of ratings as they are shown: computed by the rules, lowered where a reviewer said so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bothways.practices.models import Lowering, Rating
from bothways.practices.rating.tables import PRACTICE_LABELS
from bothways.practices.rating_words import field_words, label_of_range, sentence
from bothways.practices.said import Told, said_from

DIRECTIONS = {
    "positive": _("positive"),
    "negative": _("negative"),
    "not clear": _("not clear"),
    "not measured": _("not measured in a comparable unit"),
}


@dataclass(frozen=True)
class Lowered:
    """What a reviewer said: show this level at most, and why."""

    level: int
    reason: str
    at: datetime
    computed_low: int
    computed_high: int
    release: int  # number of the release it was said of
    pk: int


@dataclass(frozen=True)
class ShownFlag:
    code: str
    text: Told


@dataclass(frozen=True)
class ShownVerdict:
    """What another registry would say of one finding."""

    registry: str
    value: str | None
    text: Told
    needs: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class ShownFinding:
    """One outcome of one study; ``study`` and ``outcome`` are places in the document, from 0."""

    study: int
    outcome: int | None
    name: str
    family: str
    group: str
    effect: float | None
    ci_low: float | None
    ci_high: float | None
    low: int
    high: int
    step: str | None
    label: Told
    sentence: Told
    reasons: tuple[Told, ...]
    decided_by: tuple[str, ...]
    flags: tuple[ShownFlag, ...]
    crosswalk: tuple[ShownVerdict, ...]
    notes: tuple[Told, ...]


@dataclass(frozen=True)
class Together:
    """The studies of one outcome together; an end of None has no limit."""

    value: float
    low: float | None
    high: float | None
    samples: int


@dataclass(frozen=True)
class ShownOutcome:
    """One outcome over all studies. ``outcome`` is the code of its family, or its own name."""

    outcome: str
    low: int
    high: int
    label: Told
    direction: str
    sentence: Told
    reasons: tuple[Told, ...]
    decided_by: tuple[str, ...]
    flags: tuple[ShownFlag, ...]
    together: Together | None


@dataclass(frozen=True)
class ShownRating:
    """The rating of a live release. ``low`` and ``high`` are as shown, after lowering."""

    slug: str
    low: int
    high: int
    label: Told
    step: str | None
    direction: str
    binding: Told
    decided_by: tuple[str, ...]
    flags: tuple[ShownFlag, ...]
    outcomes: tuple[ShownOutcome, ...]
    findings: tuple[ShownFinding, ...]
    lowered: Lowered | None
    rule_version: str
    inputs_hash: str
    computed_at: datetime | None
    computed_low: int
    computed_high: int

    @property
    def crossings(self) -> int:
        """How often the threads of the mark cross: what is certain, not what is possible."""
        return self.low

    @property
    def lowered_reason(self) -> str:
        return self.lowered.reason if self.lowered else ""

    @property
    def is_range(self) -> bool:
        return self.low < self.high

    @property
    def hollow(self) -> bool:
        """Whether a sound study found no effect: the mark's threads are hollow then."""
        return any(flag.code == "no_effect" for flag in self.flags)

    @property
    def short(self) -> str:
        """``C2``, ``C0.3`` or ``C0–C4``."""
        if self.is_range:
            return f"C{self.low}–C{self.high}"
        return self.step if self.step and not self.lowered else f"C{self.low}"

    @property
    def words(self) -> str:
        """``C2 promising comparison`` or ``C0 to C4, not decided yet``."""
        if not self.is_range:
            return str(self.label)
        return gettext("C%(low)s to C%(high)s, not decided yet") % {
            "low": self.low, "high": self.high
        }  # fmt: skip

    @property
    def held(self) -> str:
        """What binds it, as one sentence: a lowering, else the first reason of the rules."""
        if self.lowered:
            return gettext("Lowered by a reviewer: %(reason)s") % {"reason": self.lowered.reason}
        return sentence(self.binding)

    @property
    def direction_words(self) -> str:
        return str(DIRECTIONS[self.direction])

    @property
    def needs(self) -> list[str]:
        """The fields that would close the range, in the words of the record."""
        return [field_words(field) for field in self.decided_by]


ROW = (
    "release__practice__slug", "release__practice_id", "low", "high", "rule_version",
    "inputs_hash", "computed_at", "document",
)  # fmt: skip


def shown_ratings(slugs: Iterable[str]) -> dict[str, ShownRating]:
    """The rating of each live release among these, by slug. Two statements."""
    rows = Rating.objects.filter(release__live_of__slug__in=list(slugs)).order_by("pk")
    # Later rows replace earlier ones: the newest rating of a release holds.
    newest = {row[0]: row for row in rows.values_list(*ROW)}
    lowered = in_force(row[1] for row in newest.values())
    return {slug: _shown(row, lowered.get(row[1])) for slug, row in newest.items()}


def confidences(slugs: Iterable[str] | None = None) -> dict[str, tuple[int, int]]:
    """Both ends of the confidence as shown, by slug; of all live releases unless told which."""
    rows = Rating.objects.filter(release__live_of__isnull=False).order_by("pk")
    lowered = Lowering.objects.filter(lifted_at=None)
    if slugs is not None:
        wanted = list(slugs)
        rows = rows.filter(release__live_of__slug__in=wanted)
        lowered = lowered.filter(practice__slug__in=wanted)
    most = dict(lowered.values_list("practice__slug", "level"))
    return {
        slug: (min(low, most.get(slug, low)), min(high, most.get(slug, high)))
        for slug, low, high in rows.values_list("release__practice__slug", "low", "high")
    }


def shown_rating(slug: str) -> ShownRating | None:
    return shown_ratings([slug]).get(slug)


def release_rating(slug: str, number: int) -> ShownRating | None:
    """The rating of one release by its number, live or not, with what lowers the practice now."""
    rows = Rating.objects.filter(release__practice__slug=slug, release__number=number)
    row = rows.order_by("-pk").values_list(*ROW).first()
    return _shown(row, in_force([row[1]]).get(row[1])) if row else None


def in_force(practices: Iterable[int]) -> dict[int, Lowering]:
    """The lowerings that nobody has lifted, by practice."""
    rows = Lowering.objects.filter(practice__in=list(practices), lifted_at=None)
    return {row.practice_id: row for row in rows.select_related("release")}


def shown_document(slug: str, low: int, high: int, document: Mapping[str, Any]) -> ShownRating:
    """A rating that is not kept: the preview of a draft."""
    return _shown((slug, 0, low, high, "", "", None, document), None)


def _shown(row: tuple[Any, ...], lowering: Lowering | None) -> ShownRating:
    slug, _practice, low, high, version, stamp, at, document = row
    level = lowering.level if lowering else high
    shown_low, shown_high = min(low, level), min(high, level)
    return ShownRating(
        slug=slug,
        low=shown_low,
        high=shown_high,
        label=Told.of(label_of_range(shown_low, shown_high, PRACTICE_LABELS)),
        step=document["step"],
        direction=document["direction"],
        binding=said_from(document["binding"]),
        decided_by=tuple(document["decided_by"]) if shown_low < shown_high else (),
        flags=_flags(document["flags"]),
        outcomes=tuple(_outcome(outcome) for outcome in document["outcomes"]),
        findings=tuple(_finding(finding) for finding in document["findings"]),
        lowered=_lowered(lowering, low, high) if lowering else None,
        rule_version=version,
        inputs_hash=stamp,
        computed_at=at,
        computed_low=low,
        computed_high=high,
    )


def _lowered(lowering: Lowering, low: int, high: int) -> Lowered:
    number = lowering.release.number
    return Lowered(
        lowering.level, lowering.reason, lowering.created_at, low, high, number, lowering.pk
    )


def _flags(rows: Iterable[Mapping[str, Any]]) -> tuple[ShownFlag, ...]:
    return tuple(ShownFlag(row["code"], said_from(row["text"])) for row in rows)


def _all_said(rows: Iterable[Mapping[str, Any]]) -> tuple[Told, ...]:
    return tuple(said_from(row) for row in rows)


def _outcome(row: Mapping[str, Any]) -> ShownOutcome:
    return ShownOutcome(
        row["outcome"], row["low"], row["high"], said_from(row["label"]), row["direction"],
        said_from(row["sentence"]), _all_said(row["reasons"]), tuple(row["decided_by"]),
        _flags(row["flags"]), Together(**row["together"]) if row["together"] else None,
    )  # fmt: skip


def _finding(row: Mapping[str, Any]) -> ShownFinding:
    crosswalk = tuple(
        ShownVerdict(
            name, verdict["value"], said_from(verdict["text"]), tuple(verdict["needs"]),
            verdict["status"],
        )
        for name, verdict in row["crosswalk"].items()
    )  # fmt: skip
    return ShownFinding(
        row["study"], row["outcome"], row["name"], row["family"], row["group"], row["effect"],
        row["ci_low"], row["ci_high"], row["low"], row["high"], row["step"],
        said_from(row["label"]), said_from(row["sentence"]), _all_said(row["reasons"]),
        tuple(row["decided_by"]), _flags(row["flags"]), crosswalk, _all_said(row["notes"]),
    )  # fmt: skip
