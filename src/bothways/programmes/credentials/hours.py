"""What people of a cohort attended, in units of its scheme.

Everything here asks ``attended_units``, so that one place knows where the figures come from.
"""

from dataclasses import dataclass
from decimal import Decimal

from bothways.programmes.delivery.queries import standings
from bothways.programmes.delivery.scheme import scheme
from bothways.programmes.models import Cohort

UNIT_MINUTES = 45
# Certificates and learner files keep tenths, whatever the scheme counts in.
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Hours:
    """Units attended by person, and how long a unit is."""

    units: dict[int, Decimal]
    unit_minutes: int = UNIT_MINUTES

    def of(self, person: int) -> Decimal:
        return self.units.get(person, Decimal(0))


def attended_units(cohort: Cohort) -> Hours:
    """Attended and made up, as the attendance page counts them. Four statements."""
    units = {
        person: Decimal(one.credited).quantize(TENTH) for person, one in standings(cohort).items()
    }
    return Hours(units, scheme(cohort.scheme).minutes_a_unit or UNIT_MINUTES)
