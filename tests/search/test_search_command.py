"""``bothways search`` prints what the library finds."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bothways.practices.management.commands.search import read_filters


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("search", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_ids_come_as_json_best_first_and_an_empty_list_where_nothing_fits(starter: object) -> None:
    found = json.loads(run("Stadtteilmütter", "--language", "de", "--limit", "3", "--json"))
    assert found[0] == "stadtteilmuetter-neukoelln"
    assert len(found) <= 3
    assert json.loads(run("tractor repair manual", "--json")) == []
    assert "Akelius" in run("akelius")
    german = json.loads(run("--query", "country=DE", "--limit", "100", "--json"))
    assert "schlau-schule-munich" in german
    assert "akelius-greece" not in german


def test_filters_are_read_as_in_an_address() -> None:
    filters, ranges = read_filters("country=DE&country=AT&stage=reception&age=6-12&year=2015-")
    assert filters == {"country": ("DE", "AT"), "stage": ("reception",)}
    assert ranges == {"ages": (6, 12), "years": (2015, None)}
    assert read_filters("age=18%2B")[1] == {"ages": (18, None)}


@pytest.mark.parametrize("text", ["foo=1", "age=six", "year=a-b"])
def test_a_filter_that_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(CommandError, match=text.split("=")[1 if text != "foo=1" else 0]):
        read_filters(text)
