"""The shortlist over real records: page, shell and plan give one answer."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from bothways.context.actions import indicators_load
from bothways.context.formats import Asked
from bothways.context.import_actions import observations_commit, observations_stage
from bothways.core.models import User
from bothways.practices.actions import practice_create, practice_release, practice_submit
from bothways.tailoring.fit.prediction import is_whole
from bothways.tailoring.fit.wish import PEOPLE, Wish
from bothways.tailoring.fit.wish_reading import read_wish
from bothways.tailoring.shortlist import fit_of, predicted, shortlist
from bothways.tailoring.shortlist_queries import library_table, surroundings
from tests.practices.test_actions import LEAD

ASKED = "place=DE&age=6-12&stage=reception&outcome=belonging_identity"
pytestmark = pytest.mark.django_db


@pytest.fixture
def figures(db: None) -> None:
    """The starter set of figures."""
    call_command("load_observations", verbosity=0)


def as_json(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("shortlist", *arguments, "--json", stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_page_and_shell_name_the_same_practices_in_the_same_order(
    starter: list[Any], visitor: Client
) -> None:
    told = as_json("--place", "DE", "--age", "6-12", "--stage", "reception", "--outcome",
                   "belonging")  # fmt: skip
    page = visitor.get(f"{reverse('shortlist')}?{ASKED}").content.decode()
    slugs = [practice["practice"] for practice in told["practices"]]
    at = [page.index(f'id="p-{slug}"') for slug in slugs]
    assert len(slugs) == 10 and at == sorted(at)
    assert told["library"] == len(starter)


def test_every_line_of_every_practice_is_there_with_its_grade(starter: list[Any]) -> None:
    told = as_json("--place", "DE", "--age", "6-12", "--limit", "100")
    assert len(told["practices"]) == 100
    for practice in told["practices"]:
        assert {*PEOPLE, "outcome", "place", "means", "effect"} <= set(practice["lines"])
        assert practice["reevaluation"]["kind"]


def test_the_first_fits_the_outcome_and_says_why_it_stands_there(starter: list[Any]) -> None:
    first, second = as_json("--query", ASKED)["practices"][:2]
    assert first["lines"]["outcome"]["grade"] == "fits"
    assert first["lines"]["age"]["grade"] == "fits"
    assert first["before_next"] == "age"
    assert second["place_by_rule"] == 2


def test_sorting_by_a_line_and_filtering_by_a_line(starter: list[Any]) -> None:
    sorted_ = as_json("--query", f"{ASKED}&order=place&variety=no")["practices"]
    assert all(one["lines"]["place"]["grade"] == "fits" for one in sorted_[:5])
    kept = as_json("--query", f"{ASKED}&only=age,stage")
    assert 0 < kept["ranked"] < 113
    for one in kept["practices"]:
        assert (one["lines"]["age"]["grade"], one["lines"]["stage"]["grade"]) == ("fits", "fits")


def test_what_needs_devices_stands_apart_when_there_are_none(starter: list[Any]) -> None:
    told = as_json("--place", "DE", "--age", "6-12", "--devices", "0")
    apart = {one["practice"] for one in told["apart"]}
    assert apart and not apart & {one["practice"] for one in told["practices"]}
    for one in told["apart"]:
        assert one["lines"]["preconditions"]["grade"] == "does_not_fit"


def test_figures_of_places_make_the_place_line(starter: list[Any], figures: None) -> None:
    told = as_json("--query", f"{ASKED}&show=40")["practices"]
    places = [one["lines"]["place"] for one in told]
    compared = [line for line in places if line["facts"]["gaps"]]
    assert compared
    for line in compared:
        assert 0 <= line["value"] <= 1
        for gap in line["facts"]["gaps"]:
            for point in (gap["here"], gap["there"]):
                assert point["rows"][0]["source"] and point["year"] >= 1995


def test_a_region_is_compared_by_its_countrys_figures(starter: list[Any], figures: None) -> None:
    for place in ("DE", "DE-BE"):
        told = as_json("--place", place, "--age", "6-12", "--no-variety")
        first = told["practices"][0]
        assert first["lines"]["place"]["grade"] != "unknown"


def test_a_release_and_a_withdrawal_change_the_answer_at_once(
    starter: list[Any], editor: User, reviewer: User
) -> None:
    before = len(library_table())
    practice = practice_create(LEAD, actor=editor)
    practice_submit(practice, actor=editor)
    practice_release(practice, actor=reviewer)
    assert len(library_table()) == before + 1
    assert LEAD["id"] in library_table().slugs


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Say who it is for"), (["--place", "DE"], "Say who it is for"),
        (["--place", "Atlantis", "--age", "6-12"], "Say where"),
        (["--place", "DE", "--age", "6-12", "--outcome", "luck"], "luck"),
        (["--place", "DE", "--age", "6-12", "--limit", "0"], "--limit"),
    ],
)  # fmt: skip
def test_the_shell_refuses_what_it_does_not_understand(
    starter: list[Any], arguments: list[str], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("shortlist", *arguments, stdout=StringIO())


def test_the_shell_prints_why_and_what_to_know(starter: list[Any]) -> None:
    out = StringIO()
    call_command("shortlist", "--place", "DE", "--age", "6-12", "--limit", "3", stdout=out)
    assert "Before the next because of" in out.getvalue()


def test_the_page_says_what_it_left_out(starter: list[Any], visitor: Client) -> None:
    page = visitor.get(f"{reverse('shortlist')}?{ASKED}&colour=red&budget=lots").content.decode()
    assert "“colour” was left out" in page and "“lots” was left out of budget" in page


def test_a_wish_without_a_place_asks_for_it(starter: list[Any], visitor: Client) -> None:
    page = visitor.get(f"{reverse('shortlist')}?age=6-12").content.decode()
    assert "Say where" in page and "fit-res" not in page


def test_an_empty_answer_explains_and_names_a_way_out(starter: list[Any], visitor: Client) -> None:
    address = f"{reverse('shortlist')}?place=DE&age=6-12&only=means"
    page = visitor.get(f"{address}&outcome=discrimination_experienced&only=outcome", follow=True)
    text = page.content.decode()
    assert "No practice passes all of the filters." in text
    assert "Without the filter: Outcome" in text


def test_an_empty_library_says_so(visitor: Client, db: None) -> None:
    page = visitor.get(f"{reverse('shortlist')}?{ASKED}").content.decode()
    assert "There is no released practice yet." in page


def test_a_forms_address_is_brought_into_its_short_form(visitor: Client, db: None) -> None:
    sent = {"place": "DE", "age_from": "6", "age_to": "12", "outcome": "", "gender": "",
            "budget": ""}  # fmt: skip
    answer = visitor.get(reverse("shortlist"), sent)
    assert answer.headers["Location"] == f"{reverse('shortlist')}?place=DE&age=6-12"


def test_the_profile_page_shows_every_line(starter: list[Any], visitor: Client) -> None:
    slug = "refuge-ed-dialogic-cocreation"
    page = visitor.get(f"{reverse('fit_profile', args=[slug])}?{ASKED}").content.decode()
    for name in ("Outcome", "Stage of stay", "Expected effect", "Means", "Preconditions"):
        assert name in page
    assert "cannot be estimated" in page


def test_the_gaps_of_places_are_told_in_points_and_flags_in_words(
    starter: list[Any], figures: None, visitor: Client
) -> None:
    response = visitor.get("/fit/refuge-ed-dialogic-cocreation/?place=DE&age=6-12")
    page = response.content.decode()
    assert "14 percentage points (2024)" in page
    assert "21,976 euros (2024)" in page
    assert "definition differs" in page


def test_a_practice_that_is_not_there_is_not_found(visitor: Client, db: None) -> None:
    assert visitor.get(reverse("fit_profile", args=["nobody"])).status_code == 404


def test_the_list_asks_the_database_as_often_for_three_practices_as_for_thirty(
    starter: list[Any], django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    reading = read_wish(ASKED)
    shortlist(reading)
    with django_assert_max_num_queries(8) as few:
        shortlist(read_wish(f"{ASKED}&show=3"))
    with django_assert_num_queries(len(few.captured_queries)):
        shortlist(read_wish(f"{ASKED}&show=30"))


def test_a_plan_gets_the_profile_of_today_as_json(starter: list[Any]) -> None:
    frozen = predicted("refuge-ed-dialogic-cocreation", ASKED)
    assert frozen is not None and is_whole(json.loads(json.dumps(frozen)))
    assert frozen["release"]["number"] == 1
    assert [line["line"] for line in frozen["lines"]]
    assert predicted("nobody", ASKED) is None
    found = fit_of("refuge-ed-dialogic-cocreation", read_wish(ASKED))
    assert found is not None
    assert frozen["profile"]["reevaluation"]["kind"] == found[1].reevaluation.kind


PRICES = b"""indicator,place,time,unit,value
price_level,DE,2022,INX,108
price_level,DE,2023,INX,110
price_level,AT,2023,INX,112
migrant_share,DE,2023,PC,19.5
"""


def test_prices_that_somebody_brings_carry_a_cost_to_another_country() -> None:
    indicators_load(actor=None)
    file = observations_stage("prices.csv", PRICES, actor=None, asked=Asked(dataset="own:prices"))
    assert observations_commit(file, actor=None) == 4
    around = surroundings(Wish(place="DE"))
    assert around.prices == {"price_level": {"DE": 110.0, "AT": 112.0}}
    assert around.price_factor("AT", "DE") == pytest.approx(110 / 112)
