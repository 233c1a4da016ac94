"""Downloads from the pages: one practice, or what a query finds."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from bothways.practices.actions import practice_withdraw
from bothways.practices.exporters import BY_ENDING
from bothways.practices.importers import READERS, read_file
from bothways.practices.models import Practice
from bothways.practices.record.document import Document, canonical

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ending", BY_ENDING)
def test_a_practice_can_be_taken_home_in_every_format(
    ending: str, starter: list[Document], visitor: Client
) -> None:
    document = starter[0]
    response = visitor.get(reverse("record_download", args=[document["id"], ending]))
    assert response.status_code == 200
    assert f'-1.{ending}"' in response["Content-Disposition"]
    if ending in READERS:
        (read,), _problems = read_file(f"a.{ending}", response.content)
        assert canonical(read) == canonical(document)


def test_an_unchanged_file_is_not_sent_again(starter: list[Document], visitor: Client) -> None:
    address = reverse("record_download", args=[starter[0]["id"], "json"])
    etag = visitor.get(address)["ETag"]
    assert visitor.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_a_withdrawn_practice_is_no_longer_handed_out(
    starter: list[Document], visitor: Client
) -> None:
    slug = starter[0]["id"]
    practice_withdraw(Practice.objects.get(slug=slug), reason="Wrong sources", actor=None)
    assert visitor.get(reverse("record_download", args=[slug, "json"])).status_code == 410


@pytest.mark.parametrize("address", ["/practices/none.json", "/practices/export/docx"])
def test_an_unknown_practice_or_format_is_not_found(
    address: str, starter: list[Document], visitor: Client
) -> None:
    assert visitor.get(address).status_code == 404
    assert visitor.get(f"/practices/{starter[0]['id']}.docx").status_code == 404


def test_a_query_narrows_the_file_as_it_narrows_the_page(
    starter: list[Document], visitor: Client
) -> None:
    response = visitor.get("/practices/export/json?country=DE")
    taken = {document["id"] for document in json.loads(response.content)["practices"]}
    assert taken == {d["id"] for d in starter if "DE" in (d["countries"] or [])}


def test_the_whole_library_comes_without_a_query(starter: list[Document], visitor: Client) -> None:
    response = visitor.get("/practices/export/json")
    assert len(json.loads(response.content)["practices"]) == len(starter)


def test_a_query_that_is_not_understood_gives_no_file(
    starter: list[Document], visitor: Client
) -> None:
    response = visitor.get("/practices/export/csv?country=Atlantis")
    assert response.status_code == 400
    assert "Atlantis" in response.content.decode()


def test_the_practice_page_describes_itself_to_search_engines(
    starter: list[Document], visitor: Client
) -> None:
    page = visitor.get(reverse("practice", args=[starter[0]["id"]])).content.decode()
    block = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert json.loads(block)["name"] == starter[0]["title"]
