"""The designs of a study: what each needs, what it may say, and the analysis that it gets.

A design carries a causal sentence only if lots were drawn. The table is all there is: pages, plan,
analysis and the record of the practice read it.
"""

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from bothways.core.errors import Refused

Analysis = Literal["trial", "anytime", "did", "match", "prepost", "mean"]


@dataclass(frozen=True)
class Design:
    code: str
    words: Any
    meaning: Any
    analysis: Analysis
    draws_lots: bool = False
    has_comparison: bool = False
    needs_baseline: bool = False
    # May be looked at while people still answer: its interval holds at all looks together.
    is_open: bool = False
    # Code of the record's vocabulary ``design``, by unit of the draw.
    in_record: tuple[str, str] = ("monitoring", "monitoring")

    @property
    def may_say_effect(self) -> bool:
        return self.draws_lots


DESIGNS: dict[str, Design] = {
    design.code: design
    for design in (
        Design(
            "lottery", _("Lottery"),
            _("Lots decide who gets the programme. Only this shows what the programme does."),
            "trial", draws_lots=True, has_comparison=True, in_record=("cluster_rct", "rct"),
        ),
        Design(
            "waiting_list", _("Lottery with waiting list"),
            _("Lots decide who gets the programme first; the others get it after the last survey."),
            "trial", draws_lots=True, has_comparison=True, in_record=("cluster_rct", "rct"),
        ),
        Design(
            "message", _("Message trial"),
            _("Lots decide who meets which message or story; the result may be watched every day."),
            "anytime", draws_lots=True, has_comparison=True, is_open=True, in_record=("rct", "rct"),
        ),
        Design(
            "did", _("Comparison over time"),
            _("A group with the programme and one without, both asked before and after."),
            "did", has_comparison=True, needs_baseline=True, in_record=("did", "did"),
        ),
        Design(
            "matched", _("Matched comparison"),
            _("Those who take part are compared with others made alike by weights."),
            "match", has_comparison=True, needs_baseline=True, in_record=("matched", "matched"),
        ),
        Design(
            "prepost", _("Before and after"),
            _("One group, asked before and after: shows a change, never an effect."),
            "prepost", needs_baseline=True, in_record=("pre_post", "pre_post"),
        ),
        Design(
            "monitoring", _("Monitoring only"),
            _("Those who take part are asked once: shows how things are, no change."),
            "mean",
        ),
    )
}  # fmt: skip
SCHOOL = "school"
UNITS = {
    "group": _("whole groups, such as classes"),
    SCHOOL: _("whole schools: all groups of one stratum together"),
    "person": _("single people, one card each"),
}


def cluster_column(unit: str) -> str:
    """The column of the table whose rows resemble each other: what the lots fell on, or a class."""
    return "stratum" if unit == SCHOOL else "group"


def design_named(code: str) -> Design:
    if code not in DESIGNS:
        raise Refused(_("No design is called “%(code)s”. Choose one of the list.") % {"code": code})
    return DESIGNS[code]
