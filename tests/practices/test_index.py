"""The search index follows the releases, whoever made them and whatever became of the folder."""

import shutil

import pytest
from django.conf import settings

from bothways.core.models import User
from bothways.core.search import SearchQuery
from bothways.practices.actions import (
    practice_create,
    practice_release,
    practice_submit,
    practice_withdraw,
)
from bothways.practices.index import library_search
from bothways.practices.models import Practice
from bothways.practices.record.document import Document
from bothways.practices.search import practice_index
from tests.practices.test_actions import LEAD


def ids(words: str = "") -> tuple[str, ...]:
    return library_search(SearchQuery(words=words, limit=500)).ids


def release(document: Document, editor: User, reviewer: User) -> Practice:
    practice = practice_create(document, actor=editor)
    practice_submit(practice, actor=editor)
    practice_release(practice, actor=reviewer)
    practice.refresh_from_db()
    return practice


def test_the_starter_collection_is_found(starter: list[Document]) -> None:
    assert len(ids()) == 113
    assert "admin4all" in ids("ADMin4ALL")[:1]


def test_a_new_release_is_found_at_once(
    starter: list[Document], editor: User, reviewer: User
) -> None:
    assert "reading-buddies" not in ids()
    release(LEAD, editor, reviewer)
    assert ids("reading buddies")[0] == "reading-buddies"


def test_a_withdrawn_release_is_found_no_more(
    starter: list[Document], editor: User, reviewer: User
) -> None:
    practice = release(LEAD, editor, reviewer)
    assert "reading-buddies" in ids()
    practice_withdraw(practice, reason="Retracted.", actor=reviewer)
    assert "reading-buddies" not in ids()


def test_a_lost_index_is_built_anew(starter: list[Document]) -> None:
    assert len(ids()) == 113
    shutil.rmtree(settings.SEARCH_FOLDER)
    assert len(ids()) == 113


@pytest.mark.django_db
def test_an_empty_library_answers_with_nothing() -> None:
    assert ids() == ()


def test_an_index_of_another_edition_is_built_anew(starter: list[Document]) -> None:
    assert len(ids()) == 113
    practice_index().close()
    for path in settings.SEARCH_FOLDER.glob("*/shelf.sqlite*"):
        path.unlink() if path.name != "shelf.sqlite" else path.write_bytes(b"")
    assert len(ids()) == 113
