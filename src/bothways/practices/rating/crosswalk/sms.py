"""Maryland Scientific Methods Scale, What Works Growth version: the level the method can reach.

A reviewer lowers a study that was badly carried out. The crime-prevention scale of the same
name counts otherwise (there before and after is 2).
"""

from bothways.practices.rating.crosswalk.verdict import Verdict, decided, undecided
from bothways.practices.rating.record import StudyRecord
from bothways.stats.said import N_, Said

LEVELS = {"rct": 5, "cluster_rct": 5, "rdd": 4, "iv": 4, "did": 3, "matched": 3}
METHOD = N_("design (the method of comparison, named)")
CONTROLS_DECIDE = ("comparison_no_baseline", "pre_post", "its")


def sms(study: StudyRecord) -> Verdict:
    if study.design is None:
        return undecided("SMS", "design")
    if study.design == "quasi_experiment":
        return undecided("SMS", METHOD)
    if study.design in LEVELS:
        return _level(LEVELS[study.design])
    if study.design not in CONTROLS_DECIDE:
        return decided(
            "SMS", "not on the scale", Said(N_("not on the scale: nothing was compared"))
        )
    if study.baseline_adjusted is None and study.design != "pre_post":
        return undecided("SMS", "baseline_adjusted")
    return _level(2 if study.baseline_adjusted else 1)


def _level(level: int) -> Verdict:
    text = Said(N_("%(level)s of 5 at best (What Works Growth version)"), {"level": level})
    return decided("SMS", str(level), text)
