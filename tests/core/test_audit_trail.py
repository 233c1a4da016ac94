"""The newest row of the audit trail names the state of what it is asked about."""

import re
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import DjangoAssertNumQueries

from bothways.context.queries import FIGURES
from bothways.core.audit import audit, newest_entry
from bothways.practices.index import LIBRARY

SOURCES = Path(__file__).parents[2] / "src/bothways"
# Said on the desk only: no page for readers shows it.
UNSEEN = {"comment"}


@pytest.mark.django_db
def test_rows_about_other_things_do_not_move_the_state_of_the_library() -> None:
    assert newest_entry(*LIBRARY) is None
    audit("release", "practice", "a", actor=None)
    released = newest_entry(*LIBRARY)
    audit("mark", "attendance", 1, actor=None)
    audit("read", "allocation", 1, actor=None)
    assert newest_entry(*LIBRARY) == released
    audit("lower", "rating", "a", actor=None)
    assert newest_entry(*LIBRARY) != released
    assert newest_entry(*FIGURES) is None


@pytest.mark.django_db
def test_the_newest_row_is_found_through_the_index_of_things(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(300):
        audit("mark", "attendance", number, actor=None)
    with django_assert_num_queries(1) as asked:
        newest_entry(*LIBRARY)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + asked.captured_queries[0]["sql"])
            plan = " ".join(str(row) for row in cursor.fetchall())
        assert plan.count("newest_of_a_thing") == len(LIBRARY) and "SCAN" not in plan, plan


def test_what_actions_on_practices_and_figures_write_is_looked_at() -> None:
    for room, looked_at in (("practices", LIBRARY), ("context", FIGURES)):
        text = "".join(path.read_text() for path in (SOURCES / room).rglob("*.py"))
        written = set(re.findall(r'\baudit\(\s*"\w+",\s*"(\w+)"', text))
        assert written and written - UNSEEN == set(looked_at)
