"""The world map: who is drawn, who is a dot, what a reader without eyes or script gets."""

import gzip
import re

from django.template import engines
from django.utils.translation import override

from bothways.core.world_map import (
    EUROPE,
    count_countries,
    full_box,
    locator_panel,
    world_panel,
    world_panels,
)
from scripts.make_world import to_units


def draw(source: str, **context: object) -> str:
    return engines["django"].from_string("{% load charts %}" + source).render(context)


def points(d: str) -> list[tuple[int, int]]:
    """The corners of a path, wherever its steps lead."""
    found = []
    for x, y, steps in re.findall(r"M(-?\d+) (-?\d+)l([^z]*)z", d):
        at = (int(x), int(y))
        numbers = [int(n) for n in re.findall(r"-?\d+", steps)]
        found.append(at)
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            at = (at[0] + dx, at[1] + dy)
            found.append(at)
    return found


def test_a_country_too_small_to_see_is_a_dot_and_a_large_one_a_shape() -> None:
    places = {p.code: p for p in world_panel({"MT": 2, "SG": 1, "DE": 7}).places}
    assert (places["MT"].d, places["SG"].d) == ("", "")
    assert places["DE"].d
    assert places["DE"].step > places["MT"].step > places["SG"].step - 1


def test_no_border_runs_across_the_whole_map() -> None:
    panel = world_panel({"RU": 1, "FJ": 1, "US": 1})
    for place in panel.places:
        line = points(place.d)
        jumps = [abs(b[0] - a[0]) for a, b in zip(line, line[1:], strict=False)]
        assert max(jumps, default=0) < 1000, place.code


def test_crimea_is_drawn_with_ukraine() -> None:
    ukraine = next(p for p in world_panel({"UA": 1}).places)
    assert max(y for _, y in points(ukraine.d)) > to_units(34, 45.1)[1]


def test_numbers_do_not_stand_on_one_another() -> None:
    panel = world_panel(dict.fromkeys(("DE", "CZ", "AT", "CH", "PL", "SI", "HU", "LU"), 88))
    spots = [(p.x, p.y) for p in panel.places if p.numbered]
    assert spots
    for at, (x, y) in enumerate(spots):
        for ox, oy in spots[at + 1 :]:
            assert abs(x - ox) > 8 * panel.unit or abs(y - oy) > 13 * panel.unit


def test_europe_is_enlarged_only_where_it_is_crowded() -> None:
    assert len(world_panels({"DE": 3, "AU": 1})) == 1
    assert world_panels(dict.fromkeys(("DE", "FR", "IT", "ES", "PL"), 1))[1].box == EUROPE


def test_places_spread_over_the_world_become_dots_on_a_world_locator() -> None:
    assert locator_panel(["AU", "CA"]).box == full_box()
    assert locator_panel(["LB"]).box != full_box()


def test_a_code_that_no_map_knows_does_not_break_it() -> None:
    assert locator_panel(["ZZ"]).places == ()
    assert world_panel({"ZZ": 3}).places == ()


def test_a_practice_counts_once_in_each_of_its_countries() -> None:
    assert count_countries([["DE", "FR", "DE"], None, ["FR"]]) == {"DE": 1, "FR": 2}


def test_the_table_twin_names_and_links_every_country() -> None:
    with override("de"):
        page = draw("{% world_map counts 'focus=educational' %}", counts={"DE": 4, "MT": 1})
    assert "Deutschland" in page
    assert page.count("/de/practices/?focus=educational&amp;country=MT") >= 2
    assert "style=" not in page


def test_the_map_of_all_countries_is_small_enough_for_a_page() -> None:
    counts = dict.fromkeys(("DE", "FR", "IT", "US", "KE", "IN", "BR", "LB", "JO", "TR"), 5)
    assert len(gzip.compress(draw("{% world_map counts %}", counts=counts).encode())) < 15_000
