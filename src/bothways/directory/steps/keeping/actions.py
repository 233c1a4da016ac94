"""Writes of kept plans: keep, meet, agree anew, take back, erase. One audit row each.

No row of the trail holds an answer of the family; it names the plan by its reference.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Conflict, NotAllowed, Refused
from bothways.core.models import User
from bothways.directory.organisations.models import Organisation
from bothways.directory.places.models import Place
from bothways.directory.steps.keeping.codes import give_code, is_code_of, new_reference
from bothways.directory.steps.keeping.policies import require_keeper
from bothways.directory.steps.keeping.retention import (
    MOST_MONTHS,
    USUAL_MONTHS,
    keep_until,
    last_day,
)
from bothways.directory.steps.keeping.wordings import wording
from bothways.directory.steps.models import KeptPlan, PlanConsent, PlanMeeting
from bothways.directory.steps.profile import Profile, to_document

EndedBy = KeptPlan.EndedBy


@dataclass(frozen=True)
class Agreed:
    """The family's yes: who said it, how, in which language, to the wording of which language."""

    given_by: str
    way: str
    spoken: str
    read_in: str
    given_on: date
    months: int = USUAL_MONTHS


@transaction.atomic
def plan_keep(
    organisation: Organisation, place: Place, profile: Profile, agreed: Agreed, *,
    actor: User | None, note: str = "",
) -> KeptPlan:  # fmt: skip
    """Keeps what the family told, after its yes. The yes stands with the words it was given to."""
    require_keeper(organisation, actor)
    _check(agreed)
    on = agreed.given_on
    plan = KeptPlan(
        place=place, organisation=organisation, answers=to_document(profile),
        months=agreed.months, kept_on=on, last_meeting_on=on,
        keep_until=keep_until(on, on, agreed.months),
    )  # fmt: skip
    give_code(plan)
    _save_with_reference(plan)
    _yes(plan, agreed, actor)
    _met(plan, on, note, actor)
    _told("keep", plan, actor, place=place.code, organisation=str(organisation.pk))
    return plan


@transaction.atomic
def plan_meet(
    plan: KeptPlan, profile: Profile, *, base: int, on: date, actor: User | None, note: str = ""
) -> KeptPlan:
    """What a further meeting changed. Refused where somebody else was faster: nothing is lost."""
    plan = _held(plan, actor)
    if plan.number != base:
        raise Conflict(_("Somebody else changed this plan while you had it open."))
    if on > timezone.localdate() or on < plan.last_meeting_on:
        raise Refused(_("A meeting lies between the last one and today. Change the day."))
    plan.answers = to_document(profile)
    plan.last_meeting_on, plan.meetings_held = on, plan.meetings_held + 1
    plan.keep_until = keep_until(on, _agreed_on(plan), plan.months)
    _save(plan)
    _met(plan, on, note, actor)
    _told("meet", plan, actor)
    return plan


@transaction.atomic
def plan_agree(plan: KeptPlan, agreed: Agreed, *, actor: User | None) -> KeptPlan:
    """The family's renewed yes: only this moves the day that no meeting moves any further."""
    plan = _held(plan, actor)
    _check(agreed)
    if agreed.given_on < _agreed_on(plan):
        raise Refused(_("There is a newer yes already. Change the day."))
    plan.months = agreed.months
    latest = max(plan.last_meeting_on, agreed.given_on)
    plan.keep_until = keep_until(latest, agreed.given_on, agreed.months)
    _save(plan)
    _yes(plan, agreed, actor)
    _told("agree", plan, actor)
    return plan


@transaction.atomic
def plan_sheet_anew(plan: KeptPlan, *, actor: User | None) -> KeptPlan:
    """A new number for taking back, for instance when the sheet was lost. The old one is void."""
    plan = _held(plan, actor)
    plan.sheet += 1
    give_code(plan)
    _save(plan)
    _told("renew_sheet", plan, actor)
    return plan


@transaction.atomic
def plan_take_back(plan: KeptPlan, *, actor: User | None) -> KeptPlan:
    """As the family told the office. It acts at once."""
    plan = _held(plan, actor)
    _erase(plan, EndedBy.OFFICE)
    _told("take_back", plan, actor, way="office")
    return plan


@transaction.atomic
def plan_take_back_by_code(reference: str, code: str, *, actor: User | None) -> KeptPlan:
    """The same by whoever holds the sheet: without account, and just as final."""
    plan = KeptPlan.objects.select_for_update().filter(reference=reference, ended_on=None).first()
    if plan is None or not is_code_of(plan, code):
        raise NotAllowed(_("These two numbers do not belong together, or nothing is kept here."))
    _erase(plan, EndedBy.FAMILY)
    _told("take_back", plan, actor, way="sheet")
    return plan


@transaction.atomic
def plan_erase_when_due(plan: KeptPlan, *, actor: User | None, on: date | None = None) -> date:
    """Only if the day has come, by what is known now; answers with that day."""
    plan = _held(plan, actor)
    due = plan.keep_until
    if due is None or due > (on or timezone.localdate()):
        raise Refused(_("The day on which this plan is erased has not come yet."))
    _erase(plan, EndedBy.TIME)
    _told("erase", plan, actor, due=due.isoformat())
    return due


def _held(plan: KeptPlan, actor: User | None) -> KeptPlan:
    """The plan as it is now, locked, for somebody of its organisation."""
    found = KeptPlan.objects.select_for_update(of=("self",)).select_related("organisation").get(
        pk=plan.pk
    )  # fmt: skip
    require_keeper(found.organisation, actor)
    if found.ended_on is not None:
        raise Refused(_("This plan was erased. Nothing more can be written into it."))
    return found


def _check(agreed: Agreed) -> None:
    today = timezone.localdate()
    if agreed.given_by not in PlanConsent.GivenBy.values:
        raise Refused(_("Say who said yes."))
    if agreed.way not in PlanConsent.Way.values or not agreed.spoken.strip():
        raise Refused(_("Say how you spoke with the family, and in which language."))
    if not 1 <= agreed.months <= MOST_MONTHS:
        raise Refused(_("A plan is kept for 1 to 12 months after a meeting."))
    if agreed.given_on > today:
        raise Refused(_("The day of the yes lies ahead. Enter the day of the conversation."))
    if keep_until(agreed.given_on, agreed.given_on, agreed.months) <= today:
        raise Refused(_("A yes of that day has ended already. Ask anew."))


def _save_with_reference(plan: KeptPlan) -> None:
    """Two plans may draw the same number; the second draws again."""
    for _attempt in range(8):
        plan.reference = new_reference()
        try:
            with transaction.atomic():
                plan.save(force_insert=True)
        except IntegrityError:
            continue
        return
    raise Refused(_("No free number was found. Try again."))


def _save(plan: KeptPlan) -> None:
    plan.number += 1
    plan.save()


def _agreed_on(plan: KeptPlan) -> date:
    return plan.consents.values_list("given_on", flat=True)[:1].get()


def _yes(plan: KeptPlan, agreed: Agreed, actor: User | None) -> None:
    read = wording(plan.organisation.name, agreed.given_on, agreed.months, agreed.read_in)
    PlanConsent.objects.create(
        plan=plan, version=read.version, language=read.language, words=read.words,
        given_by=agreed.given_by, way=agreed.way, spoken=agreed.spoken.strip()[:20],
        given_on=agreed.given_on, ends_on=last_day(agreed.given_on), recorded_by=actor,
    )  # fmt: skip


def _met(plan: KeptPlan, on: date, note: str, actor: User | None) -> None:
    plain = " ".join(note.split())[:200]
    PlanMeeting.objects.create(plan=plan, on=on, note=plain, recorded_by=actor)


def _erase(plan: KeptPlan, by: str) -> None:
    """The fact stays: when it was kept and ended, how it ended, how often people met."""
    plan.consents.all().delete()
    plan.meetings.all().delete()
    plan.answers, plan.code_hash, plan.keep_until = {}, "", None
    plan.ended_on, plan.ended_by = timezone.localdate(), by
    _save(plan)


def _told(verb: str, plan: KeptPlan, actor: User | None, **detail: Any) -> None:
    audit(verb, "kept_plan", plan.reference, actor=actor, **detail)
