"""What an IATI 2.03 file says of a programme, and what is still missing for it. Pure.

The figures are those of the funder table for others: what is hidden there is left out here. A total
has no dimension; a group has one, named and valued with the codes of our vocabularies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from bothways.core.places_and_languages import country_codes
from bothways.core.problems import Problem
from bothways.directory.organisations.models import Organisation
from bothways.programmes.models import BudgetLine, Partner, Programme, ReportSetting
from bothways.programmes.reports.iati.budgets import YearBudget, by_year
from bothways.programmes.reports.table import FunderTable

# Code lists OrganisationType, OrganisationRole, ActivityStatus of the standard.
TYPES = {
    "government": "10", "local_authority": "11", "school": "15", "employer": "70", "union": "90",
    "media": "90", "migrant_organisation": "22", "faith_community": "22", "ngo": "22",
    "university": "80", "service_provider": "90", "international_organisation": "40",
}  # fmt: skip
OTHER_TYPE = "90"
FUNDING, ACCOUNTABLE, EXTENDING, IMPLEMENTING = "1", "2", "3", "4"
# The standard knows four roles. Whoever advises, refers or is consulted has none of them.
ROLES = {"funds": FUNDING, "leads": ACCOUNTABLE, "delivers": IMPLEMENTING, "hosts": IMPLEMENTING,
         "trains": IMPLEMENTING}  # fmt: skip
PIPELINE, IMPLEMENTATION, CLOSED = "1", "2", "4"
SCHEMES = ("org-id", "org_id", "iati")


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation in a role."""

    ref: str
    type: str
    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Activity:
    """Everything that the file tells."""

    identifier: str
    reporting_ref: str
    reporting_type: str
    reporting_name: str
    language: str
    currency: str
    title: str
    description: str
    parties: tuple[Party, ...]
    status: str
    dates: tuple[tuple[str, date], ...]  # type and day
    countries: tuple[tuple[str, Decimal], ...]  # code and share of 100
    sector: str
    markers: tuple[tuple[str, str], ...]  # code and significance
    budgets: tuple[YearBudget, ...]
    table: FunderTable


def activity_of(
    programme: Programme, setting: ReportSetting, partners: Sequence[Partner],
    budget: Sequence[BudgetLine], table: FunderTable, today: date,
) -> Activity:  # fmt: skip
    owner = programme.organisation
    planned = sum((line.planned for line in budget), Decimal(0))
    return Activity(
        programme.iati_identifier.strip(), setting.reporting_ref.strip(), type_of(owner),
        owner.name if owner else "", programme.language, programme.currency,
        programme.title, programme.summary or programme.goal or programme.title,
        tuple(_parties(owner, setting, partners, budget)), status_of(programme, today),
        tuple(_dates(programme, today)), shares(programme.places), setting.sector,
        tuple(_markers(setting)),
        tuple(by_year(planned, programme.starts_on, programme.ends_on)), table,
    )  # fmt: skip


def problems(activity: Activity) -> list[Problem]:
    """What the standard demands and the programme does not have yet."""
    asked = (
        (activity.identifier, "iati_identifier",
         _("The programme has no IATI identifier. Give it one in its plan.")),
        (activity.reporting_ref, "reporting_ref",
         _("The publishing organisation has no IATI identifier. Enter it in the settings.")),
        (activity.reporting_name, "organisation",
         _("No organisation answers for the programme. Name it in the plan.")),
        (activity.dates, "starts_on", _("The programme has no first day. Enter it in the plan.")),
        (activity.countries, "places",
         _("The programme names no country. Enter at least one place in the plan.")),
        (activity.sector, "sector", _("The programme has no sector. Choose it in the settings.")),
    )  # fmt: skip
    return [Problem(0, column, "missing", words) for value, column, words in asked if not value]


def type_of(organisation: Organisation | None) -> str:
    return TYPES.get(organisation.kind, OTHER_TYPE) if organisation else OTHER_TYPE


def ref_of(organisation: Organisation) -> str:
    """The identifier beyond this register, where the record of the organisation has one."""
    found = organisation.more.get("organization_identifiers") or []
    named = [one for one in found if str(one.get("identifier_scheme", "")).lower() in SCHEMES]
    return str(named[0].get("identifier", "")) if named else ""


def status_of(programme: Programme, today: date) -> str:
    if programme.state == Programme.State.CLOSED:
        return CLOSED
    started = programme.starts_on is None or programme.starts_on <= today
    return IMPLEMENTATION if programme.state == Programme.State.RUNNING and started else PIPELINE


def _parties(
    owner: Organisation | None, setting: ReportSetting, partners: Iterable[Partner],
    budget: Iterable[BudgetLine],
) -> Iterable[Party]:  # fmt: skip
    """Each organisation once in each role."""
    found: dict[tuple[str, str], Party] = {}
    pairs = [(owner, role) for role in (ACCOUNTABLE, IMPLEMENTING) if owner]
    pairs += [(p.organisation, ROLES[p.role]) for p in partners if p.role in ROLES]
    pairs += [(line.funder, FUNDING) for line in budget if line.funder]
    for organisation, role in pairs:
        if organisation is not None:
            ref = setting.reporting_ref.strip() if organisation == owner else ref_of(organisation)
            party = Party(ref, type_of(organisation), role, organisation.name)
            found.setdefault((str(organisation.pk), role), party)
    return found.values()


def _dates(programme: Programme, today: date) -> Iterable[tuple[str, date]]:
    """Planned start 1, actual start 2, planned end 3, actual end 4."""
    first, last = programme.starts_on, programme.ends_on
    if first:
        yield "1", first
        if status_of(programme, today) != PIPELINE and first <= today:
            yield "2", first
    if last:
        yield "3", last
        if programme.state == Programme.State.CLOSED and last <= today:
            yield "4", last


def shares(places: Iterable[str]) -> tuple[tuple[str, Decimal], ...]:
    """Countries of the places, with equal shares that make 100."""
    known = set(country_codes())
    found = list(dict.fromkeys(c for p in places if (c := str(p)[:2].upper()) in known))
    if not found:
        return ()
    each = (Decimal(100) / len(found)).quantize(Decimal("0.01"))
    first = Decimal(100) - each * (len(found) - 1)
    return tuple((code, first if k == 0 else each) for k, code in enumerate(found))


def _markers(setting: ReportSetting) -> Iterable[tuple[str, str]]:
    principal = list(dict.fromkeys(setting.principal_markers))
    yield from ((code, "2") for code in principal)
    yield from ((c, "1") for c in dict.fromkeys(setting.significant_markers) if c not in principal)
