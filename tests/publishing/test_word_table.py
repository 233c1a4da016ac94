"""Tables of the DOCX are as wide as the page and their columns as wide as their words."""

from hypothesis import given
from hypothesis import strategies as st

from bothways.publishing.report.word_table import PAGE_MM, column_widths

words = st.text("abcdef ", max_size=60)
tables = st.integers(1, 8).flatmap(
    lambda columns: st.lists(st.lists(words, min_size=columns, max_size=columns), min_size=1)
)


@given(tables)
def test_the_columns_fill_the_page(rows: list[list[str]]) -> None:
    widths = column_widths(rows)
    assert abs(sum(widths) - PAGE_MM) < 1e-6
    assert min(widths) > 0


def test_a_long_text_gets_more_room_than_a_number_but_not_all_of_it() -> None:
    number, title = column_widths([["No.", "Practice"], ["1", "A very long title " * 10]])
    assert number < title < PAGE_MM * 0.9
