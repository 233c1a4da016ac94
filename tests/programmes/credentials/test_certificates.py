"""Hours become a certificate; it verifies, and after it is revoked it does not."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import AuditEntry, User
from bothways.programmes.credentials import tasks
from bothways.programmes.credentials.erasing import TABLES, copy_of, forget
from bothways.programmes.credentials.hours import attended_units
from bothways.programmes.credentials.issue_actions import (
    certificate_job_cancel,
    certificate_revoke,
    certificate_rule_set,
    certificates_issue,
)
from bothways.programmes.credentials.models import Certificate, CertificateJob, CertificateRule
from bothways.programmes.credentials.paper import all_words, certificates_pdf
from bothways.programmes.credentials.queries import cohort_rows, is_enough, rule_of, standing
from bothways.programmes.credentials.signing import from_base64url, site_keys
from bothways.programmes.credentials.verifying import Reason, address_of, verify
from bothways.programmes.models import Cohort, Person, ProgrammeMember, ReadEntry, Session
from tests.programmes.credentials.conftest import RULE, mark, take_part
from tests.programmes.credentials.test_scripts import NAMES

Issue = Callable[[Person], Certificate]


def test_units_are_those_of_the_scheme_by_the_newest_mark(
    cohort: Cohort, sessions: list[Session], omar: Person
) -> None:
    mark(sessions[1], omar, "present", minutes_late=9)
    mark(sessions[2], omar, "absent")
    assert attended_units(cohort).of(omar.pk) == 4, "the simple scheme forgives coming late"
    cohort.scheme = "units45"
    cohort.save()
    for session in sessions:
        mark(session, omar, "X", after=5, minutes_late=20)
    assert attended_units(cohort).of(omar.pk) == 3, "the first unit of each is lost"


UNITS = st.integers(0, 2000).map(lambda tenths: Decimal(tenths) / 10)


@given(UNITS, UNITS, st.none() | UNITS, st.none() | st.integers(1, 100), st.integers(0, 200))
def test_more_units_never_cost_a_certificate(
    units: Decimal, more: Decimal, least: Decimal | None, percent: int | None, planned: int
) -> None:
    rule = CertificateRule(min_units=least, min_percent=percent)
    if is_enough(rule, units, planned):
        assert is_enough(rule, units + more, planned)
        assert least is None or units >= least


def test_without_a_rule_nobody_is_ready(cohort: Cohort, layla: Person) -> None:
    assert not standing(cohort, None)[0].is_eligible


def test_who_attended_enough_is_ready_and_who_did_not_is_named(
    ruled: Cohort, layla: Person, omar: Person, officer: User
) -> None:
    ready = {row.name: row.is_eligible for row in standing(ruled, rule_of(ruled))}
    assert ready == {"Layla Hasan": True, "Omar Aziz": False}
    with pytest.raises(Refused, match="Omar Aziz"):
        certificates_issue(ruled, [layla.pk, omar.pk], actor=officer)
    assert not CertificateJob.objects.exists()


@pytest.mark.pdf
def test_a_certificate_says_both_names_and_verifies(issue: Issue, layla: Person) -> None:
    certificate = issue(layla)
    page = PdfReader(io.BytesIO(certificates_pdf([certificate]))).pages[0]
    assert "Layla Hasan" in page.extract_text()
    # Whoever has the file on a screen follows the square instead of scanning it.
    marks = [mark.get_object() for mark in page.annotations or ()]
    assert {mark["/A"]["/URI"] for mark in marks} == {address_of(certificate.payload)}
    assert certificate.own_name == "ليلى حسن"
    verdict = verify(address_of(certificate.payload))
    assert verdict.reason is Reason.VALID
    assert verdict.facts and verdict.facts.name == "Layla Hasan"
    assert verdict.units == 6


def test_a_certificate_tells_of_no_day_that_lies_ahead(issue: Issue, layla: Person) -> None:
    today = timezone.localdate()
    first, last = today - timedelta(days=30), today + timedelta(days=60)
    Cohort.objects.update(starts_on=first, ends_on=last)
    certificate = issue(layla)
    assert (certificate.starts_on, certificate.ends_on) == (first, today)


@pytest.mark.pdf
def test_a_revoked_certificate_is_told_apart_and_a_new_one_can_be_issued(
    issue: Issue, layla: Person, officer: User
) -> None:
    first = issue(layla)
    certificate_revoke(first, "Wrong name", actor=officer)
    assert verify(first.payload).reason is Reason.REVOKED
    with pytest.raises(Refused, match="revoked already"):
        certificate_revoke(first, "Again", actor=officer)
    assert verify(issue(layla).payload).reason is Reason.VALID


@pytest.mark.pdf
def test_tampered_truncated_and_foreign_texts_are_refused_by_name(
    issue: Issue, layla: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = issue(layla).payload
    changed = text[:60] + ("A" if text[60] != "A" else "B") + text[61:]
    assert verify(changed).reason is Reason.CHANGED
    assert verify(text[:-10]).reason is Reason.CUT_OFF
    assert verify("hello").reason is Reason.NO_CERTIFICATE
    foreign = text[:3] + "BBBBBB" + text[9:]
    assert verify(foreign).reason in (Reason.UNKNOWN_KEY, Reason.CHANGED)


@pytest.mark.pdf
def test_the_shell_verifies_a_text_a_file_and_a_badge(
    issue: Issue, layla: Person, officer: User, tmp_path: Any, capsys: Any
) -> None:
    certificate = issue(layla)
    call_command("verify", address_of(certificate.payload))
    assert "Layla Hasan" in capsys.readouterr().out
    scanned = tmp_path / "scanned.txt"
    scanned.write_text(certificate.payload[:50])
    with pytest.raises(CommandError, match="cut off"):
        call_command("verify", str(scanned))


@pytest.mark.pdf
def test_a_job_that_was_stopped_issues_nothing(ruled: Cohort, layla: Person, officer: User) -> None:
    job = certificates_issue(ruled, [layla.pk], actor=officer)
    certificate_job_cancel(job, actor=officer)
    assert tasks.certificates_make.call(job.pk) == "not waiting"
    assert not Certificate.objects.exists()


@pytest.mark.pdf
def test_stopping_in_the_middle_leaves_nothing_half_done(
    ruled: Cohort, layla: Person, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = certificates_issue(ruled, [layla.pk], actor=officer)
    monkeypatch.setattr(tasks, "BETWEEN_SIGNS", 0)
    real = tasks.drafts

    def stopped_meanwhile(*given: Any) -> list[Certificate]:
        made = real(*given)
        certificate_job_cancel(job, actor=officer)
        return made

    monkeypatch.setattr(tasks, "drafts", stopped_meanwhile)
    assert tasks.certificates_make.call(job.pk) == "cancelled"
    assert not Certificate.objects.exists()
    assert not list((settings.MEDIA_ROOT / "certificates").glob(f"*{ruled.uid}*"))


def test_one_job_at_a_time(ruled: Cohort, layla: Person, officer: User) -> None:
    certificates_issue(ruled, [layla.pk], actor=officer)
    with pytest.raises(Refused, match="being made"):
        certificates_issue(ruled, [layla.pk], actor=officer)


@pytest.mark.pdf
def test_a_badge_is_an_open_badge_by_schema_and_signature(issue: Issue, layla: Person) -> None:
    """An independent path: bytes taken apart by hand, the key from the page of keys."""
    import jsonschema_rs

    from bothways.programmes.credentials.badge import signed_credential

    certificate = issue(layla)
    head, claims, signature = signed_credential(certificate).split(".")
    keys = Client().get(reverse("site_keys")).json()["keys"]
    kid = json.loads(from_base64url(head))["kid"].rpartition("#")[2]
    raw = from_base64url(next(key["x"] for key in keys if key["kid"] == kid))
    Ed25519PublicKey.from_public_bytes(raw).verify(
        from_base64url(signature), f"{head}.{claims}".encode()
    )
    document = json.loads(from_base64url(claims))
    jsonschema_rs.validator_for(OPEN_BADGE).validate(document)
    assert "Layla" not in json.dumps(document, ensure_ascii=False)


# What Open Badges 3.0 requires of an AchievementCredential, written from its tables.
TYPES = {"type": "array", "items": {"type": "string"}, "minItems": 1}
OPEN_BADGE = {
    "type": "object",
    "required": ["@context", "id", "type", "issuer", "validFrom", "credentialSubject"],
    "properties": {
        "@context": {
            "type": "array",
            "prefixItems": [
                {"const": "https://www.w3.org/ns/credentials/v2"},
                {"pattern": r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context-3\.0\.\d\.json$"},
            ],
            "minItems": 2,
        },
        "id": {"type": "string", "pattern": "^(urn:uuid:|https?:)"},
        "type": {**TYPES, "allOf": [{"contains": {"const": "VerifiableCredential"}},
                                    {"contains": {"const": "OpenBadgeCredential"}}]},
        "issuer": {"required": ["id", "type"], "properties": {"type": TYPES}},
        "validFrom": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "credentialSubject": {
            "required": ["type", "achievement"],
            "properties": {
                "type": TYPES,
                "identifier": {"items": {
                    "required": ["type", "hashed", "identityHash", "identityType"],
                    "properties": {"type": {"const": "IdentityObject"}},
                }},
                "achievement": {"required": ["id", "type", "name", "description", "criteria"]},
                "result": {"items": {"required": ["type"]}},
            },
        },
        "credentialStatus": {"required": ["id", "type"]},
    },
}  # fmt: skip


@pytest.mark.pdf
def test_erasing_leaves_the_serial_and_no_name(issue: Issue, layla: Person, officer: User) -> None:
    certificate = issue(layla)
    paper = certificate.payload
    forget([layla.pk])
    certificate.refresh_from_db()
    assert (certificate.name, certificate.own_name, certificate.payload) == ("", "", "")
    assert certificate.job and not certificate.job.path
    assert verify(paper).reason is Reason.VALID
    certificate_revoke(certificate, "Mistake", actor=officer)
    assert verify(paper).reason is Reason.REVOKED


@pytest.mark.pdf
def test_a_copy_of_a_person_holds_what_stands_here(issue: Issue, layla: Person) -> None:
    certificate = issue(layla)
    copy = copy_of(layla)
    assert copy["certificates"][0]["serial"] == certificate.serial
    assert set(copy) == {
        "levels", "certificates", "brought_from_elsewhere", "learner_files", "id_elsewhere",
    }  # fmt: skip
    links = {f.related_model.__name__ for f in Person._meta.related_objects}
    assert set(TABLES) <= links


def test_reads_are_few_and_the_same_for_a_large_group(
    ruled: Cohort, sessions: list[Session], layla: Person, django_assert_num_queries: Any
) -> None:
    for n in range(20):
        learner = take_part(ruled, f"Person {n}")
        for session in sessions:
            mark(session, learner)
    rule = rule_of(ruled)
    with django_assert_num_queries(8):
        assert len(standing(ruled, rule)) == 21
    with django_assert_num_queries(3):
        assert cohort_rows(ruled.programme)[0].people == 21


def test_a_rule_needs_a_measure_and_an_officer(
    cohort: Cohort, officer: User, facilitator: ProgrammeMember
) -> None:
    with pytest.raises(Refused, match="how many units"):
        certificate_rule_set(cohort, {**RULE, "min_units": None}, actor=officer)
    with pytest.raises(NotAllowed):
        certificate_rule_set(cohort, RULE, actor=facilitator.user)


def test_whoever_opens_the_page_of_a_group_leaves_a_line_a_person(
    ruled: Cohort, layla: Person, omar: Person, officer: User,
    signed_in: Callable[[User], Client],
) -> None:  # fmt: skip
    page = signed_in(officer).get(
        reverse("cohort_certificates", args=[ruled.programme_id, ruled.pk])
    )
    assert page.status_code == 200
    assert set(ReadEntry.objects.values_list("person_id", flat=True)) == {layla.pk, omar.pk}


def test_a_key_of_the_environment_overrules_and_an_old_key_still_verifies(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bothways.programmes.credentials import signing

    old = signing.key_for_signing()
    monkeypatch.setenv("BOTHWAYS_SIGNING_KEY", signing.base64url(bytes(range(32))))
    assert signing.public_key() != old
    assert {old.key_id, signing.public_key().key_id} <= set(site_keys())


def test_the_key_file_is_for_the_owner_only(db: None) -> None:
    site_keys()
    assert (settings.VAR / "signing-key").stat().st_mode & 0o077 == 0


def test_every_language_has_all_words_of_a_certificate() -> None:
    wanted = set(all_words()["en"])
    assert all(set(words) == wanted for words in all_words().values())
    assert set(NAMES) <= set(all_words())


@pytest.mark.pdf
def test_what_was_requested_and_issued_stands_in_the_trail(issue: Issue, layla: Person) -> None:
    issue(layla)
    verbs = AuditEntry.objects.filter(thing="cohort_certificates").values_list("verb", flat=True)
    assert sorted(verbs) == ["issue", "request"]
