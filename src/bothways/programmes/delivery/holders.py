"""Who may hold the sessions of a group: leads, officers, and the facilitators who run it.

A session names the one who holds it, or nobody: then it is whoever runs the group. Who is named on
a session that was held stays named, also when they do not run the group any more.
"""

from collections.abc import Iterable

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.programmes.models import Cohort, Programme, ProgrammeMember, Session, Trainer

Role = ProgrammeMember.Role
EVERYWHERE = (Role.LEAD, Role.OFFICER)


def holders(cohort: Cohort) -> QuerySet[ProgrammeMember]:
    """Members who may hold sessions of this group."""
    runs = Q(role=Role.FACILITATOR, cohorts__cohort=cohort)
    may_hold = ProgrammeMember.objects.filter(runs | Q(role__in=EVERYWHERE))
    members = may_hold.filter(programme=cohort.programme_id).distinct()
    return members.select_related("user").order_by("user__username")


def holder_choices(cohort: Cohort, session: Session | None = None) -> list[tuple[int | str, str]]:
    """Nobody, those who may, and the one who is named now. Two statements at most."""
    found: list[tuple[int | str, str]] = [("", _("whoever runs the group"))]
    found += [(member.pk, member.user.username) for member in holders(cohort)]
    named = session.facilitator if session else None
    if named and named.pk not in dict(found):
        words = _("%(name)s, who no longer runs the group") % {"name": named.user.username}
        found.append((named.pk, words))
    return found


def usual_holder(cohort: Cohort, user_id: int) -> int | None:
    """Who most likely holds the next session: the facilitator who plans it, or the only one."""
    runs = dict(cohort.facilitators.values_list("member__user_id", "member_id"))
    if user_id in runs:
        return runs[user_id]
    return next(iter(runs.values())) if len(runs) == 1 else None


def checked_holder(cohort: Cohort, number: int | None) -> int | None:
    """The member, if they may hold sessions here."""
    if number is None or holders(cohort).filter(pk=number).exists():
        return number
    raise Refused(_("Somebody who does not run this group cannot hold its sessions. Choose one of "
                    "the list, or say first that they run the group."))  # fmt: skip


def release_planned(cohorts: Iterable[Cohort]) -> int:
    """Planned sessions of who may no longer hold them name nobody; how many there were."""
    released = 0
    for cohort in cohorts:
        planned = cohort.sessions.filter(state=Session.State.PLANNED, facilitator__isnull=False)
        gone = planned.exclude(facilitator__in=holders(cohort).order_by().values("pk"))
        released += gone.update(facilitator=None)
    return released


def keep_held(member: ProgrammeMember) -> None:
    """What somebody of the cascade held stays theirs when their account leaves the programme."""
    of_member = Trainer.objects.filter(member=OuterRef("facilitator"))
    held = Session.objects.filter(facilitator=member, state=Session.State.HELD)
    held.update(trainer=Subquery(of_member.values("pk")[:1]))


def cohorts_of(programme: Programme) -> QuerySet[Cohort]:
    return Cohort.objects.filter(programme=programme).order_by("pk")
