"""Writes of reports: how a programme reports, and the report of a period as it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.core.vocabularies import vocabulary
from bothways.practices.record.document import content_hash
from bothways.programmes.models import FunderReport, Period, Programme, ReportSetting
from bothways.programmes.policies import Right, require
from bothways.programmes.reports.models import LEAST_THRESHOLD, MOST_THRESHOLD
from bothways.programmes.reports.queries import report_document
from bothways.programmes.reports.table import changes

FIELDS = ("threshold", "reporting_ref", "sector", "principal_markers", "significant_markers")


@transaction.atomic
def report_setting_save(
    programme: Programme, fields: Mapping[str, Any], *, actor: User | None
) -> ReportSetting:
    """Changes the fields that are given; the others stay."""
    require(programme, actor, Right.PLAN)
    setting, _made = ReportSetting.objects.select_for_update().get_or_create(programme=programme)
    for name in FIELDS:
        if name in fields:
            setattr(setting, name, fields[name])
    _check(setting)
    setting.save()
    given = sorted(name for name in FIELDS if name in fields)
    audit("set", "report_setting", programme.pk, actor=actor, fields=given)
    return setting


def _check(setting: ReportSetting) -> None:
    if not LEAST_THRESHOLD <= setting.threshold <= MOST_THRESHOLD:
        raise Refused(
            _("The smallest count that is shown must be from %(least)s to %(most)s.")
            % {"least": LEAST_THRESHOLD, "most": MOST_THRESHOLD}
        )
    if setting.sector and setting.sector not in vocabulary("iati_sector"):
        raise Refused(_("There is no such sector. Choose one of the list."))
    markers = {*setting.principal_markers, *setting.significant_markers}
    if markers - set(vocabulary("iati_marker")):
        raise Refused(_("There is no such policy marker. Choose from the list."))


@transaction.atomic
def funder_report_release(
    programme: Programme, period: Period, *, actor: User | None
) -> FunderReport:
    """The table up to this period as others may see it. It never changes any more."""
    require(programme, actor, Right.PLAN)
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    today = timezone.localdate()
    if period.programme_id != programme.pk or period.starts_on > today:
        raise Refused(_("This period has not begun, so there is nothing to report yet."))
    document = report_document(programme, period, today)
    before = programme.funder_reports.order_by("-number").first()
    stamp = content_hash(document)
    if before is not None and before.content_hash == stamp:
        raise Refused(
            _("Nothing has changed since report %(n)s. Send that one.") % {"n": before.number}
        )
    report = FunderReport.objects.create(
        programme=programme, period=period, number=before.number + 1 if before else 1,
        document=document, content_hash=stamp, released_by=actor,
        difference=_difference(before, document),
    )  # fmt: skip
    audit("release", "funder_report", report.pk, actor=actor, number=report.number, hash=stamp)
    return report


def _difference(
    before: FunderReport | None, document: Mapping[str, Any]
) -> list[dict[str, str]] | None:
    if before is None:
        return None
    return [asdict(change) for change in changes(before.document, document)]
