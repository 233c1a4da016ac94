"""Writes of publishing: freeze a Snapshot report, ask for its file, cancel that."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.practices.policies import require_editor
from bothways.practices.rating_queries import shown_ratings
from bothways.practices.record.document import content_hash
from bothways.publishing.models import ReportEdition, ReportFile, ReportSeries
from bothways.publishing.report.frozen import (
    difference,
    freeze,
    languages_of,
    releases_of,
    rerated,
)
from bothways.publishing.selection import Selection, select
from bothways.publishing.tasks import report_file_make

MOST_PRACTICES = 500
LONGEST_TITLE = 200
FORMATS = ("pdf", "docx")
RESERVED = ("new", "files")  # addresses of their own under /reports/
SILENCE = timedelta(minutes=10)
State = ReportFile.State
LIVING = (State.WAITING, State.MAKING, State.READY)


@transaction.atomic
def report_freeze(
    query: str,
    *,
    title: str,
    actor: User | None,
    series: ReportSeries | None = None,
    language: str = "en",
) -> ReportEdition:
    """The next edition of a series, or the first of a new one, from what is released now.

    ``language`` is the one in which the words of the search are written.
    Refused when nothing fits, when it would be no report any more but a copy of the library, and
    when it would equal the edition before.
    """
    require_editor(actor)
    title = _checked_title(title)
    selection = select(query, language, MOST_PRACTICES)
    _refuse_size(selection)
    slugs = [release.slug for release in selection.releases]
    document = freeze(selection, title, shown_ratings(slugs), timezone.localdate().year)
    series = _series(series, title)
    previous = series.editions.order_by("-number").first()
    releases = releases_of(document)
    changes = difference(previous.releases, releases) if previous else None
    if previous and changes is not None:
        changes["rerated"] = rerated(previous.document, document)
    if previous and content_hash(document) == previous.content_hash:
        message = _("Nothing has changed since edition %(number)s; it still stands.")
        raise Refused(message % {"number": previous.number})
    edition = ReportEdition.objects.create(
        series=series,
        number=(previous.number if previous else 0) + 1,
        title=title,
        query=selection.query,
        languages=languages_of(document),
        releases=releases,
        document=document,
        content_hash=content_hash(document),
        difference=changes,
        frozen_by=actor,
    )
    audit(
        "freeze", "report", edition.pk, actor=actor,
        series=series.slug, number=edition.number, practices=len(releases),
    )  # fmt: skip
    return edition


def _checked_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refused(_("Give the report a title."))
    if len(title) > LONGEST_TITLE:
        message = _("The title has %(n)s characters; the most is %(most)s.")
        raise Refused(message % {"n": len(title), "most": LONGEST_TITLE})
    return title


def _refuse_size(selection: Selection) -> None:
    if not selection.releases:
        raise Refused(_("No practice fits this search, so there is nothing to report."))
    if selection.found > MOST_PRACTICES:
        message = _("%(n)s practices fit. A report holds at most %(most)s: narrow the search.")
        raise Refused(message % {"n": selection.found, "most": MOST_PRACTICES})


def _series(series: ReportSeries | None, title: str) -> ReportSeries:
    if series is not None:
        return ReportSeries.objects.select_for_update().get(pk=series.pk)
    stem = slugify(title)[:100] or "report"
    slug, number = stem, 1
    while slug in RESERVED or ReportSeries.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    return ReportSeries.objects.create(slug=slug)


@transaction.atomic
def report_file_request(
    edition: ReportEdition, file_format: str, language: str, *, actor: User | None
) -> tuple[ReportFile, bool]:
    """The file of this edition, and whether it is new and has to be made.

    Anybody may ask: a report is public, and each file is made once.
    """
    if file_format not in FORMATS:
        raise Refused(_("A report is made as PDF or as DOCX."))
    wanted = {"edition": edition, "file_format": file_format, "language": language}
    _give_up_the_silent(edition)
    living = ReportFile.objects.filter(**wanted, state__in=LIVING).first()
    if living:
        return living, False
    file = ReportFile.objects.create(**wanted)
    audit(
        "request", "report_file", file.pk, actor=actor,
        edition=edition.pk, format=file_format, language=language,
    )  # fmt: skip
    report_file_make.enqueue(file.pk)
    return file, True


def _give_up_the_silent(edition: ReportEdition) -> None:
    """A worker that was switched off leaves its file half made; it must not block the next."""
    silent = timezone.now() - SILENCE
    edition.files.filter(state=State.MAKING, heard_at__lt=silent).update(
        state=State.FAILED, ended_at=timezone.now(), problem=_("The worker stopped.")
    )


@transaction.atomic
def report_file_cancel(file: ReportFile, *, actor: User | None) -> None:
    """Stop making a file. What is ready stays."""
    require_editor(actor)
    stopped = ReportFile.objects.filter(pk=file.pk, state__in=[State.WAITING, State.MAKING]).update(
        state=State.CANCELLED, ended_at=timezone.now()
    )
    if not stopped:
        raise Refused(_("This file is not being made any more."))
    audit("cancel", "report_file", file.pk, actor=actor)
