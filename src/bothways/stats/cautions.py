"""Cautions: what a reader must keep in mind beside a number.

A caution is a code, its values and an English sentence with named placeholders, so that pages can
translate the template and the machine can test the code.
"""

from __future__ import annotations

from dataclasses import dataclass

SENTENCES: dict[str, str] = {
    "rows_dropped": "{rows} of {total} rows were left out because a value they need is missing.",
    "few_clusters": "Only {clusters} clusters: read the randomisation test before the interval.",
    "low_df": "Only {df:.1f} degrees of freedom remain: the interval leans on normal errors.",
    "collinear_dropped": "Left out because other columns already determine it: {columns}.",
    "no_variation": "The outcome does not vary, so there is no test and no interval.",
    "cannot_reach": "This design has {assignments} assignments: its smallest possible p value is "
    "{smallest:.3g}, which is above {alpha:g}.",
    "unit_is_row": "No cluster column was given: rows are taken as independent of each other.",
    "one_treated": "One treated unit: its clustered standard error is not trustworthy. Read the "
    "placebo test instead.",
    "change_not_effect": "This is a change over time, not an effect: nothing shows what would have "
    "happened without the programme.",
    "regression_to_mean": "The group was chosen for its low or high start, so part of the change "
    "would have come anyway (regression to the mean).",
    "weak_first_stage": "Assignment moved participation only weakly (F = {f:.1f}): the interval "
    "may be very wide or have no end.",
    "unbounded_interval": "The interval has no finite end, because assignment may not have moved "
    "participation at all.",
    "differential_attrition": "The arms lost different shares of people ({difference:.1%}): see "
    "the bounds.",
    "imprecise_pool": "Only {studies} studies: the spread between studies is poorly known.",
    "tau_at_zero": "The spread between studies was estimated as zero; it may still exist.",
    "interval_approximate": "The interval comes from the randomisation spread of the studentised "
    "estimate, not from inverting every test.",
    "reverse_item": "Item {item} runs against the rest of the scale (r = {r:.2f}): check whether "
    "it must be reversed. Nothing was reversed for you.",
    "improper_solution": "The one-factor model fits at the edge of what is possible; omega may be "
    "off.",
    "small_groups": "In {classes} classes one group has no member or only one: they tell nothing "
    "about ties between groups.",
    "low_response": "In {classes} classes fewer than {share:.0%} answered: read them with care.",
    "empty_replicates": "{replicates} replicates have no estimate here and were left out.",
    "empty_cells": "Nobody with values in: {columns}.",
    "small_cell": "Only {n} people in this cell.",
    "no_between_variance": "The plausible values agree fully; there is no measurement error.",
    "trend_assumed": "The comparison is only right if both groups would have moved alike.",
    "series_assumed": "The number is only right if the earlier course would have gone on "
    "and nothing else changed at the start.",
    "unmeasured_assumed": "The comparison is only right if nothing that was not measured made "
    "people join.",
    "baseline_assumed": "The two answers assume different things about groups that started apart: "
    "if they disagree, neither is sure.",
    "staggered": "Units started at different times: each is compared with those not yet started.",
    "one_comparison": "One comparison unit: nothing shows how much such units differ, so there is "
    "no test. Read the placebo test instead.",
    "nobody_left": "{cells} unit-periods were left out, because nobody was without the programme "
    "any more.",
    "pretrend": "Before the start the groups already moved apart (p = {p:.3f}).",
    "few_permutations": "Only {count} placebo assignments exist: p cannot go below {smallest:.3g}.",
    "poor_overlap": "Weights rest on few people: {effective:.0f} of {n} effectively count.",
    "unbalanced_after": "After weighting, {columns} still differ by more than {limit:g} standard "
    "deviations.",
    "short_series": "Only {before} points before and {after} after the start.",
    "autocorrelated": "Neighbouring points resemble each other (r = {r:.2f}); the standard errors "
    "allow for it.",
}


@dataclass(frozen=True, slots=True)
class Caution:
    """A sentence to read beside a number.

    Parameters
    ----------
    code : str
        A key of :data:`SENTENCES`.
    values : tuple of (str, object)
        The named placeholders, sorted by name.

    Examples
    --------
    >>> str(caution("few_clusters", clusters=6))
    'Only 6 clusters: read the randomisation test before the interval.'
    """

    code: str
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return SENTENCES[self.code].format(**dict(self.values))


def caution(code: str, **values: object) -> Caution:
    """Build a :class:`Caution`; an unknown code is a programming error and raises ``KeyError``."""
    SENTENCES[code].format(**values)
    return Caution(code, tuple(sorted(values.items())))
