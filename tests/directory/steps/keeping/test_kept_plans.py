"""Keeping a family's plan: only with its yes, only for its office, only for its time."""

import hashlib
import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.forms.models import model_to_dict
from django.utils import timezone

from bothways.core.daily import daily_commands
from bothways.core.days import add_months
from bothways.core.errors import Conflict, NotAllowed, Refused
from bothways.core.models import AuditEntry, User
from bothways.core.vocabularies import LANGUAGES
from bothways.directory.organisations.models import Organisation
from bothways.directory.places.queries import Whereabouts
from bothways.directory.steps.keeping import actions, queries, wordings
from bothways.directory.steps.keeping.codes import code_of, is_code_of
from bothways.directory.steps.models import KeptPlan, PlanConsent, PlanMeeting
from bothways.directory.steps.profile import from_document
from tests.directory.steps.keeping.conftest import FAMILY, agreed, days_ago

TODAY = timezone.localdate


def test_what_is_kept_is_what_was_told_and_the_very_words_of_the_yes(
    kept: KeptPlan, caseworker: User
) -> None:
    assert from_document(kept.answers) == FAMILY
    consent = kept.consents.get()
    assert "Welcome House Lindbach" in consent.words
    assert (consent.language, consent.version, consent.given_by) == ("ar", 1, "self")
    assert consent.recorded_by == caseworker
    assert kept.keep_until == add_months(TODAY(), 6)
    assert kept.meetings.get().note == "School first"
    assert len(kept.reference) == 8


def test_no_field_could_hold_a_name_a_birthday_or_an_address() -> None:
    fields = {field.name for model in (KeptPlan, PlanConsent, PlanMeeting)
              for field in model._meta.get_fields()}  # fmt: skip
    words = ("name", "birth", "born", "street", "address", "phone", "mail", "status")
    assert [name for name in sorted(fields) if any(word in name for word in words)] == []


def test_the_words_of_a_version_never_change() -> None:
    """Whoever changes a word raises the number, and puts the new mark here."""
    marks = {1: "f43dd059f7e39c33"}
    content = json.dumps(wordings._document()["words"], sort_keys=True, ensure_ascii=False)
    assert marks[wordings.version()] == hashlib.sha256(content.encode()).hexdigest()[:16]


def test_every_language_says_the_same_paragraphs_with_both_days() -> None:
    for language in LANGUAGES:
        read = wordings.wording("The Office", date(2026, 1, 31), 6, language)
        assert read.language == language
        assert len(read.paragraphs) == 6
        assert "2026" in read.words
        assert "2027" in read.words
        assert "The Office" in read.words
        assert "{" not in read.words
    assert wordings.wording("x", date(2026, 1, 31), 6, "so").language == "en"


@pytest.mark.parametrize(
    "wrong",
    [
        {"given_by": "neighbour"}, {"way": "letter"}, {"spoken": " "}, {"months": 13},
        {"months": 0}, {"given_on": days_ago(-1)}, {"given_on": days_ago(400)},
    ],
)  # fmt: skip
def test_a_yes_that_cannot_be_right_keeps_nothing(
    office: Organisation, town: Whereabouts, caseworker: User, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        actions.plan_keep(office, town.place, FAMILY, agreed(**wrong), actor=caseworker)
    assert not KeptPlan.objects.exists()


def test_neither_an_editor_nor_somebody_of_another_office_writes(
    kept: KeptPlan, town: Whereabouts, editor: User, stranger: User
) -> None:
    for user in (editor, stranger):
        with pytest.raises(NotAllowed):
            actions.plan_keep(kept.organisation, town.place, FAMILY, agreed(), actor=user)
        with pytest.raises(NotAllowed):
            actions.plan_take_back(kept, actor=user)
        assert queries.plan_for(user, kept.pk) is None
        assert queries.plan_rows(user, "1")[0] == []


def test_each_meeting_moves_the_day_and_only_a_new_yes_moves_its_limit(
    office: Organisation, town: Whereabouts, caseworker: User
) -> None:
    first = days_ago(170)
    plan = actions.plan_keep(
        office, town.place, FAMILY, agreed(given_on=first, months=12), actor=caseworker
    )
    limit = add_months(first, 12)
    plan = actions.plan_meet(plan, FAMILY, base=1, on=TODAY(), actor=caseworker)
    assert (plan.keep_until, plan.meetings_held) == (limit, 2)
    plan = actions.plan_agree(plan, agreed(months=6), actor=caseworker)
    assert plan.keep_until == add_months(TODAY(), 6)
    assert plan.consents.count() == 2


def test_a_yes_is_not_older_than_the_one_before(kept: KeptPlan, caseworker: User) -> None:
    with pytest.raises(Refused, match="newer yes"):
        actions.plan_agree(kept, agreed(given_on=days_ago(3)), actor=caseworker)


def test_the_second_of_two_caseworkers_is_told_and_overwrites_nothing(
    kept: KeptPlan, caseworker: User, colleague: User
) -> None:
    done = FAMILY.__class__(**{**vars(FAMILY), "done": frozenset({"register"})})
    actions.plan_meet(kept, done, base=1, on=TODAY(), actor=colleague)
    with pytest.raises(Conflict):
        actions.plan_meet(kept, FAMILY, base=1, on=TODAY(), actor=caseworker)
    kept.refresh_from_db()
    assert from_document(kept.answers).done == {"register"}
    assert kept.meetings.count() == 2


@pytest.mark.parametrize("day", [days_ago(-1), days_ago(1)])
def test_a_meeting_lies_between_the_last_one_and_today(
    kept: KeptPlan, caseworker: User, day: date
) -> None:
    with pytest.raises(Refused, match="between"):
        actions.plan_meet(kept, FAMILY, base=1, on=day, actor=caseworker)


def nothing_but_the_fact(plan: KeptPlan) -> None:
    plan.refresh_from_db()
    assert (plan.answers, plan.code_hash, plan.keep_until) == ({}, "", None)
    assert not plan.consents.exists()
    assert not plan.meetings.exists()
    left = json.dumps(model_to_dict(plan), default=str)
    assert "passport" not in left
    assert "diploma" not in left


def test_taken_back_at_the_office_leaves_only_the_fact(kept: KeptPlan, caseworker: User) -> None:
    actions.plan_take_back(kept, actor=caseworker)
    nothing_but_the_fact(kept)
    assert (kept.ended_by, kept.ended_on, kept.meetings_held) == ("office", TODAY(), 1)
    with pytest.raises(Refused, match="was erased"):
        actions.plan_meet(kept, FAMILY, base=kept.number, on=TODAY(), actor=caseworker)
    assert queries.counts_of(caseworker) == queries.Counts(0, 1, 0)


def test_taken_back_by_the_family_with_both_numbers_of_its_sheet(kept: KeptPlan) -> None:
    with pytest.raises(NotAllowed):
        actions.plan_take_back_by_code(kept.reference, "0" * 12, actor=None)
    actions.plan_take_back_by_code(kept.reference, code_of(kept), actor=None)
    nothing_but_the_fact(kept)
    assert kept.ended_by == "family"
    with pytest.raises(NotAllowed):
        actions.plan_take_back_by_code(kept.reference, code_of(kept), actor=None)


def test_a_new_sheet_makes_the_number_of_the_old_one_void(kept: KeptPlan, caseworker: User) -> None:
    old = code_of(kept)
    fresh = actions.plan_sheet_anew(kept, actor=caseworker)
    assert not is_code_of(fresh, old)
    assert is_code_of(fresh, code_of(fresh))


def test_old_sheets_still_work_after_the_secret_of_the_site_was_changed(
    kept: KeptPlan, settings: Any
) -> None:
    old = code_of(kept)
    settings.SECRET_KEY = "another one"
    assert code_of(kept) != old
    assert is_code_of(kept, old)


def test_no_number_of_the_sheet_is_stored_as_it_is(kept: KeptPlan) -> None:
    assert code_of(kept) not in json.dumps(model_to_dict(kept), default=str)


def test_what_is_over_is_erased_by_the_daily_round(kept: KeptPlan, caseworker: User) -> None:
    assert "kept_plan_retention" in daily_commands()
    with pytest.raises(Refused, match="has not come"):
        actions.plan_erase_when_due(kept, actor=None)
    KeptPlan.objects.update(keep_until=TODAY())
    # On its day it is gone for the office, whether the round has run or not.
    assert queries.plan_rows(caseworker, "1")[0] == []
    said = StringIO()
    call_command("kept_plan_retention", preview=True, stdout=said)
    kept.refresh_from_db()
    assert kept.ended_on is None
    call_command("kept_plan_retention", stdout=said)
    nothing_but_the_fact(kept)
    assert kept.ended_by == "time"
    assert f"plan {kept.reference}" in said.getvalue()
    assert AuditEntry.objects.filter(thing="kept_plan", verb="erase").count() == 1


def test_the_trail_of_audit_holds_no_answer(kept: KeptPlan, caseworker: User) -> None:
    actions.plan_meet(kept, FAMILY, base=1, on=TODAY(), actor=caseworker, note="School papers")
    rows = json.dumps(list(AuditEntry.objects.filter(thing="kept_plan").values("detail")))
    for word in ("passport", "diploma", "School", "2026-11-23"):
        assert word not in rows


def test_a_list_takes_the_same_number_of_statements_for_one_plan_and_for_many(
    kept: KeptPlan, town: Whereabouts, caseworker: User, django_assert_num_queries: Any
) -> None:
    queries.plan_rows(caseworker, "1")
    with django_assert_num_queries(3):
        (row,) = queries.plan_rows(caseworker, "1")[0]
    assert row.next_due == date(2026, 11, 30)
    for _each in range(8):
        actions.plan_keep(kept.organisation, town.place, FAMILY, agreed(), actor=caseworker)
    with django_assert_num_queries(3):
        assert len(queries.plan_rows(caseworker, "1")[0]) == 9


def test_a_plan_is_found_by_the_number_on_its_sheet(kept: KeptPlan, caseworker: User) -> None:
    assert len(queries.plan_rows(caseworker, "1", kept.reference)[0]) == 1
    assert queries.plan_rows(caseworker, "1", "00000000")[0] == []


def test_the_room_of_programmes_is_not_needed() -> None:
    folder = Path(actions.__file__).parent
    assert not any("bothways.programmes" in path.read_text() for path in folder.glob("*.py"))
