"""The bands of the gap map: how sure we are of a practice, and what was found.

Two schemes. Practices that are rated stand by their confidence. An edition of a report that was
frozen before there were ratings stands by its study designs, as it did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOTS = ("rct", "cluster_rct")
COMPARED = (
    "rdd", "iv", "did", "its", "matched", "quasi_experiment", "comparison_no_baseline",
)  # fmt: skip
CAUSAL, CAUSAL_OPEN, PROMISING, MONITORED, NO_EFFECT, HARM = range(6)
SOUND, COMPARISON = 3, 2


@dataclass(frozen=True)
class Band:
    """One band. Bands with the same ``css`` share a bubble; shape says it as well as shade."""

    css: str
    word: Promise  # in a list: "2 causal and positive"
    key: Promise  # in the legend
    short: Promise  # at the head of a column


CONFIDENCE = (
    Band("b3", _("causal and positive"), _("C3 or more: causal"), _("C3 or more, positive")),
    Band("b3", _("causal, direction not clear"), _("C3 or more: causal"),
         _("C3 or more, not clear")),
    Band("b2", _("promising comparison"), _("C2: promising comparison"), _("C2")),
    Band("b0", _("monitored or described"), _("C0 or C1: described or monitored"),
         _("C0 or C1")),
    Band("bn", _("no effect found"), _("hollow: a sound study found no effect"),
         _("no effect found")),
    Band("bh", _("a sign of harm"), _("striped: a sign of harm"), _("a sign of harm")),
)  # fmt: skip
DESIGNS = (
    Band("b3", _("tested by drawing lots"), _("tested by drawing lots"), _("by lots")),
    Band("b2", _("tested by comparison"), _("tested by comparison"), _("compared")),
    Band("b0", _("monitored or described"), _("monitored or described"), _("described")),
)
Scheme = Sequence[Band]


def strength_of(document: Mapping[str, Any]) -> int:
    """The strongest study design of a practice, as a place in DESIGNS."""
    designs = {study.get("design") for study in document.get("studies") or ()}
    if designs.intersection(LOTS):
        return 0
    return 1 if designs.intersection(COMPARED) else 2


def band_of(confidence: int, direction: str, flags: Sequence[str]) -> int:
    """The place in CONFIDENCE. Harm goes before all, then no effect, then how sure it is."""
    if "harm" in flags:
        return HARM
    if "no_effect" in flags:
        return NO_EFFECT
    if confidence >= SOUND:
        return CAUSAL if direction == "positive" else CAUSAL_OPEN
    return PROMISING if confidence >= COMPARISON else MONITORED


def drawn(scheme: Scheme, counts: Sequence[int]) -> list[tuple[str, int]]:
    """Style and count of each bubble of a cell, strongest first; bands of one style together."""
    together: dict[str, int] = {}
    for band, count in zip(scheme, counts, strict=True):
        together[band.css] = together.get(band.css, 0) + count
    return list(together.items())


def legend(scheme: Scheme) -> list[tuple[str, str]]:
    """Style and words of each bubble, once a style."""
    return list({band.css: str(band.key) for band in scheme}.items())
