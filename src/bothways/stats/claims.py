"""The sentence a design allows, and the assumption it rests on.

Only a lottery carries a causal verb. A sentence is a constant message with named values, so that it
can be translated (``claim(...).said.filled(gettext)``); assumptions are messages without values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bothways.stats.errors import SpecificationError
from bothways.stats.estimate import Estimate
from bothways.stats.said import N_, Said

Design = Literal[
    "trial", "difference_in_differences", "matching", "interrupted_series", "change", "synthesis",
    "description",
]  # fmt: skip

ASSUMPTIONS: dict[str, str] = {
    "trial": N_(
        "The groups were drawn by lottery and analysed as drawn; who left did not depend on "
        "the programme."
    ),
    "difference_in_differences": N_("Without the programme both groups would have moved alike."),
    "matching": N_(
        "Everything that led people to take part and matters for the outcome was measured and"
        " weighted away."
    ),
    "interrupted_series": N_(
        "The earlier line would have gone on, and nothing else began at the start."
    ),
    "change": N_(
        "None that would make it an effect: nothing shows what would have happened without "
        "the programme."
    ),
    "synthesis": N_(
        "The pooled studies measure the same thing and none was left out because of its result."
    ),
    "description": N_("The people counted stand for the people meant."),
}

SENTENCES: dict[str, str] = {
    "raised": N_("The programme raised %(outcome)s by %(value)s %(unit)s."),
    "lowered": N_("The programme lowered %(outcome)s by %(value)s %(unit)s."),
    "suggests_rise": N_(
        "The comparison suggests that the programme raised %(outcome)s by %(value)s %(unit)s."
    ),
    "suggests_fall": N_(
        "The comparison suggests that the programme lowered %(outcome)s by %(value)s %(unit)s."
    ),
    "followed_by_rise": N_(
        "The programme is followed by a rise of %(outcome)s by %(value)s %(unit)s. That is a "
        "change, not an effect."
    ),
    "followed_by_fall": N_(
        "The programme is followed by a fall of %(outcome)s by %(value)s %(unit)s. That is a "
        "change, not an effect."
    ),
    "studies_rise": N_("Together the studies show a rise of %(outcome)s by %(value)s %(unit)s."),
    "studies_fall": N_("Together the studies show a fall of %(outcome)s by %(value)s %(unit)s."),
    "described": N_("%(outcome)s is %(value)s %(unit)s."),
    "cannot_tell": N_(
        "We cannot tell whether %(outcome)s changed: the interval from %(low)s to %(high)s "
        "%(unit)s allows for both a rise and a fall."
    ),
    "cannot_test": N_("We cannot tell whether %(outcome)s changed: this design gives no test."),
}

VERBS: dict[str, tuple[str, str]] = {
    "trial": ("raised", "lowered"),
    "difference_in_differences": ("suggests_rise", "suggests_fall"),
    "matching": ("suggests_rise", "suggests_fall"),
    "interrupted_series": ("suggests_rise", "suggests_fall"),
    "change": ("followed_by_rise", "followed_by_fall"),
    "synthesis": ("studies_rise", "studies_fall"),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What may be said.

    Parameters
    ----------
    code : key of :data:`SENTENCES`
    values : the placeholders
    assumption : what it rests on, in words
    """

    code: str
    values: tuple[tuple[str, str], ...]
    assumption: str

    @property
    def said(self) -> Said:
        """The sentence, to be translated or printed; the unit is translated with it."""
        values = {k: Said(str(v)) if k == "unit" else v for k, v in self.values}
        return Said(SENTENCES[self.code], values)

    def __str__(self) -> str:
        return str(self.said)


def claim(design: Design, estimate: Estimate, outcome: str, p_value: float | None = None) -> Claim:
    """Choose the sentence for an estimate.

    Parameters
    ----------
    design : how the estimate came about
    estimate : Estimate
    outcome : str
        What was measured, as it should stand in the sentence.
    p_value : float or None
        A p value that binds instead of the estimate's own (that of the lottery, or of the placebo
        test with one treated unit).

    Returns
    -------
    Claim
        "cannot_tell" unless p < 1 - level; a sentence about an effect only for a lottery.

    Raises
    ------
    SpecificationError
        Unknown design.

    Examples
    --------
    >>> e = Estimate("arm", 0.4, 0.1, 18., 4.0, 0.001, (0.2, 0.6), 0.95, 600, 20, "points",
    ...              "ols-cr2", "1", None, "0" * 64)
    >>> str(claim("trial", e, "reading"))
    'The programme raised reading by 0.4 points.'
    >>> claim("change", e, "reading").code, claim("trial", e, "reading", 0.2).code
    ('followed_by_rise', 'cannot_tell')
    """
    if design not in ASSUMPTIONS:
        raise SpecificationError("unknown_design", f"No design is called {design}.")
    p = estimate.p_value if p_value is None else p_value
    values = {"outcome": outcome, "unit": estimate.unit, "value": f"{abs(estimate.value):.3g}"}
    code = _code(design, estimate, p)
    if code == "described":
        values["value"] = f"{estimate.value:.3g}"
    low, high = estimate.interval or (None, None)
    values |= {"low": _end(low), "high": _end(high)}
    return Claim(code, tuple(sorted(values.items())), ASSUMPTIONS[design])


def _code(design: str, estimate: Estimate, p: float | None) -> str:
    if design == "description":
        return "described"
    if p is None:
        return "cannot_test"
    if p >= 1 - estimate.level:
        both = estimate.interval is not None and None not in estimate.interval
        return "cannot_tell" if both else "cannot_test"
    return VERBS[design][0 if estimate.value > 0 else 1]


def _end(number: float | None) -> str:
    return "-" if number is None else f"{number:.3g}"
