"""What happens to a record between its first draft and its withdrawal."""

import pytest

from bothways.core.errors import Conflict, NotAllowed, Refused
from bothways.core.models import AuditEntry, User
from bothways.practices.actions import (
    practice_create,
    practice_release,
    practice_return,
    practice_save,
    practice_submit,
    practice_withdraw,
)
from bothways.practices.models import Practice, Release
from bothways.practices.queries import released
from bothways.practices.record.document import Document

LEAD: Document = {
    "id": "reading-buddies",
    "edition": 1,
    "language": "en",
    "title": "Reading buddies",
    "summary": "Older pupils read with younger ones.",
    "countries": ["SE"],
    "sources": [{"id": "s1", "title": "A report", "url": "https://example.org/report"}],
}


@pytest.fixture
def draft(editor: User) -> Practice:
    return practice_create(LEAD, actor=editor)


def test_a_record_goes_from_draft_through_review_to_release(
    draft: Practice, editor: User, reviewer: User
) -> None:
    practice_submit(draft, actor=editor)
    release = practice_release(draft, actor=reviewer)
    assert release.document["title"] == "Reading buddies"
    found = released("reading-buddies")
    assert found is not None
    assert found.content_hash == release.content_hash


def test_nobody_releases_what_they_wrote_last(draft: Practice, reviewer: User) -> None:
    practice_save(draft, {**LEAD, "title": "Reading pals"}, base=1, actor=reviewer)
    practice_submit(draft, actor=reviewer)
    with pytest.raises(NotAllowed, match="second person"):
        practice_release(draft, actor=reviewer)


def test_the_second_editor_on_a_record_is_told_and_overwrites_nothing(
    draft: Practice, coder_a: User, coder_b: User
) -> None:
    practice_save(draft, {**LEAD, "title": "First"}, base=1, actor=coder_a)
    with pytest.raises(Conflict):
        practice_save(draft, {**LEAD, "title": "Second"}, base=1, actor=coder_b)
    draft.refresh_from_db()
    assert draft.head is not None
    assert draft.head.document["title"] == "First"


def test_saving_the_same_again_makes_no_revision(draft: Practice, editor: User) -> None:
    practice_save(draft, dict(LEAD), base=1, actor=editor)
    assert draft.revisions.count() == 1


def test_a_release_stays_as_it_was_when_the_draft_goes_on(
    draft: Practice, editor: User, reviewer: User
) -> None:
    practice_submit(draft, actor=editor)
    practice_release(draft, actor=reviewer)
    practice_save(draft, {**LEAD, "title": "Another title"}, base=1, actor=editor)
    found = released("reading-buddies")
    assert found is not None
    assert found.document["title"] == "Reading buddies"


def test_a_withdrawn_release_leaves_a_notice(draft: Practice, editor: User, reviewer: User) -> None:
    practice_submit(draft, actor=editor)
    practice_release(draft, actor=reviewer)
    draft.refresh_from_db()
    practice_withdraw(draft, reason="The source was retracted.", actor=reviewer)
    found = released("reading-buddies")
    assert found is not None
    assert found.withdrawn_reason == "The source was retracted."
    assert Release.objects.count() == 1


def test_a_digital_practice_for_children_waits_for_its_ethics_checklist(
    draft: Practice, editor: User, reviewer: User
) -> None:
    digital = {**LEAD, "digital_role": "core", "target_groups": [{"who": "pupils", "age_min": 7}]}
    practice_save(draft, digital, base=1, actor=editor)
    practice_submit(draft, actor=editor)
    with pytest.raises(Refused) as refusal:
        practice_release(draft, actor=reviewer)
    assert [problem.code for problem in refusal.value.problems] == ["ethics_open"]


def test_returning_without_a_comment_is_refused(
    draft: Practice, editor: User, reviewer: User
) -> None:
    practice_submit(draft, actor=editor)
    with pytest.raises(Refused, match="Say what should change"):
        practice_return(draft, comments={"": "  "}, actor=reviewer)


def test_an_outsider_writes_nothing(draft: Practice, outsider: User) -> None:
    for attempt in (
        lambda: practice_create({**LEAD, "id": "other"}, actor=outsider),
        lambda: practice_save(draft, LEAD, base=1, actor=outsider),
        lambda: practice_submit(draft, actor=outsider),
        lambda: practice_release(draft, actor=outsider),
        lambda: practice_withdraw(draft, reason="x", actor=outsider),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_every_write_leaves_one_audit_row(draft: Practice, editor: User, reviewer: User) -> None:
    practice_submit(draft, actor=editor)
    practice_release(draft, actor=reviewer)
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["create", "submit", "release"]
