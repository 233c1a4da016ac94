"""The pages of places, on the figures that ship with the package."""

import csv
import io
import json
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bothways.context.models import Dataset, Indicator
from bothways.context.models import Observation as Row
from bothways.context.pages.place_figures import AXES

pytestmark = pytest.mark.django_db
STYLE = re.compile(r"<[^>]+\sstyle=")


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    page = response.content.decode()
    assert not STYLE.search(page)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def put(place: str, time: str, value: float | None, **more: object) -> None:
    dataset, _made = Dataset.objects.get_or_create(
        code=more.pop("dataset", "T:ONE"),
        defaults={"vintage": timezone.now().date(), "title": "Test", "publisher": "Testers"},
    )
    given = {"indicator": "employment_rate", "sex": "T", "age": "Y15-64", "citizenship": "TOTAL",
             "country_of_birth": "TOTAL", "duration": "TOTAL", "unit": "PC"}  # fmt: skip
    Row.objects.create(dataset=dataset, place=place, time=time, value=value, **{**given, **more})


def test_the_page_of_a_place_says_what_was_published(figures: None, visitor: Client) -> None:
    text = text_of(visitor, "/places/DE/")
    assert (
        "Employment rate, 15–64 years, 2024: 80 of 100 (citizens), 66 of 100 (foreign citizens)."
        in text
    )
    assert "Gender changes the conclusion Among women the gap is 21.2 percentage points, among men 7.5 (2024)" in text  # fmt: skip # noqa: E501
    assert "From 2021 to 2024 the gap hardly moved: 13.6, then 14.0 percentage points." in text
    assert "interval not published" in text
    assert "b : counted differently from here on" in text


@pytest.mark.parametrize(
    ("place", "gap"),
    [("BG", "20.1"), ("DE", "14.0"), ("FI", "12.7"), ("NL", "11.2"), ("SE", "9.8"),
     ("AT", "6.8"), ("ES", "4.5"), ("IT", "−0.1"), ("PL", "−7.0"), ("MT", "−9.2")],
)  # fmt: skip
def test_the_published_gaps_of_2024_come_out(
    figures: None, visitor: Client, place: str, gap: str
) -> None:
    assert f"All, 2024 {gap} percentage points" in text_of(visitor, f"/places/{place}/")


def test_the_reader_switches_between_the_two_axes(figures: None, visitor: Client) -> None:
    text = text_of(visitor, "/places/DE/?indicator=population_share&origin=birth")
    assert "born here 50.8 %" in text
    assert "born abroad 50.3 %" in text
    none = text_of(visitor, "/places/DE/?indicator=employment_rate&origin=birth")
    assert "No gap can be shown here" in none
    assert "100.0" not in text  # women and men together are no figure


def test_the_published_figures_of_the_union_come_out(figures: None, visitor: Client) -> None:
    text = text_of(visitor, "/places/EU27_2020/")
    assert "80 of 100" not in text
    assert "All, 2023 13.2 percentage points" in text
    assert "citizens 76.2 % · citizens of: country outside the EU27 63.0 %" in text
    assert "citizens of: other country of the EU27 ( 2023 )" in text
    assert "77.6 %" in text


def test_flags_stand_in_words_wherever_the_figure_stands(visitor: Client) -> None:
    Indicator.objects.create(code="employment_rate", names={"en": "employment rate"}, unit="PC")
    for year, flag in (("2023", ""), ("2024", "bu")):
        put("MT", year, 70.0, citizenship="NAT")
        put("MT", year, 61.0, citizenship="FOR", flag=flag)
    text = text_of(visitor, "/places/MT/")
    assert text.count("counted differently from here on") >= 3  # tile, key, table of figures
    assert text.count("few people asked, read with care") >= 3


def test_a_value_that_was_held_back_is_shown_nowhere(visitor: Client) -> None:
    Indicator.objects.create(code="employment_rate", names={"en": "employment rate"}, unit="PC")
    put("MT", "2023", 70.0, citizenship="NAT")
    put("MT", "2023", 61.0, citizenship="FOR")
    put("MT", "2024", 71.0, citizenship="NAT")
    put("MT", "2024", 12.34, citizenship="FOR", flag="c", n=3)
    put("MT", "2024", 43.21, citizenship="FOR", flag="c", duration="Y_LT5")
    for address in ("/places/MT/", "/places/MT/figures.csv", "/places/MT/chart.svg",
                    "/places/MT/figures.sdmx.csv", "/places/compare/?place=MT"):  # fmt: skip
        answer = visitor.get(address).content.decode()
        assert not re.search(r"12[.,]3|43[.,]2", answer), address
    assert "held back" in text_of(visitor, "/places/MT/")
    assert "All, 2023 9.0" in text_of(visitor, "/places/MT/")


def test_a_gap_with_standard_errors_shows_its_interval(visitor: Client) -> None:
    Indicator.objects.create(code="employment_rate", names={"en": "employment rate"}, unit="PC")
    put("MT", "2024", 80.0, citizenship="NAT", standard_error=1.0, n=4000)
    put("MT", "2024", 60.0, citizenship="FOR", standard_error=2.0, n=300)
    put("MT", "2024", 50.0, citizenship="FOR", standard_error=3.0, n=80, duration="Y_LT5")
    text = text_of(visitor, "/places/MT/")
    assert "95 % interval of the gap: 15.6 – 24.4 · n 300" in text
    assert "under 5 years in the country ( 2024 )" in text
    assert "30.0 (23.8 – 36.2) n 80" in text


def test_a_place_with_one_figure_has_a_page(visitor: Client) -> None:
    Indicator.objects.create(code="employment_rate", names={"en": "employment rate"}, unit="PC")
    put("MT", "2024", 71.5)
    text = text_of(visitor, "/places/MT/")
    assert "everybody, 15–64 years: 71.5 % (2024)" in text
    assert "No gap can be shown here" in text
    assert "Too few shares" in text
    assert visitor.get("/places/MT/chart.svg").status_code == 404


def test_own_figures_stand_beside_the_official_ones(visitor: Client) -> None:
    Indicator.objects.create(code="employment_rate", names={"en": "employment rate"}, unit="PC")
    for dataset, new in (("ESTAT:X", 60.0), ("T:OWN", 63.0)):
        put("MT", "2024", 80.0, citizenship="NAT", dataset=dataset)
        put("MT", "2024", new, citizenship="FOR", dataset=dataset)
    text = text_of(visitor, "/places/MT/")
    assert "20.0" in text
    assert "17.0" in text


def test_a_newer_vintage_replaces_the_figures_it_has_and_no_others(visitor: Client) -> None:
    Indicator.objects.create(code="employment_rate", names={"en": "employment rate"}, unit="PC")
    put("MT", "2023", 80.0, citizenship="NAT")
    put("MT", "2023", 60.0, citizenship="FOR")
    newer = Dataset.objects.create(
        code="T:ONE", vintage="2999-01-01", title="Test", publisher="Testers"
    )
    old = Row.objects.get(citizenship="FOR")
    old.pk, old.dataset, old.value = None, newer, 66.0
    old.save()
    assert "All, 2023 14.0" in text_of(visitor, "/places/MT/")


def test_an_unknown_place_is_answered_with_the_nearest_names(
    figures: None, visitor: Client
) -> None:
    text = text_of(visitor, "/places/Germny/", status=404)
    assert "Germany" in text
    assert "No such place" in text


def test_places_are_found_by_name_without_accents_and_in_english(
    figures: None, visitor: Client
) -> None:
    assert "1 place fits." in text_of(visitor, "/places/?q=turkiye")
    assert "السويد" in text_of(visitor, "/ar/places/?q=sweden")
    assert "Did you mean" in text_of(visitor, "/places/?q=Swedn")


def test_a_site_without_figures_says_how_to_get_them(visitor: Client) -> None:
    assert "No figures yet" in text_of(visitor, "/places/")
    assert "No such place" in text_of(visitor, "/places/DE/", status=404)
    assert "Choose two to six places" in text_of(visitor, "/places/compare/")


def test_two_to_six_places_are_compared_and_everything_else_is_told(
    figures: None, visitor: Client
) -> None:
    two = visitor.get("/places/compare/?place=DE&place=se&sex=F").content.decode()
    assert two.count("<figure>") == 2
    one = text_of(visitor, "/places/compare/?place=DE")
    assert "One place alone has nothing to be compared with." in one
    seven = "&".join(f"place={code}" for code in ["DE", "SE", "IT", "PL", "AT", "ES", "NL"])
    assert "Only six places fit side by side. Left out: Netherlands." in text_of(
        visitor, f"/places/compare/?{seven}"
    )
    unknown = text_of(visitor, "/places/compare/?place=DE&place=SE&place=Austri")
    assert "No place with figures is called AUSTRI. Did you mean" in unknown


def test_all_panels_of_a_comparison_share_their_scale(figures: None, visitor: Client) -> None:
    page = visitor.get("/places/compare/?place=DE&place=PL&place=MT").content.decode()
    pictures = re.findall(r'<svg viewBox="0 0 340 230".*?</svg>', page)
    grids = {tuple(re.findall(r'<path class="ax" d="[^"]+"', one)) for one in pictures}
    assert len(pictures) == 3
    assert len(grids) == 1


def test_a_figure_chosen_as_the_page_offers_it_is_drawn_once(
    figures: None, visitor: Client
) -> None:
    address = "/places/DE/?indicator=unemployment_rate&origin=birth"
    first = visitor.get(address)
    with CaptureQueriesContext(connection) as found:
        again = visitor.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
    assert len(found) == 2  # whether the place is known, and whether anything has changed
    assert "Unemployment rate" in text_of(visitor, address)


@pytest.mark.parametrize(
    "query",
    ["indicator=made_up&origin=birth", "indicator=employment_rate&origin=elsewhere",
     "indicator=employment_rate&origin=birth&x=1", "origin=birth&indicator=employment_rate"],
)  # fmt: skip
def test_an_address_with_words_of_its_own_is_never_kept(
    figures: None, visitor: Client, query: str
) -> None:
    assert "ETag" not in visitor.get(f"/places/DE/?{query}")


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_a_page_reads_as_often_for_one_indicator_as_for_thirty(visitor: Client) -> None:
    for number in range(30):
        code = f"indicator_{number}"
        Indicator.objects.create(code=code, names={"en": code}, unit="PC", position=number)
        for place in ("MT",) if number else ("MT", "CY"):
            put(place, "2024", 70.0, citizenship="NAT", indicator=code)
            put(place, "2024", 60.0, citizenship="FOR", indicator=code)
    visitor.get("/places/MT/?origin=birth")
    many = statements(visitor, "/places/MT/?origin=citizenship")
    assert statements(visitor, "/places/CY/?origin=citizenship") == many <= 6
    assert statements(visitor, "/places/compare/?place=MT&place=CY") <= 6


@pytest.mark.parametrize("ending", ["csv", "sdmx.csv", "jsonstat.json"])
def test_figures_leave_in_three_formats_with_their_flags(
    figures: None, visitor: Client, ending: str
) -> None:
    response = visitor.get(f"/places/DE/figures.{ending}")
    assert response.status_code == 200
    assert f"DE-figures.{ending}" in response["Content-Disposition"]
    content = response.content.decode()
    if ending == "jsonstat.json":
        assert json.loads(content)
    else:
        cells = {cell for line in csv.reader(io.StringIO(content)) for cell in line}
        assert {"DE", "56.6", "77.8", "b"} <= cells
    assert visitor.get(f"/places/compare/figures.{ending}?place=DE&place=SE").status_code == 200


@pytest.mark.parametrize("prefix", ["", "/ar", "/uk"])
def test_the_drawing_leaves_as_svg_and_png_in_the_readers_language(
    figures: None, visitor: Client, prefix: str
) -> None:
    from PIL import Image

    picture = visitor.get(f"{prefix}/places/DE/chart.png")
    image = Image.open(io.BytesIO(picture.content))
    assert (picture["Content-Type"], image.format) == ("image/png", "PNG")
    assert image.width == 2232
    blue = sum(n for n, colour in image.getcolors(1 << 24) if colour == (47, 86, 176))
    assert blue > 1_000  # the line of the hosts is there
    drawing = visitor.get(f"{prefix}/places/compare/chart.svg?place=DE&place=SE")
    assert drawing.content.startswith(b"<svg xmlns=")
    assert visitor.get("/places/DE/chart.gif").status_code == 404
    assert visitor.get("/places/DE/figures.xlsx").status_code == 404


def test_an_odd_address_is_answered_with_the_usual_page(figures: None, visitor: Client) -> None:
    for query in ("indicator=nothing", "origin=moon", "sex=X", "indicator=&origin=", "a=%00"):
        assert "80 of 100 (citizens)" in text_of(visitor, f"/places/DE/?{query}")
    assert set(AXES) == {"citizenship", "birth"}
