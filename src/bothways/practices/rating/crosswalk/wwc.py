"""What Works Clearinghouse (group designs) and, on top of it, the ESSA tiers of one finding."""

from bothways.practices.rating.caps import low_for_wwc, single_groups
from bothways.practices.rating.crosswalk.verdict import Verdict, decided, undecided
from bothways.practices.rating.record import StudyRecord
from bothways.practices.rating.tables import (
    BALANCE_FINE,
    BALANCE_LIMIT,
    DESIGNS,
    TIER_SITES,
    TIER_STUDENTS,
)
from bothways.stats.said import N_, Figure, Said

WITHOUT, WITH, FAILS = "without reservations", "with reservations", "does not meet"
SENTENCES = {
    WITHOUT: N_("meets standards without reservations: %(why)s"),
    WITH: N_("meets standards with reservations: %(why)s"),
    FAILS: N_("does not meet: %(why)s"),
}
TIERS = {"1": N_("tier 1 (strong evidence)"), "2": N_("tier 2 (moderate evidence)")}
EXTRA = {
    "rdd": N_("the checks of the WWC discontinuity standards"),
    "iv": N_("the first stage and the exclusion of other paths"),
    "its": N_("a comparison group"),
}


def wwc(study: StudyRecord) -> Verdict:
    if study.design is None:
        return undecided("WWC", "design")
    if study.design in EXTRA:
        return undecided("WWC", EXTRA[study.design])
    rule = DESIGNS[study.design]
    if not rule.compares:
        return _says(FAILS, Said(N_("no comparison group")))
    if single_groups(study):
        alone = N_("one group in an arm: its own traits cannot be told from the programme")
        return _says(FAILS, Said(alone))
    return _trial(study) if rule.randomised else _equivalence(study)


def _says(value: str, why: Said) -> Verdict:
    return decided("WWC", value, Said(SENTENCES[value], {"why": why}))


def _trial(study: StudyRecord) -> Verdict:
    overall, differential = study.attrition_overall, study.attrition_differential
    if overall is None or differential is None:
        wanted = {"attrition_overall": overall, "attrition_differential": differential}
        return undecided("WWC", *(field for field, share in wanted.items() if share is None))
    if low_for_wwc(overall, differential):
        low = N_("drawn by lot, low attrition by the cautious limits")
        groups = N_(
            "drawn by lot, low attrition by the cautious limits, if no larger share of groups "
            "was lost"
        )
        return _says(WITHOUT, Said(groups if study.grouped else low))
    return _equivalence(study)


def _equivalence(study: StudyRecord) -> Verdict:
    difference = study.baseline_difference
    if study.design == "comparison_no_baseline":
        return _says(FAILS, Said(N_("no baseline, so equivalence cannot be shown")))
    if difference is None:
        return undecided("WWC", "baseline_difference")
    if difference > BALANCE_LIMIT:
        return _says(FAILS, _differ(FAR, difference))
    if difference <= BALANCE_FINE:
        return _says(WITH, _differ(NEAR, difference))
    if study.baseline_adjusted is None:
        return undecided("WWC", "baseline_adjusted")
    if study.baseline_adjusted:
        return _says(WITH, _differ(ADJUSTED, difference))
    return _says(FAILS, _differ(NOT_ADJUSTED, difference))


FAR = N_("the groups differ by %(difference)s at baseline, more than 0.25")
NEAR = N_("the groups differ by %(difference)s at baseline, at most 0.05")
ADJUSTED = N_("a baseline difference of %(difference)s was adjusted for")
NOT_ADJUSTED = N_("a baseline difference of %(difference)s was not adjusted for")


def _differ(message: str, difference: float) -> Said:
    return Said(message, {"difference": Figure(difference)})


def essa(study: StudyRecord) -> Verdict:
    """The tier of the finding alone; the official tier also looks at related studies."""
    if study.interval is None:
        return undecided("ESSA", *_missing_ends(study))
    if study.direction != 1:
        return _tier("none", Said(N_("no tier 1 to 3: the effect is not significantly positive")))
    rated = wwc(study)
    if rated.value in (WITHOUT, WITH):
        return _sized(study, "1" if rated.value == WITHOUT else "2")
    if rated.value is None:
        return undecided("ESSA", *rated.needs)
    return _promising(study)


def _missing_ends(study: StudyRecord) -> list[str]:
    return [name for name in ("ci_low", "ci_high") if getattr(study, name) is None]


def _tier(value: str, tier: Said) -> Verdict:
    return decided("ESSA", value, Said(N_("%(tier)s (finding level, approximate)"), {"tier": tier}))


def _sized(study: StudyRecord, tier: str) -> Verdict:
    small = study.n_participants is not None and study.n_participants < TIER_STUDENTS
    single = study.sites is not None and study.sites < TIER_SITES
    if small or single:
        return _promising(study)
    wanted = {"n_participants": study.n_participants, "sites": study.sites}
    needs = [field for field, count in wanted.items() if count is None]
    if needs:
        return undecided("ESSA", *needs)
    return _tier(tier, Said(TIERS[tier]))


def _promising(study: StudyRecord) -> Verdict:
    """Tier 3 asks for control of selection: by lot, or by adjusting for the baseline."""
    if study.design is None or not DESIGNS[study.design].compares:
        return _tier("none", Said(N_("no tier 1 to 3: no comparison group")))
    if DESIGNS[study.design].randomised or study.baseline_adjusted:
        return _tier("3", Said(N_("tier 3 (promising evidence)")))
    if study.baseline_adjusted is None:
        return undecided("ESSA", "baseline_adjusted")
    return _tier("none", Said(N_("no tier 1 to 3: selection is not controlled for")))
