"""Writes about a cohort: open, describe, who runs it, close. One audit row each."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.programmes.delivery.clock import is_zone
from bothways.programmes.delivery.holders import release_planned
from bothways.programmes.delivery.joining import checked_room
from bothways.programmes.delivery.scheme import schemes
from bothways.programmes.delivery.writing import keep, writable
from bothways.programmes.models import Cohort, CohortFacilitator, Programme, ProgrammeMember
from bothways.programmes.policies import Right, require

Fields = dict[str, Any]
FIELDS = ("title", "place", "time_zone", "languages", "capacity", "scheme", "units_planned",
          "starts_on", "ends_on", "join_url")  # fmt: skip
RUNS = (ProgrammeMember.Role.LEAD, ProgrammeMember.Role.OFFICER, ProgrammeMember.Role.FACILITATOR)


@transaction.atomic
def cohort_create(
    programme: Programme, fields: Fields, *, actor: User | None, runs: Collection[int] = ()
) -> Cohort:
    """A group of its own, with those who run it (numbers of members)."""
    require(programme, actor, Right.PLAN)
    if programme.state == Programme.State.CLOSED:
        raise Refused(_("This programme is closed, so no new group starts in it."))
    cohort = Cohort.objects.create(programme=programme, **_checked(fields))
    _set_facilitators(cohort, runs)
    keep("create", "cohort", cohort.pk, actor, programme=programme.pk)
    return cohort


@transaction.atomic
def cohort_describe(
    cohort: Cohort, fields: Fields, *, actor: User | None, runs: Collection[int] = ()
) -> None:
    cohort = writable(cohort, actor, Right.PLAN)
    if fields.get("scheme", cohort.scheme) != cohort.scheme and _is_marked(cohort):
        raise Refused(_("Attendance was marked by the scheme of this group, so the scheme stays. "
                        "Open a new group for another."))  # fmt: skip
    for name, value in _checked(fields).items():
        setattr(cohort, name, value)
    cohort.save(update_fields=list(FIELDS))
    _set_facilitators(cohort, runs)
    released = release_planned([cohort])
    keep("describe", "cohort", cohort.pk, actor, released=released)


@transaction.atomic
def cohort_close(cohort: Cohort, *, actor: User | None) -> None:
    """Nothing is written in it any more; who is still in it stays as they are."""
    cohort = writable(cohort, actor, Right.PLAN)
    cohort.is_closed = True
    cohort.save(update_fields=["is_closed"])
    keep("close", "cohort", cohort.pk, actor)


@transaction.atomic
def cohort_reopen(cohort: Cohort, *, actor: User | None) -> None:
    require(cohort.programme, actor, Right.PLAN)
    Cohort.objects.filter(pk=cohort.pk).update(is_closed=False)
    keep("reopen", "cohort", cohort.pk, actor)


def _checked(fields: Fields) -> Fields:
    found = {name: fields[name] for name in FIELDS if name in fields}
    found["title"] = str(found.get("title", "")).strip()[:200]
    if not found["title"]:
        raise Refused(_("Give the group a title, so that you find it again."))
    if not is_zone(found.get("time_zone", "UTC")):
        raise Refused(_("There is no such time zone. Write one like Europe/Berlin."))
    if found.get("scheme", "simple") not in schemes():
        raise Refused(_("There is no such attendance scheme."))
    starts, ends = found.get("starts_on"), found.get("ends_on")
    if starts and ends and ends < starts:
        raise Refused(_("The group ends before it starts. Correct one of the two days."))
    found["join_url"] = checked_room(found.get("join_url", ""))
    return found


def _is_marked(cohort: Cohort) -> bool:
    return cohort.sessions.filter(attendance__isnull=False).exists()


def _set_facilitators(cohort: Cohort, runs: Collection[int]) -> None:
    """Only members of the programme whose role includes holding sessions."""
    members = cohort.programme.members.filter(pk__in=runs, role__in=RUNS)
    if members.count() != len(set(runs)):
        raise Refused(_("Somebody of these has no role here that includes holding sessions."))
    CohortFacilitator.objects.filter(cohort=cohort).exclude(member__in=members).delete()
    for member in members:
        CohortFacilitator.objects.get_or_create(cohort=cohort, member=member)
