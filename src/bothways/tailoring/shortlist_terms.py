"""Names of lines, grades and reasons: the tables of words behind ``shortlist_words``."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

LINE_NAMES: dict[str, Promise] = {
    "outcome": gettext_lazy("Outcome"),
    "south_south": gettext_lazy("South–South"),
    "age": gettext_lazy("Age"),
    "gender": gettext_lazy("Gender"),
    "stage": gettext_lazy("Stage of stay"),
    "stay": gettext_lazy("Duration of stay"),
    "languages": gettext_lazy("Languages of the group"),
    "company": gettext_lazy("With or without family"),
    "side": gettext_lazy("Newcomers or hosts"),
    "confidence": gettext_lazy("Confidence"),
    "place": gettext_lazy("Place"),
    "means": gettext_lazy("Means"),
    "preconditions": gettext_lazy("Preconditions"),
    "effect": gettext_lazy("Expected effect"),
    "load": gettext_lazy("What would have to change"),
}
GRADE_WORDS: dict[str, Promise] = {
    "fits": gettext_lazy("fits"),
    "partly": gettext_lazy("fits in part"),
    "does_not_fit": gettext_lazy("does not fit"),
    "unknown": gettext_lazy("not known"),
    "not_asked": gettext_lazy("not asked"),
}
# Where the plain words would say too much or too little.
OWN_GRADE_WORDS: dict[tuple[str, str], Promise] = {
    ("confidence", "fits"): gettext_lazy("well tested"),
    ("confidence", "partly"): gettext_lazy("weakly tested"),
    ("confidence", "does_not_fit"): gettext_lazy("not tested"),
    ("place", "fits"): gettext_lazy("the same country"),
    ("place", "partly"): gettext_lazy("near"),
    ("place", "does_not_fit"): gettext_lazy("far"),
    ("load", "fits"): gettext_lazy("nothing"),
    ("load", "partly"): gettext_lazy("something"),
    ("load", "does_not_fit"): gettext_lazy("a core part"),
}
RESOURCES: dict[str, Promise] = {
    "budget": gettext_lazy("Money"),
    "staff": gettext_lazy("Staff, full-time posts"),
    "hours": gettext_lazy("Hours with each group"),
    "weeks": gettext_lazy("Weeks"),
    "devices": gettext_lazy("Devices"),
}
NEED_STATES: dict[str, Promise] = {
    "covered": gettext_lazy("covered"),
    "short": gettext_lazy("not enough"),
    "unknown": gettext_lazy("you have not said"),
    "not_on_record": gettext_lazy("not on record"),
}
ANSWERS: dict[str, Promise] = {
    "met": gettext_lazy("met"),
    "unmet": gettext_lazy("not met"),
    "unknown": gettext_lazy("not known"),
}
COMPANY: dict[str, Promise] = {
    "with_family": gettext_lazy("with family"),
    "unaccompanied": gettext_lazy("unaccompanied"),
}
QUESTIONS: dict[str, Promise] = {
    "acceptance": gettext_lazy("Do the people it is for want it?"),
    "politics": gettext_lazy("Does the town or the school stand behind it?"),
    "ethics": gettext_lazy("Is it right to do this here, with this group?"),
    "leadership": gettext_lazy("Who leads it, and does that person have the time?"),
}
BLOCKS: dict[str, Promise] = {
    "population": gettext_lazy("People"),
    "intervention": gettext_lazy("Practice"),
    "environment": gettext_lazy("Surroundings"),
    "transfer": gettext_lazy("Transfer"),
}
YARDSTICKS: dict[str, Promise] = {
    "born_abroad": gettext_lazy("born abroad, share of the population"),
    "born_outside_eu": gettext_lazy("born outside the European Union, share of the population"),
    "employment_rate_foreign": gettext_lazy("employment rate of foreigners"),
    "employment_rate_gap": gettext_lazy("employment rate, nationals minus foreigners"),
    "unemployment_rate_foreign": gettext_lazy("unemployment rate of foreigners"),
    "unemployment_rate_gap": gettext_lazy("unemployment rate, nationals minus foreigners"),
    "little_schooling": gettext_lazy("foreigners with little schooling"),
    "higher_education": gettext_lazy("foreigners with higher education"),
    "income_national": gettext_lazy("median income of nationals"),
    "income_foreign": gettext_lazy("median income of foreigners"),
}
DUTIES: dict[str, Promise] = {
    "new_outcome_evaluation": gettext_lazy("The outcome has to be evaluated anew here."),
    "fidelity_and_monitoring": gettext_lazy(
        "Watch whether it is done as meant, and monitor the outcome."
    ),
    "monitoring": gettext_lazy("Monitoring is enough."),
    "undecided": gettext_lazy(
        "Cannot be decided yet. Until it is, plan for a new evaluation of the outcome."
    ),
}
DUTY_REASONS: dict[str, Promise] = {
    "confidence": gettext_lazy("not tested"),
    "core": gettext_lazy("a core part would be left out"),
    "place": gettext_lazy("the place lies outside the places where it ran"),
    "load": gettext_lazy("only the surface changes"),
}
VOCABULARY = {
    "outcome": "outcome_families", "stage": "stage", "stay": "duration_of_stay",
    "side": "outcome_for", "gender": "gender", "company": "target_group_kind",
}  # fmt: skip
WHY_NOT: dict[str, Promise] = {
    "no_study": gettext_lazy("%(outcome)s: cannot be estimated. No study of it is on record."),
    "too_few": gettext_lazy(
        "%(outcome)s: cannot be estimated. It takes three comparable studies with an effect in "
        "standard deviations and its interval; the record has %(comparable)s."
    ),
    "cannot_be_pooled": gettext_lazy(
        "%(outcome)s: cannot be estimated. The studies cannot be pooled."
    ),
}
WARNINGS: dict[str, Promise] = {
    "no_study": gettext_lazy("Nobody has published a study of it: what it does is not known."),
    "study_unknown": gettext_lazy("Whether it was ever studied is not on record."),
}
REASONS: dict[str, Promise] = {
    "no_such_parameter": gettext_lazy("“%(name)s” was left out: there is nothing of that name."),
    "no_such_code": gettext_lazy("“%(value)s” was left out of %(name)s: nobody knows it there."),
    "not_a_range": gettext_lazy(
        "“%(value)s” was left out of %(name)s: write ages as 6-12, up to 120."
    ),
    "not_a_number": gettext_lazy(
        "“%(value)s” was left out of %(name)s: write a number with digits, such as 1500 or 2.5."
    ),
    "not_a_place": gettext_lazy(
        "“%(value)s” was left out of %(name)s: write a country or its two letters, such as DE."
    ),
    "only_one": gettext_lazy(
        "“%(value)s” was left out of %(name)s: something else was said there before."
    ),
    "too_many": gettext_lazy("“%(value)s” was left out of %(name)s: that is too many."),
}
LACKING: dict[str, Promise] = {
    "who": gettext_lazy("Say who it is for: an age, a stage of stay, or anything else about them."),
    "where": gettext_lazy("Say where: the country."),
}
