"""Levels stand skill by skill, on scales that start below A1."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.core.vocabularies import vocabulary
from bothways.programmes.credentials.level_actions import Mark, levels_record
from bothways.programmes.credentials.levels import SKILLS, WIRE, fits, from_wire, steps, wire
from bothways.programmes.credentials.models import LevelResult
from bothways.programmes.credentials.queries import newest_levels, person_levels
from bothways.programmes.models import Cohort, Person, Programme

DAY = date(2026, 9, 20)


def test_every_level_has_a_place_in_the_signed_list() -> None:
    levels = [code.id for code in vocabulary("skill_level").codes.values() if code.broader]
    assert ["", *levels] == list(WIRE)
    assert all(from_wire(wire(level)) == level for level in levels)
    assert from_wire(255) == ""


def test_language_scales_start_below_a1_and_digital_ones_are_their_own() -> None:
    assert [scale for scale, _found in steps("reading")] == ["laslliam", "cefr"]
    assert dict(steps("reading"))["cefr"][0] == "cefr-pre-a1"
    assert [scale for scale, _found in steps("digital")] == ["laslliam", "digcomp"]
    assert not fits("digital", "cefr-a1") and not fits("reading", "digcomp-1")


def test_the_newest_result_of_a_skill_counts_and_the_older_stays(
    programme: Programme, layla: Person, officer: User
) -> None:
    for day, level in ((DAY, "laslliam-2"), (DAY + timedelta(days=30), "laslliam-3")):
        levels_record(programme, [Mark(layla.pk, "reading", level)], language="de",
                      method="test", taken_on=day, actor=officer)  # fmt: skip
    assert newest_levels([layla.pk])[layla.pk]["reading"].level == "laslliam-3"
    assert [r.level for r in person_levels(layla)[0].results] == ["laslliam-3", "laslliam-2"]


@pytest.mark.parametrize(
    ("mark", "day", "why"),
    [
        (("digital", "cefr-a1"), DAY, "does not measure"),
        (("reading", "nothing"), DAY, "does not measure"),
        (("reading", "cefr-a1"), date(2999, 1, 1), "future"),
    ],
)
def test_a_wrong_level_is_refused_and_nothing_is_recorded(
    programme: Programme, layla: Person, officer: User, mark: tuple[str, str], day: date, why: str
) -> None:
    marks = [Mark(layla.pk, "speaking", "cefr-a1"), Mark(layla.pk, *mark)]
    with pytest.raises(Refused, match=why):
        levels_record(programme, marks, language="de", method="test", taken_on=day, actor=officer)
    assert not LevelResult.objects.exists()


def test_the_page_of_a_group_records_a_day_of_levels(
    cohort: Cohort, layla: Person, omar: Person, officer: User,
    signed_in: Callable[[User], Client],
) -> None:  # fmt: skip
    address = reverse("cohort_levels", args=[cohort.programme_id, cohort.pk])
    sent = {
        "language": "de", "method": "test", "taken_on": timezone.localdate().isoformat(),
        f"level-{layla.pk}-listening": "cefr-a2", f"level-{layla.pk}-digital": "digcomp-3",
        f"level-{omar.pk}-writing": "laslliam-1",
    }  # fmt: skip
    assert signed_in(officer).post(address, sent).status_code == 302
    found = set(LevelResult.objects.values_list("person_id", "skill", "language", "level"))
    assert found == {
        (layla.pk, "listening", "de", "cefr-a2"), (layla.pk, "digital", "", "digcomp-3"),
        (omar.pk, "writing", "de", "laslliam-1"),
    }  # fmt: skip


def test_no_page_shows_one_level_of_a_person(
    cohort: Cohort, layla: Person, officer: User, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(officer).get(reverse("cohort_levels", args=[cohort.programme_id, cohort.pk]))
    heads = page.content.decode().count('<th scope="col">')
    assert heads == 1 + len(SKILLS)
