"""An activity as XML of IATI 2.03. Pure; the order of elements is that of the schema."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree as ET  # noqa: S405 (writes only)

from bothways.programmes.disclosure.cells import HIDDEN, Cell
from bothways.programmes.figures import REST
from bothways.programmes.models import Indicator, Result
from bothways.programmes.reports.iati.activity import Activity
from bothways.programmes.reports.table import (
    Column,
    IndicatorBlock,
    ResultBlock,
    Row,
)

VERSION = "2.03"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Code lists ResultType and IndicatorMeasure of the standard.
RESULT_TYPES = {Result.Level.OUTPUT: "1", Result.Level.OUTCOME: "2", Result.Level.ACTIVITY: "9"}
MEASURES = {
    Indicator.Measure.UNIT: "1", Indicator.Measure.PERCENTAGE: "2", Indicator.Measure.NOMINAL: "3",
    Indicator.Measure.ORDINAL: "4", Indicator.Measure.QUALITATIVE: "5",
}  # fmt: skip
# What XML 1.0 cannot hold at all.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def iati_xml(activity: Activity, generated: datetime) -> bytes:
    """The whole file, one activity."""
    stamp = generated.isoformat(timespec="seconds")
    root = ET.Element("iati-activities", {"version": VERSION, "generated-datetime": stamp})
    one = ET.SubElement(root, "iati-activity", {
        LANG: activity.language, "default-currency": activity.currency, "hierarchy": "1",
        "last-updated-datetime": stamp, **_without_budget(activity),
    })  # fmt: skip
    ET.SubElement(one, "iati-identifier").text = _clean(activity.identifier)
    _organisations(one, activity)
    ET.SubElement(one, "activity-status", {"code": activity.status})
    for kind, day in activity.dates:
        ET.SubElement(one, "activity-date", {"type": kind, "iso-date": day.isoformat()})
    _where_and_what(one, activity)
    _budgets(one, activity)
    for result in activity.table.results:
        _result(one, result, activity)
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _without_budget(activity: Activity) -> dict[str, str]:
    """The standard wants to hear why there is none: 3 is "other"."""
    return {} if activity.budgets else {"budget-not-provided": "3"}


def _organisations(one: ET.Element, activity: Activity) -> None:
    reporting = ET.SubElement(one, "reporting-org", {
        "ref": _clean(activity.reporting_ref), "type": activity.reporting_type,
    })  # fmt: skip
    _narrative(reporting, activity.reporting_name)
    _narrative(ET.SubElement(one, "title"), activity.title)
    _narrative(ET.SubElement(one, "description", {"type": "1"}), activity.description)
    for party in activity.parties:
        words = {"ref": _clean(party.ref)} if party.ref else {}
        found = ET.SubElement(
            one, "participating-org", {**words, "type": party.type, "role": party.role}
        )
        _narrative(found, party.name)


def _where_and_what(one: ET.Element, activity: Activity) -> None:
    for code, share in activity.countries:
        ET.SubElement(one, "recipient-country", {"code": code, "percentage": f"{share:f}"})
    ET.SubElement(one, "sector", {"vocabulary": "1", "code": activity.sector})
    for code, significance in activity.markers:
        ET.SubElement(one, "policy-marker", {
            "vocabulary": "1", "code": code, "significance": significance,
        })  # fmt: skip


def _budgets(one: ET.Element, activity: Activity) -> None:
    for year in activity.budgets:
        budget = ET.SubElement(one, "budget", {"type": "1", "status": "1"})
        first = year.first.isoformat()
        ET.SubElement(budget, "period-start", {"iso-date": first})
        ET.SubElement(budget, "period-end", {"iso-date": year.last.isoformat()})
        value = ET.SubElement(budget, "value", {"value-date": first})
        value.text = f"{year.value:f}"


def _result(one: ET.Element, block: ResultBlock, activity: Activity) -> None:
    sums = all(i.over_time == Indicator.OverTime.SUM for i in block.indicators)
    result = ET.SubElement(one, "result", {
        "type": RESULT_TYPES.get(Result.Level(block.level), "9"),
        "aggregation-status": _said(sums),
    })  # fmt: skip
    _narrative(ET.SubElement(result, "title"), block.title)
    if block.description.strip():
        _narrative(ET.SubElement(result, "description"), block.description)
    for indicator in block.indicators:
        _indicator(result, indicator, activity.table.columns)


def _indicator(result: ET.Element, block: IndicatorBlock, columns: Iterable[Column]) -> None:
    indicator = ET.SubElement(result, "indicator", {
        "measure": MEASURES[Indicator.Measure(block.measure)],
        "ascending": _said(block.more_is_better),
        "aggregation-status": _said(block.over_time == Indicator.OverTime.SUM),
    })  # fmt: skip
    _narrative(ET.SubElement(indicator, "title"), block.title)
    if block.definition.strip():
        _narrative(ET.SubElement(indicator, "description"), block.definition)
    _baselines(indicator, block)
    for place, column in enumerate(columns):
        period = ET.SubElement(indicator, "period")
        ET.SubElement(period, "period-start", {"iso-date": column.first})
        ET.SubElement(period, "period-end", {"iso-date": column.last})
        for row in _told(block):
            _value(period, "target", row, row.targets[place])
        for row in _told(block):
            _value(period, "actual", row, row.actuals[place])


def _baselines(indicator: ET.Element, block: IndicatorBlock) -> None:
    """A baseline needs its year; without a day it cannot be told."""
    if not block.baseline_on:
        return
    for row in _told(block):
        more = {"year": block.baseline_on[:4].lstrip("0"), "iso-date": block.baseline_on}
        _value(indicator, "baseline", row, row.baseline, more)


def _told(block: IndicatorBlock) -> Iterable[Row]:
    """What nobody broke down is no group; totals and groups together say it."""
    if block.measure == Indicator.Measure.QUALITATIVE:
        return ()
    return (row for row in block.rows if row.code != REST)


def _value(
    parent: ET.Element, name: str, row: Row, cell: Cell, more: dict[str, str] | None = None
) -> None:
    if not cell or cell == HIDDEN:
        return
    found = ET.SubElement(parent, name, {**(more or {}), "value": cell})
    if row.dimension:
        ET.SubElement(found, "dimension", {"name": row.dimension, "value": row.code})


def _narrative(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "narrative").text = _clean(text)


def _clean(text: str) -> str:
    return NOT_XML.sub("", text)


def _said(yes: bool) -> str:
    return "true" if yes else "false"
