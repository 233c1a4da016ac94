"""All that one programme shows to others on one day, read together by one curious reader.

The pages and files are read as they leave: results of the plan, workbook, IATI, dashboard, a report
released of the first period, results of the cascade. No two of them differ, and none gives away
what another hides.
"""

import io
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from lxml import etree
from openpyxl import load_workbook

from bothways.core.models import User
from bothways.directory.organisations.models import Organisation
from bothways.programmes.credentials.cascade_results import cascade_results
from bothways.programmes.credentials.models import Certificate, Trainer, TrainerStep
from bothways.programmes.disclosure.margins import Margins
from bothways.programmes.models import (
    AttendanceEntry,
    Cohort,
    Enrolment,
    Indicator,
    Partner,
    Period,
    Person,
    Programme,
    ProgrammeMember,
    Result,
    Session,
)
from bothways.programmes.plan.actions import programme_start
from bothways.programmes.plan.page import nodes_for
from bothways.programmes.plan.queries import whole_programme
from bothways.programmes.plan.words import BY, cell_label
from bothways.programmes.reports.actions import report_setting_save
from bothways.programmes.reports.assembly import Assembly
from bothways.programmes.reports.dashboard import dashboard_of
from bothways.programmes.reports.iati.activity import activity_of
from bothways.programmes.reports.iati.writer import iati_xml
from bothways.programmes.reports.queries import (
    assembly_of,
    funder_table,
    report_document,
    setting_of,
)
from bothways.programmes.reports.table import FunderTable, from_document
from bothways.programmes.reports.wording import code_label, dimension_label
from bothways.programmes.reports.xlsx import funder_xlsx
from tests.conftest import person
from tests.programmes.reader import Reader

TODAY = timezone.localdate()
DAYS = [TODAY - timedelta(days=200), TODAY - timedelta(days=120), TODAY - timedelta(days=50)]
SPANS = [(TODAY - timedelta(days=240), TODAY - timedelta(days=150)),
         (TODAY - timedelta(days=149), TODAY - timedelta(days=90)),
         (TODAY - timedelta(days=89), TODAY + timedelta(days=30))]  # fmt: skip
SOURCES = ("people_enrolled", "people_attending", "certificates")
WAYS = ("sex", "age", "stage")
WHOLE = 99
THRESHOLD = 5


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


@pytest.fixture
def made(officer: User, request: pytest.FixtureRequest) -> Programme:
    """Some people in two groups, whom two levels of trainers taught; with periods, or without."""
    seed, has_periods = request.param
    rng = random.Random(seed)
    programme = programme_start("Reading together", actor=officer)
    town = Organisation.objects.create(name="Town", kind="local_authority", place="DE")
    Programme.objects.filter(pk=programme.pk).update(
        organisation=town, iati_identifier="DE-1-X", state="running", places=["DE"],
        starts_on=SPANS[0][0], ends_on=SPANS[-1][1],
    )  # fmt: skip
    Partner.objects.create(programme=programme, organisation=town, role="funds")
    report_setting_save(programme, {"reporting_ref": "DE-1", "sector": "15190"}, actor=None)
    programme.refresh_from_db()
    if has_periods:
        for first, last in SPANS:
            Period.objects.create(programme=programme, starts_on=first, ends_on=last)
    output = Result.objects.create(programme=programme, level="output", title="Groups meet")
    for source in SOURCES:
        Indicator.objects.create(
            programme=programme, result=output, title=source, counted=source,
            over_time="distinct", disaggregated_by=list(WAYS),
        )  # fmt: skip
    _people(programme, rng)
    return programme


def _people(programme: Programme, rng: random.Random) -> None:
    above = None
    for level in (0, 1):
        user = person(f"trainer{level}")
        member = ProgrammeMember.objects.create(programme=programme, user=user, role="facilitator")
        trainer = Trainer.objects.create(programme=programme, name=user.username, member=member)
        if above:
            TrainerStep.objects.create(trainer=above, trainee=trainer, trained_on=DAYS[0])
        above = trainer
        cohort = Cohort.objects.create(programme=programme, title=f"Group {level}")
        sessions = [
            Session.objects.create(
                cohort=cohort, number=k, starts_at=at(day), ends_at=at(day) + timedelta(hours=1),
                state="held", facilitator=member,
            )
            for k, day in enumerate(DAYS)
        ]  # fmt: skip
        for _number in range(rng.randint(4, 22)):
            one = Person.objects.create(
                programme=programme, given_name="P",
                sex=rng.choice(["female", "female", "male", ""]),
                birth_year=rng.choice([None, 1990, 2012, 2012]),
                side=rng.choice(["newcomer", "host"]),
                stage=rng.choice(["reception", "settlement"]),
            )  # fmt: skip
            _takes_part(one, cohort, sessions, rng)


def _takes_part(one: Person, cohort: Cohort, sessions: list[Session], rng: random.Random) -> None:
    last = rng.choice([None, None, DAYS[0] + timedelta(days=3)])
    Enrolment.objects.create(
        person=one,
        cohort=cohort,
        since=SPANS[0][0],
        until=last,
        state="left" if last else "enrolled",
    )
    for session in sessions[: 1 if last else 3]:
        code = "present" if rng.random() < 0.75 else "absent"
        AttendanceEntry.objects.create(
            uid=uuid4(), session=session, person=one, code=code, made_at=session.ends_at
        )
    if rng.random() < 0.5:
        Certificate.objects.create(
            serial=uuid4().hex[:16], person=one, cohort=cohort, title="A course", units=6,
            programme_title="Reading", language="en", issued_on=rng.choice(DAYS),
        )  # fmt: skip


def names(table: FunderTable) -> Iterator[tuple[tuple[object, ...], str]]:
    """Every cell of a table: (source, column, way, code) and what stands there."""
    for block in table.results[0].indicators:
        for row in block.rows:
            key = (row.dimension, row.code)
            yield (block.counted, WHOLE, *key), row.whole_actual
            for place, cell in enumerate(row.actuals):
                yield (block.counted, place, *key), cell


def of_workbook(content: bytes) -> Iterator[tuple[tuple[object, ...], str]]:
    rows = list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    way = ""
    ways = {dimension_label(way): way for way in WAYS}
    for _result, source, words, group, _baseline, *pairs in rows[2:]:
        actuals = [None if cell is None else str(cell) for cell in pairs[1::2]]
        way = "" if group == "all" else ways.get(str(words), way)
        code = "" if not way else _code(way, str(group))
        for place, cell in enumerate(actuals):
            if cell is not None:
                yield (source, WHOLE if place == len(actuals) - 1 else place, way, code), cell


def _code(way: str, words: str) -> str:
    codes = {"sex": ["female", "male", "unknown"], "stage": ["reception", "settlement", "unknown"],
             "age": ["12-15", "25-64", "unknown", "6-11", "16-17"]}  # fmt: skip
    named = {label(way, code): code for code in codes[way] for label in (code_label, cell_label)}
    return named[words]


def of_iati(content: bytes) -> Iterator[tuple[tuple[object, ...], str]]:
    root = etree.fromstring(content)
    for indicator in root.iter("indicator"):
        source = indicator.findtext("title/narrative")
        for period in indicator.iter("period"):
            first = period.find("period-start").get("iso-date")
            place = [str(span[0]) for span in SPANS].index(first)
            for actual in period.iter("actual"):
                dimension = actual.find("dimension")
                key = (
                    ("", "")
                    if dimension is None
                    else (dimension.get("name"), dimension.get("value"))
                )
                if actual.get("value") is not None:
                    yield (source, place, *key), actual.get("value")


def of_results_page(programme: Programme, reader: User) -> Iterator[tuple[tuple[object, ...], str]]:
    (node,) = nodes_for(whole_programme(programme), reader)
    for row in node.indicators:
        source = row.indicator.counted
        yield (source, WHOLE, "", ""), row.actual
        for place, period in enumerate(row.periods):
            yield (source, place, "", ""), period.actual
        for margin in row.margins:
            way = next(way for way in WAYS if str(BY[way]) == margin.name)
            for words, cell in margin.parts:
                yield (source, WHOLE, way, _code(way, words)), cell


def of_dashboard(programme: Programme) -> Iterator[tuple[tuple[object, ...], str]]:
    board = dashboard_of(programme, TODAY)
    came = "people_attending"
    yield (came, WHOLE, "", ""), board.people
    for reached in board.reach:
        for code, cell in reached.groups:
            yield (came, WHOLE, reached.way, code), cell
    for place, point in enumerate(board.trend):
        yield (came, place, "", ""), point.people
        yield (came, place, "side", "newcomer"), point.newcomers
        yield (came, place, "side", "host"), point.hosts


def figures(column: Margins) -> Iterator[tuple[tuple[str, str], float]]:
    yield ("", ""), float(column.total or 0)
    for way, part in column.parts.items():
        for code, value in part.items():
            yield (way, code), float(value)


def truth_of(office: Assembly) -> dict[tuple[object, ...], float]:
    found: dict[tuple[object, ...], float] = {}
    for source in SOURCES:
        columns, whole = office.people(source)
        for place, column in [*enumerate(columns), (WHOLE, whole)]:
            found |= {(source, place, *key): value for key, value in figures(column)}
    return found


def tied(reader: Reader, truth: dict[tuple[object, ...], float], columns: list[int]) -> None:
    """What a reader knows of how counts hang together, as far as it is true."""
    for source in SOURCES:
        for place in (*columns, WHOLE):
            ways: dict[object, list[tuple[object, ...]]] = {}
            for name in truth:
                if name[:2] == (source, place) and name[2]:
                    ways.setdefault(name[2], []).append(name)
            reader.sums += [((source, place, "", ""), parts) for parts in ways.values()]
    pairs = [(name, (name[0], WHOLE, *name[2:])) for name in truth if name[1] != WHOLE]
    pairs += [(("people_attending", *name[1:]), name) for name in truth
              if name[0] == "people_enrolled"]  # fmt: skip
    for part, whole in pairs:
        if truth.get(part, 0) <= truth.get(whole, -1):
            reader.within.append((part, whole))
    for name in truth:
        if name[1] == WHOLE:
            parts = [(name[0], k, *name[2:]) for k in columns]
            known = [part for part in parts if part in truth]
            if truth[name] <= sum(truth[part] for part in known):
                reader.covered.append((name, known))


def safe(reader: Reader, truth: dict[tuple[object, ...], float]) -> None:
    """Hidden counts could be others. What nobody publishes may be known where it is not small, and
    so may the whole of some periods, which lies between counts that are shown."""
    starred = {name for name in reader.hidden if not isinstance(name[1], tuple)}
    for name, value in truth.items():
        if name not in reader.shown:
            reader.hidden.add(name)
        elif 0 < value < THRESHOLD:
            raise AssertionError((name, value))
    for name, (low, high) in reader.ends().items():
        if name not in truth:
            continue
        assert high - low >= 1 - 1e-6 or name not in starred, (name, truth[name], low, high)
        if 0 < truth[name] < THRESHOLD:
            assert high >= THRESHOLD - 1e-6, (name, truth[name], low, high)


CASES = [(seed, has_periods) for seed in range(4) for has_periods in (True, False)]


@pytest.mark.parametrize("made", CASES, indirect=True, ids=lambda case: str(case))
def test_all_that_leaves_on_one_day_hides_the_same_and_tells_no_small_count(
    made: Programme, evaluator: User
) -> None:
    ProgrammeMember.objects.create(programme=made, user=evaluator, role="evaluator")
    office = assembly_of(made, TODAY, for_others=False)
    truth, reader = truth_of(office), Reader()
    columns = list(range(len(office.counting)))
    table = funder_table(made, TODAY)
    outputs = {
        "table": names(table),
        "workbook": of_workbook(funder_xlsx(table, [])),
        "plan": of_results_page(made, evaluator),
        "dashboard": of_dashboard(made),
        "iati": of_iati(_iati(made, table)),
    }
    hides: dict[tuple[object, ...], set[str]] = {}
    for output, cells in outputs.items():
        count = 0
        for name, cell in cells:
            if name not in truth:
                assert cell in ("", "0"), (output, name, cell)
                continue
            assert cell in ("", "*") or float(cell) == truth[name], (output, name, cell)
            hides.setdefault(name, set()).add("hidden" if cell == "*" else "shown")
            reader.reads(name, cell)
            count += cell != ""
        assert count or (output == "iati" and not table.columns), output
    assert {name for name, said in hides.items() if len(said) > 1} == set()
    _cascade(made, reader, truth)
    _released(made, reader, truth, office)
    tied(reader, truth, columns)
    safe(reader, truth)


def _iati(programme: Programme, table: FunderTable) -> bytes:
    partners = list(programme.partners.select_related("organisation"))
    activity = activity_of(programme, setting_of(programme), partners, [], table, TODAY)
    return iati_xml(activity, timezone.now())


def _cascade(programme: Programme, reader: Reader, truth: dict[tuple[object, ...], float]) -> None:
    """People whom the cascade reached lie within those who came; the certified within both."""
    own = cascade_results(programme, for_others=False)
    for theirs, mine in zip(cascade_results(programme).levels, own.levels, strict=True):
        for kind, cell, value in (("reached", theirs.people, mine.people),
                                  ("certified", theirs.certified, mine.certified)):  # fmt: skip
            name = (kind, theirs.level)
            truth[name] = float(value)
            reader.reads(name, cell)
            reader.within.append((name, (kind, 0)))
        reader.within.append((("certified", theirs.level), ("reached", theirs.level)))
    outer = ("people_attending", WHOLE, "", "")
    if truth["reached", 0] <= truth[outer]:
        reader.within.append((("reached", 0), outer))
    for kind in ("reached", "certified"):
        reader.covered.append(((kind, 0), [(kind, 1), (kind, 2)]))


def _released(
    programme: Programme, reader: Reader, truth: dict[tuple[object, ...], float], office: Assembly
) -> None:
    """A report up to a period shows these periods as the table does, and a whole of its own."""
    for place, period in enumerate(programme.periods.order_by("starts_on")):
        own = assembly_of(programme, TODAY, for_others=False, upto=period).table()
        mine = dict(names(own))
        for name, cell in names(from_document(report_document(programme, period, TODAY))):
            if name not in truth:
                continue
            if name[1] == WHOLE and place < len(office.spans) - 1:
                name, value = (name[0], ("up to", place), *name[2:]), mine[name]
                truth[name] = float(value)
                reader.within.append((name, (name[0], WHOLE, *name[2:])))
                parts = [(name[0], k, *name[2:]) for k in range(place + 1)]
                reader.within += [
                    (p, name) for p in parts if p in truth and truth[p] <= truth[name]
                ]
                if truth[name] <= sum(truth.get(p, 0) for p in parts):
                    reader.covered.append((name, [p for p in parts if p in truth]))
            reader.reads(name, cell)
