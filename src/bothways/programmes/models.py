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
    ProgrammeChange,
    ProgrammeMember,
    ProgrammePart,
    Result,
    Risk,
)
from bothways.programmes.protection.models import (
    Consent,
    ConsentCard,
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
    "ConsentCard",
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
    "ProgrammeChange",
    "ProgrammeMember",
    "ProgrammePart",
    "ReadEntry",
    "ReportSetting",
    "Result",
    "Risk",
    "SafeguardingCheck",
    "Session",
]
