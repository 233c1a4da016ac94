"""What differs, in words, codes and rows; and two editors' versions as one."""

from hypothesis import given
from hypothesis import strategies as st

from bothways.practices.differences import choices, field_differences, merged, word_pieces
from bothways.practices.record.document import Document

TEXTS = st.text(alphabet="ab \n.", max_size=40)
BASE: Document = {"id": "x", "title": "Reading buddies", "countries": ["SE"]}


@given(TEXTS, TEXTS)
def test_the_pieces_hold_both_texts_whole(before: str, after: str) -> None:
    pieces = list(word_pieces(before, after))
    assert "".join(p.text for p in pieces if p.mark != "new") == before
    assert "".join(p.text for p in pieces if p.mark != "gone") == after


LINES = st.lists(st.sampled_from(["to read aloud", "to read along", "play", "to play a game"]))


@given(LINES, LINES)
def test_lists_keep_every_line_of_both_sides(before: list[str], after: list[str]) -> None:
    found = field_differences({"activities": before}, {"activities": after}, "en")
    if before == after:
        assert not found
        return
    lines = found[0].lines
    gone = ["".join(p.text for p in line if p.mark != "new") for line in lines]
    new = ["".join(p.text for p in line if p.mark != "gone") for line in lines]
    assert sorted(text for text in gone if text) == sorted(before)
    assert [text for text in new if text] == after


def test_codes_are_shown_by_name_and_come_or_go_whole() -> None:
    (change,) = field_differences(BASE, {**BASE, "countries": ["SE", "JO"]}, "en")
    assert [[(p.mark, p.text) for p in line] for line in change.lines] == [
        [("same", "Sweden")], [("new", "Jordan")]
    ]  # fmt: skip


def test_a_field_only_one_of_two_editors_changed_is_settled_by_itself() -> None:
    mine = {**BASE, "title": "Reading friends", "cost": "Free"}
    theirs = {**BASE, "title": "Reading pals", "countries": ["JO"]}
    taken = {choice.field: choice.taken for choice in choices(BASE, mine, theirs, "en")}
    assert taken == {"title": "", "countries": "theirs", "cost": "mine"}


def test_a_merge_takes_what_was_chosen_and_drops_what_was_taken_out() -> None:
    mine = {key: value for key, value in BASE.items() if key != "countries"}
    assert merged(mine, {**BASE, "cost": "Free"}, ["countries"]) == {**mine, "cost": "Free"}


def test_what_travels_beside_the_fields_is_shown_in_words() -> None:
    after = {
        **BASE,
        "translations": {"fr": {"title": {"text": "Lire ensemble", "source_hash": "0f"}}},
        "missing": {"cost": "not_reported"},
    }
    lines = [line for change in field_differences(BASE, after, "en") for line in change.after]
    assert lines == ["Cost as reported: not_reported", "French · Title: Lire ensemble"]
