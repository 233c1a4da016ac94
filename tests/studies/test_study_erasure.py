"""Answers that are erased in the survey are gone from the study too; its totals stay."""

import csv
import io
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.studies.bundle import bundle
from bothways.studies.erasing import NO_ANSWERS, without
from bothways.studies.models import Run
from bothways.studies.run_actions import finding_release, study_run
from bothways.studies.word import report_docx
from bothways.surveys.erasure_actions import answers_take_back, survey_answers_erase
from bothways.surveys.models import Respondent
from tests.studies.conftest import Field

Answered = Callable[..., Field]
HEAD = ["person", "group", "stratum", "arm", "side", "x_before", "x_start", "x_start_unknown",
        "x_after"]  # fmt: skip


@pytest.fixture
def run(answered: Answered, officer: User) -> Run:
    return study_run(answered().study, actor=officer)


def rows_of(run: Run) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run.table)))


def takes_back(run: Run) -> tuple[int, Respondent]:
    """The first who answered both times takes it back; where they stand in the table, and who."""
    rows = rows_of(run)
    at = next(n for n, row in enumerate(rows) if row["belonging_before"] and row["belonging_after"])
    card = Respondent.objects.get(pseudonym=rows[at]["person"])
    answers_take_back(card)
    run.refresh_from_db()
    return at, card


def test_the_table_of_the_run_loses_the_answers_and_nothing_else(run: Run) -> None:
    before, numbers = rows_of(run), run.answers
    at, card = takes_back(run)
    after = rows_of(run)
    assert [row for n, row in enumerate(after) if n != at] == [
        row for n, row in enumerate(before) if n != at
    ]
    assert {k: v for k, v in after[at].items() if v} == {
        k: v for k, v in before[at].items() if k in NO_ANSWERS
    }
    assert after[at]["person"] == card.pseudonym, "who was drawn stays drawn"
    assert run.answers == numbers, "totals that were computed stay"
    assert run.erased == 1


def test_every_form_of_the_report_says_of_how_many_the_answers_are_gone(
    run: Run, officer: User, signed_in: Callable[[User], Client]
) -> None:
    words = "the answers of 2 people were erased"
    address = reverse("study_report", args=[run.study_id, run.number])
    assert words not in signed_in(officer).get(address).content.decode()
    takes_back(run)
    takes_back(run)
    assert words in signed_in(officer).get(address).content.decode()
    paper = Document(io.BytesIO(report_docx(run, "en")))
    assert any(words in paragraph.text for paragraph in paper.paragraphs)
    with zipfile.ZipFile(io.BytesIO(bundle(run))) as packed:
        assert "2 of its people had their answers erased" in packed.read("README.txt").decode()


def test_running_again_finds_other_inputs_and_makes_a_new_run(run: Run, officer: User) -> None:
    takes_back(run)
    again = study_run(run.study, actor=officer)
    assert (again.number, again.erased) == (2, 0)
    assert list(again.counts[0]["assigned"]) == list(run.counts[0]["assigned"])
    assert sum(again.counts[0]["answered"]) == sum(run.counts[0]["answered"]) - 1


def test_a_finding_that_was_released_stays_when_all_answers_go(run: Run, officer: User) -> None:
    finding = finding_release(run, actor=officer)
    assert run.study.survey is not None
    survey_answers_erase(run.study.survey, reason="The town asked", actor=officer)
    run.refresh_from_db()
    finding.refresh_from_db()
    assert finding.record["outcomes"]
    assert run.erased > 280, "all but the few who never answered"
    assert not any(row["belonging_after"] or row["belonging_before"] for row in rows_of(run))
    with pytest.raises(Refused, match="Nobody has answered"):
        study_run(run.study, actor=officer)


cells = st.sampled_from(["", "1", "2.5"])
people = st.lists(st.tuples(cells, cells), max_size=12)


@given(people, st.sets(st.integers(0, 11)))
def test_only_the_rows_of_those_who_go_are_emptied_and_each_is_counted_once(
    answers: list[tuple[str, str]], going: set[int]
) -> None:
    rows = [[f"R{n}", "g", "s, 1", "0", "host", before, "1.5", "0", after]
            for n, (before, after) in enumerate(answers)]  # fmt: skip
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n").writerows([HEAD, *rows])
    table, count = without(sink.getvalue(), [f"R{n}" for n in going])
    gone = [n for n, pair in enumerate(answers) if n in going and any(pair)]
    assert count == len(gone)
    for n, row in enumerate(list(csv.reader(io.StringIO(table)))[1:]):
        assert row == (rows[n][:5] + [""] * 4 if n in gone else rows[n])
    assert without(table, [f"R{n}" for n in going]) == (table, 0), "a second time finds nothing"
