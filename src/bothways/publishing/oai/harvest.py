"""Reads of OAI-PMH: one entry a practice, its newest release, by its last change in public."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from bothways.core.vocabularies import vocabulary
from bothways.practices.exporters import public_releases
from bothways.practices.models import Release
from bothways.practices.queries import COLUMNS, Released
from bothways.practices.record.codes import code_label, codes_of
from bothways.practices.record.document import Document
from bothways.publishing.oai.protocol import Harvest, ProtocolError, end_of, read_time

PAGE = 100
# Set -> (field of the record, vocabulary). Each code is a set below it, such as country:DE.
SETS = {"component": ("components", "components"), "country": ("countries", "country")}
NAMES = {"component": "Programme component", "country": "Country"}


@dataclass(frozen=True)
class Entry:
    """One practice as harvesters see it; withdrawn ones stay as deleted records."""

    release: Released
    changed_at: datetime

    @property
    def is_deleted(self) -> bool:
        return self.release.withdrawn_at is not None

    @property
    def identifier(self) -> str:
        return identifier_of(self.release.slug)


def identifier_of(slug: str) -> str:
    host = settings.SITE_URL.split("://")[-1].split("/")[0].split(":")[0]
    return f"oai:{host}:{slug}"


def _newest() -> QuerySet[Any]:
    newer = Release.objects.filter(practice=OuterRef("practice"), number__gt=OuterRef("number"))
    rows = Release.objects.filter(~Exists(newer)).order_by()
    return rows.annotate(changed_at=Coalesce("withdrawn_at", "released_at"))


def _entries(rows: QuerySet[Any]) -> list[Entry]:
    found = [(Released(*row[:-1]), row[-1]) for row in rows.values_list(*COLUMNS, "changed_at")]
    public = public_releases(release for release, _at in found)
    return [Entry(release, at) for release, (_full, at) in zip(public, found, strict=True)]


def entry(identifier: str) -> Entry:
    """The practice of an identifier; raises ProtocolError. One statement."""
    slug = identifier.removeprefix(identifier_of(""))
    if identifier.startswith(identifier_of("")):
        for found in _entries(_newest().filter(practice__slug=slug)):
            return found
    message = _("There is no record %(identifier)s.") % {"identifier": identifier}
    raise ProtocolError("idDoesNotExist", message)


def page(harvest: Harvest) -> tuple[list[Entry], Harvest | None]:
    """The next page of a harvest, and where it goes on. At most three statements."""
    rows = _selected(harvest)
    size = harvest.size or rows.count()
    if harvest.after:
        at = parse_datetime(harvest.after)
        rows = rows.filter(Q(changed_at__gt=at) | Q(changed_at=at, pk__gt=harvest.after_id))
    # The order is found over narrow rows; only the documents of this page are read.
    keys = list(rows.order_by("changed_at", "pk").values_list("pk", "changed_at")[: PAGE + 1])
    if not keys:
        raise ProtocolError("noRecordsMatch", _("No record fits these arguments."))
    shown = [pk for pk, _at in keys[:PAGE]]
    entries = _entries(_newest().filter(pk__in=shown).order_by("changed_at", "pk"))
    last_id, last_at = keys[:PAGE][-1]
    following = replace(
        harvest,
        after=last_at.isoformat(),
        after_id=last_id,
        cursor=harvest.cursor + len(shown),
        size=size,
    )
    return entries, following if len(keys) > PAGE else None


def _selected(harvest: Harvest) -> QuerySet[Any]:
    rows = _newest()
    if start := read_time(harvest.start):
        rows = rows.filter(changed_at__gte=start)
    if end := end_of(harvest.until):
        rows = rows.filter(changed_at__lt=end)
    if harvest.spec:
        rows = rows.filter(_in_set(harvest.spec))
    return rows


def _in_set(spec: str) -> Q:
    kind, _colon, code = spec.partition(":")
    if spec not in set_names():
        raise ProtocolError("noRecordsMatch", _("There is no set %(set)s.") % {"set": spec})
    field, _vocabulary = SETS[kind]
    # The list as text holds each code in quotation marks; both databases can look for that.
    return Q(**{f"document__{field}__icontains": f'"{code}"' if code else '"'})


@cache
def set_names() -> dict[str, str]:
    """Every set with its English name."""
    names = dict(NAMES)
    for kind, (_field, codes) in SETS.items():
        known = codes_of(codes) if codes == "country" else tuple(vocabulary(codes))
        names.update({f"{kind}:{code}": code_label(codes, code, "en") for code in known})
    return names


def sets_of(document: Document) -> list[str]:
    """The sets a record belongs to; being in country:DE it is in country as well."""
    return [
        f"{kind}:{code}" for kind, (field, _v) in SETS.items() for code in document.get(field) or []
    ]


def earliest() -> datetime | None:
    first: datetime | None = Release.objects.aggregate(at=Min("released_at"))["at"]
    return first
