"""The codebook: nothing left out, anchors that lead somewhere, agreement told as it is."""

import re
from pathlib import Path

import pytest
from django.test import Client

from bothways import practices, tailoring
from bothways.core.vocabularies import all_vocabularies
from bothways.practices.record.fields import FIELDS
from bothways.publishing.agreement import agreement_of, agreement_rows, kappa


@pytest.fixture
def book(db: None, visitor: Client) -> str:
    return visitor.get("/codebook/").content.decode()


def test_every_field_and_every_code_has_an_anchor(book: str) -> None:
    assert all(f'id="field-{field.id}"' in book for field in FIELDS)
    for vocabulary in all_vocabularies().values():
        # Lists of programmes and services are no part of the record: nobody codes by them.
        is_of_records = any(
            (Path(room.__path__[0]) / "vocabularies" / f"{vocabulary.id}.yaml").exists()
            for room in (practices, tailoring)
        )
        missing = [code for code in vocabulary if f'id="{vocabulary.id}.{code}"' not in book]
        assert bool(missing) != is_of_records, vocabulary.id


def test_every_link_inside_the_page_leads_somewhere(book: str) -> None:
    targets = set(re.findall(r'href="#([^"]+)"', book))
    ids = set(re.findall(r'id="([^"]+)"', book))
    assert len(targets) > 40
    assert targets <= ids | {"main"}


def test_codes_stand_in_the_readers_language(db: None, visitor: Client) -> None:
    page = visitor.get("/ar/codebook/").content.decode()
    assert "تفاعل اجتماعي" in page
    assert 'dir="rtl"' in page


def test_the_page_says_that_no_person_has_second_coded(book: str) -> None:
    assert "No person has second-coded these records yet" in book


def test_agreement_is_computed_from_the_judgements() -> None:
    rows = {row.field: row for row in agreement_rows()}
    assert rows["approach"].passes == 3
    assert rows["who_changes"].passes == 2
    # The figures that the notes of the starter collection state.
    stated = {"approach": 0.68, "focus": 0.86, "level": 0.73, "concepts": 0.61,
              "components": 0.77, "stage": 0.66, "persuasion": 0.32}  # fmt: skip
    for field, value in stated.items():
        assert rows[field].mean_kappa == pytest.approx(value, abs=0.05), field


def test_kappa_is_one_for_equal_rows_and_none_where_chance_explains_all() -> None:
    assert kappa([True, False, True], [True, False, True]) == 1
    assert kappa([True, True], [True, True]) is None
    assert kappa([True, False], [False, True]) == pytest.approx(-1)


def test_a_field_that_the_record_does_not_have_is_left_out() -> None:
    row = {"practice": "a", "field": "nonsense", "code": "x"}
    assert agreement_of([{**row, "coder_a": "1", "coder_b": "1", "coder_c": "1"}]) == ()
