"""Names of countries and languages, and the regions countries lie in."""

import pytest

from bothways.core.places_and_languages import (
    Region,
    countries_in,
    country_codes,
    country_label,
    language_label,
    language_name_in_itself,
    region_label,
    region_of,
)
from bothways.core.vocabularies import LANGUAGES


def test_all_249_iso_countries_are_known_and_no_other_code() -> None:
    codes = country_codes()
    assert len(codes) == 249
    assert {"UA", "TD", "PS", "SS"} <= set(codes)
    assert not {"EU", "XK", "UN", "ZZ"} & set(codes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_and_region_has_a_name_in_every_language(language: str) -> None:
    for code in country_codes():
        assert country_label(code, language) != code
    regions = {region_of(code) for code in country_codes()} - {None}
    for code in {c for at in regions if at for c in (at.region, at.sub_region)}:
        assert region_label(code, language) != code


def test_a_name_falls_back_to_english_and_then_to_the_code() -> None:
    assert country_label("de", "uk") == "Німеччина"
    assert country_label("DE", "de-AT") == "Deutschland"
    assert country_label("DE", "xx") == "Germany"
    assert country_label("QQ", "en") == "QQ"


def test_a_language_tag_with_region_or_script_is_named() -> None:
    assert language_label("uk", "en") == "Ukrainian"
    assert language_label("fa-AF", "fr") == "dari"
    assert language_label("ar-SY", "en") == "Arabic"
    assert language_label("zh-Hant", "de") != "zh-Hant"
    assert language_label("qqq", "en") == "qqq"
    assert language_label("", "en") == ""


def test_a_language_names_itself() -> None:
    assert [language_name_in_itself(code) for code in ("de", "uk", "ar")] == [
        "Deutsch",
        "українська",
        "العربية",
    ]


def test_every_country_lies_in_exactly_one_region_but_two_that_m49_leaves_out() -> None:
    outside = [code for code in country_codes() if region_of(code) is None]
    assert outside == ["AQ", "TW"]
    placed = [c for region in ("002", "019", "142", "150", "009") for c in countries_in(region)]
    assert len(placed) == len(set(placed)) == 247


@pytest.mark.parametrize(
    "country, region, sub_region",
    [("NO", "150", "154"), ("JO", "142", "145"), ("TD", "002", "017"), ("CA", "019", "021")]
    + [("UA", "150", "151"), ("CY", "142", "145"), ("HN", "019", "013"), ("NZ", "009", "053")],
)
def test_a_country_is_placed_as_m49_places_it(country: str, region: str, sub_region: str) -> None:
    assert region_of(country) == Region(region, sub_region)
    assert country in countries_in(region)
    assert country in countries_in(sub_region)
