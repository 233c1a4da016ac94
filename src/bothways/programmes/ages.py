"""What a year of birth says. It cannot tell a birthday, so doubt counts in favour of protection."""

from datetime import date

OF_AGE = 18
# Code of ``person_age`` and the first age that no longer belongs to it.
BANDS = (("0-5", 6), ("6-11", 12), ("12-15", 16), ("16-17", 18), ("18-24", 25), ("25-64", 65))
OLDEST = "65+"
UNKNOWN = "unknown"


def may_be_minor(birth_year: int | None, on: date) -> bool:
    """Whether somebody may still be under 18 on that day; nobody's year unknown counts as yes."""
    return birth_year is None or on.year - birth_year <= OF_AGE


def age_band(birth_year: int | None, on: date) -> str:
    """The band of the age that is reached in the year of that day."""
    if birth_year is None:
        return UNKNOWN
    age = on.year - birth_year
    return next((code for code, end in BANDS if age < end), OLDEST)
