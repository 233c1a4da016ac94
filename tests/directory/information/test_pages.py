"""Pages: inheritance, translations with their state, words explained, feedback."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bothways.core.errors import Conflict, Refused
from bothways.core.models import User
from bothways.directory.guide.content import content_of
from bothways.directory.information.actions import (
    feedback_give,
    page_write,
    text_translate,
    texts_bring,
)
from bothways.directory.information.exchange import Unit, from_xliff, to_xliff
from bothways.directory.information.models import InfoPage
from bothways.directory.information.queries import (
    desk_pages,
    reach_of,
    searches_missed,
    units_of,
)
from bothways.directory.places.queries import Whereabouts, whereabouts

SignIn = Callable[[User], Client]
TEXT = {"title": "Renting a flat", "body": "Never pay first.\n\nAsk for a receipt."}


def fresh(town: Whereabouts) -> Whereabouts:
    found = whereabouts(town.place.code)
    assert found is not None
    return found


def test_a_town_inherits_its_countrys_pages_and_may_replace_one(town: Whereabouts) -> None:
    pages = {page.slug: page for page in content_of(town, "en").pages}
    assert (pages["school"].place, pages["renting"].place) == ("demo-country", "lindbach")
    page_write(town.place, "school", {"title": "School in Lindbach", "body": "x"}, actor=None)
    pages = {page.slug: page for page in content_of(fresh(town), "en").pages}
    assert pages["school"].title.text == "School in Lindbach"
    # The country's Arabic words were of another page.
    pages = {page.slug: page for page in content_of(fresh(town), "ar").pages}
    assert (pages["school"].title.state, pages["school"].title.language) == ("missing", "en")


def test_words_of_offices_are_explained_where_they_stand(
    town: Whereabouts, visitor: Client
) -> None:
    page = visitor.get(reverse("guide_page", args=["lindbach", "renting"])).content.decode()
    assert '<a href="#word-deposit">deposit</a>' in page
    with translation.override("ar"):
        address = reverse("guide_page", args=["lindbach", "renting"])
    page = visitor.get(address).content.decode()
    assert "مال تتركه" in page


def test_a_page_is_found_by_the_search_of_the_town(town: Whereabouts, visitor: Client) -> None:
    page = visitor.get(reverse("guide_services", args=["lindbach"]) + "?q=Kaution")
    assert reverse("guide_page", args=["lindbach", "renting"]) in page.content.decode()


def test_a_moved_page_is_no_new_wording_and_a_new_one_leaves_translations_behind(
    town: Whereabouts,
) -> None:
    def state() -> tuple[str, int]:
        row = next(row for row in desk_pages(town.place) if row.slug == "renting")
        return row.states["de"].kind, row.states["de"].by

    texts = content_of(town, "en").pages
    now = next(page for page in texts if page.slug == "renting")
    same = {"title": now.title.text, "body": now.body.text + "\n"}
    page_write(town.place, "renting", same, position=9, actor=None)
    assert state() == ("current", 0)
    page_write(town.place, "renting", TEXT, actor=None)
    page_write(town.place, "renting", {**TEXT, "body": "Never pay before."}, actor=None)
    assert state() == ("behind", 2)
    page = InfoPage.objects.get(slug="renting")
    german = next(p for p in content_of(fresh(town), "de").pages if p.slug == "renting")
    text_translate(
        town.place, "page", str(page.pk), "de", {"body": german.body.text},
        numbers={"title": 2, "body": 3}, origin="human", actor=None,
    )  # fmt: skip
    assert state() == ("current", 0)


def test_a_translator_gets_what_is_open_and_a_late_file_is_known_to_be_behind(
    town: Whereabouts,
) -> None:
    assert units_of(town.place, "uk", only_open=True) == []
    page_write(town.place, "renting", {**TEXT, "title": "Renting a flat"}, actor=None)
    units = units_of(town.place, "uk", only_open=True)
    assert [unit.source for unit in units] == [TEXT["body"]]
    page_write(town.place, "renting", {**TEXT, "body": "Look first."}, actor=None)
    back, problems = from_xliff(to_xliff([Unit(u.key, u.source, "Спершу подивіться.")
                                          for u in units], "en", "uk"))  # fmt: skip
    assert problems == []
    assert texts_bring(town.place, "uk", back, actor=None) == 1
    row = next(row for row in desk_pages(town.place) if row.slug == "renting")
    assert (row.states["uk"].kind, row.states["uk"].by) == ("behind", 1)


def test_a_file_cannot_write_into_another_place_or_the_future(town: Whereabouts) -> None:
    country_page = InfoPage.objects.get(slug="school")
    foreign = Unit(f"page/{country_page.pk}/title#1", "How school works", "x")
    assert texts_bring(town.place, "uk", [foreign], actor=None) == 0
    own = InfoPage.objects.get(slug="renting")
    with pytest.raises(Conflict):
        texts_bring(town.place, "uk", [Unit(f"page/{own.pk}/title#9", "a", "b")], actor=None)
    with pytest.raises(Refused):
        texts_bring(town.place, "en", [Unit(f"page/{own.pk}/title#1", "a", "b")], actor=None)


def test_a_page_below_an_untranslated_one_is_counted_as_out_of_reach(town: Whereabouts) -> None:
    page_write(town.place, "new", {"title": "New", "body": "x"}, actor=None)
    page_write(town.place, "below", {"title": "Below", "body": "y"}, parent_slug="new", actor=None)
    page = InfoPage.objects.get(slug="below")
    text_translate(town.place, "page", str(page.pk), "ar", {"title": "تحت", "body": "ص"},
                   numbers={"title": 1, "body": 1}, origin="human", actor=None)  # fmt: skip
    assert reach_of(town.place)["ar"][1] == 1
    assert reach_of(town.place)["en"][1] == 0


def test_what_few_searched_in_vain_is_not_shown(town: Whereabouts) -> None:
    def missed(words: str, language: str, times: int) -> None:
        for _n in range(times):
            feedback_give(town.place, "search", words, language=language, was_useful=False,
                          words="", actor=None)  # fmt: skip

    missed("Swimming", "ar", 9)
    missed("swimming", "uk", 1)
    missed("my name is Olena", "uk", 1)
    found = searches_missed(town.place)
    assert found.words == ("swimming",)
    assert found.hidden_words == 1
    assert 1 not in found.counts[0]


def test_a_visitor_tells_without_account(town: Whereabouts, visitor: Client) -> None:
    empty = visitor.get(reverse("guide_services", args=["lindbach"]) + "?q=qqqq").content.decode()
    assert 'name="kind" value="search"' in empty
    answer = visitor.post(
        reverse("guide_feedback", args=["lindbach"]),
        {"kind": "page", "thing": "renting", "useful": "no", "words": "Which bank?"}, follow=True,
    )  # fmt: skip
    assert "Thank you" in answer.content.decode()
    assert town.place.feedback.get().words == "Which bank?"


def test_an_editor_writes_translates_and_brings_on_pages(
    town: Whereabouts, editor: User, signed_in: SignIn
) -> None:
    client = signed_in(editor)
    sent = {"title": "Winter", "slug": "winter", "body": "Warm clothes.", "is_public": "on"}
    assert client.post(reverse("information_new", args=["lindbach"]), sent).status_code == 302
    address = reverse("information_translate", args=["lindbach", "winter", "de"])
    assert client.post(address, {"title": "Winter", "body": "Warme Kleidung."}).status_code == 302
    client.post(reverse("information_page", args=["lindbach", "winter"]),
                {**sent, "body": "Warm clothes and boots."})  # fmt: skip
    assert "<ins>clothes and boots.</ins>" in client.get(address).content.decode()
    desk = reverse("information_desk", args=["lindbach"])
    assert "behind by 1" in client.get(desk).content.decode()
    exported = client.get(reverse("texts_export", args=["lindbach", "de", "xlf"])).content
    filled = exported.replace(b"Warme Kleidung.", b"Warme Kleidung und Stiefel.")
    file = SimpleUploadedFile("back.xlf", filled)
    done = client.post(desk, {"do": "bring", "language": "de", "file": file}, follow=True)
    assert "1 texts were taken in" in done.content.decode()
    assert "behind by 1" not in client.get(desk).content.decode()
    bad = SimpleUploadedFile("steps.yaml", b"steps: [{code: x}]")
    assert client.post(desk, {"do": "steps", "file": bad}).status_code == 422
