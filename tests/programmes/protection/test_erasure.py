"""Data goes when its day has come or when somebody asks; counts without a name stay."""

import io
import json
import zipfile
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from bothways.core.daily import daily_commands
from bothways.core.errors import Refused
from bothways.core.models import AuditEntry, User
from bothways.programmes.models import (
    AttendanceEntry,
    Cohort,
    Consent,
    Enrolment,
    Pairing,
    Person,
    Programme,
    Session,
)
from bothways.programmes.protection.card import card_by_token, token_of
from bothways.programmes.protection.consent_actions import card_make
from bothways.programmes.protection.copy import TABLES, copy_json, copy_zip
from bothways.programmes.protection.elsewhere import kept_parts
from bothways.programmes.protection.erasure_actions import person_erase, person_erase_when_due
from bothways.programmes.protection.pairing_actions import pairing_activate
from bothways.programmes.protection.retention_queries import erasures_ahead, keep_until_of
from bothways.programmes.reads import people_were_read
from tests.programmes.protection.conftest import TODAY, a_child, guardian_agrees

pytestmark = pytest.mark.django_db
NAMES = ("Salma", "Zarqawi", "سلمى", "Huda", "1234567", "7654321", "Folder 3", "interpreter")


@pytest.fixture
def attended(agreed: Person, cohort: Cohort) -> Person:
    now = timezone.now()
    session = Session.objects.create(cohort=cohort, number=1, starts_at=now, ends_at=now
                                     + timedelta(hours=1))  # fmt: skip
    AttendanceEntry.objects.create(uid=agreed.uid, session=session, person=agreed, code="present",
                                   made_at=now)  # fmt: skip
    return agreed


def everything_stored() -> str:
    """Every row of every table of programmes and the audit trail, as text."""
    tables = [*apps.get_app_config("programmes").get_models(), AuditEntry]
    return "\n".join(str(row) for table in tables for row in table._default_manager.values())


def test_erasing_leaves_no_name_anywhere_and_the_counts_whole(
    attended: Person, pairing: Pairing, officer: User
) -> None:
    pairing_activate(pairing, actor=officer)
    uid, card = attended.uid, card_make(attended, actor=officer)
    link = token_of(card)
    before = everything_stored()
    assert all(name in before for name in NAMES)
    person_erase(attended, actor=officer)
    after = everything_stored()
    assert [name for name in NAMES if name in after] == []
    found = Person.objects.get()
    assert found.uid != uid
    assert (found.sex, found.birth_year) == ("female", attended.birth_year)
    assert AttendanceEntry.objects.filter(code="present").count() == 1
    assert Enrolment.objects.get().state == "left"
    assert Pairing.objects.get().state == "closed"
    assert Consent.objects.exists()
    assert card_by_token(link) is None
    assert AuditEntry.objects.filter(verb="erase").count() == 1


def test_nobody_is_erased_twice(agreed: Person, officer: User) -> None:
    person_erase(agreed, actor=officer)
    with pytest.raises(Refused, match="was erased"):
        person_erase(agreed, actor=officer)


def test_nobody_is_erased_before_the_day(agreed: Person, officer: User) -> None:
    with pytest.raises(Refused, match="has not come"):
        person_erase_when_due(agreed, actor=officer)


def test_the_daily_round_erases_whose_day_has_come_and_no_others(
    child: Person, agreed: Person, programme: Programme, cohort: Cohort
) -> None:
    """Three: one who agreed and is in, one who never agreed, one who left long ago."""
    never, left = a_child(programme), a_child(programme)
    guardian_agrees(left)
    Person.objects.filter(pk__in=[never.pk, left.pk]).update(
        created_at=timezone.now() - timedelta(days=1000)
    )
    Enrolment.objects.create(person=left, cohort=cohort, since=TODAY() - timedelta(days=990),
                             until=TODAY() - timedelta(days=900), state="left")  # fmt: skip
    told = StringIO()
    call_command("programme_retention", "--preview", stdout=told)
    assert "2 people would lose" in told.getvalue()
    assert not Person.objects.exclude(erased_at=None).exists()
    call_command("programme_retention", stdout=told)
    gone = set(Person.objects.exclude(erased_at=None).values_list("pk", flat=True))
    assert gone == {never.pk, left.pk}
    assert AuditEntry.objects.filter(verb="erase", detail__because="retention").count() == 2
    assert "Salma" not in told.getvalue()
    call_command("programme_retention", stdout=told)
    assert told.getvalue().rstrip().endswith("0 people lost their names.")


def test_the_daily_round_keeps_the_dates_current(child: Person, texts: Any) -> None:
    call_command("programme_retention", stdout=StringIO())
    child.refresh_from_db()
    assert child.keep_until == TODAY() + timedelta(days=30)
    guardian_agrees(child)
    child.refresh_from_db()
    assert child.keep_until is None


def test_a_group_that_is_over_starts_the_clock_of_those_nobody_took_out(
    agreed: Person, cohort: Cohort, programme: Programme
) -> None:
    cohort.ends_on = TODAY() - timedelta(days=1)
    cohort.save()
    Enrolment.objects.update(since=TODAY() - timedelta(days=50))
    Programme.objects.update(keep_months=1)
    found = Person.objects.select_related("programme").get()
    assert keep_until_of(found) is not None


def test_the_preview_takes_the_same_statements_for_one_and_for_many(
    agreed: Person, programme: Programme, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(5):
        erasures_ahead(programme, TODAY())
    for _ in range(5):
        a_child(programme)
    with django_assert_num_queries(5):
        assert len(erasures_ahead(programme, TODAY())) == 5


def test_both_commands_are_in_the_daily_round() -> None:
    assert {"programme_retention", "programme_safeguards"} <= set(daily_commands())


def test_the_own_copy_holds_everything_and_nobody_else(
    attended: Person, pairing: Pairing, programme: Programme, officer: User
) -> None:
    other = a_child(programme)
    Person.objects.filter(pk=other.pk).update(given_name="Mariam")
    people_were_read(programme, [attended.pk], page="roster", reader=officer)
    copy = json.loads(copy_json(Person.objects.get(pk=attended.pk)))
    assert copy["person"]["given_name"] == "Salma"
    assert copy["enrolments"][0]["group"] == "Group A"
    assert copy["attendance"][0]["code"] == "present"
    assert {row["purpose"] for row in copy["consents"]} >= {"taking_part", "photos"}
    assert copy["consents"][0]["words"]
    assert copy["read_by"][0]["account"] == "officer"
    assert copy["pairings"][0]["state"] == "proposed"
    assert "Mariam" not in json.dumps(copy, ensure_ascii=False)


def test_the_copy_to_read_opens_without_network(attended: Person) -> None:
    with zipfile.ZipFile(io.BytesIO(copy_zip(attended))) as archive:
        assert sorted(archive.namelist()) == ["person.html", "person.json"]
        page = archive.read("person.html").decode()
    assert "Salma" in page
    assert "http" not in page


def test_every_table_with_a_link_to_a_person_is_copied_and_erased() -> None:
    """A room that links to people names its part in ``apps.py``: ``keeps_of_people``."""
    named = TABLES.union(*(kept.tables for kept in kept_parts()))
    linked = {
        field.model._meta.model_name
        for field in Person._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete
        for field in [field.field]
    }
    assert linked - named == set()
