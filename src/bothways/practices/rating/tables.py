"""The rules of the rating as tables: limits, where each comes from, and how sure that is.

A status says how well a limit is founded: "confirmed" was read in the registry's own text,
"confirmed, second-hand" in a text that quotes it, "second-hand" in one reading of a training
course on it. "Our own choice" is ours, also where a registry is said to use the same limit but no
text of it was found.
"""

from dataclasses import dataclass
from typing import Literal

from bothways.stats.said import N_

RULE_VERSION = "1"
Status = Literal["confirmed", "confirmed, second-hand", "second-hand", "our own choice"]
Check = Literal["", "trend", "instrument", "points", "balance", "method"]
Needs = tuple[str, ...]

STATUS_NAMES: dict[str, str] = {
    "confirmed": N_("confirmed"),
    "confirmed, second-hand": N_("confirmed, second-hand"),
    "second-hand": N_("second-hand"),
    "our own choice": N_("our own choice"),
}
BEST = 5
# Loss or size that caps at 5, 4, 3, 2, 1; at or above the last limit the cap is 0.
POWER_BANDS = (0.2, 0.3, 0.4, 0.5, 0.6)
ATTRITION_BANDS = (0.1, 0.2, 0.3, 0.4, 0.5)
# A computed size this near to a limit counts on both sides of it.
POWER_EDGE = 0.03
ASSUMED_ICC = 0.10
ASSUMED_R2 = 0.3
ASSUMED_CORRELATION = 0.5
BALANCE_FINE = 0.05
BALANCE_LIMIT = 0.25
NULL_MARGIN = 0.10
NULL_SIZE = 0.2
LASTING_MONTHS = 12
USERS_ENOUGH = 20
MANY_OUTCOMES = 5
TIER_STUDENTS = 350
TIER_SITES = 2


@dataclass(frozen=True, slots=True)
class DesignRule:
    """What a design can reach at best, and what it falls to without the check it rests on."""

    code: str
    ceiling: int
    words: str
    check: Check = ""
    without_check: int = BEST
    randomised: bool = False
    compares: bool = False
    counts_losses: bool = True


DESIGNS: dict[str, DesignRule] = {
    rule.code: rule
    for rule in (
        DesignRule("rct", 5, N_("randomised trial"), randomised=True, compares=True),
        DesignRule(
            "cluster_rct", 5, N_("cluster randomised trial"), randomised=True, compares=True
        ),
        DesignRule("rdd", 4, N_("regression discontinuity"), compares=True),
        DesignRule("iv", 4, N_("instrumental variable"), "instrument", 2, compares=True),
        DesignRule("did", 3, N_("difference in differences"), "trend", 2, compares=True),
        DesignRule(
            "its", 3, N_("interrupted time series"), "points", 1, compares=True, counts_losses=False
        ),
        DesignRule("matched", 3, N_("matched comparison"), "balance", 2, compares=True),
        DesignRule("quasi_experiment", 3, N_("quasi-experiment"), "balance", 2, compares=True),
        DesignRule("comparison_no_baseline", 2, N_("comparison without baseline"), compares=True),
        DesignRule("pre_post", 1, N_("before and after in one group")),
        DesignRule("post_only", 0, N_("measured after only")),
        DesignRule("qualitative", 0, N_("qualitative study")),
        DesignRule("case_study", 0, N_("case study")),
        DesignRule("monitoring", 0, N_("monitoring")),
        DesignRule("opinion", 0, N_("opinion")),
        DesignRule("review", 0, N_("review: rate the studies it gathers, one by one")),
        DesignRule("none_found", 0, N_("no study found")),
    )
}

# With one group in an arm, the group's own traits cannot be told from the programme: then a
# design that compares people reaches this at most.
ONE_GROUP_CEILING = 2
FEWEST_GROUPS = 3

CHECKS: dict[Check, str] = {
    "trend": N_("both groups moved alike before the start"),
    "instrument": N_("the instrument is strong (first stage F above 10)"),
    "points": N_("at least 8 measurements on each side of the start"),
    "balance": N_("largest baseline difference at most 0.25 standard deviations"),
}

# What the words of the field are called in a table; the code itself is always understood.
DESIGN_SYNONYMS: dict[str, tuple[str, ...]] = {
    "rct": (
        "randomised controlled trial", "randomised trial", "randomised control trial",
        "randomised", "randomised experiment", "individual rct", "experiment", "experimental",
        "field experiment", "lottery", "randomised controlled", "individually randomised trial",
    ),
    "cluster_rct": (
        "cluster randomised trial", "cluster randomised controlled trial", "cluster randomised",
        "crct", "clustered rct", "group randomised trial", "school randomised trial",
        "place randomised trial", "cluster randomized", "cluster trial",
    ),
    "rdd": ("regression discontinuity", "regression discontinuity design", "rd", "discontinuity"),
    "iv": ("instrumental variable", "instrumental variables", "2sls", "encouragement design"),
    "did": (
        "difference in differences", "difference in difference", "differences in differences",
        "diff in diff", "dd", "dnd", "panel", "event study",
    ),
    "its": ("interrupted time series", "time series", "interrupted series"),
    "matched": (
        "matching", "matched comparison", "propensity score matching", "psm", "matched groups",
        "propensity score", "matched comparison group", "qed matched", "synthetic control",
    ),
    "quasi_experiment": (
        "quasi experiment", "quasi experimental", "quasi experimental design", "qed", "quasi",
        "comparison group", "non randomised comparison", "controlled before and after",
        "non randomised controlled trial", "non equivalent groups", "natural experiment",
        "pre post with comparison", "pre post with comparison group", "pre post with control",
    ),
    "comparison_no_baseline": (
        "comparison without baseline", "post only comparison", "cross sectional comparison",
        "cross section", "cross sectional", "correlational", "posttest only control group",
    ),
    "pre_post": (
        "before and after", "before after", "pre post", "pre and post", "pretest posttest",
        "pre test post test", "one group pre post", "uncontrolled before after",
        "single group pre post", "pre post one group", "before and after one group",
    ),
    "post_only": ("after only", "post test only", "posttest only", "one group post only"),
    "qualitative": ("qualitative study", "interviews", "focus groups", "ethnography"),
    "case_study": ("case", "case report", "descriptive", "description"),
    "monitoring": ("monitoring figures", "outputs", "process evaluation"),
    "opinion": ("expert opinion", "user opinion", "testimonials", "satisfaction survey"),
    "review": ("systematic review", "meta analysis", "review of studies", "literature review"),
    "none_found": ("none", "no study", "no study found", "no evaluation", "not evaluated"),
}  # fmt: skip

# The seven threats of the EEF list, in its order.
THREATS: dict[str, str] = {
    "confounding": N_("confounding"),
    "concurrent_interventions": N_("other programmes at the same time"),
    "contamination": N_("experimental effects and contamination"),
    "implementation": N_("fidelity and compliance"),
    "missing_data": N_("missing values"),
    "measurement": N_("measurement of outcomes"),
    "selective_reporting": N_("selective reporting"),
}
THREAT_SYNONYMS: dict[str, tuple[str, ...]] = {
    "confounding": (
        "imbalance", "selection", "selection bias", "baseline imbalance", "randomisation",
        "randomisation process", "compromised randomisation", "baseline differences",
        "self selection", "confounders", "allocation", "allocation bias", "maturation",
        "regression to the mean",
    ),
    "concurrent_interventions": (
        "concurrent intervention", "concurrent", "co interventions", "co intervention", "history",
        "other interventions",
    ),
    "contamination": (
        "experimental effects", "experimental effects and contamination", "spillover",
        "spillovers", "spill over", "hawthorne", "demand", "demand effects", "john henry",
        "diffusion", "novelty", "demand characteristics",
    ),
    "implementation": (
        "fidelity", "compliance", "deviation", "deviations", "non compliance", "noncompliance",
        "implementation fidelity", "implementation fidelity and compliance", "low fidelity",
        "fidelity and compliance", "deviations from intended intervention", "crossover",
    ),
    "missing_data": ("missing", "missing values", "missingness", "missing outcome data",
                     "attrition"),
    "measurement": (
        "measurement of outcomes", "outcome measurement", "measures", "instrument", "self report",
        "unblinded", "blinding", "no blinding", "unvalidated", "detection",
        "measurement of the outcome", "social desirability", "instrumentation",
    ),
    "selective_reporting": (
        "reporting", "reporting bias", "selective outcome reporting", "outcome switching",
        "p hacking", "selection of the reported result", "not preregistered",
    ),
}  # fmt: skip
LEVELS = ("low", "moderate", "high")
LEVEL_NAMES = {"low": N_("low"), "moderate": N_("moderate"), "high": N_("high")}


@dataclass(frozen=True, slots=True)
class DeductionRow:
    """Takes `points` when there are at most so many high and moderate threats; first fit holds."""

    most_high: int
    most_moderate: int
    points: int
    status: Status
    words: str


# Where the table of the registry has no row, the harsher neighbour counts.
DEDUCTIONS: tuple[DeductionRow, ...] = (
    DeductionRow(0, 2, 0, "second-hand", N_("at most 2 moderate, none high")),
    DeductionRow(0, 4, 1, "second-hand", N_("3 or 4 moderate, none high")),
    DeductionRow(1, 0, 1, "second-hand", N_("1 high, no other above low")),
    DeductionRow(1, 1, 2, "our own choice", N_("1 high and 1 moderate")),
    DeductionRow(7, 7, 2, "second-hand", N_("more than that")),
)
MOST_DEDUCTED = 2

# Largest differential loss, in percentage points, that still counts as low, by overall loss in
# whole per cent. WWC Standards Handbook 4.0 and 4.1, Table II.1: confirmed, second-hand.
CAUTIOUS = (
    5.7, 5.8, 5.9, 5.9, 6.0, 6.1, 6.2, 6.3, 6.3, 6.3,
    6.3, 6.2, 6.2, 6.1, 6.0, 5.9, 5.9, 5.8, 5.7, 5.5,
    5.4, 5.3, 5.2, 5.1, 4.9, 4.8, 4.7, 4.5, 4.4, 4.3,
    4.1, 4.0, 3.8, 3.6, 3.5, 3.3, 3.2, 3.1, 2.9, 2.8,
    2.6, 2.5, 2.3, 2.1, 2.0, 1.8, 1.6, 1.5, 1.3, 1.2,
    1.0, 0.9, 0.7, 0.6, 0.4, 0.3, 0.2, 0.0,
)  # fmt: skip
OPTIMISTIC = (
    10.0, 10.1, 10.2, 10.3, 10.4, 10.5, 10.7, 10.8, 10.9, 10.9,
    10.9, 10.9, 10.9, 10.8, 10.8, 10.7, 10.6, 10.5, 10.3, 10.2,
    10.0, 9.9, 9.7, 9.5, 9.4, 9.2, 9.0, 8.8, 8.6, 8.4,
    8.2, 8.0, 7.8, 7.6, 7.4, 7.2, 7.0, 6.7, 6.5, 6.3,
    6.0, 5.8, 5.6, 5.3, 5.1, 4.9, 4.6, 4.4, 4.2, 3.9,
    3.7, 3.5, 3.2, 3.0, 2.8, 2.6, 2.3, 2.1, 1.9, 1.6,
    1.4, 1.1, 0.9, 0.7, 0.5, 0.3,
)  # fmt: skip

STUDY_LABELS = (
    N_("described"),
    N_("monitored, no comparison"),
    N_("promising comparison"),
    N_("causal, one adequate study"),
    N_("causal, one strong study"),
    N_("causal, one very strong study"),
)
PRACTICE_LABELS = (
    N_("described"),
    N_("monitored, no comparison"),
    N_("promising comparison"),
    N_("causal, one adequate study"),
    N_("causal, strong or replicated"),
    N_("causal, strong and replicated independently"),
)
STEP_WORDS: dict[str, str] = {
    "C0.1": N_("described"),
    "C0.2": N_("theory of change linked to outcomes"),
    "C0.3": N_("reach recorded"),
    "C0.4": N_("at least 20 users asked"),
    "C1.1": N_("before and after, instrument not validated"),
    "C1.2": N_("before and after, instrument validated"),
    "C1.3": N_("before and after, validated, with dose and response or norm values"),
}
EEF_LABELS = (
    N_("very low"), N_("low"), N_("moderate to low"), N_("moderate to high"), N_("high"),
    N_("very high"),
)  # fmt: skip
EEF_DESIGNS: dict[str, int] = {
    "rct": 5, "cluster_rct": 5, "rdd": 3, "iv": 3, "did": 2, "matched": 2,
    "comparison_no_baseline": 1,
}  # fmt: skip

# Where each table comes from, and what stands beside every answer of the crosswalk.
STATUS: dict[str, Status] = {
    "design": "our own choice",
    "power": "our own choice",
    "attrition": "our own choice",
    "differential": "confirmed, second-hand",
    "threats": "second-hand",
    "balance": "confirmed",
    "tiers": "confirmed",
}
CROSSWALK_STATUS: dict[str, str] = {
    "EEF": N_("computed, limits of power and attrition assumed"),
    "EIF": N_("computed, official rule; rigorous is read as our C3 or more"),
    "WWC": N_("computed, official rule for group designs"),
    "ESSA": N_("computed, official rule, approximate for one finding"),
    "SMS": N_("computed, official rule of What Works Growth"),
}


def band(limits: tuple[float, ...], size: float) -> int:
    """The cap that a size gives: 5 below the first limit, one less for each limit reached.

    >>> band(ATTRITION_BANDS, 0.34), band(ATTRITION_BANDS, 0.1), band(ATTRITION_BANDS, 0.5)
    (2, 4, 0)
    """
    return BEST - sum(size >= limit for limit in limits)


def differential_limit(overall: float, table: tuple[float, ...] = CAUTIOUS) -> float | None:
    """Largest differential loss (percentage points) still low; None when the overall loss is
    always high.

    Whether to round to the nearest per cent or down is not settled: the worse of both holds.

    >>> differential_limit(0.30), differential_limit(0.60)
    (4.1, None)
    """
    per_cent = round(overall * 100, 6)
    rows = {int(per_cent), int(per_cent + 0.5)}
    if max(rows) >= len(table):
        return None
    return min(table[row] for row in rows)


def monotone_limit(overall: float) -> float | None:
    """The cautious limit, made never to rise with the overall loss.

    In the published table the limit rises from 5.7 to 6.3 up to 10 %: losing more people would
    excuse a difference. Here the 6.3 holds from the start. Our own choice.

    >>> monotone_limit(0.0), monotone_limit(0.2)
    (6.3, 5.4)
    """
    limit = differential_limit(overall)
    return max(CAUTIOUS) if limit is not None and overall < 0.1 else limit
