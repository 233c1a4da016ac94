"""Calendar addresses of a programme, and what stands behind them."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.core.errors import Refused
from bothways.programmes.access import actor_of, programme_page
from bothways.programmes.delivery.feed_actions import (
    cohort_feed_open,
    feed_revoke,
    own_feed_open,
)
from bothways.programmes.delivery.feeds import calendar_of
from bothways.programmes.delivery.joining import BBB, join_address, provider_of
from bothways.programmes.delivery.queries import cohorts_for, feed_sessions, feeds_of
from bothways.programmes.delivery.tokens import hash_of
from bothways.programmes.delivery.views.access import done_or_told
from bothways.programmes.models import CalendarFeed, Cohort, Programme, Session
from bothways.programmes.policies import Right


@programme_page(Right.DELIVER)
def calendars(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The living addresses; a new one is shown here once."""
    address = ""
    if request.method == "POST":
        try:
            address = _opened(request, programme)
        except Refused as refusal:
            return _page(request, programme, refusal=str(refusal))
    return _page(request, programme, address=address)


def _page(request: HttpRequest, programme: Programme, **more: str) -> HttpResponse:
    user = actor_of(request)
    context = {
        "section": "programmes", "programme": programme, "tab": "cohorts",
        "feeds": feeds_of(programme, user),
        "cohorts": [row for row in cohorts_for(programme, user) if not row.is_closed], **more,
    }  # fmt: skip
    status = 422 if more.get("refusal") else 200
    return render(request, "programmes/delivery/calendars.html", context, status=status)


def _opened(request: HttpRequest, programme: Programme) -> str:
    actor, wish = actor_of(request), request.POST.get("cohort", "")
    if not wish:
        token = own_feed_open(programme, actor=actor)[1]
    else:
        rows = Cohort.objects.select_related("programme").filter(programme=programme)
        cohort = get_object_or_404(rows, pk=int(wish) if wish.isdigit() else 0)
        token = cohort_feed_open(cohort, actor=actor)[1]
    return settings.SITE_URL + reverse("calendar_feed", args=[token])


@programme_page(Right.DELIVER)
@require_POST
def calendar_revoke(request: HttpRequest, programme: Programme, feed: int) -> HttpResponse:
    found = feeds_of(programme, actor_of(request)).filter(pk=feed).first()
    if found is None:
        raise Http404(_("There is no calendar address with this number for you."))

    def act() -> HttpResponse:
        feed_revoke(found, actor=actor_of(request))
        return redirect("calendars", programme.pk)

    return done_or_told(request, act, redirect("calendars", programme.pk))


def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """For calendar programs, which cannot sign in: the address is the key, and can be revoked."""
    feed = _feed(token)
    sessions = feed_sessions(feed)
    links = {one.pk: link for one in sessions if (link := _link(one, token))}
    title = feed.cohort.title if feed.cohort else feed.programme.title
    response = HttpResponse(calendar_of(title, sessions, links), content_type="text/calendar")
    response["Cache-Control"] = "private, max-age=900"
    return response


def calendar_join(request: HttpRequest, token: str, session: int) -> HttpResponse:
    """From the calendar into a room of BigBlueButton, with a link that is signed now."""
    feed = _feed(token)
    found = next((one for one in feed_sessions(feed) if one.pk == session), None)
    room = found and (found.join_url or found.cohort.join_url)
    if not room:
        raise Http404(_("This session has no online room."))
    leads = feed.member is not None
    name = feed.member.user.username if feed.member else _("Participant")
    try:
        return redirect(join_address(room, name, leads=leads))
    except Refused as refusal:
        return HttpResponse(str(refusal), status=503, content_type="text/plain; charset=utf-8")


def _link(session: Session, token: str) -> str:
    room = session.join_url or session.cohort.join_url
    if provider_of(room) == BBB:
        return settings.SITE_URL + reverse("calendar_join", args=[token, session.pk])
    return room


def _feed(token: str) -> CalendarFeed:
    rows = CalendarFeed.objects.select_related("cohort", "programme", "member__user")
    feed = rows.filter(token_hash=hash_of(token), revoked_at=None).first()
    if feed is None:
        raise Http404(_("This calendar address is not valid, or no longer."))
    return feed
