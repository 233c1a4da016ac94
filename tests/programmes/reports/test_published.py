"""From marks of attendance to the published table, read by the attacker of ``stats.disclosure``."""

import io
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bothways.programmes.delivery.presence import Presence
from bothways.programmes.disclosure.cells import HIDDEN
from bothways.programmes.figures import DIMENSIONS, Figure
from bothways.programmes.models import Indicator, Programme
from bothways.programmes.register import Held, Register, Span
from bothways.programmes.reports.assembly import Assembly, Entered, Plan
from bothways.programmes.reports.pdf import funder_html
from bothways.programmes.reports.table import FunderTable, Row
from bothways.programmes.reports.xlsx import funder_xlsx
from bothways.stats.disclosure import attacker_bounds

START = date(2026, 1, 1)
SPANS = [Span(START, date(2026, 6, 30)), Span(date(2026, 7, 1), date(2026, 12, 31))]
WAYS = list(DIMENSIONS)
person = st.tuples(
    st.sampled_from(["female", "female", "male", ""]), st.sampled_from([None, 2012, 2016, 1990]),
    st.sampled_from(["reception", "settlement", ""]), st.sampled_from(["newcomer", "host"]),
)  # fmt: skip


def indicator(number: int, **fields: object) -> Indicator:
    return Indicator(pk=number, title=f"Indicator {number}", disaggregated_by=WAYS, **fields)


@st.composite
def assemblies(draw: st.DrawFn) -> Assembly:
    people = dict(enumerate(draw(st.lists(person, min_size=1, max_size=30))))
    held = {0: Held(0, 1, START, 2), 1: Held(1, 1, START + timedelta(days=200), 2)}
    there = draw(st.lists(st.sampled_from([(0,), (1,), (0, 1)]), min_size=30, max_size=30))
    marks = [
        Presence(s, p, held[s].day, "attended", 2)
        for p, sessions in zip(people, there, strict=False)
        for s in sessions
    ]
    enrolled = [(p, START, None) for p in people]
    asked = [
        indicator(1, counted="people_attending", over_time="distinct"),
        indicator(2, counted="people_enrolled", over_time="distinct"),
        indicator(3, counted="units_attended"),
        indicator(4),
    ]
    parts = draw(st.lists(st.integers(0, 12).map(Decimal), min_size=4, max_size=4))
    figures = {k: [Figure(parts[2 * k], sex="female"), Figure(parts[2 * k + 1], sex="male")]
               for k in (0, 1)}  # fmt: skip
    plan = Plan(Programme(title="A programme"), [("output", "Groups", "", asked)],
                list(enumerate(SPANS)), {4: Entered(actuals=figures)}, 5)  # fmt: skip
    return Assembly(plan, Register(people, enrolled, held, marks), SPANS[1].last)


def columns_of(rows: list[Row]) -> list[list[str]]:
    """Each column of a way, its total last."""
    return [[*(cells[k] for cells in map(_cells, rows[1:])), _cells(rows[0])[k]] for k in range(3)]


def _cells(row: Row) -> tuple[str, ...]:
    return (*row.actuals, row.whole_actual)


@given(assemblies())
@settings(max_examples=8)
def test_no_hidden_cell_of_a_published_table_can_be_worked_out(assembly: Assembly) -> None:
    table = assembly.table()
    for block in table.results[0].indicators:
        for way in DIMENSIONS:
            rows = [block.rows[0], *(r for r in block.rows if r.dimension == way)]
            for cells in columns_of(rows):
                if "" in cells or len(cells) < 2:
                    continue
                shown = np.array([np.nan if c == HIDDEN else float(c) for c in cells])
                low, high = attacker_bounds(shown)
                assert not (np.isnan(shown) & (high - low < 1)).any(), (block.title, way, cells)
                if block.counted != "units_attended":  # hours are no people
                    assert not ((shown > 0) & (shown < 5)).any(), (block.title, way, cells)


def a_table(title: str = "Indicator") -> FunderTable:
    asked = Indicator(pk=1, title=title, disaggregated_by=["sex"])
    figures = {0: [Figure(Decimal(40)), Figure(Decimal(22), sex="female")]}
    plan = Plan(Programme(title="A programme"), [("output", "Groups", "", [asked])],
                [(0, SPANS[0])], {1: Entered(actuals=figures)}, 5)  # fmt: skip
    return Assembly(plan, None, START).table()


def test_a_title_that_looks_like_a_formula_stays_a_text() -> None:
    book = load_workbook(io.BytesIO(funder_xlsx(a_table("=1+1"), [("=2", "-3+x")])))
    cells = [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row]
    assert not [c.value for c in cells if c.data_type == "f"]
    assert "'=1+1" in {c.value for c in cells}


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "ar", "uk"])
def test_the_paper_speaks_every_language_of_the_house(language: str) -> None:
    with override(language):
        page = funder_html(a_table(), [])
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page
    female = {"en": "female", "fr": "féminin", "de": "weiblich", "es": "femenino", "ar": "أنثى",
              "uk": "жіноча"}  # fmt: skip
    assert female[language] in page
