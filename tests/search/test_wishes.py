"""Wishes are read from the words, in any of the languages, and nonsense holds none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.practices.wishes import LANGUAGES, read_wishes


def hint(words: str, language: str, facet: str) -> object:
    return next((h for h in read_wishes(words, language).hints if h.facet == facet), None)


@pytest.mark.parametrize(
    ("words", "language", "code"),
    [
        ("Denmark, under 12, language", "en", "DK"),
        ("Projekte in Dänemark", "de", "DK"),
        ("Afrique du Sud", "fr", "ZA"),
        ("escuelas en Alemania", "es", "DE"),
        ("scuole in Svezia", "it", "SE"),
        ("مشاريع في تركيا", "ar", "TR"),
        ("школи в Польщі", "uk", "PL"),
        ("schools in the UK", "en", "GB"),
        ("dänische Städte", "de", "DK"),
    ],
)
def test_a_country_is_read_in_every_language(words: str, language: str, code: str) -> None:
    assert hint(words, language, "country").values == (code,)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "language", "span"),
    [
        ("under 12", "en", (0, 12)),
        ("unter 12 Jahren", "de", (0, 12)),
        ("moins de 12 ans", "fr", (0, 12)),
        ("menores de 12 años", "es", (0, 12)),
        ("sotto i 12 anni", "it", (0, 12)),
        ("до 12 років", "uk", (0, 12)),
        ("أقل من 12 سنة", "ar", (0, 12)),
        ("أقل من ١٢ سنة", "ar", (0, 12)),
        ("ages 6 to 11", "en", (6, 11)),
        ("6-11 Jahre", "de", (6, 11)),
        ("über 16", "de", (16, None)),
        ("a 9 year old", "en", (9, 9)),
    ],
)
def test_ages_are_read_in_every_language(
    words: str, language: str, span: tuple[float, float | None]
) -> None:
    read = hint(words, language, "ages")
    assert (read.low, read.high) == span  # type: ignore[attr-defined]


@pytest.mark.parametrize("words", ["250 schools", "20 minutes", "under 50 euros", "in 2015"])
def test_other_numbers_are_no_ages(words: str) -> None:
    assert hint(words, "en", "ages") is None


def test_where_people_come_from_is_not_where_a_practice_must_be() -> None:
    assert hint("girls from Iceland", "en", "country").required is False  # type: ignore[attr-defined]
    assert hint("Syria", "en", "country").required is False  # type: ignore[attr-defined]
    assert hint("girls in Iceland", "en", "country").required is True  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "language"),
    [("Flüchtlingskinder", "de"), ("enfants réfugiés", "fr"), ("niños refugiados", "es"),
     ("bambini rifugiati", "it"), ("للأطفال اللاجئين", "ar"), ("дітей-біженців", "uk")],
)  # fmt: skip
def test_the_gist_stands_in_english_whatever_the_language(words: str, language: str) -> None:
    gloss = read_wishes(words, language).gloss
    assert "refugee" in gloss
    assert "child" in gloss


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from([*LANGUAGES, "tlh", "xx-YY", ""]))
def test_reading_wishes_never_fails(words: str, language: str) -> None:
    read = read_wishes(words, language)
    assert len(read.units) <= 400


def test_nonsense_holds_no_wish() -> None:
    assert read_wishes("asdfgh qwertz", "en").hints == ()


def test_the_script_tells_the_language_where_the_page_is_in_another() -> None:
    assert "refugee" in read_wishes("للأطفال اللاجئين", "en").gloss
    assert "refugee" in read_wishes("дітей-біженців", "de").gloss
