"""Tables of programmes, one module a sub-room; Django reads them all from here."""

from bothways.programmes.delivery.models import (
    AttendanceEntry,
    CalendarFeed,
    Cohort,
    CohortFacilitator,
    Enrolment,
    Person,
    Session,
)
from bothways.programmes.plan.models import (
    BudgetLine,
    Indicator,
    IndicatorValue,
    Partner,
    Period,
    Programme,
    ProgrammeMember,
    ProgrammePart,
    Result,
    Risk,
)
from bothways.programmes.protection.models import (
    Consent,
    ConsentText,
    Pairing,
    PairingContact,
    ReadEntry,
    SafeguardingCheck,
)

__all__ = [
    "AttendanceEntry",
    "BudgetLine",
    "CalendarFeed",
    "Cohort",
    "CohortFacilitator",
    "Consent",
    "ConsentText",
    "Enrolment",
    "Indicator",
    "IndicatorValue",
    "Pairing",
    "PairingContact",
    "Partner",
    "Period",
    "Person",
    "Programme",
    "ProgrammeMember",
    "ProgrammePart",
    "ReadEntry",
    "Result",
    "Risk",
    "SafeguardingCheck",
    "Session",
]
