"""Records as files: one practice, or everything that a query of the library finds."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.practices.exporters import BY_ENDING, Exporter, public_releases
from bothways.practices.exporters.confidence import rating_stamp, with_ratings
from bothways.practices.library import parse_query
from bothways.practices.queries import Released, released, released_many
from bothways.practices.selection import found_slugs, understood

# A file is built in memory. Larger collections are harvested in pages through API or OAI-PMH.
MOST_RECORDS = 2_000


def record_download(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The live release of one practice in a format of choice."""
    exporter = _exporter(ending)
    found = released(slug)
    if found is None:
        raise Http404(_("There is no practice with this address."))
    if found.withdrawn_at:
        return render(request, "practices/withdrawn.html", {"released": found}, status=410)
    rated = with_ratings([found])
    stamp = f"{found.content_hash[:32]}-{found.number}-{rating_stamp(rated[0].shown)}"
    etag = f'"{stamp}-{exporter.ending}"'
    known = get_conditional_response(request, etag=etag)
    response = known or _file(exporter, rated, f"{slug}-{found.number}")
    response["ETag"] = etag
    return response


def export_download(request: HttpRequest, ending: str) -> HttpResponse:
    """What the query of the library finds, as one file."""
    exporter = _exporter(ending)
    try:
        slugs = found_slugs(understood(parse_query(request.GET)), limit=MOST_RECORDS + 1)
    except Refused as refusal:
        return _refused(str(refusal))
    if len(slugs) > MOST_RECORDS:
        message = _("A file holds at most %(most)s practices. Narrow the search, or use the API.")
        return _refused(message % {"most": MOST_RECORDS})
    return _file(exporter, with_ratings(released_many(slugs)), "bothways-practices")


def _exporter(ending: str) -> Exporter:
    if ending not in BY_ENDING:
        message = _("There is no format %(ending)s. Known: %(known)s.")
        raise Http404(message % {"ending": ending, "known": ", ".join(sorted(BY_ENDING))})
    return BY_ENDING[ending]


def _file(exporter: Exporter, found: list[Released], name: str) -> HttpResponse:
    content = exporter.write(public_releases(found), settings.SITE_URL)
    response = HttpResponse(content, content_type=exporter.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{exporter.ending}"'
    return response


def _refused(message: str) -> HttpResponse:
    return HttpResponse(f"{message}\n", status=400, content_type="text/plain; charset=utf-8")
