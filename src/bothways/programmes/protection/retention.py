"""How long a person's data stays. Pure: what is known of their stay in, one date out."""

from dataclasses import dataclass
from datetime import date, timedelta

from bothways.core.days import add_months

# Whoever never agreed is not kept longer than it takes to ask them.
WITHOUT_CONSENT_DAYS = 30


@dataclass(frozen=True)
class Stay:
    """What decides when somebody's data goes.

    ``consent_until`` is the last day on which the consent to taking part held or will hold, empty
    if there never was one. ``left_on`` is the last day of taking part, empty while they are in.
    """

    created_on: date
    consent_until: date | None
    left_on: date | None


def keep_until(stay: Stay, keep_months: int, on: date) -> date | None:
    """The day on which the data goes; nothing while somebody takes part and agrees."""
    if stay.consent_until is None:
        return stay.created_on + timedelta(days=WITHOUT_CONSENT_DAYS)
    if stay.left_on is not None:
        return add_months(max(stay.left_on, stay.created_on), keep_months)
    # In the programme on a consent that has run out: the clock runs from its end.
    if stay.consent_until < on:
        return add_months(max(stay.consent_until, stay.created_on), keep_months)
    return None
