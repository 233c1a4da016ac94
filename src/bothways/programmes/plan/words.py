"""The plan in words: roles, states, measures, and why a total does not add up."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bothways.core.places_and_languages import country_codes, country_label
from bothways.core.vocabularies import vocabulary
from bothways.practices.reading import joined
from bothways.programmes.models import Indicator, Programme, ProgrammeMember, Result, Risk
from bothways.programmes.plan.framework_actions import VOCABULARY_OF
from bothways.programmes.plan.totals import Reason

Role, State, Level = ProgrammeMember.Role, Programme.State, Result.Level
Words = Mapping[str, Promise]
ROLES: Words = {
    Role.LEAD: gettext_lazy("programme lead"),
    Role.OFFICER: gettext_lazy("officer"),
    Role.FACILITATOR: gettext_lazy("facilitator"),
    Role.SAFEGUARDING: gettext_lazy("safeguarding"),
    Role.PARTNER: gettext_lazy("partner"),
    Role.EVALUATOR: gettext_lazy("evaluator"),
}
ROLE_MEANS: Words = {
    Role.LEAD: gettext_lazy("May do everything, also let others in and close the programme."),
    Role.OFFICER: gettext_lazy("Plans, sees the people, certifies and reports."),
    Role.FACILITATOR: gettext_lazy("Holds sessions and marks attendance in groups of their own."),
    Role.SAFEGUARDING: gettext_lazy("Sees the people, their consent, checks and pairings."),
    Role.PARTNER: gettext_lazy("Reads the plan and the reports; sees nobody by name."),
    Role.EVALUATOR: gettext_lazy("Reads the plan and the figures; sees nobody by name."),
}
STATES: Words = {
    State.DRAFT: gettext_lazy("draft"),
    State.RUNNING: gettext_lazy("running"),
    State.CLOSED: gettext_lazy("closed"),
}
LEVELS: Words = {
    Level.OUTCOME: gettext_lazy("outcome"),
    Level.OUTPUT: gettext_lazy("output"),
    Level.ACTIVITY: gettext_lazy("activity"),
}
LEVEL_MEANS: Words = {
    Level.OUTCOME: gettext_lazy("What is different for people afterwards."),
    Level.OUTPUT: gettext_lazy("What the programme hands over: courses held, people trained."),
    Level.ACTIVITY: gettext_lazy("What is done."),
}
MEASURES: Words = {
    Indicator.Measure.UNIT: gettext_lazy("number"),
    Indicator.Measure.PERCENTAGE: gettext_lazy("per cent"),
    Indicator.Measure.NOMINAL: gettext_lazy("categories without an order"),
    Indicator.Measure.ORDINAL: gettext_lazy("grades in an order"),
    Indicator.Measure.QUALITATIVE: gettext_lazy("in words"),
}
OVER_TIME: Words = {
    Indicator.OverTime.SUM: gettext_lazy("periods are added"),
    Indicator.OverTime.LATEST: gettext_lazy("the latest period counts"),
    Indicator.OverTime.MEAN: gettext_lazy("the mean of the periods"),
    Indicator.OverTime.DISTINCT: gettext_lazy("people count once, however often they came"),
}
COUNTED: Words = {
    Indicator.Counted.PEOPLE_ENROLLED: gettext_lazy("people enrolled"),
    Indicator.Counted.PEOPLE_ATTENDING: gettext_lazy("people who came at least once"),
    Indicator.Counted.SESSIONS_HELD: gettext_lazy("sessions held"),
    Indicator.Counted.UNITS_ATTENDED: gettext_lazy("units attended"),
    Indicator.Counted.CERTIFICATES: gettext_lazy("certificates issued"),
}
BY: Words = {
    "sex": gettext_lazy("sex"),
    "age": gettext_lazy("age"),
    "stage": gettext_lazy("stage of stay"),
}
GRADES: Mapping[int, Promise] = {
    Risk.Grade.LOW: gettext_lazy("low"),
    Risk.Grade.MIDDLE: gettext_lazy("middle"),
    Risk.Grade.HIGH: gettext_lazy("high"),
}
REASONS: Words = {
    "parts_exceed": gettext_lazy(
        "By %(dimension)s the parts make %(first)s, which is more than the total of %(second)s."
    ),
    "crossed_exceed": gettext_lazy(
        "“%(part)s” is given as %(second)s, but its finer parts make %(first)s."
    ),
    "dimensions_differ": gettext_lazy(
        "There is no total: by %(dimension)s the parts make %(first)s, by %(part)s %(second)s."
    ),
    "parts_of_a_share": gettext_lazy(
        "There is no total: shares and means of groups are not added. Enter the figure for all."
    ),
    "shares_do_not_add": gettext_lazy("Shares are not added over periods."),
    "people_counted_once": gettext_lazy(
        "There is no total over periods: who came in two of them would count twice. Only the "
        "register can tell; let it count this indicator, or enter one figure at the end."
    ),
    "period_without_total": gettext_lazy("There is no total, since a period has none."),
}


def reason_words(reason: Reason) -> str:
    """One sentence with the numbers that do not agree, and the periods it holds for."""
    numbers = [number_words(number) for number in reason.numbers]
    first, second = (*numbers, "", "")[:2]
    part = BY[reason.part] if reason.part in BY else cell_label(reason.dimension, reason.part)
    sentence = str(REASONS[reason.code]) % {
        "dimension": BY.get(reason.dimension, ""), "part": part, "first": first, "second": second,
    }  # fmt: skip
    if not reason.periods:
        return sentence
    return f"{sentence} ({joined(reason.periods)})"


def cell_label(dimension: str, code: str) -> str:
    """A part of a breakdown; what nobody recorded has a word of its own in every dimension."""
    if not dimension or not code:
        return ""
    found = vocabulary(VOCABULARY_OF[dimension])
    if code not in found:
        return _("not known")
    return found.label(code, get_language() or "en")


def cell_codes(dimension: str) -> list[str]:
    codes = [code.id for code in vocabulary(VOCABULARY_OF[dimension]).offered()]
    return codes if "unknown" in codes else [*codes, "unknown"]


def number_words(value: Any) -> str:
    """A number as the reader's language writes it, without noughts that say nothing."""
    text = format(value, "f") if value is not None else ""
    places = len(text.partition(".")[2].rstrip("0")) if "." in text else 0
    return number_format(value, decimal_pos=min(places, 4), force_grouping=True) if text else ""


def money_words(amount: Decimal) -> str:
    """An amount with both places behind the point, or with none."""
    places = 0 if amount == amount.to_integral_value() else 2
    return number_format(amount, decimal_pos=places, force_grouping=True)


def place_words(place: str) -> str:
    """A country by its name; everything else as it was typed."""
    is_country = place in country_codes()
    return country_label(place, get_language() or "en") if is_country else place
