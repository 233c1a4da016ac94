"""The funder table on page and as files, and the reports that leave."""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from lxml import etree
from openpyxl import load_workbook
from pypdf import PdfReader

from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import User
from bothways.practices.record.document import content_hash
from bothways.programmes.disclosure.cells import HIDDEN
from bothways.programmes.models import (
    FunderReport,
    Indicator,
    Period,
    Person,
    Programme,
    ProgrammeMember,
)
from bothways.programmes.reports.actions import funder_report_release, report_setting_save
from bothways.programmes.reports.queries import funder_table
from bothways.programmes.reports.table import (
    FunderTable,
    IndicatorBlock,
    as_document,
    from_document,
)
from tests.programmes.reports.conftest import TODAY, figure, mark, people_of
from tests.programmes.reports.test_iati import SCHEMA

SignedIn = Callable[[User], Client]
InRole = Callable[..., ProgrammeMember]
Role = ProgrammeMember.Role


def block(table: FunderTable, title: str) -> IndicatorBlock:
    return next(i for r in table.results for i in r.indicators if i.title == title)


def actuals(table: FunderTable, title: str, dimension: str = "", code: str = "") -> tuple[str, ...]:
    rows = block(table, title).rows
    return next(r.actuals for r in rows if (r.dimension, r.code) == (dimension, code))


def test_what_is_counted_is_what_the_register_holds(running: Programme) -> None:
    table = funder_table(running, TODAY, for_others=False)
    came = block(table, "Children who came")
    assert came.rows[0].actuals == ("30", "23")
    assert came.rows[0].whole_actual == "30"
    for way in ("sex", "age", "stage"):
        assert sum(int(r.whole_actual) for r in came.rows if r.dimension == way) == 30
    assert actuals(table, "Children who came", "sex", "unknown") == ("6", "4")


def test_not_broken_down_and_not_known_are_rows_of_their_own(running: Programme) -> None:
    table = funder_table(running, TODAY, for_others=False)
    assert actuals(table, "Parents reached", "sex", "rest")[0] == "9"
    assert "partly_broken_down" in {r.code for r in block(table, "Parents reached").reasons}


def test_others_see_no_small_count(running: Programme) -> None:
    own, others = (funder_table(running, TODAY, for_others=o) for o in (False, True))
    assert others.has_hidden
    for mine, theirs in zip(_cells(own), _cells(others), strict=True):
        assert theirs in (mine, HIDDEN)
        assert not (mine.isdigit() and 0 < int(mine) < 5) or theirs == HIDDEN


def _cells(table: FunderTable) -> list[str]:
    """Everything but targets and the share, which is no count."""
    blocks = [i for r in table.results for i in r.indicators if i.measure == "unit"]
    return [c for b in blocks for r in b.rows for c in (r.baseline, *r.actuals, r.whole_actual)]


def test_groups_of_a_share_stay_inside(
    running: Programme, indicators: dict[str, Indicator], periods: list[Period]
) -> None:
    figure(indicators["share"], "actual", periods[0], 41)
    figure(indicators["share"], "actual", periods[0], 50, sex="female")
    shown = block(funder_table(running, TODAY), "Children with a friend")
    assert [(r.code, r.actuals[0]) for r in shown.rows] == [("", "41"), ("female", HIDDEN)]
    assert "parts_without_people" in {r.code for r in shown.reasons}


@pytest.mark.parametrize("people", [0, 40])
def test_the_table_takes_the_same_statements_for_few_and_for_many(
    running: Programme,
    cohort: object,
    people: int,
    django_assert_num_queries: Callable[..., object],
) -> None:
    session = running.cohorts.first().sessions.first()
    for person in people_of(running, people):
        mark(session, person)
    with django_assert_num_queries(11):
        funder_table(running, TODAY)


def test_a_mark_taken_back_no_longer_counts(running: Programme) -> None:
    person = Person.objects.filter(programme=running).first()
    before = actuals(funder_table(running, TODAY, for_others=False), "Children who came")
    for entry in person.attendance.all():
        mark(entry.session, person, "", at=entry.made_at.replace(year=entry.made_at.year + 1))
    after = actuals(funder_table(running, TODAY, for_others=False), "Children who came")
    assert int(after[0]) == int(before[0]) - 1


def test_a_document_comes_back_as_the_same_table(running: Programme) -> None:
    table = funder_table(running, TODAY)
    assert from_document(as_document(table)) == table


def test_the_office_may_look_and_a_partner_may_not(
    running: Programme, officer: User, evaluator: User, in_role: InRole, signed_in: SignedIn
) -> None:
    in_role(evaluator, Role.EVALUATOR)
    address = f"/programmes/{running.pk}/report/?view=own"
    assert "What the office sees." in signed_in(officer).get(address).text
    assert "As others see it" in signed_in(evaluator).get(address).text


def test_the_workbook_holds_the_figures_as_numbers_and_hides_the_rest(
    running: Programme, officer: User, signed_in: SignedIn
) -> None:
    answer = signed_in(officer).get(f"/ar/programmes/{running.pk}/report/table.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    came = next(row for row in rows if row[1] == "Children who came")
    assert 30 in came
    assert any(HIDDEN in row for row in rows)
    assert book.worksheets[0].sheet_view.rightToLeft
    assert "Given1" not in str(rows)


@pytest.mark.pdf
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_paper_is_made_in_the_language_asked_for(
    running: Programme, officer: User, signed_in: SignedIn, language: str
) -> None:
    prefix = "" if language == "en" else f"/{language}"
    answer = signed_in(officer).get(f"{prefix}/programmes/{running.pk}/report/table.pdf")
    reader = PdfReader(io.BytesIO(answer.content))
    assert reader.trailer["/Root"]["/Lang"] == language
    assert "Children who came" in reader.pages[0].extract_text()


def test_the_iati_file_is_valid_and_tells_what_the_table_tells(
    iati_ready: Programme, officer: User, signed_in: SignedIn
) -> None:
    answer = signed_in(officer).get(f"/programmes/{iati_ready.pk}/report/iati.xml")
    root = etree.fromstring(answer.content)
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(root)
    shown = funder_table(iati_ready, TODAY)
    told = [a.get("value") for a in root.xpath("//actual[not(dimension)]")]
    totals = [i.rows[0].actuals for r in shown.results for i in r.indicators]
    assert told == [cell for row in totals for cell in row if cell and cell != HIDDEN]
    assert root.xpath("//participating-org[@role='1']/narrative/text()") == ["Fund for Children"]


def test_what_iati_misses_is_named_before_anything_leaves(
    running: Programme, officer: User, signed_in: SignedIn
) -> None:
    answer = signed_in(officer).get(f"/programmes/{running.pk}/report/iati.xml")
    assert answer.status_code == 409
    assert "The programme has no sector." in answer.text


def test_a_released_report_stays_and_tells_what_has_changed_since(
    running: Programme, indicators: dict[str, Indicator], periods: list[Period], officer: User,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    report = funder_report_release(running, periods[0], actor=officer)
    assert report.content_hash == content_hash(report.document)
    assert len(report.document["columns"]) == 1
    target = indicators["parents"].figures.get(kind="target", period=periods[0])
    target.value = 99
    target.save()
    page = signed_in(officer).get(f"/programmes/{running.pk}/reports/1/").text
    assert "The records have changed since" in page
    stored = FunderReport.objects.get(pk=report.pk)
    assert stored.content_hash == content_hash(stored.document)
    second = funder_report_release(running, periods[0], actor=officer)
    assert second.number == 2
    assert {(row["was"], row["now"]) for row in second.difference or ()} == {("20", "99")}


def test_the_same_report_is_not_released_twice(
    running: Programme, periods: list[Period], officer: User
) -> None:
    funder_report_release(running, periods[0], actor=officer)
    with pytest.raises(Refused, match="Nothing has changed since report 1"):
        funder_report_release(running, periods[0], actor=officer)


def test_an_evaluator_reads_and_does_not_release(
    running: Programme, periods: list[Period], evaluator: User, in_role: InRole
) -> None:
    in_role(evaluator, Role.EVALUATOR)
    with pytest.raises(NotAllowed):
        funder_report_release(running, periods[0], actor=evaluator)


def test_a_threshold_that_protects_nobody_is_refused(running: Programme, officer: User) -> None:
    with pytest.raises(Refused, match="from 3 to 50"):
        report_setting_save(running, {"threshold": 1}, actor=officer)


def test_a_programme_without_results_says_what_comes_first(
    programme: Programme, officer: User, signed_in: SignedIn
) -> None:
    page = signed_in(officer).get(f"/programmes/{programme.pk}/report/").text
    assert "There is nothing to report yet." in page
