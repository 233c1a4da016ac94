"""A town to take along: whole, by difference, on paper."""

import gzip
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bothways.directory.demonstration.services import made_id
from bothways.directory.offline.booklet import booklet_html, booklet_pdf
from bothways.directory.places.queries import Whereabouts
from bothways.directory.services.actions import service_describe
from bothways.directory.services.edits import editable
from bothways.directory.services.models import Service


def got(client: Client, name: str, language: str = "ar", query: str = "") -> Any:
    with translation.override(language):
        address = reverse(name, args=["lindbach"])
    return client.get(address + query, headers={"Accept-Encoding": "gzip"})


def content(client: Client, name: str, query: str = "") -> Any:
    answer = got(client, name, query=query)
    packed = answer.get("Content-Encoding") == "gzip"
    return json.loads(gzip.decompress(answer.content) if packed else answer.content)


def test_a_whole_town_stays_below_a_megabyte_and_names_its_day(
    town: Whereabouts, visitor: Client
) -> None:
    answer = got(visitor, "guide_content")
    assert len(answer.content) < 1_000_000
    whole = content(visitor, "guide_content")
    assert whole["language"] == "ar"
    assert whole["drawn_on"] in whole["drawn_on"][:10]
    unit = whole["units"][f"services/{made_id('service', 'enrolment')}/"]
    assert '<bdi dir="ltr">+49 36999 1020</bdi>' in unit["b"]
    assert "الاثنين – الأربعاء" in unit["b"]
    page = whole["units"]["pages/school/"]["b"]
    assert page.count("<li>") == 3
    assert {"steps/", "pages/renting/", "pages/school/"} <= whole["units"].keys()
    services = whole["units"]["services/"]["b"]
    assert services.count('<a href="#spot-') == 7
    assert "المحطة المركزية" in services
    assert any("town_map" in asset for asset in whole["assets"])
    assert "{{body}}" in whole["shell"]


def test_what_did_not_change_is_not_sent_again(town: Whereabouts, visitor: Client) -> None:
    first = got(visitor, "guide_content")
    with translation.override("ar"):
        address = reverse("guide_content", args=["lindbach"])
    again = visitor.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    before = content(visitor, "guide_manifest")["hashes"]
    service = Service.objects.get(pk=made_id("service", "library"))
    after = {**editable(service), "phones": "+49 36999 1061"}
    service_describe(service, after, base=service.number, actor=None)
    now = content(visitor, "guide_manifest")["hashes"]
    changed = [key for key in now if now[key] != before[key]]
    assert changed == [f"services/{service.pk}/"]
    part = content(visitor, "guide_content", query=f"?key={changed[0]}&key=nothing")
    assert list(part["units"]) == changed
    assert part["units"][changed[0]]["h"] == now[changed[0]]
    assert got(visitor, "guide_content")["ETag"] != first["ETag"]


def test_a_kept_town_needs_one_statement(
    town: Whereabouts, visitor: Client, django_assert_num_queries: Any
) -> None:
    got(visitor, "guide_content")
    with django_assert_num_queries(1):
        got(visitor, "guide_content")


@pytest.mark.pdf
@pytest.mark.parametrize("language", ["ar", "uk"])
def test_a_booklet_is_made_in_every_script(town: Whereabouts, language: str) -> None:
    import io

    from pypdf import PdfReader

    pdf = PdfReader(io.BytesIO(booklet_pdf(town, language)))
    assert len(pdf.pages) > 3
    text = "".join(page.extract_text() for page in pdf.pages)
    assert "36999 1020" in text
    assert 'dir="ltr"' in booklet_html(town, language)
    map_page = next(page.extract_text() for page in pdf.pages if "CC0" in page.extract_text())
    assert "Employment Office" in text and "Town Hall" in map_page
    # Set as words over the drawing: in it, letters would stand apart and the wrong way round.
    drawn = re.findall(r"<text[^>]*>([^<]*)", booklet_html(town, language))
    assert drawn and all(re.fullmatch(r"×?\d+", letters) for letters in drawn)
