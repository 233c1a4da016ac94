"""Texts out and in again: XLIFF, PO, marks, plainness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.core.problems import errors
from bothways.directory.information.exchange import Unit, from_po, from_xliff, to_po, to_xliff
from bothways.directory.information.markup import anchors, marked
from bothways.directory.information.plain import plainness

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="+0123456789"),
    min_size=1, max_size=40,
).filter(lambda text: text.strip() and anchors(text) == ([], []))  # fmt: skip
UNITS = st.lists(
    st.builds(
        Unit, st.builds(lambda n: f"page/{n}/body#1", st.integers(1, 10**6)), WORDS, WORDS
    ),
    min_size=1, max_size=5, unique_by=lambda unit: unit.key,
)  # fmt: skip


@given(UNITS)
def test_what_goes_to_translators_comes_back_the_same(units: list[Unit]) -> None:
    assert from_xliff(to_xliff(units, "en", "ar")) == (units, [])
    back, problems = from_po(to_po(units, "ar"))
    assert problems == []
    assert sorted(back, key=repr) == sorted(units, key=repr)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for read in (from_xliff, from_po):
        units, problems = read(content)
        assert units or errors(problems)


def test_a_bomb_of_entities_is_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xliff>&b;</xliff>'
    assert from_xliff(bomb)[1][0].code == "broken_file"


def test_a_translation_that_lost_its_number_or_link_is_named() -> None:
    source = "Call +49 36999 3000 or see https://town.example/help."
    for target in ("اتصل بنا", "اتصل +49 36999 3001 https://town.example/help"):
        _units, problems = from_xliff(to_xliff([Unit("page/1/body#1", source, target)], "en", "ar"))
        assert [p.code for p in problems] == ["anchors"]
    kept = "اتصل 3000 36999 49+ أو https://town.example/help"
    assert anchors(kept)[0] == ["https://town.example/help"]


def test_marks_become_html_and_nothing_else_does() -> None:
    body = "## Rent\n\nA <b>deposit</b> & more\n\n- call +49 36999 3000\n- https://a.example/x?y=1&z=2."
    found = marked(body, {"deposit": ("deposit", "Money you get back")})
    assert "<h2>Rent</h2>" in found.html
    assert '&lt;b&gt;<dfn><a href="#word-deposit">deposit</a></dfn>&lt;/b&gt;' in found.html
    assert '<bdi dir="ltr">+49 36999 3000</bdi>' in found.html
    assert 'href="https://a.example/x?y=1&amp;z=2"' in found.html
    assert [one.meaning for one in found.meanings] == ["Money you get back"]


@given(st.text(max_size=80))
def test_no_text_becomes_a_script(body: str) -> None:
    html = marked(f"<script>{body}", {"a": ("a", "b")}).html
    assert "<script" not in html


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Come in. Bring a pass. It is free.", "easy"),
        ("Notwithstanding administrative prerequisites, municipal authorities adjudicate "
         "applications comprehensively whenever supplementary documentation accompanies them.",
         "hard"),
        ("", ""),
    ],
)  # fmt: skip
def test_plainness_tells_easy_from_hard(text: str, level: str) -> None:
    assert plainness(text).level == level


def test_long_sentences_are_shown_to_the_editor() -> None:
    long = "one two three four five six seven eight nine ten " * 3
    assert len(plainness(f"Short. {long}.").long_sentences) == 1
