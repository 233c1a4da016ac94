"""Calendar addresses: opened and taken back. The address itself is shown once and not kept."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import User
from bothways.programmes.delivery.tokens import hash_of
from bothways.programmes.delivery.writing import keep
from bothways.programmes.models import CalendarFeed, Cohort, Programme
from bothways.programmes.policies import Right, may_in_cohort, require, require_in_cohort


@transaction.atomic
def cohort_feed_open(cohort: Cohort, *, actor: User | None) -> tuple[CalendarFeed, str]:
    """An address for whoever takes part: times, places and links, and nobody's name."""
    require_in_cohort(cohort, actor, Right.DELIVER)
    token = secrets.token_urlsafe(24)
    feed = CalendarFeed.objects.create(
        programme=cohort.programme, cohort=cohort, token_hash=hash_of(token), created_by=actor
    )
    keep("open", "feed", feed.pk, actor, cohort=cohort.pk)
    return feed, token


@transaction.atomic
def own_feed_open(programme: Programme, *, actor: User) -> tuple[CalendarFeed, str]:
    """An address for one who holds sessions: all cohorts that are theirs, also those to come."""
    require(programme, actor, Right.DELIVER)
    member = programme.members.filter(user=actor).first()
    if member is None:
        raise Refused(_("Only somebody with a role in this programme has a calendar of their own."))
    token = secrets.token_urlsafe(24)
    feed = CalendarFeed.objects.create(
        programme=programme, member=member, token_hash=hash_of(token), created_by=actor
    )
    keep("open", "feed", feed.pk, actor, member=member.pk)
    return feed, token


@transaction.atomic
def feed_revoke(feed: CalendarFeed, *, actor: User | None) -> None:
    """The address answers no more. Revoking twice is the same as once."""
    if actor is not None and not _may_revoke(feed, actor):
        raise NotAllowed(_("Your role in this programme does not include this. Ask its lead."))
    CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=timezone.now())
    keep("revoke", "feed", feed.pk, actor)


def _may_revoke(feed: CalendarFeed, actor: User) -> bool:
    if feed.cohort is not None:
        return may_in_cohort(feed.cohort, actor, Right.DELIVER)
    if feed.member is not None and feed.member.user_id == actor.pk:
        return True
    try:
        require(feed.programme, actor, Right.MEMBERS)
    except NotAllowed:
        return False
    return True
