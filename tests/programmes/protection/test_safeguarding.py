"""No one-to-one with a minor without every safeguard, whatever somebody calls, in any order."""

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import AuditEntry, User
from bothways.programmes.models import (
    Cohort,
    Enrolment,
    Pairing,
    Person,
    Programme,
    ProgrammeMember,
    SafeguardingCheck,
    Session,
)
from bothways.programmes.protection.check_actions import check_add, check_revoke
from bothways.programmes.protection.due import pairing_rows, silent_pairings
from bothways.programmes.protection.one_to_one import one_to_one_missing, require_safe_session
from bothways.programmes.protection.pairing_actions import (
    pairing_activate,
    pairing_close,
    pairing_contact_record,
    pairing_propose,
    pairing_supervise,
    pairing_suspend,
)
from bothways.programmes.protection.pairing_review import pairings_in_force, suspend_unsafe
from bothways.programmes.protection.safeguards import (
    CheckFacts,
    PairingFacts,
    safeguards_missing,
)
from tests.programmes.protection.conftest import (
    ADULT_BORN,
    TODAY,
    a_child,
    checked,
    guardian_agrees,
    self_agrees,
)

ON = date(2026, 6, 1)
DAYS = st.dates(date(2026, 5, 30), date(2026, 6, 3))
CHECKS = st.lists(
    st.builds(CheckFacts, st.sampled_from(["background", "training"]), DAYS, DAYS,
              st.none() | DAYS), max_size=4,
)  # fmt: skip


@given(
    year=st.none() | st.sampled_from([1980, 2007, 2008, 2009, 2016]), consent=st.booleans(),
    supervisor=st.sampled_from([None, 1, 2]), may=st.booleans(), checks=CHECKS,
)  # fmt: skip
def test_nothing_is_missing_with_a_minor_only_if_all_four_hold(
    year: int | None, consent: bool, supervisor: int | None, may: bool, checks: list[CheckFacts]
) -> None:
    facts = PairingFacts(year, consent, 1, supervisor, may, True, True, tuple(checks))
    valid = {
        check.kind
        for check in checks
        if check.checked_on <= ON <= check.valid_until
        and not (check.revoked_on and check.revoked_on <= ON)
    }
    is_minor = year is None or 2026 - year <= 18
    all_hold = consent and supervisor == 2 and may and valid == {"background", "training"}
    assert (not safeguards_missing(facts, ON)) == (all_hold if is_minor else consent)


@pytest.mark.django_db
@pytest.mark.parametrize("gone", ["background", "training", "consent", "supervisor"])
def test_without_one_safeguard_a_pairing_does_not_become_active(
    pairing: Pairing, officer: User, gone: str
) -> None:
    if gone == "consent":
        pairing.person.consents.all().delete()
    elif gone == "supervisor":
        pairing_supervise(pairing, None, actor=officer)
    else:
        yesterday = TODAY() - timedelta(days=1)
        over = {"checked_on": yesterday, "valid_until": yesterday}
        SafeguardingCheck.objects.filter(kind=gone).update(**over)
    with pytest.raises(Refused) as refusal:
        pairing_activate(pairing, actor=officer)
    assert [problem.code for problem in refusal.value.problems] == [gone]
    pairing.refresh_from_db()
    assert pairing.state == "proposed"


@pytest.mark.django_db
def test_an_unknown_year_of_birth_counts_as_a_minor(
    programme: Programme, texts: Any, facilitator: ProgrammeMember, officer: User
) -> None:
    somebody = a_child(programme, None)
    guardian_agrees(somebody)
    pairing = pairing_propose(somebody, facilitator, actor=officer)
    with pytest.raises(Refused) as refusal:
        pairing_activate(pairing, actor=officer)
    assert [p.code for p in refusal.value.problems] == ["background", "training", "supervisor"]


@pytest.mark.django_db
def test_grown_people_meet_on_their_own_consent(
    programme: Programme, texts: Any, facilitator: ProgrammeMember, officer: User
) -> None:
    grown = a_child(programme, ADULT_BORN)
    pairing = pairing_propose(grown, facilitator, actor=officer)
    with pytest.raises(Refused):
        pairing_activate(pairing, actor=officer)
    self_agrees(grown, "mentoring")
    pairing_activate(pairing, actor=officer)
    assert pairings_in_force(programme) == [pairing]


@pytest.mark.django_db
def test_revoking_a_check_suspends_at_once(
    pairing: Pairing, officer: User, safeguarder: ProgrammeMember
) -> None:
    pairing_activate(pairing, actor=officer)
    check = SafeguardingCheck.objects.get(kind="training")
    assert check_revoke(check, actor=safeguarder.user) == [pairing.pk]
    pairing.refresh_from_db()
    assert (pairing.state, pairing.suspended_for) == ("suspended", "training")


@pytest.mark.django_db
def test_a_check_that_ran_out_overnight_counts_at_once_and_is_stored_by_the_daily_round(
    pairing: Pairing, officer: User, programme: Programme
) -> None:
    pairing_activate(pairing, actor=officer)
    yesterday = TODAY() - timedelta(days=1)
    SafeguardingCheck.objects.update(checked_on=yesterday, valid_until=yesterday)
    assert pairings_in_force(programme) == []
    assert pairing_rows(programme, TODAY())[0].state == "suspended"
    with pytest.raises(Refused, match="not active"):
        pairing_contact_record(pairing, on=TODAY(), minutes=30, mode="online", actor=officer)
    told = StringIO()
    call_command("programme_safeguards", stdout=told)
    pairing.refresh_from_db()
    assert (pairing.state, pairing.suspended_for) == ("suspended", "background")
    assert AuditEntry.objects.filter(verb="suspend", thing="pairing").count() == 1
    assert "Salma" not in told.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"valid_until": TODAY() - timedelta(days=1)}, "no longer valid"),
        ({"checked_on": TODAY() + timedelta(days=1)}, "lies ahead"),
        ({"valid_until": TODAY() + timedelta(days=3000)}, "five years"),
        ({"kind": "rumour"}, "what was checked"),
        ({"authority": " "}, "authority or course"),
    ],
)
def test_a_paper_that_proves_nothing_is_refused(
    facilitator: ProgrammeMember, officer: User, change: dict[str, Any], words: str
) -> None:
    paper = {"kind": "background", "authority": "Court", "checked_on": TODAY(),
             "valid_until": TODAY() + timedelta(days=90), **change}  # fmt: skip
    with pytest.raises(Refused, match=words):
        check_add(facilitator, **paper, actor=officer)
    assert not SafeguardingCheck.objects.exists()


@pytest.mark.django_db
def test_only_a_keyed_hash_of_a_reference_is_kept_and_one_paper_is_one_persons(
    mentor: ProgrammeMember, safeguarder: ProgrammeMember
) -> None:
    kept = SafeguardingCheck.objects.first()
    assert kept is not None
    assert len(kept.reference_hash) == 64
    with pytest.raises(Refused, match="somebody else"):
        check_add(safeguarder, kind="background", authority="Court", checked_on=TODAY(),
                  reference=f" BACKGROUND  {mentor.pk} ", valid_until=TODAY(),
                  actor=None)  # fmt: skip


@pytest.mark.django_db
def test_nobody_vouches_for_themselves_and_no_officer_vouches(
    safeguarder: ProgrammeMember, facilitator: ProgrammeMember, evaluator: User,
    in_role: Callable[..., ProgrammeMember],
) -> None:  # fmt: skip
    paper: dict[str, Any] = {"kind": "training", "authority": "Course", "checked_on": TODAY(),
                             "valid_until": TODAY()}  # fmt: skip
    with pytest.raises(Refused, match="Nobody checks themselves"):
        check_add(safeguarder, **paper, actor=safeguarder.user)
    with pytest.raises(NotAllowed):
        check_add(facilitator, **paper, actor=in_role(evaluator, "officer").user)


@pytest.mark.django_db
def test_a_mentor_is_not_their_own_supervisor(
    agreed: Person, mentor: ProgrammeMember, officer: User
) -> None:
    with pytest.raises(Refused, match="own supervisor"):
        pairing_propose(agreed, mentor, supervisor=mentor, actor=officer)


@pytest.mark.django_db
def test_a_supervisor_who_lost_the_role_or_the_account_protects_nobody(
    pairing: Pairing, officer: User, programme: Programme, safeguarder: ProgrammeMember
) -> None:
    pairing_activate(pairing, actor=officer)
    ProgrammeMember.objects.filter(pk=safeguarder.pk).update(role="partner")
    assert pairings_in_force(programme) == []
    assert suspend_unsafe(programme) == [pairing.pk]
    ProgrammeMember.objects.filter(pk=safeguarder.pk).update(role="safeguarding")
    User.objects.filter(pk=safeguarder.user_id).update(is_active=False)
    with pytest.raises(Refused):
        pairing_activate(pairing, actor=officer)


def test_no_admin_page_writes_what_protects_people() -> None:
    assert not apps.is_installed("django.contrib.admin")


@pytest.mark.django_db
def test_a_mentor_says_that_they_met_and_silence_is_seen(
    pairing: Pairing, officer: User, teacher: User, outsider: User, programme: Programme
) -> None:
    pairing_activate(pairing, actor=officer)
    pairing_contact_record(pairing, on=TODAY(), minutes=60, mode="on_site", actor=teacher)
    with pytest.raises(NotAllowed):
        pairing_contact_record(pairing, on=TODAY(), minutes=60, mode="on_site", actor=outsider)
    later = TODAY() + timedelta(days=programme.silence_days)
    assert silent_pairings(programme, later) == []
    (row,) = silent_pairings(programme, later + timedelta(days=1))
    assert row.silent_days == programme.silence_days + 1


@pytest.mark.django_db
def test_a_closed_pairing_stays_closed(pairing: Pairing, officer: User) -> None:
    pairing_close(pairing, words="They said goodbye.", actor=officer)
    with pytest.raises(Refused):
        pairing_activate(pairing, actor=officer)


@pytest.mark.django_db
def test_one_adult_alone_with_one_child_in_a_session_is_a_pairing(
    pairing: Pairing, officer: User, cohort: Cohort, mentor: ProgrammeMember, programme: Programme
) -> None:
    from django.utils import timezone

    now = timezone.now()
    session = Session.objects.create(cohort=cohort, number=1, starts_at=now,
                                     ends_at=now + timedelta(hours=1))  # fmt: skip
    with pytest.raises(Refused) as refusal:
        require_safe_session(session)
    assert [problem.code for problem in refusal.value.problems] == ["pairing"]
    pairing_activate(pairing, actor=officer)
    require_safe_session(session)
    pairing_suspend(pairing, actor=officer)
    with pytest.raises(Refused):
        require_safe_session(session)
    Enrolment.objects.create(person=a_child(programme), cohort=cohort, since=TODAY())
    require_safe_session(session)


@pytest.mark.django_db
def test_a_single_grown_person_may_be_taught_alone(
    programme: Programme, cohort: Cohort, facilitator: ProgrammeMember
) -> None:
    Enrolment.objects.create(person=a_child(programme, ADULT_BORN), cohort=cohort, since=TODAY())
    assert one_to_one_missing(cohort, [facilitator.pk], TODAY()) == []


@pytest.mark.django_db
def test_pairings_are_read_in_a_fixed_number_of_statements(
    pairing: Pairing, officer: User, programme: Programme, mentor: ProgrammeMember,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    pairing_activate(pairing, actor=officer)
    for _ in range(4):
        pairing_propose(a_child(programme), mentor, actor=officer)
    with django_assert_num_queries(4):
        pairing_rows(programme, TODAY())
    checked(mentor)
    with django_assert_num_queries(4):
        pairings_in_force(programme)
