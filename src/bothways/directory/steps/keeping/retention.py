"""How long a plan stays. Pure."""

from datetime import date

from bothways.core.days import add_months

USUAL_MONTHS = 6
# No yes reaches further than this; longer only with another one.
MOST_MONTHS = 12


def last_day(agreed_on: date) -> date:
    """The last day that one yes can reach."""
    return add_months(agreed_on, MOST_MONTHS)


def keep_until(last_meeting_on: date, agreed_on: date, months: int) -> date:
    """The day on which a plan is erased: each meeting moves it, the last yes limits it."""
    return min(add_months(last_meeting_on, months), last_day(agreed_on))
