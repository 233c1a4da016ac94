"""Stored ratings: where they come from, who lowers what is shown, and that nobody writes one."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from bothways.core.errors import Refused
from bothways.core.models import AuditEntry, User
from bothways.core.search import SearchQuery
from bothways.practices.actions import (
    practice_create,
    practice_release,
    practice_save,
    practice_submit,
)
from bothways.practices.import_actions import import_stage
from bothways.practices.index import library_search
from bothways.practices.library import parse_query, to_search
from bothways.practices.models import Lowering, Practice, Rating
from bothways.practices.rating_actions import lowering_lift, rating_lower, ratings_refresh
from bothways.practices.rating_queries import shown_rating, shown_ratings
from bothways.practices.record.document import Document
from tests.practices.rating.test_document_rating import trial
from tests.practices.test_actions import LEAD
from tests.test_url_roles import ROLES, SENDS


def released(document: Document) -> Practice:
    practice = practice_create(document, actor=None)
    practice_submit(practice, actor=None)
    practice_release(practice, actor=None)
    return Practice.objects.get(pk=practice.pk)


@pytest.fixture
def sound(db: None) -> Practice:
    """A practice that the rules give C4."""
    return released({**LEAD, "studies": [trial()]})


def shown(practice: Practice) -> Any:
    rating = shown_rating(practice.slug)
    assert rating is not None
    return rating


def test_a_release_brings_its_rating(sound: Practice) -> None:
    rating = Rating.objects.get(release=sound.live)
    assert (rating.low, rating.high, rating.rule_version) == (4, 4, "1")
    assert str(shown(sound).label) == "C4 causal, strong or replicated"


def test_an_import_rates_what_it_releases(starter: list[Document]) -> None:
    ratings = shown_ratings(document["id"] for document in starter)
    assert len(ratings) == len(starter)
    assert {(r.low, r.high) for r in ratings.values()} == {(0, n) for n in range(5)}


def test_a_lowering_shows_on_the_page_with_its_reason(sound: Practice, visitor: Client) -> None:
    before = visitor.get(reverse("practice", args=[sound.slug])).content.decode()
    rating_lower(sound, 1, reason="The data were never shown.", actor=None)
    after = visitor.get(reverse("practice", args=[sound.slug])).content.decode()
    assert "C4 causal, strong or replicated" in before
    assert "C1 monitored, no comparison" in after
    assert "The data were never shown." in after
    assert (shown(sound).low, shown(sound).computed_low) == (1, 4)


def test_a_new_release_does_not_lift_a_lowering(sound: Practice) -> None:
    rating_lower(sound, 1, reason="The data were never shown.", actor=None)
    practice_save(sound, {**sound.newest.document, "title": "Pals"}, base=1, actor=None)
    practice_submit(sound, actor=None)
    practice_release(sound, actor=None)
    assert (shown(sound).low, shown(sound).lowered.release) == (1, 1)
    lowering_lift(sound, actor=None)
    assert (shown(sound).low, shown(sound).lowered) == (4, None)


@pytest.mark.parametrize(("level", "reason"), [(4, "Because"), (5, "Because"), (-1, "Because"),
                                               (2, "  ")])  # fmt: skip
def test_a_rating_is_never_raised_nor_lowered_without_a_reason(
    sound: Practice, level: int, reason: str
) -> None:
    with pytest.raises(Refused):
        rating_lower(sound, level, reason=reason, actor=None)
    assert not Lowering.objects.exists()


def test_a_second_lowering_replaces_the_first_and_both_stay_on_record(sound: Practice) -> None:
    rating_lower(sound, 1, reason="One", actor=None)
    rating_lower(sound, 3, reason="Two", actor=None)
    assert (shown(sound).low, Lowering.objects.count()) == (3, 2)


def test_nothing_is_lifted_where_nothing_is_lowered(sound: Practice) -> None:
    with pytest.raises(Refused, match="not lowered"):
        lowering_lift(sound, actor=None)


def test_new_rules_rate_anew_and_the_old_rating_stays(sound: Practice) -> None:
    Rating.objects.update(rule_version="0")
    assert ratings_refresh(actor=None) == 1
    entries = AuditEntry.objects.count()
    assert ratings_refresh(actor=None) == 0
    assert AuditEntry.objects.count() == entries
    assert list(sound.live.ratings.values_list("rule_version", flat=True)) == ["0", "1"]  # type: ignore[union-attr]


def test_setting_up_rates_a_library_from_before_ratings(sound: Practice) -> None:
    Rating.objects.all().delete()
    call_command("rate", refresh=True, verbosity=0)
    assert shown(sound).low == 4


def test_the_library_narrows_and_sorts_by_confidence(sound: Practice) -> None:
    weak = released({**LEAD, "id": "weak", "title": "A weak one", "studies": [{"design": "rct"}]})
    found = library_search(SearchQuery(order="confidence"))
    assert found.ids == (sound.slug, weak.slug)
    assert found.facets["confidence"] == {"C4": 1, "C0": 1}
    parsed = parse_query("confidence=c4&sort=confidence")
    assert library_search(to_search(parsed.query, "en")).ids == (sound.slug,)


def test_the_index_follows_a_lowering_and_its_lifting(sound: Practice) -> None:
    def of_c4() -> int:
        return library_search(SearchQuery(filters={"confidence": ("C4",)})).total

    assert of_c4() == 1
    rating_lower(sound, 1, reason="Because", actor=None)
    AuditEntry.objects.create(verb="x", thing="x", thing_id="x")  # the commit is never reached here
    assert of_c4() == 0
    lowering_lift(sound, actor=None)
    AuditEntry.objects.create(verb="x", thing="x", thing_id="y")
    assert of_c4() == 1


RATING_WORDS = ("rating", "ratings", "confidence", "low", "high", "computed", "evidence_rating")


@pytest.mark.parametrize("key", RATING_WORDS)
def test_a_record_that_brings_a_rating_is_refused(key: str, db: None) -> None:
    document = {**LEAD, key: 5}
    with pytest.raises(Refused) as refusal:
        practice_create(document, actor=None)
    assert [(p.column, p.code) for p in refusal.value.problems] == [(key, "unknown_field")]


@pytest.mark.parametrize("key", RATING_WORDS)
def test_a_file_that_brings_a_rating_is_told_so(key: str, db: None) -> None:
    content = json.dumps([{**LEAD, key: 5}]).encode()
    batch = import_stage("records.json", content, actor=None)
    assert [p["column"] for p in batch.problems if p["level"] == "error"] == [key]


def test_no_form_and_no_address_changes_a_rating(
    sound: Practice, editor: User, reviewer: User, signed_in: Callable[[User], Client]
) -> None:
    """Every address, sent everything a form could be made to send, as the highest roles."""
    before = list(Rating.objects.values_list("pk", "low", "high", "inputs_hash"))
    poison = dict.fromkeys(RATING_WORDS, "5") | {"level": "5", "reason": "Because", "do": "lower"}
    for person in (editor, reviewer):
        client = signed_in(person)
        for name, line in ROLES.items():
            parts = {k: sound.slug if k == "slug" else v for k, v in line.parts.items()}
            if name.startswith(("account_", "mfa_")) or any(" " in str(v) for v in parts.values()):
                continue
            address = line.path or reverse(name, kwargs=parts)
            for send in (client.post, client.put, client.patch, client.get):
                send(address, {**SENDS.get(name, {}), **poison})
    assert list(Rating.objects.values_list("pk", "low", "high", "inputs_hash")) == before


def test_the_draft_says_what_the_rules_would_say(
    sound: Practice, editor: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(editor)
    page = client.get(reverse("practice_edit", args=[sound.slug])).content.decode()
    assert "C4 causal, strong or replicated" in page
    sent = {"base": "1", "end": "yes", "title": "Pals", "studies.1.design": "rct"}
    preview = client.post(reverse("rating_preview", args=[sound.slug]), sent).content.decode()
    assert "C0 to C4, not decided yet" in preview
    assert Rating.objects.count() == 1


def test_an_effect_in_another_unit_is_not_said_to_be_missing(visitor: Client, db: None) -> None:
    points = {"name": "fear", "unit": "scale points", "estimate": -7.0, "ci_low": -10.9,
              "ci_high": -3.2}  # fmt: skip
    practice = released({**LEAD, "studies": [trial(outcomes=[points])]})
    page = visitor.get(reverse("practice", args=[practice.slug])).content.decode()
    assert "Reported in scale points: no effect in standard deviations can be had" in page
    assert "No effect of a comparison is reported" not in page
    assert "needs Interval, lower end" not in page
