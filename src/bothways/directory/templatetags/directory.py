"""Template words of the directory: opening states, needs, languages, days."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.core.places_and_languages import language_label, language_name_in_itself
from bothways.core.vocabularies import vocabulary
from bothways.directory.guide.reading import Address, reading
from bothways.directory.information.queries import Missed
from bothways.directory.places.models import Place
from bothways.directory.places.queries import Whereabouts
from bothways.directory.services.cards import Where, Word
from bothways.directory.services.hours import Now, usual_week

register = template.Library()


def _language() -> str:
    return get_language() or "en"


@register.filter
def said(word: Word | None) -> SafeString:
    """A text in its own language and direction."""
    if word is None:
        return format_html("")
    if word.language == _language():
        return format_html("{}", word.text)
    return format_html('<span lang="{}" dir="auto">{}</span>', word.language, word.text)


@register.simple_tag(takes_context=True)
def reading_links(context: Mapping[str, Any], where: Whereabouts) -> list[tuple[str, str, bool]]:
    """Languages that only the texts are in: code, this page in it, and whether it is this one.
    The first is the language around the texts."""
    match, active = context["request"].resolver_match, reading()
    if not where.more_languages or match is None:
        return []
    codes = ("", *where.more_languages)
    return [
        (code or _language(), reverse(match.view_name, kwargs={
            **match.kwargs, "place": Address(where.place.code, code),
        }), active == (code or _language())) for code in codes
    ]  # fmt: skip


@register.filter
def needs_in_words(codes: Iterable[str]) -> str:
    return " · ".join(vocabulary("need").label(code, _language()) for code in codes)


@register.filter
def need_words(code: str) -> str:
    return vocabulary("need").label(code, _language())


@register.filter
def language_words(code: str) -> str:
    return language_label(code, _language())


@register.filter
def own_name(code: str) -> str:
    return language_name_in_itself(code)


@register.filter
def languages_in_words(codes: Iterable[str]) -> str:
    return " · ".join(language_label(code, _language()) for code in codes)


@register.filter
def kind_words(code: str) -> str:
    return vocabulary("register_kind").label(code, _language())


@register.filter
def name_here(place: Place) -> str:
    return place.name(_language())


@register.simple_tag
def opening(where: Where, at: datetime) -> SafeString:
    """Whether it is open at a moment, and until or from when."""
    found = where.now(at)
    if found is None:
        return format_html('<span class="hours">{}</span>', _("Hours are not known. Ask there."))
    return format_html('<span class="hours {}">{}</span>', found.state, _opening(found, at, where))


def _opening(found: Now, at: datetime, where: Where) -> str:
    if found.state == "unknown":
        return found.comment or _("By appointment. Ask there.")
    until = found.until.astimezone(ZoneInfo(where.zone)) if found.until else None
    if until is None:
        return _("Open day and night") if found.state == "open" else _("Closed at present")
    today = at.astimezone(ZoneInfo(where.zone)).date()
    when = clock(until) if until.date() == today else f"{date_format(until, 'D')} {clock(until)}"
    if found.state == "open":
        return _("Open now, until %(when)s") % {"when": when}
    if (until.date() - today).days > 6:
        when = f"{date_format(until, 'DATE_FORMAT')} {clock(until)}"
    return _("Closed now, opens %(when)s") % {"when": when}


@register.filter
def usual_hours(where: Where) -> SafeString:
    """The plain week in the reader's words, for paper and for times without a connection."""
    if where.hours.strip() == "24/7":
        return format_html("{}", _("Open day and night"))
    lines = [
        format_html('{} <bdi dir="ltr">{}</bdi>', _run(first, last), ", ".join(spans))
        for first, last, spans in usual_week(where.hours, where.zone)
    ]
    if lines and "PH off" in where.hours:
        lines.append(format_html("{}", _("closed on public holidays")))
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))


def _run(first: int, last: int) -> str:
    """2001 began with a Monday."""
    start, end = (date_format(date(2001, 1, 1 + day), "l") for day in (first, last))
    return start if first == last else f"{start} – {end}"


def clock(at: datetime) -> str:
    return f"\u2066{at:%H:%M}\u2069"


@register.filter
def weekday(day: date) -> str:
    return date_format(day, "l")


@register.filter
def kilometres_words(distance: float | None) -> str:
    if distance is None:
        return ""
    if distance < 1:
        return _("%(metres)s m") % {"metres": round(distance * 20) * 50}
    return _("%(kilometres)s km") % {"kilometres": round(distance, 1)}


@register.filter
def of_key(table: Mapping[str, Any], key: str) -> Any:
    return table.get(key, key)


@register.filter
def rows_of(missed: Missed) -> list[tuple[str, tuple[int | None, ...]]]:
    """Each word with its counts, ``None`` where a count is hidden."""
    return list(zip(missed.words, missed.counts, strict=True))


@register.simple_tag
def slot(name: str) -> str:
    """A place that the worker of the browser fills in when it lays out a kept page."""
    return "{{" + name + "}}"
