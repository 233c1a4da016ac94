"""Results of a cascade in words and drawings, for the page and for the workbook."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.context.pages.drawing import Drawing, svg
from bothways.core.places_and_languages import language_label
from bothways.programmes.credentials.cascade_chart import change_marks, share_mark
from bothways.programmes.credentials.cascade_results import (
    CascadeResults,
    LevelChange,
    LevelResults,
)
from bothways.programmes.credentials.changes import Skill
from bothways.programmes.credentials.levels import level_label, skill_label
from bothways.stats.estimate import Estimate


@dataclass(frozen=True)
class Said:
    """An estimate in words: the value, its interval (or nothing), how many stand behind it."""

    value: str
    interval: str
    n: int
    picture: SafeString


@dataclass(frozen=True)
class ShownLevel:
    name: str
    counts: LevelResults
    attendance: Said | None
    certificates: Said | None
    core: Said | None


@dataclass(frozen=True)
class ShownChange:
    level: str
    skill: str
    scale: str
    counts: LevelChange
    change: Said | None


def shown_levels(results: CascadeResults) -> list[ShownLevel]:
    return [
        ShownLevel(
            level_name(row.level), row, said_share(row.attendance), said_share(row.certificates),
            said(row.core, places=1),
        )
        for row in results.levels
    ]  # fmt: skip


def shown_changes(results: CascadeResults) -> list[ShownChange]:
    pictures = iter(change_marks([row.change for row in results.changes if row.change]))
    return [
        ShownChange(
            level_name(row.level), skill_words(row.skill), scale_words(row.skill), row,
            said(row.change, 1, next(pictures), signed=True) if row.change else None,
        )
        for row in results.changes
    ]  # fmt: skip


def level_name(level: int) -> str:
    return str(level) if level else _("All levels")


def skill_words(skill: Skill) -> str:
    """The skill, and the language it is a skill in."""
    reader = get_language() or "en"
    name = skill_label(skill.name, reader)
    return f"{name}, {language_label(skill.language, reader)}" if skill.language else name


def scale_words(skill: Skill) -> str:
    return level_label(skill.scale, get_language() or "en")


def said_share(share: Estimate | None) -> Said | None:
    """In per cent, drawn on the line from 0 to 1."""
    if share is None:
        return None
    ends = [f"{100 * (end or 0.0):.0f}" for end in share.interval or ()]
    words = f"{100 * share.value:.0f} %"
    return Said(words, "–".join(ends), share.n, _picture(share_mark(share)))


def said(
    one: Estimate | None, places: int, drawing: Drawing | None = None, *, signed: bool = False
) -> Said | None:
    if one is None:
        return None
    ends = [_written(end or 0.0, places, signed) for end in one.interval or ()]
    return Said(_written(one.value, places, signed), _interval(ends, signed), one.n,
                _picture(drawing))  # fmt: skip


def _interval(ends: list[str], signed: bool) -> str:
    """A dash between numbers with signs would be read as one more sign."""
    if not ends:
        return ""
    low, high = ends
    return _("%(low)s to %(high)s") % {"low": low, "high": high} if signed else f"{low}–{high}"


def _written(value: float, places: int, signed: bool) -> str:
    """With its sign where a number says which way somebody went; nought has none."""
    rounded = round(value, places) + 0.0
    sign = "" if not signed or rounded == 0 else "+" if rounded > 0 else "\u2212"
    text = number_format(abs(rounded) if signed else rounded, decimal_pos=places)
    return f"{sign}{text}"


def _picture(drawing: Drawing | None) -> SafeString:
    return mark_safe(svg(drawing, hidden=True)) if drawing else SafeString("")  # noqa: S308
