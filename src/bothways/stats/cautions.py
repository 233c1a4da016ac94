"""Cautions: what a reader must keep in mind beside a number.

A caution is a code, its values and an English sentence with named placeholders: pages translate the
sentence (``caution.said.filled(gettext)``), the machine tests the code.
"""

from __future__ import annotations

from dataclasses import dataclass

from bothways.stats.said import N_, Said

SENTENCES: dict[str, str] = {
    "rows_dropped": N_(
        "%(rows)s of %(total)s rows were left out because a value they need is missing."
    ),
    "few_clusters": N_(
        "Only %(clusters)s clusters: read the randomisation test before the interval."
    ),
    "few_answers": N_(
        "Only %(n)s answers: an interval for all looks together needs some hundreds."
    ),
    "low_df": N_("Only %(df)s degrees of freedom remain: the interval leans on normal errors."),
    "collinear_dropped": N_("Left out because other columns already determine it: %(columns)s."),
    "no_variation": N_("The outcome does not vary, so there is no test and no interval."),
    "cannot_reach": N_(
        "This design has %(assignments)s assignments: its smallest possible p value is "
        "%(smallest)s, which is above %(alpha)s."
    ),
    "unit_is_row": N_("No cluster column was given: rows are taken as independent of each other."),
    "one_treated": N_(
        "One treated unit: its clustered standard error is not trustworthy. Read the placebo "
        "test instead."
    ),
    "change_not_effect": N_(
        "This is a change over time, not an effect: nothing shows what would have happened "
        "without the programme."
    ),
    "regression_to_mean": N_(
        "The group was chosen for its low or high start, so part of the change would have "
        "come anyway (regression to the mean)."
    ),
    "weak_first_stage": N_(
        "Assignment moved participation only weakly (F = %(f)s): the interval may be very "
        "wide or have no end."
    ),
    "unbounded_interval": N_(
        "The interval has no finite end, because assignment may not have moved participation "
        "at all."
    ),
    "differential_attrition": N_(
        "The arms lost different shares of people (%(difference)s %%): see the bounds."
    ),
    "imprecise_pool": N_("Only %(studies)s studies: the spread between studies is poorly known."),
    "tau_at_zero": N_("The spread between studies was estimated as zero; it may still exist."),
    "interval_approximate": N_(
        "The interval comes from the randomisation spread of the studentised estimate, not "
        "from inverting every test."
    ),
    "reverse_item": N_(
        "Item %(item)s runs against the rest of the scale (r = %(r)s): check whether it must "
        "be reversed. Nothing was reversed for you."
    ),
    "improper_solution": N_(
        "The one-factor model fits at the edge of what is possible; omega may be off."
    ),
    "small_groups": N_(
        "In %(classes)s classes one group has no member or only one: they tell nothing about "
        "ties between groups."
    ),
    "low_response": N_(
        "In %(classes)s classes fewer than %(share)s %% answered: read them with care."
    ),
    "empty_replicates": N_("%(replicates)s replicates have no estimate here and were left out."),
    "empty_cells": N_("Nobody with values in: %(columns)s."),
    "small_cell": N_("Only %(n)s people in this cell."),
    "no_between_variance": N_("The plausible values agree fully; there is no measurement error."),
    "trend_assumed": N_("The comparison is only right if both groups would have moved alike."),
    "series_assumed": N_(
        "The number is only right if the earlier course would have gone on and nothing else "
        "changed at the start."
    ),
    "unmeasured_assumed": N_(
        "The comparison is only right if nothing that was not measured made people join."
    ),
    "baseline_assumed": N_(
        "The two answers assume different things about groups that started apart: if they "
        "disagree, neither is sure."
    ),
    "staggered": N_(
        "Units started at different times: each is compared with those not yet started."
    ),
    "bounds_short": N_(
        "Were the truth just at one end of the bounds, this interval would hold it in 92 of "
        "100 samples instead of 95."
    ),
    "bootstrap_bold": N_(
        "With fewer than 20 clusters this bootstrap calls chance an effect up to 7 times in "
        "100 instead of 5: read the randomisation test or CR2 first."
    ),
    "few_on_side": N_(
        "Only %(units)s units on one side: the interval is wider than it needs to be, so a small "
        "effect goes unseen."
    ),
    "one_comparison": N_(
        "One comparison unit: nothing shows how much such units differ, so there is no test. "
        "Read the placebo test instead."
    ),
    "nobody_left": N_(
        "%(cells)s unit-periods were left out, because nobody was without the programme any more."
    ),
    "pretrend": N_("Before the start the groups already moved apart (p = %(p)s)."),
    "few_permutations": N_(
        "Only %(count)s placebo assignments exist: p cannot go below %(smallest)s."
    ),
    "poor_overlap": N_("Weights rest on few people: %(effective)s of %(n)s effectively count."),
    "unbalanced_after": N_(
        "After weighting, %(columns)s still differ by more than %(limit)s standard deviations."
    ),
    "short_series": N_("Only %(before)s points before and %(after)s after the start."),
    "autocorrelated": N_(
        "Neighbouring points resemble each other (r = %(r)s); the standard errors allow for it."
    ),
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

    @property
    def said(self) -> Said:
        """The sentence, to be translated or printed."""
        return Said(SENTENCES[self.code], dict(self.values))

    def __str__(self) -> str:
        return str(self.said)


def caution(code: str, **values: object) -> Caution:
    """Build a :class:`Caution`; an unknown code is a programming error and raises ``KeyError``."""
    made = Caution(code, tuple(sorted(values.items())))
    made.said.filled()
    return made
