"""What goes out as IATI 2.03 is valid against the published schema and says what we know."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from bothways.programmes.disclosure.cells import HIDDEN
from bothways.programmes.figures import UNKNOWN
from bothways.programmes.models import Indicator, Result
from bothways.programmes.reports.iati.activity import Activity, Party, problems, shares
from bothways.programmes.reports.iati.budgets import by_year
from bothways.programmes.reports.iati.writer import iati_xml
from bothways.programmes.reports.table import (
    Column,
    FunderTable,
    IndicatorBlock,
    ResultBlock,
    Row,
)

SCHEMA = Path(__file__).parent / "iati-2.03" / "iati-activities-schema.xsd"
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
words = st.text(min_size=1, max_size=30)
cells = st.one_of(
    st.just(""), st.just(HIDDEN), st.decimals(-99, 10**6, places=2).map(lambda d: f"{d:f}")
)
days = st.dates(date(2020, 1, 1), date(2031, 12, 31))


@pytest.fixture(scope="session")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA))


@st.composite
def tables(draw: st.DrawFn) -> FunderTable:
    n = draw(st.integers(0, 3))
    first, last = sorted([draw(days), draw(days)])
    columns = (Column(first.isoformat(), last.isoformat(), draw(words)),) * n

    def row(dimension: str, code: str) -> Row:
        line = st.tuples(*[cells] * n)
        return Row(dimension, code, draw(cells), draw(line), draw(line), draw(cells), draw(cells))

    def indicator() -> IndicatorBlock:
        rows = (row("", ""), row("sex", "female"), row("age", UNKNOWN), row("sex", "rest"))
        return IndicatorBlock(
            "uid", draw(words), draw(st.text(max_size=9)), "",
            draw(st.sampled_from(Indicator.Measure.values)),
            draw(st.sampled_from(Indicator.OverTime.values)), draw(st.booleans()), "", "",
            draw(st.one_of(st.just(""), days.map(date.isoformat))), rows, (),
        )  # fmt: skip

    results = tuple(
        ResultBlock(level, draw(words), draw(st.text(max_size=9)), (indicator(),))
        for level in draw(st.lists(st.sampled_from(Result.Level.values), max_size=3))
    )
    return FunderTable("A programme", "en", "A town", 5, columns, results)


@st.composite
def activities(draw: st.DrawFn) -> Activity:
    first, last = sorted([draw(days), draw(days)])
    parties = draw(st.lists(
        st.builds(Party, st.one_of(st.just(""), words), st.just("22"),
                  st.sampled_from("1234"), words), min_size=1, max_size=3))  # fmt: skip
    return Activity(
        draw(words), draw(words), "10", draw(words), draw(st.sampled_from(["en", "ar", "uk"])),
        "EUR", draw(words), draw(words), tuple(parties), draw(st.sampled_from("124")),
        (("1", first), ("3", last)), shares(draw(st.lists(
            st.sampled_from(["DE", "FR-75", "IT"]), min_size=1))),
        "15190", (("1", "2"),),
        tuple(by_year(draw(st.decimals(0, 10**7, places=2)), first, last)), draw(tables()),
    )  # fmt: skip


@given(activity=activities())
@settings(max_examples=60)
def test_every_programme_makes_a_valid_file(activity: Activity) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA)) if not _SCHEMA else _SCHEMA[0]
    _SCHEMA[:] = [schema]
    schema.assertValid(etree.fromstring(iati_xml(activity, NOW)))


_SCHEMA: list[etree.XMLSchema] = []


@given(total=st.decimals(Decimal("0.01"), 10**9, places=2), ends=st.tuples(days, days))
def test_the_budgets_of_the_years_make_the_whole(total: Decimal, ends: tuple[date, date]) -> None:
    first, last = sorted(ends)
    years = list(by_year(total, first, last))
    assert sum(year.value for year in years) == total
    assert (years[0].first, years[-1].last) == (first, last)
    assert all((year.last - year.first).days < 366 for year in years)


@given(st.lists(st.sampled_from(["DE", "FR", "IT", "ES", "SE", "PL", "UA"]), min_size=1))
def test_the_shares_of_countries_make_a_hundred(places: list[str]) -> None:
    found = shares(places)
    assert sum(share for _code, share in found) == 100
    assert {code for code, _share in found} == set(places)


ROWS = (
    Row("", "", "3", ("40", "40"), ("33", "50"), "80", "83"),
    Row("sex", "female", "", ("20", ""), ("20", HIDDEN), "", HIDDEN),
    Row("sex", UNKNOWN, "", ("", ""), ("13", HIDDEN), "", ""),
    Row("age", "0-5", "", ("", ""), ("0", "8"), "", "8"),
    Row("age", "rest", "", ("", ""), ("33", "42"), "", ""),
)


def an_activity() -> Activity:
    block = IndicatorBlock("u", "People who came", "", "people", "unit", "sum", True, "", "",
                           "2025-12-31", ROWS, ())  # fmt: skip
    columns = (Column("2026-01-01", "2026-06-30", ""), Column("2026-07-01", "2026-12-31", ""))
    table = FunderTable("Reading", "en", "", 5, columns,
                        (ResultBlock("output", "Groups", "", (block,)),))  # fmt: skip
    return Activity(
        "DE-1-READING", "DE-1", "11", "Town", "en", "EUR", "Reading", "Reading together",
        (Party("DE-1", "11", "2", "Town"), Party("", "40", "1", "A fund")), "2",
        (("1", date(2026, 1, 1)), ("2", date(2026, 1, 1))), (("DE", Decimal(100)),), "15190",
        (("1", "2"),), tuple(by_year(Decimal(1000), date(2026, 7, 1), date(2027, 6, 30))), table,
    )  # fmt: skip


def read_back() -> etree._Element:
    return etree.fromstring(iati_xml(an_activity(), NOW))


def test_a_total_has_no_dimension_and_a_group_has_its_own() -> None:
    actuals = read_back().xpath("//period[1]/actual")
    told = [(a.get("value"), [(d.get("name"), d.get("value")) for d in a]) for a in actuals]
    assert told == [
        ("33", []),
        ("20", [("sex", "female")]),
        ("13", [("sex", "unknown")]),
        ("0", [("age", "0-5")]),
    ]


def test_what_is_hidden_or_not_broken_down_is_not_in_the_file() -> None:
    root = read_back()
    assert [a.get("value") for a in root.xpath("//period[2]/actual")] == ["50", "8"]
    assert root.xpath("//dimension[@value='rest']") == []
    assert HIDDEN.encode() not in iati_xml(an_activity(), NOW)


def test_baseline_targets_and_budget_come_back_as_they_were() -> None:
    root = read_back()
    baseline = root.xpath("//baseline")[0]
    assert (baseline.get("year"), baseline.get("value")) == ("2025", "3")
    assert [t.get("value") for t in root.xpath("//period[1]/target")] == ["40", "20"]
    assert sum(Decimal(v.text) for v in root.xpath("//budget/value")) == 1000
    assert root.xpath("//participating-org/@role") == ["2", "1"]


def test_what_the_standard_demands_and_is_missing_is_named() -> None:
    from dataclasses import replace

    bare = replace(an_activity(), identifier="", sector="", countries=())
    assert {p.column for p in problems(bare)} == {"iati_identifier", "sector", "places"}
    assert problems(an_activity()) == []


def test_the_schema_of_the_tests_refuses_a_wrong_file(schema: etree.XMLSchema) -> None:
    root = read_back()
    root.find("iati-activity").remove(root.find("iati-activity/iati-identifier"))
    assert not schema.validate(root)
