"""What is due in protecting people: one read for the tab and for the page of the week."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max
from django.utils import timezone

from bothways.programmes.models import (
    Consent,
    Pairing,
    Person,
    Programme,
    ProgrammeMember,
    SafeguardingCheck,
)
from bothways.programmes.protection.consent import State
from bothways.programmes.protection.consent_queries import (
    PHOTOS,
    TAKING_PART,
    current_texts,
    states_of,
)
from bothways.programmes.protection.pairing_review import missing_by_pairing, with_people
from bothways.programmes.protection.retention_queries import ErasureRow, erasures_ahead

ERASED_WITHIN_DAYS = 30
CHECK_ENDS_WITHIN_DAYS = 60
PICTURES_WITHIN_DAYS = 30
ASK = (State.MISSING, State.VOICE, State.EXPIRED, State.SOON, State.ANEW)


@dataclass(frozen=True)
class CheckRow:
    """A check of a helper, and where it stands today."""

    check: SafeguardingCheck
    name: str
    ends_in: int

    @property
    def is_over(self) -> bool:
        return self.check.revoked_on is not None or self.ends_in < 0


@dataclass(frozen=True)
class PairingRow:
    """A pairing with what is missing today and the days since the two last met."""

    pairing: Pairing
    missing: tuple[str, ...]
    silent_days: int | None
    is_silent: bool

    @property
    def state(self) -> str:
        """Stored as active, but without a safeguard: it counts as suspended from this moment."""
        if self.pairing.state == Pairing.State.ACTIVE and self.missing:
            return Pairing.State.SUSPENDED
        return self.pairing.state


@dataclass(frozen=True)
class Due:
    """Counts and short lists; nobody's name is in it but those of helpers."""

    has_text: bool
    consents: dict[State, int]
    checks: list[CheckRow]
    suspended: list[PairingRow]
    silent: list[PairingRow]
    erasures: list[ErasureRow]
    pictures: int

    @property
    def is_quiet(self) -> bool:
        some = (self.consents, self.checks, self.suspended, self.silent, self.erasures)
        return self.has_text and not any(some) and not self.pictures


def protection_due(programme: Programme, on: date | None = None) -> Due:
    """Everything due that day in sixteen statements, for any number of people."""
    on = on or timezone.localdate()
    texts = current_texts(programme)
    pairings = pairing_rows(programme, on)
    ends = [row for row in check_rows(programme, on) if not row.is_over]
    return Due(
        has_text=TAKING_PART in texts,
        consents=_consents(programme, on),
        checks=[row for row in ends if row.ends_in <= CHECK_ENDS_WITHIN_DAYS],
        suspended=[row for row in pairings if row.state == Pairing.State.SUSPENDED],
        silent=[row for row in pairings if row.is_silent],
        erasures=erasures_ahead(programme, on, ERASED_WITHIN_DAYS),
        pictures=Consent.objects.filter(
            person__programme=programme, text__purpose=PHOTOS,
            withdrawn_on__gte=on - timedelta(days=PICTURES_WITHIN_DAYS),
        ).values("person").distinct().count(),
    )  # fmt: skip


def pairing_rows(programme: Programme, on: date) -> list[PairingRow]:
    """Every pairing of the programme, those in use first. Four statements."""
    pairings = list(
        with_people(programme.pairings.all()).annotate(last_contact=Max("contacts__on"))
    )
    missing = missing_by_pairing(
        [pairing for pairing in pairings if pairing.state != Pairing.State.CLOSED], on
    )
    rows = [_pairing_row(pairing, tuple(missing.get(pairing.pk, ())), programme, on)
            for pairing in pairings]  # fmt: skip
    return sorted(rows, key=lambda row: row.pairing.state == Pairing.State.CLOSED)


def silent_pairings(programme: Programme, on: date | None = None) -> list[PairingRow]:
    """Active pairings whose two have not met for longer than the programme allows."""
    rows = pairing_rows(programme, on or timezone.localdate())
    return [row for row in rows if row.is_silent]


def check_rows(programme: Programme, on: date) -> list[CheckRow]:
    """Every check of the programme's helpers. One statement."""
    checks = SafeguardingCheck.objects.filter(member__programme=programme)
    return [
        CheckRow(check, name_of(check.member), (check.valid_until - on).days)
        for check in checks.select_related("member__user", "checked_by")
    ]


def name_of(member: ProgrammeMember) -> str:
    return member.user.get_full_name() or member.user.get_username()


def _consents(programme: Programme, on: date) -> dict[State, int]:
    """How many people have to be asked about taking part, by why. Three statements."""
    people = list(Person.objects.filter(programme=programme, erased_at=None))
    states = states_of(people, on, only=TAKING_PART)
    counts = Counter(found.get(TAKING_PART, State.MISSING) for found in states.values())
    return {state: counts[state] for state in ASK if counts[state]}


def _pairing_row(
    pairing: Pairing, missing: tuple[str, ...], programme: Programme, on: date
) -> PairingRow:
    last: date | None = pairing.last_contact or pairing.started_on  # type: ignore[attr-defined]
    days = (on - last).days if last else None
    is_active = pairing.state == Pairing.State.ACTIVE and not missing
    silent = is_active and days is not None and days > programme.silence_days
    return PairingRow(pairing, missing, days, silent)
