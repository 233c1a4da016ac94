"""What a newcomer sees of a town, without an account."""

import re
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from bothways.directory.demonstration.services import made_id
from bothways.directory.guide.content import content_of
from bothways.directory.places.queries import Whereabouts
from bothways.directory.services.actions import service_describe
from bothways.directory.services.edits import editable
from bothways.directory.services.models import Service
from bothways.directory.services.queries import Wish, narrowed

TUESDAY = datetime(2026, 12, 1, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
CHRISTMAS = datetime(2026, 12, 25, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def body(client: Client, name: str, *parts: object, query: str = "", language: str = "en") -> str:
    with translation.override(language):
        address = reverse(name, args=parts)
    response = client.get(address + query)
    assert response.status_code == 200
    return response.content.decode()


def names(where: Whereabouts, wish: Wish, at: datetime = TUESDAY) -> set[str]:
    return {card.name.text for card in narrowed(list(content_of(where, "en").cards), wish, at)}


def test_filters_by_need_language_and_hours(town: Whereabouts) -> None:
    assert names(town, Wish(need="housing")) == {
        "Clothes and household goods", "Questions about your flat",
    }  # fmt: skip
    assert "Town library" not in names(town, Wish(language="ar"))
    assert "School advice and enrolment" in names(town, Wish(open_now=True))
    assert names(town, Wish(open_now=True), CHRISTMAS) == {
        "Fire and ambulance", "Helpline against violence",
    }  # fmt: skip
    assert "Language and integration course" not in names(town, Wish(free=True))


def test_the_nearest_come_first_and_a_helpline_without_address_stays(town: Whereabouts) -> None:
    found = narrowed(list(content_of(town, "en").cards), Wish(near=(50.9801, 11.0297)), TUESDAY)
    assert found[0].name.text == "Doctor for children"
    assert found[-1].where[0].latitude is None
    near = narrowed(found, Wish(near=(50.9801, 11.0297), within=0.2), TUESDAY)
    assert {card.name.text for card in near} >= {"Doctor for children", "Helpline against violence"}
    assert "Work and training" not in {card.name.text for card in near}


def test_a_search_forgives_and_finds_from_every_language(
    town: Whereabouts, visitor: Client
) -> None:
    for words in ("Kinderartz", "pediatre", "طبيب", "лікар"):
        page = body(visitor, "guide_services", "lindbach", query=f"?q={words}")
        assert "Doctor for children" in page, words


def test_an_arabic_reader_gets_arabic_words_and_left_to_right_phones(
    town: Whereabouts, visitor: Client
) -> None:
    page = body(visitor, "guide_service", "lindbach", made_id("service", "enrolment"),
                language="ar")  # fmt: skip
    assert "الإرشاد المدرسي والتسجيل" in page
    assert '<bdi dir="ltr">+49 36999 1020</bdi>' in page
    assert 'dir="rtl"' in page


BEHIND = (
    "The original has changed once since this was translated. Ask if something matters.",
    "The original has changed %(n)s times since this was translated. Ask if something matters.",
)


def test_a_translation_that_fell_behind_says_so_to_its_readers(
    town: Whereabouts, visitor: Client
) -> None:
    key: UUID = made_id("service", "library")
    service = Service.objects.get(pk=key)
    after = {**editable(service), "description": "Books and games."}
    service_describe(service, after, base=service.number, actor=None)
    behind = body(visitor, "guide_service", "lindbach", key, language="ar")
    with translation.override("ar"):
        said = ngettext(*BEHIND, 1) % {"n": 1}
    assert said in behind
    assert "Books and games." in body(visitor, "guide_service", "lindbach", key)


@pytest.mark.parametrize("query", ["?need=nothing&language=&open=x", "?q=%00", "?near=elsewhere"])
def test_an_odd_filter_is_as_none(query: str, town: Whereabouts, visitor: Client) -> None:
    body(visitor, "guide_services", "lindbach", query=query)


def test_a_town_marked_as_demonstration_says_so_on_every_page(
    town: Whereabouts, visitor: Client
) -> None:
    for name in ("guide_place", "guide_services"):
        assert "made up" in body(visitor, name, "lindbach")


def test_a_closed_service_is_still_found_and_says_so(town: Whereabouts, visitor: Client) -> None:
    service = Service.objects.get(pk=made_id("service", "youth"))
    after = {**editable(service), "status": "temporarily closed", "alert": "Water damage"}
    service_describe(service, after, base=service.number, actor=None)
    page = body(visitor, "guide_service", "lindbach", service.pk)
    assert "Closed for the time being" in page
    assert "Water damage" in page


def test_a_kept_content_costs_one_statement(
    town: Whereabouts, visitor: Client, django_assert_num_queries: object
) -> None:
    body(visitor, "guide_services", "lindbach", query="?q=doctor")
    with django_assert_num_queries(1):  # type: ignore[operator]
        body(visitor, "guide_services", "lindbach", query="?q=doctor")


def test_pages_of_text_stay_small(town: Whereabouts, visitor: Client) -> None:
    for name in ("guide", "guide_place", "guide_services"):
        args = () if name == "guide" else ("lindbach",)
        assert len(body(visitor, name, *args, language="ar").encode()) < 30_000, name


def test_today_is_the_day_of_the_town(
    town: Whereabouts, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half past eleven in London is the next day in Berlin."""
    late = datetime(2026, 12, 24, 23, 30, tzinfo=ZoneInfo("UTC"))
    monkeypatch.setattr(timezone, "now", lambda: late)
    page = body(visitor, "guide_service", "lindbach", made_id("service", "library"))
    assert re.findall(r'<tr class="today"><th scope="row">(\w+)', page) == ["Friday"]
    assert "closed (public holiday)" in page
