"""From answers to a finding: the numbers of the shell, the sentence of the design, the way back."""

import io
import json
import shlex
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import AuditEntry, User
from bothways.practices.models import Practice
from bothways.practices.record.codes import codes_of
from bothways.programmes.models import Programme
from bothways.studies import actions
from bothways.studies.bundle import bundle
from bothways.studies.models import Finding, Run, Study
from bothways.studies.record import study_record
from bothways.studies.report import report_context, report_pdf
from bothways.studies.run_actions import finding_release, study_run
from bothways.studies.word import W, report_docx
from bothways.surveys.models import Submission
from bothways.surveys.wave_actions import wave_open
from bothways.tailoring.plan.actions import plan_start
from tests.studies.conftest import BELONGING, Field

Answered = Callable[..., Field]
EXPECTED = {"outcome": "belonging_identity", "low": 0.05, "middle": 0.2, "high": 0.35}
LINE = {"id": "effect", "grade": "fits", "value": None, "facts": {"outcomes": [EXPECTED]}}
PREDICTION = {"profile": {"lines": [LINE]}, "inputs_hash": ""}


@pytest.fixture
def run(answered: Answered, officer: User) -> Run:
    return study_run(answered().study, actor=officer)


def test_the_numbers_equal_those_of_the_shell_on_the_downloaded_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle(run))) as packed:
        packed.extractall(tmp_path)
    monkeypatch.chdir(tmp_path)
    lines = [line.strip() for line in (tmp_path / "README.txt").read_text().splitlines()]
    lines = [line for line in lines if line.startswith("bothways analyse")]
    assert len(lines) == 2
    for line, kept in zip(lines, run.answers, strict=True):
        sink = io.StringIO()
        call_command(*shlex.split(line)[1:], stdout=sink)
        found = json.loads(sink.getvalue())
        assert found["estimates"] == kept["estimates"]
        assert found["sentence"] == kept["sentence"]


def test_an_effect_that_is_there_is_found_and_said(run: Run) -> None:
    (main,) = report_context(run)["main"]
    assert main.sentence.startswith("The programme raised belonging at school by 0.")
    effect = run.answers[0]["estimates"][0]
    assert effect["interval"][0] < 0.4 < effect["interval"][1] + 0.2
    assert run.deviations == []


def test_the_same_answers_give_the_same_run_and_a_new_answer_makes_another(
    answered: Answered, officer: User
) -> None:
    study = answered().study
    first = study_run(study, actor=officer)
    assert study_run(study, actor=officer) == first
    assert study.runs.count() == 1
    Submission.objects.filter(wave=study.endline).order_by("pk").first().delete()
    second = study_run(study, actor=officer)
    assert (second.number, study.runs.count()) == (2, 2)
    first.refresh_from_db()
    assert first.table != second.table


def test_releasing_hands_a_draft_to_the_practice_and_changes_nothing_public(
    run: Run, released: Practice, officer: User
) -> None:
    live = released.live
    assert live is not None
    weighed = {**dict.fromkeys(codes_of("threat"), "low"), "contamination": "moderate"}
    finding = finding_release(run, threats=weighed, actor=officer)
    released.refresh_from_db()
    assert released.live == live
    assert released.status == "draft"
    study = released.newest.document["studies"][-1]
    assert study["design"] == "cluster_rct"
    assert study["n_clusters"] == 24
    assert 0 <= study["icc"] < 0.4
    assert (study["threats_moderate"], study["threats_weighed"]) == (["contamination"], True)
    assert study["attrition_overall"] == pytest.approx(0.1, abs=0.05)
    outcome = study["outcomes"][0]
    assert outcome["unit"] == "SD"
    assert outcome["ci_low"] < outcome["estimate"] < outcome["ci_high"]
    assert finding.rating_after["high"] > finding.rating_before["low"]
    assert (
        finding.rating_after["document"]["binding"] != finding.rating_before["document"]["binding"]
    )
    newest = AuditEntry.objects.first()
    assert newest is not None
    assert (newest.verb, newest.thing) == ("release_finding", "practice")
    with pytest.raises(Refused, match="already"):
        finding_release(run, actor=officer)


def test_pupils_of_schools_that_were_drawn_are_analysed_by_school(
    answered: Answered, officer: User
) -> None:
    run = study_run(answered(unit="school").study, actor=officer)
    assert "--cluster stratum" in run.commands[0]
    assert "--strata" not in run.commands[0]
    effect = run.answers[0]["estimates"][0]
    assert (effect["clusters"], run.counts[0]["groups"]) == (6, 6)
    assert study_record(run, {})["unit_of_randomisation"] == "school"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_report_is_a_word_document_too(run: Run, language: str) -> None:
    paper = Document(io.BytesIO(report_docx(run, language)))
    words = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert run.answers[0]["command"] in words
    assert "belonging at school" in words
    assert paper.tables[0].rows[1].cells[0].text == {"en": "effect", "ar": "الأثر"}[language]
    assert (paper.tables[0]._tbl.tblPr.find(f"{{{W}}}bidiVisual") is not None) == (language == "ar")


@pytest.mark.pdf
def test_the_report_is_printed_with_its_sentence_on_the_first_page(run: Run) -> None:
    pages = PdfReader(io.BytesIO(report_pdf(run, "en"))).pages
    assert "The programme raised belonging at school" in " ".join(pages[0].extract_text().split())
    assert len(pages) <= 4


def test_a_design_without_lots_says_beforehand_what_it_cannot_show(
    field: Callable[..., Field], officer: User, client: Client
) -> None:
    client.force_login(officer)
    for code, says in (("prepost", True), ("lottery", False)):
        page = client.get(reverse("study", args=[field(code, classes=4).study.pk]))
        assert ("It cannot show what the programme does" in page.content.decode()) == says


def test_the_plan_shows_what_was_found_beside_what_it_had_predicted(
    run: Run, programme: Programme, released: Practice, officer: User, client: Client
) -> None:
    assert released.live is not None
    plan = plan_start(released.live, title="In Malmö", actor=officer, prediction=PREDICTION)
    Programme.objects.filter(pk=programme.pk).update(plan=plan)
    finding_release(Run.objects.get(pk=run.pk), actor=officer)
    client.force_login(officer)
    page = client.get(reverse("plan", args=[plan.pk])).content.decode()
    assert "Predicted 0.20, a difference of" in page
    assert "belonging and identity" in page.split('id="observed"')[1]


@pytest.mark.parametrize(
    ("code", "begins"),
    [
        ("prepost", "The programme is followed by a rise"),
        ("did", "The comparison suggests that the programme raised"),
        ("matched", "The comparison suggests that the programme raised"),
        ("monitoring", "belonging at school is 3."),
    ],
)
def test_a_design_without_lots_never_says_what_the_programme_does(
    answered: Answered, officer: User, code: str, begins: str
) -> None:
    run = study_run(answered(code, effect=0.8, classes=12).study, actor=officer)
    (main,) = report_context(run)["main"]
    assert main.refusal == ""
    assert main.sentence.startswith(begins)
    assert not main.sentence.startswith("The programme raised")


def test_a_programme_that_does_nothing_is_not_said_to_do_anything(
    answered: Answered, officer: User
) -> None:
    run = study_run(answered(effect=0.0, seed=3).study, actor=officer)
    assert run.answers[0]["sentence"].startswith("We cannot tell whether")


def test_a_result_that_could_be_traced_stays_inside(
    field: Callable[..., Field], officer: User
) -> None:
    found = field(classes=4, people=1)
    assert found.study.baseline and found.study.endline
    found.ask(found.study.baseline)
    found.ask(found.study.endline)
    run = study_run(found.study, actor=officer)
    assert all(row["withheld"] and not row["estimates"] for row in run.answers)
    with pytest.raises(Refused, match="traced"):
        finding_release(run, actor=officer)
    cells = {cell for _outcome, row in report_context(run)["counts"] for cell in row}
    assert cells == {"…"}


def test_nothing_is_analysed_before_the_plan_is_locked_and_the_wave_closed(
    field: Callable[..., Field], design: Callable[..., Study], officer: User
) -> None:
    with pytest.raises(Refused, match="Lock the plan"):
        study_run(design(), actor=officer)
    study = field().study
    wave_open(study.endline, actor=officer)
    with pytest.raises(Refused, match="still open"):
        study_run(study, actor=officer)


def test_the_last_wave_does_not_open_before_the_plan_is_locked(
    design: Callable[..., Study], officer: User
) -> None:
    study = design()
    wave_open(study.baseline, actor=officer)
    with pytest.raises(Refused, match="lock the plan"):
        wave_open(study.endline, actor=officer)


def test_what_changed_after_the_plan_was_locked_is_named(answered: Answered, officer: User) -> None:
    study = answered(classes=8).study
    # Nobody may change it through the product; a hand in the database leaves a trace.
    study.outcomes.filter(key="friends").update(is_primary=True)
    assert study_run(study, actor=officer).deviations == ["outcomes"]


def test_a_locked_plan_takes_no_change(field: Callable[..., Field], officer: User) -> None:
    study = field().study
    with pytest.raises(Refused, match="locked"):
        actions.outcome_add(study, {**BELONGING, "key": "more"}, actor=officer)
    with pytest.raises(Refused, match="locked"):
        actions.units_assign(study, actor=officer)


def test_an_outsider_runs_and_releases_nothing(run: Run, outsider: User) -> None:
    for act in (lambda: study_run(run.study, actor=outsider),
                lambda: finding_release(run, actor=outsider)):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()
    assert not Finding.objects.exists()


def test_a_finding_without_practice_is_released_all_the_same(
    run: Run, programme: Programme, officer: User
) -> None:
    programme.release = None
    programme.save()
    finding = finding_release(Run.objects.get(pk=run.pk), actor=officer)
    assert finding.practice is None
    assert finding.record["outcomes"]


def test_a_message_trial_may_be_watched_and_says_when_to_stop(
    field: Callable[..., Field], officer: User
) -> None:
    found = field("message", classes=30, people=10, unit="person")
    endline = found.study.endline
    assert endline is not None
    wave_open(endline, actor=officer)
    found.answer_cards(endline, 0.0, most=12)
    early = report_context(study_run(found.study, actor=officer))
    assert not early["may_stop"]
    found.answer_cards(endline, 0.6)
    late = report_context(study_run(found.study, actor=officer))
    assert late["may_stop"]
    assert late["main"][0].sentence.startswith("The programme raised belonging at school")
    assert found.study.runs.count() == 2
    with pytest.raises(Refused, match="still open"):
        finding_release(late["run"], actor=officer)
