"""Results of a cascade as a workbook: what others may see."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.programmes.credentials.cascade_page import level_name, scale_words, skill_words
from bothways.programmes.credentials.cascade_results import (
    CascadeResults,
    LevelChange,
    LevelResults,
)
from bothways.programmes.models import Programme
from bothways.programmes.workbook import Value, add_sheet, new_workbook, widen, written_workbook
from bothways.stats.estimate import Estimate

Line = Sequence[Value]


def cascade_xlsx(results: CascadeResults, about: Sequence[tuple[str, str]]) -> bytes:
    """By level, change by level and skill, and what to know about both."""
    book = new_workbook()
    levels = [_level_head(), *map(_level_line, results.levels)]
    changes = [_change_head(), *map(_change_line, results.changes)]
    widen(add_sheet(book, _("Results by level"), levels, heads=1), (14, *(16,) * 18))
    widen(add_sheet(book, _("Change of levels"), changes, heads=1), (14, 30, 24, *(18,) * 5))
    widen(add_sheet(book, _("About this report"), about), (40, 100))
    return written_workbook(book)


def about(programme: Programme, results: CascadeResults) -> list[tuple[str, str]]:
    hidden = _(
        "Counts of people below %(n)s are hidden (*), and as many others as it takes to keep "
        "them hidden. What rests on a hidden count is left out."
    )
    change = _(
        "The last level of a person in a skill against the first, in steps of one scale, found in "
        "the same way. It is a change and says nothing of what made it."
    )
    interval = _("95 %, leaving out one group (for core parts: one trainer) at a time.")
    return [
        (_("Programme"), programme.title),
        (_("State"), timezone.localdate().isoformat()),
        (_("What is hidden"), hidden % {"n": results.threshold}),
        (_("Change"), change),
        (_("Interval"), interval),
    ]


def _level_head() -> Line:
    estimates = [_("Share of marks that say present"), _("Share with a certificate"),
                 _("Core parts ticked, mean")]  # fmt: skip
    return [_("Level"), _("Trainers"), _("Delivered"), _("Trained others"), _("Sessions"),
            _("People reached"), _("With a certificate"), *_estimate_heads(estimates)]  # fmt: skip


def _level_line(row: LevelResults) -> Line:
    estimates = (row.attendance, row.certificates, row.core)
    return [level_name(row.level), row.trainers, row.delivered, row.trained_others, row.sessions,
            row.people, row.certified, *_estimate_cells(estimates)]  # fmt: skip


def _change_head() -> Line:
    return [_("Level"), _("Skill"), _("Scale"), _("People with two results"),
            *_estimate_heads([_("Mean change, in steps")])]  # fmt: skip


def _change_line(row: LevelChange) -> Line:
    return [level_name(row.level), skill_words(row.skill), scale_words(row.skill), row.people,
            *_estimate_cells([row.change])]  # fmt: skip


def _estimate_heads(names: Sequence[str]) -> list[str]:
    ends = (_("lower end of 95 %"), _("upper end of 95 %"), "n")
    return [head for name in names for head in (name, *(f"{name}: {end}" for end in ends))]


def _estimate_cells(estimates: Sequence[Estimate | None]) -> list[Value]:
    cells: list[Value] = []
    for one in estimates:
        low, high = (one.interval if one else None) or (None, None)
        numbers = (one.value if one else None, low, high)
        cells += [None if n is None else round(n, 3) for n in numbers]
        cells.append(one.n if one else None)
    return cells
