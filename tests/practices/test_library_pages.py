"""The pages of the library as a visitor without an account sees them, without JavaScript."""

import gzip
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bothways.core.models import User
from bothways.practices.actions import practice_withdraw
from bothways.practices.import_actions import import_commit
from bothways.practices.models import ImportBatch, Practice, Release
from bothways.practices.record.document import Document
from tests.practices.test_actions import LEAD

HTMX = {"HTTP_HX_REQUEST": "true"}
PAGES = (
    "/", "/practices/", "/practices/?q=mentoring", "/practices/?view=table", "/practices/?view=map",
    "/practices/?q=tractor+repair+manual", "/practices/advancing-adolescents-jordan/",
    "/practices/advancing-adolescents-jordan/1/",
    "/compare/?p=advancing-adolescents-jordan&p=voorleesexpress", "/compare/",
)  # fmt: skip


def release_many(count: int) -> None:
    documents = [
        {**LEAD, "id": f"reading-buddies-{n}", "title": f"Reading buddies {n}",
         "outcome_families": ["language_reading"], "who_changes": "both"}
        for n in range(count)
    ]  # fmt: skip
    batch = ImportBatch.objects.create(
        file_name="many.json", file_format="json", file_hash="", documents=documents
    )
    import_commit(batch, actor=None, release=True)


def text(response: Any) -> str:
    return response.content.decode()


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["", "/ar"])
def test_a_page_is_small_and_complete(
    starter: list[Document], visitor: Client, address: str, language: str
) -> None:
    response = visitor.get(f"{language}{address}")
    assert response.status_code == 200
    assert len(gzip.compress(response.content, 6)) < 30_000
    assert ('dir="rtl"' in text(response)[:200]) == bool(language)
    assert "style=" not in text(response)
    assert "onclick" not in text(response)


def test_a_search_shows_what_was_found_and_why(starter: list[Document], visitor: Client) -> None:
    page = text(visitor.get("/practices/?q=mentoring"))
    assert "Nightingale mentoring" in page
    assert "Found: in the title" in page


def test_facets_narrow_and_are_counted_over_all_other_filters(
    starter: list[Document], visitor: Client
) -> None:
    response = visitor.get("/practices/?country=DE")
    shown = response.context["page"]
    german = sum("DE" in document["countries"] for document in starter)
    italian = sum("IT" in document["countries"] for document in starter)
    assert shown.total == german
    countries = {o.code: o for o in shown.groups[0].options}
    assert countries["DE"].chosen
    assert countries["IT"].count == italian
    assert "Remove:" in text(response)


def test_the_facets_that_are_asked_for_stand_on_the_page(
    starter: list[Document], visitor: Client
) -> None:
    groups = {g.facet.param for g in visitor.get("/practices/").context["page"].groups}
    assert groups >= {
        "country", "stage", "approach", "focus", "level", "concept", "component", "technology",
        "mechanism", "persuasion", "language", "design", "setting", "who_changes", "outcome",
    }  # fmt: skip


def test_a_form_with_empty_boxes_leads_to_the_short_address(
    starter: list[Document], visitor: Client
) -> None:
    response = visitor.get("/practices/?q=&country=DE&age_from=6&age_to=12&year_from=")
    assert response.status_code == 302
    assert response["Location"] == "/practices/?country=DE&age=6-12"
    assert visitor.get(response["Location"]).status_code == 200


def test_a_bad_parameter_is_told_and_never_breaks_the_page(
    starter: list[Document], visitor: Client
) -> None:
    response = visitor.get("/practices/?country=XX&colour=red&age=12-6&page=-1&country=DE")
    assert response.status_code == 200
    assert "“XX” is not a value of Country." in text(response)
    assert "There is no filter “colour”." in text(response)
    assert response.context["page"].query.codes("country") == ("DE",)


def test_a_page_beyond_the_last_shows_the_last(starter: list[Document], visitor: Client) -> None:
    response = visitor.get("/practices/?page=99")
    assert "Page 99 does not exist" in text(response)
    assert response.context["page"].query.page == response.context["page"].last_page == 6


def test_pages_hold_every_practice_once(starter: list[Document], visitor: Client) -> None:
    slugs = [
        card.slug
        for page in range(1, 7)
        for card in visitor.get(f"/practices/?page={page}", follow=True).context["page"].cards
    ]
    assert sorted(slugs) == sorted(document["id"] for document in starter)


def test_an_empty_answer_says_why_and_what_to_try(starter: list[Document], visitor: Client) -> None:
    page = text(visitor.get("/practices/?country=IS&country=MT&design=iv"))
    assert "none fits all of them" in page
    assert "Search without" in page
    assert "A blank is not proof" in page


def test_htmx_gets_the_answer_alone_and_the_address_to_show(
    starter: list[Document], visitor: Client
) -> None:
    response = visitor.get("/practices/?q=&country=DE", **HTMX)
    assert "<html" not in text(response)
    assert 'id="facet-groups" hx-swap-oob="true"' in text(response)
    assert response["HX-Push-Url"] == "/practices/?country=DE"
    assert "HX-Request" in response["Vary"]


def test_going_back_in_the_browser_gets_the_whole_page(
    starter: list[Document], visitor: Client
) -> None:
    response = visitor.get("/practices/?country=DE", HTTP_HX_HISTORY_RESTORE_REQUEST="true", **HTMX)
    assert "<html" in text(response)


@pytest.mark.parametrize("address", ["/practices/", "/practices/reading-buddies-1/", "/"])
def test_the_number_of_statements_does_not_grow(db: None, visitor: Client, address: str) -> None:
    release_many(3)
    few = statements_for(visitor, address)
    release_many(300)
    many = statements_for(visitor, address)
    assert few == many <= 16


def statements_for(visitor: Client, address: str) -> int:
    visitor.get("/practices/")  # the first search takes the releases into the index
    visitor.get(address)
    cache.clear()
    with CaptureQueriesContext(connection) as statements:
        assert visitor.get(address).status_code == 200
    return len(statements)


def test_the_notice_of_a_withdrawn_record_stays(
    starter: list[Document], visitor: Client, reviewer: User
) -> None:
    practice = Practice.objects.get(slug="admin4all")
    practice_withdraw(practice, reason="Two sources were mixed up.", actor=reviewer)
    response = visitor.get("/practices/admin4all/")
    assert response.status_code == 410
    assert "Two sources were mixed up." in text(response)
    assert visitor.get("/practices/admin4all/1/").status_code == 410


def test_a_practice_that_is_not_released_is_not_shown(db: None, visitor: Client) -> None:
    Practice.objects.create(slug="only-a-draft")
    assert visitor.get("/practices/only-a-draft/").status_code == 404


def test_a_kept_page_costs_one_statement_and_is_told_to_be_unchanged(
    starter: list[Document], visitor: Client
) -> None:
    address = "/practices/advancing-adolescents-jordan/"
    first = visitor.get(address)
    with CaptureQueriesContext(connection) as statements:
        again = visitor.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert len(statements) == 1
    assert again.status_code == 304
    assert not again.content
    assert visitor.get(address, HTTP_IF_NONE_MATCH='W/"other"').content == first.content


def test_a_kept_page_is_sent_packed_to_who_takes_it(
    starter: list[Document], visitor: Client
) -> None:
    address = "/practices/advancing-adolescents-jordan/"
    plain = visitor.get(address)
    packed = visitor.get(address, HTTP_ACCEPT_ENCODING="gzip, br")
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == plain["ETag"]


def test_a_kept_page_shows_nothing_of_another_visitors_address_or_account(
    starter: list[Document], visitor: Client, editor: User
) -> None:
    address = "/practices/advancing-adolescents-jordan/"
    visitor.get(f"{address}?from=elsewhere")
    known = Client()
    known.force_login(editor)
    assert "Sign out" in text(known.get(address))
    page = text(visitor.get(address))
    assert "elsewhere" not in page
    assert "Sign out" not in page


def test_a_new_release_is_shown_at_once(starter: list[Document], visitor: Client) -> None:
    address = "/practices/admin4all/"
    visitor.get(address)
    release = Release.objects.get(practice__slug="admin4all")
    document = {**release.document, "title": "ADMin4ALL, second phase"}
    batch = ImportBatch.objects.create(
        file_name="one.json", file_format="json", file_hash="", documents=[document]
    )
    import_commit(batch, actor=None, release=True)
    assert "second phase" in text(visitor.get(address))
    assert "second phase" not in text(visitor.get(f"{address}1/"))


def test_absence_is_told_in_its_kinds(starter: list[Document], visitor: Client) -> None:
    page = text(visitor.get("/practices/advancing-adolescents-jordan/"))
    assert "the coding passes did not agree" in page  # stage of stay
    assert "not coded yet" in page  # core and adaptable parts
    assert "not reported" in page  # cost
    assert "No person has second-coded it yet." in page
    assert "only pass" in page


def test_an_open_ethics_checklist_is_shown_as_open(
    starter: list[Document], visitor: Client
) -> None:
    digital = next(d for d in starter if d["digital_role"] == "core")
    page = text(visitor.get(f"/practices/{digital['id']}/"))
    assert "Ethics checklist" in page
    assert page.count(">open</span>") == 7


def test_the_citation_names_release_date_and_address(
    starter: list[Document], visitor: Client
) -> None:
    today = datetime.now(UTC)
    page = text(visitor.get("/practices/admin4all/"))
    assert f"Bothways ({today.year}). ADMin4ALL. Practice record, release 1 of" in page
    assert "/practices/admin4all/1/</pre>" in page


def test_a_comparison_puts_the_differences_first(starter: list[Document], visitor: Client) -> None:
    response = visitor.get("/compare/?p=advancing-adolescents-jordan&p=voorleesexpress")
    rows = response.context["comparison"]
    assert all(not row.is_same for row in rows.differing)
    assert all(row.is_same for row in rows.same)
    page = text(response)
    assert page.index("What differs") < page.index("What is the same")


def test_a_comparison_takes_four_and_tells_what_it_left_out(
    starter: list[Document], visitor: Client
) -> None:
    slugs = [document["id"] for document in starter[:5]]
    response = visitor.get("/compare/", {"p": [*slugs, "no-such-practice", "bad\x00slug"]})
    assert len(response.context["cards"]) == 4
    assert "1 practice is too many" in text(response)
    assert "There is no released practice “no-such-practice”." in text(response)


def test_prose_in_another_language_says_so_and_keeps_its_direction(
    starter: list[Document], visitor: Client
) -> None:
    page = text(visitor.get("/ar/practices/admin4all/"))
    assert '<h1 lang="en" dir="ltr">ADMin4ALL</h1>' in page


def test_a_translation_is_shown_and_told_when_the_original_has_moved_on(
    db: None, visitor: Client
) -> None:
    row = {"text": "Lesefreunde", "source_hash": "of an older title", "kind": "human"}
    document = {**LEAD, "translations": {"de": {"title": row}}}
    batch = ImportBatch.objects.create(
        file_name="one.json", file_format="json", file_hash="", documents=[document]
    )
    import_commit(batch, actor=None, release=True)
    page = text(visitor.get("/de/practices/reading-buddies/"))
    assert '<h1 lang="de" dir="ltr">Lesefreunde</h1>' in page
    assert "The original has changed" in page or "Original" in page


def test_the_home_page_counts_what_is_released(starter: list[Document], visitor: Client) -> None:
    context = visitor.get("/").context
    shown = context["front"]
    lots = {"rct", "cluster_rct"}
    drawn = [d for d in starter if lots & {s.get("design") for s in d.get("studies") or ()}]
    assert shown.total == len(starter)
    assert shown.drawn_by_lot == len(drawn)
    assert sum(side.count for side in shown.sides) + shown.beside == len(starter)
    assert len(context["featured"]) == 3


def test_the_home_page_follows_a_withdrawal(
    starter: list[Document], visitor: Client, reviewer: User
) -> None:
    assert '<span class="big">113</span>' in text(visitor.get("/"))
    practice = Practice.objects.get(slug="admin4all")
    practice_withdraw(practice, reason="Two sources were mixed up.", actor=reviewer)
    assert '<span class="big">112</span>' in text(visitor.get("/"))


def test_the_home_page_of_an_empty_library_stands(db: None, visitor: Client) -> None:
    assert visitor.get("/").status_code == 200
    assert visitor.get("/practices/").status_code == 200


def test_practices_picked_for_a_comparison_survive_another_search(
    starter: list[Document], visitor: Client
) -> None:
    page = text(visitor.get("/practices/?q=mentoring&p=admin4all"))
    assert "1 is picked already." in page
    assert page.count('<input type="hidden" name="p" value="admin4all">') == 2
    assert "p=admin4all" not in page.split("Take these practices with you")[1]
