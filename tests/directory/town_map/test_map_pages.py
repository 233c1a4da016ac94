"""The map as a newcomer meets it, and the desk where its base map is brought."""

import gzip
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.directory.demonstration.actions import TOWN, demonstration_load
from bothways.directory.demonstration.services import made_id
from bothways.directory.guide.content import content_of
from bothways.directory.guide.maps import locator_of, map_of
from bothways.directory.places.actions import place_describe
from bothways.directory.places.queries import Whereabouts, whereabouts
from bothways.directory.services.cards import Card
from bothways.directory.services.hsds.json_format import read_json
from bothways.directory.services.models import Location
from bothways.directory.services.queries import Wish, narrowed
from bothways.directory.town_map.actions import base_map_publish, base_map_withdraw
from bothways.directory.town_map.geojson import read_geojson
from bothways.directory.town_map.locator import eighth
from bothways.directory.town_map.models import BaseMap
from bothways.directory.town_map.services_map import ServicesMap
from tests.directory.guide.test_guide_pages import CHRISTMAS, TUESDAY
from tests.directory.town_map.grounds import ROAD, STATION, collection, feature

SignIn = Callable[[User], Client]
HALL = (50.9806, 11.0290)
MARKER = re.compile(r'<a href="#(spot-\d+)" aria-label="([^"]+)">')


def page(client: Client, query: str = "", language: str = "en", name: str = "guide_services",
         *more: object) -> str:  # fmt: skip
    with translation.override(language):
        address = reverse(name, args=[TOWN, *more])
    answer = client.get(f"{address}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def fresh(town: Whereabouts) -> Whereabouts:
    found = whereabouts(town.place.code)
    assert found is not None
    return found


def mapped(town: Whereabouts, wish: Wish | None = None, at: Any = TUESDAY) -> ServicesMap:
    content = content_of(fresh(town), "en")
    found = narrowed(list(content.cards), wish or Wish(), at)
    return map_of(fresh(town), content, found, "en", wish.near if wish else None)


def names(spots: Any) -> set[str]:
    return {s.card.name.text for spot in spots for a in spot.addresses for s in a.stops}


def moved(key: str, **columns: Any) -> None:
    """As an import leaves it: the document, and the columns drawn from it."""
    location = Location.objects.get(pk=made_id("location", key))
    location.document = {**location.document, **columns}
    location.latitude, location.longitude = columns["latitude"], columns["longitude"]
    location.save()


# --- the map of the services ------------------------------------------------------------------


def test_every_marker_leads_to_its_entry_of_the_list(town: Whereabouts, visitor: Client) -> None:
    shown = page(visitor, "?view=map")
    markers = MARKER.findall(shown)
    assert len(markers) == 7
    for target, words in markers:
        assert shown.count(f'id="{target}"') == 1
        assert words.startswith(target.removeprefix("spot-") + ": ")
    assert markers[0][1] == "1: Town Hall, Children&#x27;s Practice, 4 services"
    assert shown.count("<script") == page(visitor).count("<script")


def test_all_services_are_on_the_map_or_below_it_with_a_reason(town: Whereabouts) -> None:
    found = mapped(town)
    below = {one.card.name.text: one.reason for one in found.unplaced}
    assert below == {"Fire and ambulance": "virtual", "Helpline against violence": "virtual"}
    every = {card.name.text for card in content_of(town, "en").cards}
    assert names(found.spots) | below.keys() == every


def test_filters_hold_on_the_map_as_in_the_list(town: Whereabouts, visitor: Client) -> None:
    assert names(mapped(town, Wish(need="housing")).spots) == {
        "Clothes and household goods", "Questions about your flat",
    }  # fmt: skip
    assert mapped(town, Wish(open_now=True), CHRISTMAS).spots == ()
    shown = page(visitor, "?view=map&need=housing&free=on")
    assert len(MARKER.findall(shown)) == 1
    assert '<a href="?need=housing&amp;free=on">List</a>' in shown
    assert '<input type="hidden" name="view" value="map">' in shown
    assert '<a href="?need=housing&amp;view=map">Map</a>' in page(visitor, "?need=housing")


def test_rings_stand_around_the_point_of_the_search_and_the_nearest_is_number_one(
    town: Whereabouts, visitor: Client
) -> None:
    found = mapped(town, Wish(near=HALL))
    assert found.sheet is not None
    assert found.spots[0].addresses[0].name == "Town Hall"
    x, y = found.sheet.frame.at(HALL)
    assert {(ring.x, ring.y) for ring in found.sheet.rings} == {(x, y)}
    farthest = found.spots[-1].addresses[-1].distance
    assert farthest is not None and farthest > 1
    shown = page(visitor, "?view=map&near=Town+Hall")
    assert "The rings stand every <bdi>500 m</bdi> around <bdi>Town Hall</bdi>" in shown
    assert "The rings" not in page(visitor, "?view=map")


@pytest.mark.parametrize(
    ("latitude", "longitude", "reason"),
    [(0.0, 0.0, "zero"), (None, None, "none"), (52.52, 13.40, "far")],
)
def test_a_point_that_cannot_be_is_not_drawn_and_says_why(
    latitude: float, longitude: float, reason: str, town: Whereabouts
) -> None:
    moved("library", latitude=latitude, longitude=longitude)
    found = mapped(Whereabouts(town.place, town.chain))
    told = {one.card.name.text: one.reason for one in found.unplaced}
    assert "Town library" not in names(found.spots)
    assert told["Town library"] == reason
    library = next(c for c in content_of(town, "en").cards if c.name.text == "Town library")
    assert (library.distance(HALL) is None) == (reason != "far")


def test_a_point_beyond_the_earth_is_told_apart_from_none(town: Whereabouts) -> None:
    location = Location.objects.get(pk=made_id("location", "library"))
    location.document["latitude"] = 509.789
    location.latitude = None
    location.save()
    told = {one.card.name.text: one.words for one in mapped(town).unplaced}
    assert told["Town library"] == "The point that came with it is not on earth."


def test_the_import_warns_of_the_point_in_the_sea() -> None:
    where = {"id": str(made_id("location", "x")), "location_type": "physical", "latitude": 0,
             "longitude": 0}  # fmt: skip
    service = {"id": str(made_id("service", "x")), "name": "x", "status": "active",
               "description": "x", "service_at_locations": [
                   {"id": str(made_id("at", "x")), "location": where}]}  # fmt: skip
    _bundle, problems = read_json(json.dumps(service).encode())
    warned = [p for p in problems if p.code == "coordinates"]
    assert [(p.level, p.column) for p in warned] == [
        ("warning", "service.service_at_locations[0].location.latitude")
    ]


def test_arabic_readers_get_their_words_on_the_same_map(town: Whereabouts, visitor: Client) -> None:
    arabic, english = (page(visitor, "?view=map", language) for language in ("ar", "en"))
    assert "المحطة المركزية" in arabic
    assert 'lang="en"' not in "".join(re.findall(r"<text[^>]*>", arabic))
    spots = re.compile(r'<g class="tm-spot" transform="([^"]+)"')
    assert sorted(spots.findall(arabic)) == sorted(spots.findall(english))


def test_a_reader_of_another_language_stays_in_it(town: Whereabouts, visitor: Client) -> None:
    """Names that the base map lacks in it stand in its own, marked as such."""
    shown = visitor.get("/ar/guide/lindbach.fa/services/?view=map").content.decode()
    assert "/ar/guide/lindbach.fa/services/" in shown
    assert "پزشک کودکان" in shown
    assert re.search(r'<text[^>]* lang="fa"[^>]*>ایستگاه اصلی', shown)
    place_describe("lindbach", {"languages": ["so"]}, actor=None)
    shown = visitor.get("/ar/guide/lindbach.so/services/?view=map").content.decode()
    assert re.search(r'<text[^>]* lang="en"[^>]*>Main Station', shown)


def test_without_a_base_map_the_page_says_so(town: Whereabouts, visitor: Client) -> None:
    base_map_withdraw(town.place, actor=None)
    shown = page(visitor, "?view=map")
    assert "Nobody has brought a base map" in shown
    assert len(MARKER.findall(shown)) == 7
    assert "tm-road" not in shown


def test_a_kept_map_costs_one_statement(
    town: Whereabouts, visitor: Client, django_assert_num_queries: Any
) -> None:
    page(visitor, "?view=map")
    with django_assert_num_queries(1):
        page(visitor, "?view=map&near=Town+Hall")


def test_the_map_with_its_styles_stays_below_thirty_kilobytes(
    town: Whereabouts, visitor: Client
) -> None:
    styles = (
        "web/static/web/tokens.css",
        "web/static/web/base.css",
        "web/static/web/site.css",
        "directory/static/directory/guide.css",
        "directory/static/directory/town_map.css",
    )
    sheets = sum(len(gzip.compress((settings.PACKAGE / name).read_bytes())) for name in styles)
    for language in ("en", "ar", "uk"):
        shown = page(visitor, "?view=map&near=Town+Hall", language).encode()
        assert len(gzip.compress(shown)) + sheets < 30_000


# --- one service -------------------------------------------------------------------------------


def card_of(town: Whereabouts, key: str) -> Card:
    found = content_of(fresh(town), "en").card(made_id("service", key))
    assert found is not None
    return found


def test_a_service_shows_where_it_is_and_what_stands_near(
    town: Whereabouts, visitor: Client
) -> None:
    found = locator_of(town, card_of(town, "youth"))
    assert found is not None
    (here,) = found.addresses
    assert [(b.name, round(b.distance * 1000, -1), b.direction) for b in here.bearings][0] == (
        "Main Station", 90.0, "to the south-west",
    )  # fmt: skip
    for name in ("guide_service", "guide_poster"):
        shown = page(visitor, "", "en", name, made_id("service", "youth"))
        assert "Main Station" in shown
        assert 'class="tm"' in shown


def test_a_helpline_has_no_map(town: Whereabouts, visitor: Client) -> None:
    assert locator_of(town, card_of(town, "helpline")) is None
    assert 'class="tm"' not in page(visitor, "", "en", "guide_service",
                                    made_id("service", "helpline"))  # fmt: skip


def test_without_a_base_map_the_other_addresses_give_the_direction(town: Whereabouts) -> None:
    base_map_withdraw(town.place, actor=None)
    found = locator_of(fresh(town), card_of(town, "youth"))
    assert found is not None
    assert len(found.others) == 7
    assert found.addresses[0].bearings == ()


def test_directions_go_round_the_clock() -> None:
    around = [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)]
    assert [eighth((0.0, 0.0), (float(n), float(e))) for n, e in around] == list(range(8))


# --- the desk ----------------------------------------------------------------------------------


def send(client: Client, content: bytes, **more: str) -> Any:
    upload = SimpleUploadedFile("ground.geojson", content)
    given = {"do": "base_map", "file": upload, "attribution": "© A", "licence": "ODbL", **more}
    return client.post(reverse("information_desk", args=[TOWN]), given, follow=True)


def test_an_editor_brings_a_base_map_and_takes_it_away(
    town: Whereabouts, editor: User, signed_in: SignIn, visitor: Client
) -> None:
    client = signed_in(editor)
    answer = send(client, collection(ROAD, STATION)).content.decode()
    assert "The base map is published: 3 of 3 points were needed" in answer
    assert "Hauptbahnhof" in "".join(
        name for shape in content_of(fresh(town), "en").ground.shapes  # type: ignore[union-attr]
        for name in shape.names.values()
    )  # fmt: skip
    assert "<bdi>© A</bdi>, <bdi>ODbL</bdi>" in page(visitor, "?view=map")
    client.post(reverse("information_desk", args=[TOWN]), {"do": "base_map_off"})
    assert "Nobody has brought a base map" in page(visitor, "?view=map")
    with pytest.raises(Refused):
        base_map_withdraw(town.place, actor=None)


def test_a_faulty_base_map_is_refused_with_each_fault(
    town: Whereabouts, editor: User, signed_in: SignIn
) -> None:
    before = BaseMap.objects.count()
    answer = send(signed_in(editor), collection(ROAD, feature("house", "Point", [11, 50])))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert '2 <bdi dir="ltr">properties.kind</bdi>' in shown
    for licence in (" ", "x\x00"):
        answer = send(signed_in(editor), collection(ROAD), licence=licence)
        assert "Say whose map it is" in answer.content.decode()
    assert BaseMap.objects.count() == before


def test_a_name_of_a_map_is_text_and_nothing_else(town: Whereabouts, visitor: Client) -> None:
    evil = feature("landmark", "Point", [11.03, 50.978], name="<i>Tower</i>")
    shapes, problems = read_geojson(collection(evil))
    assert problems == []
    base_map_publish(town.place, shapes, "<b>x</b>", "y", actor=None)
    shown = page(visitor, "?view=map")
    assert "<i>" not in shown and "<b>x</b>" not in shown
    assert "&lt;i&gt;Tower" in shown


def test_a_demonstration_that_was_loaded_before_maps_gets_one_and_a_withdrawn_one_stays_away(
    town: Whereabouts,
) -> None:
    BaseMap.objects.all().delete()
    demonstration_load(actor=None)
    assert content_of(fresh(town), "en").ground is not None
    base_map_withdraw(town.place, actor=None)
    demonstration_load(actor=None)
    assert content_of(fresh(town), "en").ground is None
