"""A learner file goes from one programme to another; forged and cut-off ones are refused."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.programmes.credentials import learner as learner_files
from bothways.programmes.credentials.difference import Standing, differences
from bothways.programmes.credentials.learner import CONTENT, SIGNATURE, LearnerFile, signed_bytes
from bothways.programmes.credentials.learner_actions import (
    learner_file_bring,
    learner_file_give,
    learner_file_take,
    site_trust,
)
from bothways.programmes.credentials.level_actions import Mark, levels_record
from bothways.programmes.credentials.models import BroughtFile, EarlierRecord, LevelResult
from bothways.programmes.credentials.signing import named
from bothways.programmes.models import Cohort, Consent, Person, Programme
from tests.programmes.credentials.conftest import agree_to_share

OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = named(OTHER.public_key().public_bytes_raw())
DOCUMENT: dict[str, Any] = {
    "format": "bothways-learner", "edition": 1, "made_on": "2026-06-01",
    "site": {"name": "Office abroad", "address": "https://abroad.example.org"},
    "person": {"id": "01890a5d-ac96-774b-bcce-b302099a8057", "given_name": "Sami",
               "family_name": "Noor", "birth_year": 1995, "language": "ar"},
    "consent": {"given_on": "2026-05-01", "ends_on": "2027-05-01", "given_by": "self"},
    "cohorts": [{"id": "01890a5d-ac96-774b-bcce-b302099a8058", "programme": "Before leaving",
                 "title": "Spring", "units": "24.5", "unit_minutes": 60,
                 "site": "https://abroad.example.org"}],
    "levels": [{"id": "01890a5d-ac96-774b-bcce-b302099a8059", "skill": "reading",
                "language": "de", "level": "laslliam-2", "method": "test",
                "taken_on": "2026-05-20"}],
    "certificates": [],
}  # fmt: skip


def from_abroad(**changes: Any) -> bytes:
    learner = LearnerFile.model_validate({**DOCUMENT, **changes})
    signature = OTHER.sign(signed_bytes(learner))
    return learner_files.write(learner, OTHER_KEY, signature, "Read me")


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


@pytest.fixture
def given_out(layla: Person, programme: Programme, officer: User) -> bytes:
    """Layla's file, with a level."""
    levels_record(programme, [Mark(layla.pk, "speaking", "cefr-a1")], language="de",
                  method="test", taken_on=date(2026, 9, 20), actor=officer)  # fmt: skip
    agree_to_share(layla)
    return learner_file_give(layla, actor=officer)


def test_without_consent_nothing_leaves(layla: Person, officer: User) -> None:
    with pytest.raises(Refused, match="No consent for sharing"):
        learner_file_give(layla, actor=officer)


def test_a_child_needs_the_consent_of_the_guardian(layla: Person, officer: User) -> None:
    layla.birth_year = date.today().year - 12
    layla.save()
    agree_to_share(layla)
    with pytest.raises(Refused, match="guardian"):
        learner_file_give(layla, actor=officer)
    agree_to_share(layla, Consent.GivenBy.GUARDIAN)
    assert learner_file_give(layla, actor=officer)


def test_a_person_goes_from_one_programme_to_another_and_keeps_the_id(
    given_out: bytes, layla: Person, arrival: Programme, officer: User
) -> None:
    file = learner_file_bring(arrival, given_out, actor=officer)
    assert file.signature == BroughtFile.Signature.OURS
    learner = LearnerFile.model_validate(file.document)
    rows = differences(learner, None)
    assert {row.standing for row in rows} == {Standing.NEW}
    here = learner_file_take(file, {row.key for row in rows}, actor=officer)
    assert here.programme == arrival and here.pk != layla.pk
    assert here.carried.uid == layla.uid
    earlier = EarlierRecord.objects.get(person=here)
    assert (earlier.body["units"], earlier.signature_checked) == ("6.0", True)
    assert LevelResult.objects.get(person=here).level == "cefr-a1"


def test_bringing_the_same_file_again_changes_nothing(
    given_out: bytes, arrival: Programme, officer: User
) -> None:
    first = learner_file_bring(arrival, given_out, actor=officer)
    everything = {row.key for row in differences(LearnerFile.model_validate(first.document), None)}
    here = learner_file_take(first, everything, actor=officer)
    before = (here.uid, EarlierRecord.objects.count(), LevelResult.objects.count())
    again = learner_file_bring(arrival, given_out, actor=officer)
    rows = differences(LearnerFile.model_validate(again.document), here)
    assert {row.standing for row in rows} == {Standing.SAME}
    assert learner_file_take(again, everything, actor=officer) == here
    assert before == (here.uid, EarlierRecord.objects.count(), LevelResult.objects.count())
    with pytest.raises(Refused, match="already"):
        learner_file_take(first, everything, actor=officer)


def test_only_what_was_chosen_is_taken_over(arrival: Programme, officer: User) -> None:
    site_trust(arrival, OTHER_KEY.text, "Office abroad", actor=officer)
    file = learner_file_bring(arrival, from_abroad(), actor=officer)
    here = learner_file_take(file, {"person.given_name", "person.family_name"}, actor=officer)
    assert (here.name, here.birth_year) == ("Sami Noor", None)
    assert str(here.uid) == DOCUMENT["person"]["id"]
    assert not LevelResult.objects.exists() and not EarlierRecord.objects.exists()


def test_a_name_that_differs_is_shown_and_not_written_over(
    arrival: Programme, officer: User
) -> None:
    here = Person.objects.create(programme=arrival, uid=DOCUMENT["person"]["id"], given_name="Samy")
    rows = differences(LearnerFile.model_validate(DOCUMENT), here)
    found = {row.key: row for row in rows}["person.given_name"]
    assert (found.standing, found.here, found.there) == (Standing.CHANGED, "Samy", "Sami")


def test_an_unknown_key_needs_somebody_who_accepts_it(arrival: Programme, officer: User) -> None:
    file = learner_file_bring(arrival, from_abroad(), actor=officer)
    assert file.signature == BroughtFile.Signature.UNKNOWN
    everything = {"person.given_name", f"cohort.{DOCUMENT['cohorts'][0]['id']}"}
    with pytest.raises(Refused, match="cannot be checked"):
        learner_file_take(file, everything, actor=officer)
    here = learner_file_take(file, everything, accept_unknown=True, actor=officer)
    file.refresh_from_db()
    assert (file.accepted_by, file.document) == (officer, {})
    assert not EarlierRecord.objects.get(person=here).signature_checked


def test_what_was_brought_is_passed_on_as_hearsay(arrival: Programme, officer: User) -> None:
    file = learner_file_bring(arrival, from_abroad(), actor=officer)
    rows = differences(LearnerFile.model_validate(file.document), None)
    here = learner_file_take(file, {r.key for r in rows}, accept_unknown=True, actor=officer)
    agree_to_share(here)
    read, _problems = learner_files.read(learner_file_give(here, actor=officer))
    assert read and read.learner.person.id == here.uid
    assert [(c.title, c.first_hand) for c in read.learner.cohorts] == [("Spring", False)]


def test_a_forged_content_is_refused_with_its_place(given_out: bytes) -> None:
    forged = repacked(
        given_out, lambda name, old: old.replace(b"6.0", b"600.0") if name == CONTENT else old
    )
    read, problems = learner_files.read(forged)
    assert read is None and (problems[0].code, problems[0].column) == ("forged", CONTENT)


def test_a_missing_or_broken_signature_is_refused_with_its_place(given_out: bytes) -> None:
    broken = repacked(given_out, lambda name, old: b"{}" if name == SIGNATURE else old)
    assert learner_files.read(broken)[1][0].code == "bad_signature"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(CONTENT, b"{}")
    problem = learner_files.read(out.getvalue())[1][0]
    assert (problem.code, problem.column) == ("missing_part", SIGNATURE)


def test_a_wrong_value_is_named_by_row_and_field() -> None:
    content = json.dumps({**DOCUMENT, "levels": [{**DOCUMENT["levels"][0], "taken_on": "soon"}]})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(CONTENT, content)
        signature = OTHER.sign(learner_files.DOMAIN + content.encode()).hex()
        archive.writestr(SIGNATURE, json.dumps({
            "algorithm": "Ed25519", "key_id": OTHER_KEY.key_id, "public_key": OTHER_KEY.text,
            "signature": signature}))  # fmt: skip
    problem = learner_files.read(out.getvalue())[1][0]
    assert (problem.row, problem.column) == (1, "levels.0.taken_on")


def test_an_id_that_stands_twice_is_refused() -> None:
    learner = LearnerFile.model_validate({**DOCUMENT, "levels": DOCUMENT["levels"] * 2})
    content = learner_files.write(learner, OTHER_KEY, OTHER.sign(signed_bytes(learner)), "")
    assert learner_files.read(content)[1][0].code == "twice"


WHOLE = from_abroad()


@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_cut_off_anywhere_is_refused(keep: int) -> None:
    read, problems = learner_files.read(WHOLE[:keep])
    assert read is None and problems[0].code in ("cut_off", "no_learner_file")


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_changes_nothing(at: int, by: int) -> None:
    changed = bytearray(WHOLE)
    changed[at] ^= by
    read, problems = learner_files.read(bytes(changed))
    if read is None:
        assert problems
    else:  # a byte of the wrapping or of the README
        assert read.learner == LearnerFile.model_validate(DOCUMENT)


@given(st.binary(max_size=300))
def test_any_other_bytes_are_refused(content: bytes) -> None:
    assert learner_files.read(content)[0] is None


def test_a_refused_file_leaves_nothing_and_says_why_on_the_page(
    arrival: Programme, officer: User, signed_in: Callable[[User], Client]
) -> None:
    client, address = signed_in(officer), reverse("learner_files", args=[arrival.pk])
    page = client.post(address, {"file": SimpleUploadedFile("a.zip", WHOLE[:200])})
    assert page.status_code == 422
    assert "cut off or damaged" in page.content.decode()
    assert not BroughtFile.objects.exists() and not Person.objects.exists()


def test_a_level_on_a_scale_that_nobody_has_here_is_shown_and_left_out(cohort: Cohort) -> None:
    strange = {**DOCUMENT["levels"][0], "level": "stars-5"}
    learner = LearnerFile.model_validate({**DOCUMENT, "levels": [strange]})
    found = [row for row in differences(learner, None) if row.part == "levels"]
    assert [row.standing for row in found] == [Standing.UNKNOWN]
    assert not found[0].can_be_taken
