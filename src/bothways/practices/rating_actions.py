"""Writes about ratings: lower what is shown, lift that again, compute all anew under new rules.

None of them takes a rating. A person says "show this level at most" and why; never more.
"""

from collections.abc import Callable

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.practices.index import index_refresh
from bothways.practices.models import Lowering, Practice, Rating, Release
from bothways.practices.policies import require_reviewer
from bothways.practices.rating.tables import RULE_VERSION
from bothways.practices.ratings import rated

Progress = Callable[[int, int], None]
CHUNK = 500


def _quiet(done: int, total: int) -> None:
    """No progress wanted."""


@transaction.atomic
def rating_lower(practice: Practice, level: int, *, reason: str, actor: User | None) -> Lowering:
    """Show this level of confidence at most, until somebody lifts it. A newer one replaces it."""
    require_reviewer(actor)
    practice = Practice.objects.select_for_update(of=("self",)).get(pk=practice.pk)
    release = practice.live
    if release is None:
        raise Refused(_("This record is not published."))
    computed = release.ratings.last()
    if computed is None:
        raise Refused(_("This release has no rating yet. Run “bothways rate --refresh” first."))
    if not reason.strip():
        raise Refused(_("Give the reason. It stands beside the rating that readers see."))
    if not 0 <= level < computed.high:
        raise Refused(_("A rating can only be lowered: choose a level below C%(level)s.")
                      % {"level": computed.high})  # fmt: skip
    practice.lowerings.filter(lifted_at=None).update(lifted_at=timezone.now())
    lowering = Lowering.objects.create(
        practice=practice, release=release, level=level, reason=reason.strip()[:500], author=actor
    )
    audit("lower", "rating", practice.slug, actor=actor, level=level, reason=lowering.reason)
    index_refresh()
    return lowering


@transaction.atomic
def lowering_lift(practice: Practice, *, actor: User | None) -> None:
    """Show again what the rules compute. The lowering stays on record with its reason."""
    require_reviewer(actor)
    lifted = practice.lowerings.filter(lifted_at=None).update(lifted_at=timezone.now())
    if not lifted:
        raise Refused(_("The rating of this practice is not lowered."))
    audit("lift", "rating", practice.slug, actor=actor)
    index_refresh()


@transaction.atomic
def ratings_refresh(*, actor: User | None, progress: Progress = _quiet) -> int:
    """Rate every live release that no rating of the present rules stands for.

    Old ratings stay. A second run finds nothing to do and leaves no trace. Returns how many were
    computed.
    """
    require_reviewer(actor)
    waiting = list(_unrated().values_list("pk", flat=True))
    for start in range(0, len(waiting), CHUNK):
        releases = Release.objects.filter(pk__in=waiting[start : start + CHUNK])
        Rating.objects.bulk_create([rated(release) for release in releases])
        progress(min(start + CHUNK, len(waiting)), len(waiting))
    if waiting:
        audit("refresh", "rating", RULE_VERSION, actor=actor, releases=len(waiting))
        index_refresh()
    return len(waiting)


def _unrated() -> QuerySet[Release]:
    """Live releases whose newest rating is of other rules, or that have none."""
    newest = Rating.objects.filter(release=OuterRef("pk")).order_by("-pk").values("rule_version")
    rows = Release.objects.filter(live_of__isnull=False).annotate(rules=Subquery(newest[:1]))
    # In SQL a missing version is not unequal to any, hence the second part.
    return rows.filter(~Q(rules=RULE_VERSION) | Q(rules=None))
