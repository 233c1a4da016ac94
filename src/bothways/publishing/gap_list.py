"""The computed gaps in words: types with counts, one line a gap, the guard beside every blank."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bothways.practices.reading import joined
from bothways.publishing.coded import Searched
from bothways.publishing.gap_page import label, parameter
from bothways.publishing.gap_types import OLD_AFTER, Gap, TypeCount, count_types

NAMES: Mapping[str, Promise] = {
    "absolute": gettext_lazy("Nobody"),
    "evidence": gettext_lazy("Not tested"),
    "synthesis": gettext_lazy("Not put together"),
    "equity": gettext_lazy("Not looked at apart"),
    "host_side": gettext_lazy("Newcomers only"),
    "cost": gettext_lazy("No cost"),
    "age": gettext_lazy("Old studies"),
}
MEANINGS: Mapping[str, Promise] = {
    "absolute": gettext_lazy("No practice here is coded with both."),
    "evidence": gettext_lazy("There are practices, but none is known at C2 or more."),
    "synthesis": gettext_lazy(
        "Three or more studies of C3 or more measured the outcome, but their effects cannot be "
        "pooled."
    ),
    "equity": gettext_lazy(
        "Effects are reported, but for no study group of girls alone, of children under 12, of "
        "people in their first year, of unaccompanied minors, or of people who moved from South "
        "to South."
    ),
    "host_side": gettext_lazy("What came of it was measured on newcomers only."),
    "cost": gettext_lazy("No practice reports what it costs."),
    "age": gettext_lazy("The newest study with a year is more than %(years)s years old."),
}
GROUP_WORDS: Mapping[str, Promise] = {
    "girls": gettext_lazy("girls or women alone"),
    "under_12": gettext_lazy("children under 12"),
    "first_year": gettext_lazy("people in their first year"),
    "unaccompanied": gettext_lazy("unaccompanied minors"),
    "south_south": gettext_lazy("people who moved from South to South"),
}
Name = Callable[[str, str], str]


@dataclass(frozen=True)
class TypeLine:
    kind: str
    name: str
    meaning: str
    sure: int
    unsure: int
    chosen: bool


@dataclass(frozen=True)
class GapLine:
    gap: Gap
    type: str
    row: str
    column: str
    sentence: str
    link: str


def type_lines(gaps: Iterable[Gap], chosen: str = "") -> list[TypeLine]:
    return [_type_line(count, chosen) for count in count_types(gaps)]


def _type_line(count: TypeCount, chosen: str) -> TypeLine:
    meaning = str(MEANINGS[count.kind])
    if count.kind == "age":
        meaning %= {"years": OLD_AFTER}
    return TypeLine(
        count.kind, str(NAMES[count.kind]), meaning, count.sure, count.unsure, count.kind == chosen
    )


def gap_lines(
    gaps: Sequence[Gap], row_facet: str, query: str = "", name: Name = label
) -> list[GapLine]:
    library = reverse("library") + "?" + (f"{query}&" if query else "")
    return [
        GapLine(
            gap,
            str(NAMES[gap.kind]),
            name(row_facet, gap.row),
            name(*gap.column),
            sentence(gap),
            f"{library}{parameter(row_facet, gap.row)}&{parameter(*gap.column)}",
        )
        for gap in gaps
    ]


def sentence(gap: Gap) -> str:
    """What is known of this gap, in one or two plain sentences."""
    return {
        "absolute": _absolute,
        "evidence": _evidence,
        "synthesis": _synthesis,
        "equity": _equity,
        "host_side": _host_side,
        "cost": _cost,
        "age": _age,
    }[gap.kind](gap)


def _absolute(gap: Gap) -> str:
    return str(MEANINGS["absolute"])


def _evidence(gap: Gap) -> str:
    return ngettext(
        "%(n)s practice, not known at C2 or more.",
        "%(n)s practices, none known at C2 or more.",
        gap.practices,
    ) % {"n": gap.practices}


def _synthesis(gap: Gap) -> str:
    return _("%(n)s studies of C3 or more and no pooled estimate.") % {"n": gap.studies}


def _equity(gap: Gap) -> str:
    nobody, unclear = {"groups": _groups(gap.groups)}, {"groups": _groups(gap.unclear)}
    parts = []
    if gap.groups:
        parts.append(_("Nobody reports the effect for: %(groups)s.") % nobody)
    if gap.unclear:
        parts.append(_("The records do not say for: %(groups)s.") % unclear)
    return " ".join(parts)


def _groups(codes: Iterable[str]) -> str:
    return joined(str(GROUP_WORDS[code]) for code in codes)


def _host_side(gap: Gap) -> str:
    told = ngettext(
        "%(n)s practice, measured on newcomers only.",
        "%(n)s practices, measured on newcomers only.",
        gap.practices - gap.silent,
    ) % {"n": gap.practices - gap.silent}
    return f"{told} {_silent_practices(gap.silent)}".strip()


def _silent_practices(n: int) -> str:
    if not n:
        return ""
    return ngettext(
        "%(n)s record does not say on whom.", "%(n)s records do not say on whom.", n
    ) % {"n": n}


def _cost(gap: Gap) -> str:
    return ngettext(
        "%(n)s practice, without a cost.", "%(n)s practices, none with a cost.", gap.practices
    ) % {"n": gap.practices}


def _age(gap: Gap) -> str:
    told = _("The newest study with a year is of %(year)s.") % {"year": gap.year}
    if not gap.silent:
        return told
    more = ngettext("%(n)s study gives no year.", "%(n)s studies give no year.", gap.silent) % {
        "n": gap.silent
    }
    return f"{told} {more}"


def guard(seen: Searched) -> str:
    """What stands beside every blank."""
    day = date_format(seen.newest, "DATE_FORMAT") if seen.newest else _("never")
    return ngettext(
        "A blank is no proof that nobody does it: it means that none of the %(n)s released "
        "practice of this library says so. Newest release: %(day)s. Sources: those that each "
        "practice lists; no other place was searched.",
        "A blank is no proof that nobody does it: it means that none of the %(n)s released "
        "practices of this library says so. Newest release: %(day)s. Sources: those that each "
        "practice lists; no other place was searched.",
        seen.practices,
    ) % {"n": seen.practices, "day": day}


def report_guard(practices: int) -> str:
    """The same for a report, which holds a part of the library."""
    return ngettext(
        "A blank is no proof that nobody does it: it means that the %(n)s practice of this "
        "report does not say so. Sources: those that each practice lists.",
        "A blank is no proof that nobody does it: it means that none of the %(n)s practices of "
        "this report says so. Sources: those that each practice lists.",
        practices,
    ) % {"n": practices}
