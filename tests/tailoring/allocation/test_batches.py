"""Batches: members only, nothing applied, everything that was read is written down."""

import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import AuditEntry, User
from bothways.tailoring.allocation import actions, decision_actions
from bothways.tailoring.allocation.core.people import Rules
from bothways.tailoring.allocation.models import (
    AllocationBatch,
    AllocationDecision,
    AllocationSuggestion,
)
from bothways.tailoring.allocation.readers.batch import read_batch
from bothways.tailoring.allocation.tasks import allocation_run_batch
from tests.tailoring.allocation import scenes

State = AllocationBatch.State
pytestmark = pytest.mark.django_db


def files(**changed: bytes) -> dict[str, Any]:
    sent = {"families": scenes.example("families")[1], "places": scenes.example("places")[1]}
    return {
        name: SimpleUploadedFile(f"{name}.csv", content)
        for name, content in (sent | changed).items()
    }


RULES = {
    "title": "Autumn", "office": "School office", "capacity_in": "persons", "count": "persons",
    "far_km": "20", "floor": "0", "floor_by": "size", "seed": "1", "weight_preference": "40",
    "weight_ties": "20", "weight_languages": "15", "weight_services": "15", "weight_nearness": "10",
}  # fmt: skip


def form(**changed: Any) -> dict[str, Any]:
    kept = (timezone.localdate() + timedelta(days=30)).isoformat()
    return {**RULES, "keep_until": kept, **files(), **changed}


def test_two_files_become_a_batch_and_the_worker_makes_suggestions(
    signed_in: Callable[[User], Client],
) -> None:
    client = signed_in(scenes.planner())
    answer = client.post("/allocation/new/", form())
    batch = AllocationBatch.objects.get()
    assert answer.url == f"/allocation/{batch.pk}/"
    assert batch.state == State.READY
    client.post(answer.url, {"do": "start"})
    assert allocation_run_batch.call(batch.pk) == State.DONE
    page = client.get(answer.url).content.decode()
    assert "North School" in page
    assert "Proven: no other allocation" in page or "of the bound" in page
    assert not AllocationDecision.objects.exists()


def test_one_bad_row_in_one_file_keeps_both_out(signed_in: Callable[[User], Client]) -> None:
    client = signed_in(scenes.planner())
    bad = files(
        families=b"family,persons,nationality\nF-1,1,X\n", places=b"place,capacity\nP1,-2\n"
    )
    answer = client.post("/allocation/new/", form(**bad))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "nationality, ethnicity, religion and legal status" in page
    assert "is not a whole number from 0" in page
    assert not AllocationBatch.objects.exists()


def test_groups_brought_for_the_report_never_change_a_suggestion() -> None:
    rows = {}
    for sex in ("F", "M"):
        batch = scenes.done()
        before = list(batch.suggestions.values_list("case", "document"))
        content = "family,sex,origin_region\n" + "".join(
            f"{family['id']},{sex},{sex * 2}\n" for family in batch.families
        )
        decision_actions.allocation_monitor(
            batch, "groups.csv", content.encode(), actor=scenes.planner()
        )
        assert list(batch.suggestions.values_list("case", "document")) == before
        rows[sex] = before, batch.inputs_hash
    assert rows["F"] == rows["M"]


def test_groups_are_refused_before_the_suggestions_stand() -> None:
    with pytest.raises(Refused, match="so that they steer none"):
        decision_actions.allocation_monitor(
            scenes.staged(), *scenes.example("groups"), actor=scenes.planner()
        )


def test_a_batch_does_not_exist_for_outsiders(
    outsider: User, signed_in: Callable[[User], Client], visitor: Client
) -> None:
    batch = scenes.done()
    case = batch.suggestions.first().case  # type: ignore[union-attr]
    for path in ("", "options/", "seats/", "fairness/", "allocation.csv", f"families/{case}/",
                 f"families/{case}/explanation/"):  # fmt: skip
        assert signed_in(outsider).get(f"/allocation/{batch.pk}/{path}").status_code == 404
        assert visitor.get(f"/allocation/{batch.pk}/{path}").status_code == 302
    for sent in ({"do": "empty"}, {"do": "decide", "place": "P1", "reason": "x"}):
        path = f"/allocation/{batch.pk}/families/{case}/"
        assert signed_in(outsider).post(path, sent).status_code == 404
    assert signed_in(outsider).get("/allocation/").status_code == 200
    assert signed_in(outsider).get("/allocation/new/").status_code == 403


def test_every_reading_of_a_family_is_written_down(signed_in: Callable[[User], Client]) -> None:
    batch = scenes.done()
    client = signed_in(scenes.planner())
    for path, purpose in (("families/F-001/", "page"), ("", "list"),
                          ("families/F-001/explanation/", "explanation"),
                          ("allocation.csv", "download csv")):  # fmt: skip
        before = AuditEntry.objects.filter(verb="read").count()
        assert client.get(f"/allocation/{batch.pk}/{path}").status_code == 200
        entry = AuditEntry.objects.filter(verb="read").first()
        assert AuditEntry.objects.filter(verb="read").count() == before + 1
        assert entry.detail["purpose"] == purpose  # type: ignore[union-attr]
        assert "F-001" in entry.detail["cases"]  # type: ignore[union-attr]


def test_a_decision_needs_a_reason_also_when_it_agrees() -> None:
    row = scenes.suggestion()
    with pytest.raises(Refused, match="also when you agree"):
        decision_actions.allocation_decide(row, place=row.place, reason=" ", actor=scenes.planner())
    kept = decision_actions.allocation_decide(
        row, place=row.place, reason="Siblings are there.", actor=scenes.planner()
    )
    assert kept.agrees
    other = decision_actions.allocation_decide(
        row, place="", reason="Moved away.", actor=scenes.planner()
    )
    assert not other.agrees
    assert row.decisions.first() == other
    with pytest.raises(Refused, match="place of this batch"):
        decision_actions.allocation_decide(row, place="X", reason="x", actor=scenes.planner())


def test_an_objection_gets_one_answer_with_a_name(signed_in: Callable[[User], Client]) -> None:
    row = scenes.suggestion()
    client = signed_in(scenes.planner())
    path = f"/allocation/{row.batch_id}/families/{row.case}/"
    client.post(path, {"do": "contest", "objection": "Too far for my son."})
    contest = row.contests.get()
    client.post(path, {"do": "answer", "contest": contest.pk, "answer": "We looked again."})
    assert "We looked again." in client.get(path).content.decode()
    again = client.post(path, {"do": "answer", "contest": contest.pk, "answer": "No."})
    assert again.status_code == 422
    assert client.post(path, {"do": "contest", "objection": ""}).status_code == 422


def test_emptying_leaves_no_row_about_a_family() -> None:
    row = scenes.suggestion()
    batch = row.batch
    decision_actions.allocation_decide(row, place="", reason="x", actor=scenes.planner())
    decision_actions.allocation_contest(row, objection="x", actor=scenes.planner())
    decision_actions.allocation_monitor(batch, *scenes.example("groups"), actor=scenes.planner())
    actions.allocation_empty(batch, actor=None)
    batch = AllocationBatch.objects.get()
    assert batch.families == []
    assert not hasattr(batch, "monitoring")
    assert not AllocationSuggestion.objects.exists()
    assert not AllocationDecision.objects.exists()
    assert "F-0" not in json.dumps(batch.result)
    with pytest.raises(Refused):
        actions.allocation_start(batch, actor=scenes.planner())


def test_the_shell_empties_what_is_due_and_nothing_else() -> None:
    due, kept = scenes.done(), scenes.done()
    AllocationBatch.objects.filter(pk=due.pk).update(keep_until=date(2020, 1, 1))
    out = io.StringIO()
    call_command("empty_allocations", stdout=out)
    assert "1 batch emptied" in out.getvalue()
    assert AllocationBatch.objects.get(pk=due.pk).state == State.EMPTIED
    assert AllocationBatch.objects.get(pk=kept.pk).suggestions.exists()


def test_switched_off_no_batch_runs_but_one_family_is_still_ranked(
    signed_in: Callable[[User], Client],
) -> None:
    batch = scenes.staged()
    administrator = User.objects.create_superuser("administrator", "a@example.org", "a long one")
    actions.allocation_switch(False, reason="Under review.", actor=administrator)
    with pytest.raises(Refused, match="switched off"):
        actions.allocation_start(batch, actor=scenes.planner())
    AllocationBatch.objects.filter(pk=batch.pk).update(state=State.WAITING)
    assert allocation_run_batch.call(batch.pk) == State.FAILED
    client = signed_in(scenes.planner())
    answer = client.post(f"/allocation/{batch.pk}/options/", {"ages": "9", "needs": "step-free"})
    page = answer.content.decode()
    assert answer.status_code == 200
    ranked = page.split("<form")[0]
    assert "Linden School" in ranked
    assert "Harbour School" not in ranked
    actions.allocation_switch(True, reason="Reviewed.", actor=administrator)
    actions.allocation_start(batch, actor=scenes.planner())


def test_what_is_typed_for_one_family_is_checked_like_a_file(
    signed_in: Callable[[User], Client],
) -> None:
    batch = scenes.staged()
    client = signed_in(scenes.planner())
    before = AuditEntry.objects.count()
    answer = client.post(f"/allocation/{batch.pk}/options/", {"ages": "nine", "preferences": "p1"})
    assert answer.status_code == 422
    assert "is no age in whole years" in answer.content.decode()
    assert AuditEntry.objects.count() == before


def test_a_stopped_run_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = scenes.waiting()

    def stopping(families: Any, places: Any, rules: Rules, tell: Callable[[str], None]) -> None:
        actions.allocation_stop(batch, actor=scenes.planner())
        tell("repair")
        raise AssertionError("the work went on")

    monkeypatch.setattr("bothways.tailoring.allocation.core.allocate.allocate", stopping)
    assert allocation_run_batch.call(batch.pk) == State.STOPPED
    assert not AllocationSuggestion.objects.exists()


def test_a_batch_is_not_run_twice() -> None:
    with pytest.raises(Refused, match="run already"):
        actions.allocation_start(scenes.done(), actor=scenes.planner())


def test_the_last_member_stays() -> None:
    batch = scenes.staged()
    with pytest.raises(Refused, match="at least one member"):
        actions.allocation_member_remove(batch, scenes.planner().pk, actor=scenes.planner())


def test_rows_are_not_kept_for_ever() -> None:
    with pytest.raises(Refused, match="kept lies between"):
        actions.allocation_stage(
            scenes.incoming(), title="x", office="y", rules=Rules(), actor=scenes.planner(),
            keep_until=timezone.localdate() + timedelta(days=1000),
        )  # fmt: skip


def test_files_with_errors_are_not_staged() -> None:
    bad = read_batch(("f.csv", b"family,persons\nF-1,x\n"), ("p.csv", b"place,capacity\nP1,1\n"))
    with pytest.raises(Refused, match="have errors"):
        actions.allocation_stage(
            bad, title="x", office="y", rules=Rules(), keep_until=timezone.localdate(),
            actor=scenes.planner(),
        )  # fmt: skip


def test_downloads_hold_suggestion_and_decision_and_no_formula(
    signed_in: Callable[[User], Client],
) -> None:
    batch = scenes.done()
    row = batch.suggestions.get(case="F-001")
    decision_actions.allocation_decide(row, place="", reason="=1+1", actor=scenes.planner())
    client = signed_in(scenes.planner())
    text = client.get(f"/allocation/{batch.pk}/allocation.csv").content.decode("utf-8-sig")
    assert text.count("\n") == batch.suggestions.count() + 1
    assert "'=1+1" in text
    packed = client.get(f"/allocation/{batch.pk}/allocation.xlsx").content
    sheet = load_workbook(io.BytesIO(packed)).active
    assert sheet.max_row == batch.suggestions.count() + 1
    assert client.get(f"/allocation/{batch.pk}/allocation.pdf").status_code == 404


def test_the_explanation_speaks_the_language_of_its_address(
    signed_in: Callable[[User], Client],
) -> None:
    row = scenes.suggestion()
    client = signed_in(scenes.planner())
    page = client.get(f"/ar/allocation/{row.batch_id}/families/{row.case}/explanation/")
    assert 'lang="ar" dir="rtl"' in page.content.decode()


def test_small_groups_are_hidden_on_the_fairness_page(signed_in: Callable[[User], Client]) -> None:
    batch = scenes.done()
    decision_actions.allocation_monitor(batch, *scenes.example("groups"), actor=scenes.planner())
    page = signed_in(scenes.planner()).get(f"/allocation/{batch.pk}/fairness/").content.decode()
    assert "Region of origin" in page
    assert "hidden" in page


def test_a_list_costs_the_same_for_a_page_of_any_batch(
    signed_in: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    batch = scenes.done()
    client = signed_in(scenes.planner())
    client.get("/allocation/")
    with django_assert_max_num_queries(24):
        client.get(f"/allocation/{batch.pk}/")


def test_the_shell_prints_suggestions_as_json_and_refuses_bad_rows(
    tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("families", "places"):
        (tmp_path / f"{name}.csv").write_bytes(scenes.example(name)[1])
    given = [str(tmp_path / "families.csv"), str(tmp_path / "places.csv")]
    texts = []
    for _time in range(2):
        call_command("allocate", *given, "--json", "--seed", "1")
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]
    found = json.loads(texts[0])
    assert len(found["suggestions"]) == 25  # one family lets its two children be placed apart
    assert found["objective"] <= found["bound"] + 1e-9
    (tmp_path / "seats.csv").write_text("place,capacity\np1,3\n")
    with pytest.raises(CommandError, match="Nothing was computed"):
        call_command("allocate", *given, "--capacities", str(tmp_path / "seats.csv"))
    assert "differs only in capitals" in capsys.readouterr().err
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("allocate", "nowhere.csv", given[1])


def test_an_outsider_reads_no_row(outsider: User) -> None:
    with pytest.raises(NotAllowed):
        actions.allocation_read(scenes.done(), ["F-001"], actor=outsider)
