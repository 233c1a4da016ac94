"""Pages of the desk, without a browser."""

import json
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bothways.core.models import User
from bothways.practices.actions import (
    practice_create,
    practice_release,
    practice_return,
    practice_save,
    practice_submit,
)
from bothways.practices.desk_queries import desk_page
from bothways.practices.forms.posted import encode
from bothways.practices.import_actions import import_commit, import_stage, import_undo
from bothways.practices.models import ImportBatch, Practice, Release
from bothways.practices.record.document import Document
from tests.practices.test_actions import LEAD

RECORD = "/desk/records/reading-buddies/"


@pytest.fixture
def draft(editor: User) -> Practice:
    return practice_create(LEAD, actor=editor)


@pytest.fixture
def desk(editor: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(editor)


@pytest.fixture
def judge(reviewer: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(reviewer)


def form(base: int, document: Document = LEAD, **changes: str) -> dict[str, object]:
    named = {name.replace("__", "."): [value] for name, value in changes.items()}
    return {**encode(document), "base": str(base), "end": "yes", **named}


def head(slug: str = "reading-buddies") -> Document:
    practice = Practice.objects.select_related("head").get(slug=slug)
    assert practice.head is not None
    return practice.head.document


def test_a_saved_form_is_a_new_revision(desk: Client, draft: Practice) -> None:
    response = desk.post(RECORD, form(1, title="Reading pals"), follow=True)
    assert "saved as revision 2" in response.content.decode()
    assert head()["title"] == "Reading pals"


def test_half_a_form_saves_nothing_and_says_so(desk: Client, draft: Practice) -> None:
    posted = form(1, title="Reading pals")
    del posted["end"]
    response = desk.post(RECORD, posted)
    assert response.status_code == 400
    assert "did not arrive whole" in response.content.decode()
    assert head() == LEAD


def test_a_form_about_no_revision_is_refused(desk: Client, draft: Practice) -> None:
    assert desk.post(RECORD, {**form(1), "base": "one"}).status_code == 400
    assert desk.post(RECORD, {**form(1), "base": "77"}).status_code == 404


def test_a_mistake_comes_back_with_everything_typed(desk: Client, draft: Practice) -> None:
    response = desk.post(RECORD, form(1, years__start="last year", cost="12 <crowns>"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "last year is not a number" in page
    assert 'value="last year"' in page
    assert 'href="#f-years.start"' in page
    assert "12 &lt;crowns&gt;" not in page, "markup is taken out"
    assert head() == LEAD


def test_markup_is_taken_out_and_the_editor_is_told(desk: Client, draft: Practice) -> None:
    response = desk.post(RECORD, form(1, cost="<b>12</b> crowns"), follow=True)
    assert "Markup was taken out of these texts: Cost as reported." in response.content.decode()
    assert head()["cost"] == "12 crowns"


def test_the_page_says_how_much_is_missing(desk: Client, draft: Practice) -> None:
    page = desk.get(RECORD).content.decode()
    assert "fields open" in page
    assert 'href="#f-practice_type"' in page


def test_a_new_record_in_another_script_asks_for_its_id(desk: Client) -> None:
    response = desk.post("/desk/new/", {"title": "رفاق القراءة", "language": "ar"})
    assert response.status_code == 422
    assert "Write an id of small letters" in response.content.decode()


def test_two_records_of_one_id_are_refused(desk: Client, draft: Practice) -> None:
    response = desk.post("/desk/new/", {"title": "Reading buddies", "language": "en"})
    assert response.status_code == 422
    assert "already a practice with the id" in response.content.decode()


def test_titles_are_found_without_case_and_accents(editor: User) -> None:
    practice_create({**LEAD, "title": "École de la Paix"}, actor=editor)
    assert [row.slug for row in desk_page(words="ecole PAIX").rows] == ["reading-buddies"]
    assert desk_page(words="guerre").total == 0


@pytest.mark.django_db
def test_the_desk_asks_as_little_for_many_records_as_for_few(
    desk: Client, editor: User, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(40):
        practice_create({**LEAD, "id": f"record-{number}"}, actor=editor)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert desk.get("/desk/").status_code == 200
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
        page = desk.get("/desk/?state=draft&page=2").content.decode()
    assert "2 of 2" in page


def test_an_old_revision_comes_back_on_top(desk: Client, draft: Practice, editor: User) -> None:
    practice_save(draft, {**LEAD, "title": "Reading pals"}, base=1, actor=editor)
    desk.post(f"{RECORD}restore/", {"number": "1", "base": "2"})
    practice = Practice.objects.get()
    assert practice.head is not None
    assert practice.head.number == 3
    assert practice.head.document == LEAD


def test_the_difference_of_two_revisions_shows_words(
    desk: Client, draft: Practice, editor: User
) -> None:
    text = "Younger ones read with older pupils."
    practice_save(draft, {**LEAD, "summary": text}, base=1, actor=editor)
    page = desk.get(f"{RECORD}difference/?from=1&to=2").content.decode()
    assert "<del>" in page
    assert "<ins>" in page


def test_a_release_is_refused_with_every_reason(
    judge: Client, draft: Practice, editor: User
) -> None:
    practice_save(draft, {**LEAD, "sources": []}, base=1, actor=editor)
    practice_submit(draft, actor=editor)
    response = judge.post(f"{RECORD}review/", {"base": "2", "do": "release"})
    assert response.status_code == 422
    assert "Sources is empty. A release needs it." in response.content.decode()
    assert not Release.objects.exists()


def test_a_reviewer_does_not_release_what_changed_while_reading(
    judge: Client, draft: Practice, editor: User
) -> None:
    practice_save(draft, {**LEAD, "title": "Reading pals"}, base=1, actor=editor)
    practice_submit(draft, actor=editor)
    page = judge.post(f"{RECORD}review/", {"base": "1", "do": "release"}).content.decode()
    assert "A newer revision was saved while you read" in page
    assert not Release.objects.exists()


def test_a_release_settles_the_comments_before_it(
    draft: Practice, editor: User, reviewer: User
) -> None:
    practice_submit(draft, actor=editor)
    practice_return(draft, comments={"title": "Shorter"}, actor=reviewer)
    practice_submit(draft, actor=editor)
    practice_release(draft, actor=reviewer)
    assert not draft.comments.filter(resolved_at=None).exists()


def test_withdrawing_without_a_reason_is_refused(
    judge: Client, draft: Practice, editor: User, reviewer: User
) -> None:
    practice_submit(draft, actor=editor)
    practice_release(draft, actor=reviewer)
    assert judge.post(f"{RECORD}withdraw/", {"reason": " "}).status_code == 422
    assert judge.post(f"{RECORD}withdraw/", {"reason": "Retracted."}).status_code == 302
    assert Release.objects.get().withdrawn_reason == "Retracted."


def test_a_merge_that_lacks_a_choice_asks_again(
    desk: Client, draft: Practice, coder_b: User
) -> None:
    practice_save(draft, {**LEAD, "title": "Reading pals"}, base=1, actor=coder_b)
    mine = json.dumps({**LEAD, "title": "Reading friends"})
    response = desk.post(f"{RECORD}merge/", {"base": "1", "theirs": "2", "mine": mine})
    assert response.status_code == 409
    assert "Choose one version for each field." in response.content.decode()
    assert head()["title"] == "Reading pals"


@pytest.mark.parametrize("mine", ["", "[1]", '{"title": 5}', '{"sources": 1, "coding": 2}'])
def test_a_broken_version_in_a_merge_breaks_nothing(
    mine: str, desk: Client, draft: Practice, coder_b: User
) -> None:
    practice_save(draft, {**LEAD, "title": "Reading pals"}, base=1, actor=coder_b)
    sent = {"base": "1", "theirs": "2", "mine": mine}
    sent |= {f"take.{field}": "mine" for field in (*LEAD, "coding")}
    assert desk.post(f"{RECORD}merge/", sent).status_code in (400, 422)
    assert head()["title"] == "Reading pals"


def test_a_translation_is_outdated_once_its_original_changes(desk: Client, draft: Practice) -> None:
    address = f"{RECORD}translations/uk/"
    sent = {"base": "1", "text.title": "Читаємо разом", "kind.title": "human"}
    desk.post(address, sent)
    assert head()["translations"]["uk"]["title"]["text"] == "Читаємо разом"
    assert "up to date" in desk.get(address).content.decode()
    desk.post(RECORD, form(2, head(), title="Reading pals"))
    assert "the original changed since" in desk.get(address).content.decode()
    desk.post(address, {**sent, "base": "3"})
    assert "the original changed since" in desk.get(address).content.decode()
    desk.post(address, {**sent, "base": "3", "still.title": "yes"})
    assert "the original changed since" not in desk.get(address).content.decode()


def test_two_translators_of_two_languages_both_keep_their_work(
    desk: Client, draft: Practice
) -> None:
    for language, text in (("uk", "Читаємо разом"), ("fr", "Lire ensemble")):
        sent = {"base": "1", "text.title": text, "kind.title": "human"}
        answer = desk.post(f"{RECORD}translations/{language}/", sent)
    assert answer.status_code == 302
    assert set(head()["translations"]) == {"uk", "fr"}


# Imports


def staged(desk: Client, content: bytes, name: str = "records.json") -> ImportBatch:
    desk.post("/desk/imports/", {"file": SimpleUploadedFile(name, content)})
    batch = ImportBatch.objects.first()
    assert batch is not None
    return batch


def test_a_preview_names_new_changed_and_unchanged(desk: Client, draft: Practice) -> None:
    practice_create({**LEAD, "id": "second"}, actor=None)
    rows = [LEAD, {**LEAD, "id": "second", "title": "Reading pals"}, {**LEAD, "id": "third"}]
    batch = staged(desk, json.dumps(rows).encode())
    assert batch.counts == {"new": 1, "changed": 1, "unchanged": 1}
    page = desk.get(f"/desk/imports/{batch.pk}/").content.decode()
    assert "1 field differs" in page
    assert Practice.objects.count() == 2


def test_an_undone_import_can_be_brought_again_and_undone_again(editor: User) -> None:
    content = json.dumps([LEAD]).encode()
    for _round in range(2):
        batch = import_stage("a.json", content, actor=editor)
        import_commit(batch, actor=editor)
        batch.refresh_from_db()
        import_undo(batch, actor=editor)
    assert Practice.objects.get().head is None
    practice_create(LEAD, actor=editor)
    assert head() == LEAD


def test_undoing_goes_back_to_what_stood_before_even_past_an_undone_import(
    draft: Practice, editor: User
) -> None:
    for title in ("Reading pals", "Reading friends"):
        batch = import_stage(
            "a.json", json.dumps([{**LEAD, "title": title}]).encode(), actor=editor
        )
        import_commit(batch, actor=editor)
        batch.refresh_from_db()
        import_undo(batch, actor=editor)
    assert head() == LEAD


def test_an_import_somebody_worked_on_since_is_not_undone(desk: Client, editor: User) -> None:
    batch = staged(desk, json.dumps([LEAD]).encode())
    desk.post(f"/desk/imports/{batch.pk}/", {"do": "commit"})
    practice_save(Practice.objects.get(), {**LEAD, "title": "Pals"}, base=1, actor=editor)
    page = desk.post(f"/desk/imports/{batch.pk}/", {"do": "undo"}, follow=True).content.decode()
    assert "records were worked on since" in page
    assert head()["title"] == "Pals"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", b"{", "this is not JSON"),
        ("a.json", b"", "empty"),
        ("a.json", b"\xff\xfe[]", "not UTF-8"),
        ("a.exe", b"MZ", "files of this kind are not read"),
        ("a.json", json.dumps([{**LEAD, "colour": "red"}]).encode(), "no field of this name"),
        ("a.json", json.dumps([LEAD, LEAD]).encode(), "stands in row 1 already"),
        ("a.json", json.dumps([{**LEAD, "title": "<script>x</script>Hi"}]).encode(), "Markup"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_by_row_and_column(
    name: str, content: bytes, said: str, desk: Client
) -> None:
    batch = staged(desk, content, name)
    page = desk.get(f"/desk/imports/{batch.pk}/").content.decode()
    assert said in page
    assert not Practice.objects.exists()


def test_a_file_over_the_limit_is_refused_before_it_is_read(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "UPLOAD_LIMIT_BYTES", 1024)
    large = SimpleUploadedFile("a.json", b" " * 3 * 1024 * 1024)
    response = desk.post("/desk/imports/", {"file": large})
    assert response.status_code == 413
    assert "The file is larger than" in response.content.decode()
    between = SimpleUploadedFile("a.json", b" " * 2048)
    assert desk.post("/desk/imports/", {"file": between}).status_code == 422
    assert not ImportBatch.objects.exists()


def test_a_large_file_is_previewed_page_by_page(desk: Client) -> None:
    rows = [{**LEAD, "id": f"record-{number}", "focus": ["none"]} for number in range(130)]
    batch = staged(desk, json.dumps(rows).encode())
    page = desk.get(f"/desk/imports/{batch.pk}/?page=2&problems=2").content.decode()
    assert "record-25<" in page
    assert "record-24<" not in page
    assert "2 of 6" in page
    assert "2 of 3" in page
