"""The page that explains files, API and OAI-PMH: its examples must work as printed."""

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from bothways.practices.exporters import EXPORTERS
from bothways.practices.record.document import Document
from bothways.publishing.open_views import SERVES

pytestmark = pytest.mark.django_db


def addresses(page: str) -> list[str]:
    main = page.partition("<main")[2].partition("</main>")[0]
    found = re.findall(r'href="([^"]+)"', main)
    return [unescape(address).removeprefix(settings.SITE_URL) for address in found]


def test_every_example_works_as_printed(starter: list[Document], visitor: Client) -> None:
    tried = addresses(visitor.get(reverse("open_records")).content.decode())
    assert len(tried) > 2 * len(EXPORTERS) + 10
    for address in tried:
        response = visitor.get(address)
        assert response.status_code == 200, address
        assert b"<error" not in response.content, address


def test_an_empty_library_offers_nothing_to_download(visitor: Client) -> None:
    tried = addresses(visitor.get(reverse("open_records")).content.decode())
    assert not [address for address in tried if "/export/" in address]


def test_every_format_says_what_it_is_made_for() -> None:
    assert SERVES.keys() == EXPORTERS.keys()


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_accessible_and_fits_the_window(
    starter: list[Document], new_page: Any, axe: Any, language: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    page.goto("/open/" if language == "en" else f"/{language}/open/")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
