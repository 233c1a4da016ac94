"""Tables of programmes, one module a sub-room; Django reads them all from here."""

from bothways.programmes.delivery.models import (
    AttendanceEntry,
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
from bothways.programmes.reports.models import FunderReport, ReportSetting

__all__ = [
    "AttendanceEntry",
    "BudgetLine",
    "Cohort",
    "CohortFacilitator",
    "Consent",
    "ConsentText",
    "Enrolment",
    "FunderReport",
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
    "ReportSetting",
    "Result",
    "Risk",
    "SafeguardingCheck",
    "Session",
]
