"""The words of reports: groups, columns, reasons, in the language of the moment."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.core.vocabularies import vocabulary
from bothways.programmes.disclosure.margins import Reason
from bothways.programmes.figures import REST, UNKNOWN
from bothways.programmes.models import Person, Result
from bothways.programmes.reports.assembly import VOCABULARIES
from bothways.programmes.reports.table import Change, Column


def dimension_label(dimension: str) -> str:
    if dimension == "side":
        return _("newcomers and hosts")
    return vocabulary(VOCABULARIES[dimension]).name(get_language() or "en")


def code_label(dimension: str, code: str) -> str:
    """A group in words; a code that the vocabulary does not know stays as it is."""
    if code == REST:
        return _("not broken down")
    if dimension == "side":
        return _sides().get(code, code)
    found = vocabulary(VOCABULARIES[dimension])
    if code in found:
        return found.label(code, get_language() or "en")
    return _("not known") if code == UNKNOWN else code


def _sides() -> dict[str, str]:
    return {
        Person.Side.NEWCOMER: _("newcomers"), Person.Side.HOST: _("hosts"), UNKNOWN: _("not said"),
    }  # fmt: skip


def level_label(level: str) -> str:
    return {
        Result.Level.OUTCOME: _("Outcome"), Result.Level.OUTPUT: _("Output"),
        Result.Level.ACTIVITY: _("Activity"),
    }[Result.Level(level)]  # fmt: skip


def column_label(column: Column) -> str:
    return column.label or f"{column.first} – {column.last}"


def reason_words(reason: Reason) -> str:
    way = dimension_label(reason.dimension) if reason.dimension else ""
    return REASONS[reason.code]() % {"way": way}


REASONS: dict[str, Callable[[], str]] = {
    "does_not_add": lambda: _("Parts do not add up to the total: this is no count."),
    "ways_differ": lambda: _(
        "There is no total: nobody entered one, and the ways of breaking it down differ."
    ),
    "not_broken_down": lambda: _("Not broken down in at least one period: %(way)s."),
    "partly_broken_down": lambda: _(
        "Only part of it is broken down (%(way)s). The rest stands in a row of its own and is not "
        "the same as “not known”."
    ),
    "parts_exceed": lambda: _(
        "The parts are more than the total (%(way)s): somebody counts twice, or a number is wrong."
    ),
    "counted_once": lambda: _(
        "Periods do not add up: a person counts once, however many periods they took part in."
    ),
    "periods_missing": lambda: _("At least one period has no figure yet."),
    "mean_of_periods": lambda: _("The whole is the mean of the periods, each with equal weight."),
    "not_counted": lambda: _("This is to be counted from the records, but they hold none yet."),
    "parts_without_people": lambda: _(
        "Groups are left out for others: nobody recorded how many people stand behind them."
    ),
}


def change_words(change: Change) -> tuple[str, str, str]:
    """Indicator, group and column of a cell that changed."""
    group = (
        f"{dimension_label(change.dimension)}: {code_label(change.dimension, change.code)}"
        if change.dimension
        else _("all")
    )
    kind, _space, dates = change.column.partition(" ")
    where = {"baseline": _("Baseline"), "whole": _("Whole"), "target": _("Target"),
             "actual": _("Actual")}[kind]  # fmt: skip
    return change.indicator, group, f"{where} {dates.replace('/', ' – ')}".strip()
