"""Writes to the results framework: results, indicators, periods and their figures."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.core.vocabularies import vocabulary
from bothways.programmes.models import Indicator, IndicatorValue, Period, Programme, Result
from bothways.programmes.plan.totals import ALL, DIMENSIONS, Codes
from bothways.programmes.plan.writing import (
    Fields,
    add_row,
    change_row,
    keep,
    on_top,
    remove_row,
    require_order,
    require_words,
    writable,
)

Kind = IndicatorValue.Kind
# Indicator, kind of figure, cell.
CellKey = tuple[int, str, Codes]
VOCABULARY_OF = {"sex": "person_sex", "age": "person_age", "stage": "stage"}
UNKNOWN = "unknown"
# The level above each level. An output or an activity may also stand alone.
ABOVE = {Result.Level.OUTPUT: Result.Level.OUTCOME, Result.Level.ACTIVITY: Result.Level.OUTPUT}


@transaction.atomic
def result_add(programme: Programme, fields: Fields, *, actor: User) -> Result:
    programme = writable(programme, actor)
    result: Result = add_row(programme.results, "result", _result(programme, fields), actor)
    return result


@transaction.atomic
def result_change(result: Result, fields: Fields, *, base: int, actor: User) -> None:
    """Words and place of a result. Its level stays: another level is another result."""
    programme = on_top(result.programme, actor, base, "result", result.pk)
    checked = _result(programme, {**fields, "level": result.level})
    change_row(programme, result, "result", checked, actor)


@transaction.atomic
def result_remove(result: Result, *, actor: User) -> None:
    programme = writable(result.programme, actor)
    if result.children.exists() or result.indicators.exists():
        raise Refused(_("Results or indicators hang under this one. Take those out first."))
    remove_row(programme, result, "result", actor)


def _result(programme: Programme, fields: Fields) -> Fields:
    parent, level = fields.get("parent"), fields["level"]
    if level not in Result.Level:
        raise Refused(_("Say whether it is an outcome, an output or an activity."))
    if parent is not None and (
        parent.programme_id != programme.pk or ABOVE.get(level) != parent.level
    ):
        raise Refused(_("An output hangs under an outcome, and an activity under an output."))
    return {
        "level": level,
        "parent": parent,
        "title": require_words(fields["title"], _("Say what is to be reached or done."))[:300],
        "description": fields.get("description", ""),
    }


@transaction.atomic
def indicator_add(programme: Programme, fields: Fields, *, actor: User) -> Indicator:
    """An indicator with its baseline and its target for the whole."""
    programme = writable(programme, actor)
    figures, columns = _parted(programme, fields)
    indicator: Indicator = add_row(programme.indicators, "indicator", columns, actor)
    _set_bounds(indicator, figures, actor)
    return indicator


@transaction.atomic
def indicator_change(indicator: Indicator, fields: Fields, *, base: int, actor: User) -> None:
    programme = on_top(indicator.programme, actor, base, "indicator", indicator.pk)
    figures, columns = _parted(programme, fields)
    _refuse_lost_cells(indicator, columns)
    change_row(programme, indicator, "indicator", columns, actor)
    _set_bounds(indicator, figures, actor)


@transaction.atomic
def indicator_remove(indicator: Indicator, *, actor: User) -> None:
    programme = writable(indicator.programme, actor)
    if indicator.figures.filter(kind=Kind.ACTUAL).exists():
        raise Refused(_("Figures were recorded for this indicator. Empty them first."))
    remove_row(programme, indicator, "indicator", actor)


BOUNDS = ("baseline", "baseline_on", "target")


def _parted(programme: Programme, fields: Fields) -> tuple[Fields, Fields]:
    """Figures and columns of an indicator, checked."""
    columns = {name: value for name, value in fields.items() if name not in BOUNDS}
    columns["title"] = require_words(columns["title"], _("Say what is counted or measured."))[:300]
    if columns["result"].programme_id != programme.pk:
        raise Refused(_("This result belongs to another programme."))
    if not set(columns.get("disaggregated_by", ())) <= set(DIMENSIONS):
        raise Refused(_("Figures are broken down by sex, age or stage of stay."))
    if columns.get("counted") and columns.get("measure") != Indicator.Measure.UNIT:
        raise Refused(_("What the register counts is a number of units. Choose “number”."))
    figures = {name: fields.get(name) for name in BOUNDS}
    for name in ("baseline", "target"):
        _check_value(str(columns.get("measure", "")), figures[name])
    return figures, columns


def _set_bounds(indicator: Indicator, figures: Fields, actor: User) -> None:
    """Baseline and target for all; one that is empty is taken out."""
    for kind in (Kind.BASELINE, Kind.TARGET):
        value = figures[kind]
        of_all: Fields = {"indicator": indicator, "kind": kind, "period": None, **_cell(ALL)}
        if value is None:
            IndicatorValue.objects.filter(**of_all).delete()
        else:
            on = figures["baseline_on"] if kind == Kind.BASELINE else None
            IndicatorValue.objects.update_or_create(
                **of_all, defaults={"value": value, "on": on, "recorded_by": actor}
            )


def _refuse_lost_cells(indicator: Indicator, columns: Fields) -> None:
    """A dimension with figures stays: taking it out would hide them."""
    gone = set(indicator.disaggregated_by) - set(columns.get("disaggregated_by", ()))
    for name in sorted(gone):
        if indicator.figures.exclude(**{name: ""}).exists():
            raise Refused(_("Figures are broken down by this already. Empty them first."))


@transaction.atomic
def period_add(programme: Programme, fields: Fields, *, actor: User) -> Period:
    programme = writable(programme, actor)
    _refuse_overlap(programme, fields["starts_on"], fields["ends_on"])
    period: Period = add_row(programme.periods, "period", fields, actor)
    return period


@transaction.atomic
def period_change(period: Period, fields: Fields, *, base: int, actor: User) -> None:
    programme = on_top(period.programme, actor, base, "period", period.pk)
    _refuse_overlap(programme, fields["starts_on"], fields["ends_on"], period)
    change_row(programme, period, "period", fields, actor)


@transaction.atomic
def period_remove(period: Period, *, actor: User) -> None:
    programme = writable(period.programme, actor)
    if period.figures.exists():
        raise Refused(_("Figures were recorded for this period. Empty them first."))
    remove_row(programme, period, "period", actor)


def _refuse_overlap(
    programme: Programme, starts_on: date, ends_on: date, own: Period | None = None
) -> None:
    require_order(starts_on, ends_on)
    others = programme.periods.exclude(pk=own.pk if own else 0)
    clash = others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if clash:
        raise Refused(
            _("These days belong to the period “%(period)s” already. Periods do not overlap.")
            % {"period": clash}
        )


@transaction.atomic
def figures_record(
    period: Period, cells: Mapping[CellKey, Decimal | None], *, base: int, actor: User
) -> None:
    """The figures of a period, all or none. A cell without a value is emptied, others stay."""
    programme = on_top(period.programme, actor, base, "figures", period.pk)
    indicators = {found.pk: found for found in programme.indicators.all()}
    for (number, kind, codes), value in cells.items():
        if number not in indicators:
            raise Refused(_("An indicator is no longer there. Open the page again."))
        _check_cell(indicators[number], kind, codes, value)
    for (number, kind, codes), value in cells.items():
        _write(indicators[number], kind, period, codes, value, actor)
    keep(programme, "record_figures", actor, section="figures", row=period.pk, cells=len(cells))


def _write(
    indicator: Indicator, kind: str, period: Period, codes: Codes, value: Decimal | None,
    actor: User,
) -> None:  # fmt: skip
    at: Fields = {"indicator": indicator, "kind": kind, "period": period, **_cell(codes)}
    if value is None:
        IndicatorValue.objects.filter(**at).delete()
        return
    stored, is_new = IndicatorValue.objects.get_or_create(
        **at, defaults={"value": value, "recorded_by": actor}
    )
    if not is_new and stored.value != value:
        stored.value, stored.recorded_by = value, actor
        stored.save(update_fields=["value", "recorded_by", "recorded_at"])


def _check_cell(indicator: Indicator, kind: str, codes: Codes, value: Decimal | None) -> None:
    if kind not in (Kind.TARGET, Kind.ACTUAL):
        raise Refused(_("A period has targets and actual figures."))
    if kind == Kind.ACTUAL and indicator.counted:
        raise Refused(_("The register counts this indicator, so nobody enters it."))
    for name, code in zip(DIMENSIONS, codes, strict=True):
        if code and (name not in indicator.disaggregated_by or not _is_code(name, code)):
            raise Refused(_("The figures of this indicator are not broken down like this."))
    _check_value(indicator.measure, value)


def _check_value(measure: str, value: Decimal | None) -> None:
    if measure == Indicator.Measure.UNIT and value is not None and value < 0:
        raise Refused(_("A number of units is not below zero."))


def _is_code(dimension: str, code: str) -> bool:
    return code == UNKNOWN or code in vocabulary(VOCABULARY_OF[dimension])


def _cell(codes: Codes) -> dict[str, str]:
    return dict(zip(DIMENSIONS, codes, strict=True))
