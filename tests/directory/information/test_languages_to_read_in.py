"""A place read in a language that the interface does not speak."""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.directory.guide.reading import Address, read_in, reading
from bothways.directory.information.actions import page_write, text_translate
from bothways.directory.information.models import InfoPage
from bothways.directory.offline.booklet import booklet_html, booklet_pdf
from bothways.directory.places.actions import place_describe
from bothways.directory.places.queries import Whereabouts, whereabouts
from bothways.directory.texts.models import Text

SignIn = Callable[[User], Client]


def fresh() -> Whereabouts:
    found = whereabouts("lindbach")
    assert found is not None
    return found


def shown(client: Client, name: str, *more: str, tongue: str = "fa") -> str:
    answer = client.get(reverse(name, args=[Address("lindbach", tongue), *more]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_texts_are_in_the_language_and_the_words_around_them_in_the_readers(
    town: Whereabouts, visitor: Client
) -> None:
    page = shown(visitor, "guide_page", "renting")
    assert '<html lang="en"' in page
    assert 'lang="fa" dir="rtl"' in page
    assert "پیش از دیدن خانه" in page
    assert "Translated by a machine and not yet read by a person." in page
    with translation.override("ar"):
        around = shown(visitor, "guide_page", "renting")
    assert '<html lang="ar" dir="rtl"' in around
    assert "پیش از دیدن خانه" in around


def test_every_link_to_the_place_keeps_the_language_and_one_leads_back(
    town: Whereabouts, visitor: Client
) -> None:
    page = shown(visitor, "guide_place")
    assert 'href="/guide/lindbach.fa/services/' in page
    assert 'href="/guide/lindbach.fa/steps/"' in page
    assert 'href="/guide/lindbach/" lang="en"' in page
    assert 'href="/ar/guide/lindbach.fa/"' in page
    assert ".fa/" not in visitor.get("/guide/").content.decode()
    assert reading() == "en"


def test_services_are_found_and_shown_in_the_language(town: Whereabouts, visitor: Client) -> None:
    address = reverse("guide_services", args=[Address("lindbach", "fa")])
    assert "کتابخانهٔ شهر" in visitor.get(address, {"q": "کتابخانه"}).content.decode()


def test_steps_and_papers_are_in_the_language_as_far_as_the_book_has_it(
    town: Whereabouts, visitor: Client
) -> None:
    page = shown(visitor, "guide_steps")
    assert '<span lang="fa" dir="auto">نشانی خود را ثبت کنید</span>' in page
    assert '<span lang="fa" dir="auto">گواهی ثبت نشانی</span>' in page


def test_a_language_that_nobody_offers_is_not_there(town: Whereabouts, visitor: Client) -> None:
    for tongue in ("so", "ar", "xx"):
        address = reverse("guide_place", args=[Address("lindbach", tongue)])
        assert visitor.get(address).status_code == 404


def test_an_editor_offers_a_language_and_takes_it_out_without_losing_its_texts(
    town: Whereabouts, signed_in: SignIn, editor: User
) -> None:
    desk, client = reverse("information_desk", args=["lindbach"]), signed_in(editor)
    client.post(desk, {"do": "offer", "language": "ti"})
    assert "ti" in fresh().more_languages
    page = InfoPage.objects.get(place="lindbach", slug="renting")
    address = reverse("information_translate", args=["lindbach", "renting", "ti"])
    client.post(address, {"title": "ገዛ ምክራይ", "body": "ገዛ ቅድሚ ምርኣይካ ገንዘብ ኣይትክፈል።"})
    assert "ገዛ ምክራይ" in shown(client, "guide_page", "renting", tongue="ti")
    client.post(desk, {"do": "withdraw", "language": "ti"})
    assert "ti" not in fresh().more_languages
    assert Text.objects.filter(kind="page", thing=str(page.pk), language="ti").count() == 2


def test_a_word_that_is_no_language_is_refused_with_an_example(town: Whereabouts) -> None:
    with pytest.raises(Refused, match="Write its tag"):
        place_describe("lindbach", {"languages": ["klingonish"]}, actor=None)


def test_a_town_offers_the_languages_of_its_country(town: Whereabouts) -> None:
    place_describe("demo-country", {"languages": ["so"]}, actor=None)
    assert fresh().more_languages == ("fa", "so")


def test_what_is_kept_offline_is_kept_for_each_language_apart(
    town: Whereabouts, visitor: Client
) -> None:
    persian, english = (shown(visitor, "guide_content", tongue=t) for t in ("fa", ""))
    assert "پیش از دیدن خانه" in persian
    assert "پیش از دیدن خانه" not in english
    assert '"/guide/lindbach.fa/"' in persian.replace('\\"', '"')


# A word in each script that the booklet has letters for.
SCRIPTS = {
    "ti": "ገዛ ምክራይ", "bn": "বাসা ভাড়া", "ta": "வீடு வாடகை", "km": "ជួលផ្ទះ", "my": "အိမ်ငှား",
    "ur": "مکان کرایہ",
    "ps": "د کور کرایه", "ckb": "کرێی خانوو", "hi": "घर किराया", "el": "Ενοικίαση",
    "pa": "ਘਰ ਕਿਰਾਏ", "si": "නිවාස කුලිය", "ka": "ბინის ქირაობა", "hy": "Բնակարան", "he": "שכירות",
    "th": "เช่าบ้าน", "lo": "ເຊົ່າເຮືອນ", "syr": "ܒܝܬܐ",
    "ru": "Снять квартиру", "tr": "Ev kiralamak", "vi": "Thuê nhà", "so": "Kirada guri",
}  # fmt: skip


@pytest.mark.pdf
@pytest.mark.parametrize("code", sorted(SCRIPTS))
def test_a_booklet_prints_every_letter_of_the_language(db: None, code: str) -> None:
    from pypdf import PdfReader

    village = place_describe("village", {"country": "DE", "languages": [code]}, actor=None)
    page = page_write(village, "flat", {"title": "Flat", "body": "Body"}, actor=None)
    bodies = {"title": SCRIPTS[code], "body": SCRIPTS[code]}
    text_translate(village, "page", str(page.pk), code, bodies, origin="human",
                   numbers={"title": 1, "body": 1}, actor=None)  # fmt: skip
    where = whereabouts("village")
    assert where is not None
    with read_in(code):
        assert f'lang="{code}"' in booklet_html(where, code)
        pdf = PdfReader(io.BytesIO(booklet_pdf(where, code)))
    text = "".join(page.extract_text() for page in pdf.pages)
    assert text
    fonts = {font for page in pdf.pages for font in _fonts(page)}
    assert any(FACE.get(code, "Noto-Sans") in name for name in fonts), fonts
    assert all("Noto" in name for name in fonts), fonts


@pytest.mark.pdf
def test_letters_that_would_come_out_as_boxes_are_named_in_place_of_a_booklet(
    town: Whereabouts, visitor: Client
) -> None:
    place_describe("lindbach", {"languages": ["gu"]}, actor=None)
    page = page_write(fresh().place, "flat", {"title": "Flat", "body": "Body"}, actor=None)
    text_translate(fresh().place, "page", str(page.pk), "gu", {"title": "ઘર"}, origin="human",
                   numbers={"title": 1, "body": 1}, actor=None)  # fmt: skip
    address = reverse("guide_booklet", args=[Address("lindbach", "gu")])
    answer = visitor.get(address, follow=True)
    assert "no typeface for these letters: ઘ ર" in answer.content.decode()


FACE = {
    "ti": "Ethiopic", "bn": "Bengali", "ta": "Tamil", "km": "Khmer", "my": "Myanmar",
    "hi": "Devanagari", "pa": "Gurmukhi", "si": "Sinhala", "ka": "Georgian", "hy": "Armenian",
    "he": "Hebrew", "th": "Thai", "lo": "Lao", "syr": "Syriac", "ur": "Nastaliq",
    "ps": "Arabic", "ckb": "Arabic",
}  # fmt: skip


def _fonts(page: object) -> set[str]:
    resources = page["/Resources"]["/Font"]  # type: ignore[index]
    return {str(font.get_object()["/BaseFont"]) for font in resources.values()}
