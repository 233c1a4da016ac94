"""The ratings of a report as they were frozen with its edition. Later rules change none of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bothways.practices.rating_queries import DIRECTIONS, ShownRating
from bothways.practices.rating_words import sentence
from bothways.practices.said import said_from
from bothways.publishing.bands import band_of
from bothways.stats.said import Said

Row = Mapping[str, Any]


def frozen_rating(shown: ShownRating) -> dict[str, Any]:
    """What an edition keeps of a rating: numbers, and sentences with their values."""
    return {
        "low": shown.low,
        "high": shown.high,
        "short": shown.short,
        "label": shown.label.as_json(),
        "direction": shown.direction,
        "binding": shown.binding.as_json(),
        "flags": _flags(shown.flags),
        "lowered": _lowered(shown),
        "rule_version": shown.rule_version,
        "inputs_hash": shown.inputs_hash,
        "outcomes": [
            {
                "outcome": one.outcome,
                "low": one.low,
                "high": one.high,
                "label": one.label.as_json(),
                "direction": one.direction,
                "sentence": one.sentence.as_json(),
                "reasons": [reason.as_json() for reason in one.reasons],
                "flags": _flags(one.flags),
            }
            for one in shown.outcomes
        ],
        "findings": [
            {
                "study": one.study,
                "outcome": one.outcome,
                "family": one.family,
                "low": one.low,
                "high": one.high,
                "step": one.step,
                "reasons": [reason.as_json() for reason in one.reasons],
            }
            for one in shown.findings
        ],
    }


def _flags(flags: Sequence[Any]) -> list[dict[str, Any]]:
    return [{"code": flag.code, "text": flag.text.as_json()} for flag in flags]


def _lowered(shown: ShownRating) -> dict[str, Any] | None:
    if shown.lowered is None:
        return None
    return {
        "level": shown.lowered.level,
        "reason": shown.lowered.reason,
        "computed_low": shown.computed_low,
        "computed_high": shown.computed_high,
    }


@dataclass(frozen=True)
class FrozenRating:
    """Reads a frozen rating in the language that is active."""

    row: Row

    @property
    def low(self) -> int:
        return int(self.row["low"])

    @property
    def high(self) -> int:
        return int(self.row["high"])

    @property
    def short(self) -> str:
        return str(self.row["short"])

    @property
    def label(self) -> str:
        return self._said(self.row["label"])

    @property
    def binding(self) -> str:
        return self._said(self.row["binding"])

    @property
    def direction(self) -> str:
        return str(DIRECTIONS.get(self.row["direction"], self.row["direction"]))

    @property
    def codes(self) -> list[str]:
        return [flag["code"] for flag in self.row["flags"]]

    @property
    def band(self) -> int:
        return band_of(self.low, self.row["direction"], self.codes)

    @property
    def hollow(self) -> bool:
        return "no_effect" in self.codes

    @property
    def flags(self) -> list[str]:
        return [self._said(flag["text"]) for flag in self.row["flags"]]

    @property
    def lowered(self) -> str:
        """Why a reviewer lowered it, with what the rules had given."""
        row = self.row["lowered"]
        if not row:
            return ""
        low, high = row["computed_low"], row["computed_high"]
        was = f"C{low}" if low == high else f"C{low}–C{high}"
        return _("Lowered from %(was)s by a reviewer: %(reason)s") % {
            "was": was, "reason": row["reason"],
        }  # fmt: skip

    @property
    def reasons(self) -> list[tuple[str, str, str]]:
        """Outcome, its confidence with direction, and what binds it."""
        return [
            (
                row["outcome"],
                f"{self._said(row['label'])}; {DIRECTIONS.get(row['direction'], '')}",
                " ".join(dict.fromkeys(sentence(_own(reason)) for reason in row["reasons"])),
            )
            for row in self.row["outcomes"]
        ]

    def study_short(self, study: int, outcome: int) -> str:
        """The confidence of one outcome of one study: ``C2``, ``C0.3`` or ``C0–C3``."""
        for row in self.row["findings"]:
            if row["study"] == study and row["outcome"] in (outcome, None):
                if row["low"] < row["high"]:
                    return f"C{row['low']}–C{row['high']}"
                return row["step"] or f"C{row['low']}"
        return ""

    @staticmethod
    def _said(row: Row) -> str:
        return str(said_from(row))


def _own(reason: Row) -> Said:
    """The reason; where only one study can be meant, without "the best study" in front of it."""
    said = said_from(reason)
    inner = said.values.get("reason")
    nameless = isinstance(said.values.get("study"), Said)
    return inner if nameless and isinstance(inner, Said) else said
