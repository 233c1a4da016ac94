"""The tables of the Ohana API: taken in as HSDS 3.1, with what they cannot say named."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.core.models import User
from bothways.core.problems import Problem, errors
from bothways.directory.places.queries import Whereabouts
from bothways.directory.services.actions import services_import
from bothways.directory.services.hours import is_readable, weekly_rows
from bothways.directory.services.hsds.bundle import Bundle
from bothways.directory.services.hsds.json_format import read_json, write_json
from bothways.directory.services.hsds.tabular import read_tables, write_tables
from bothways.directory.services.hsds.weekdays import DAYS, expression_of, read_clock
from bothways.directory.services.models import ServiceAtLocation
from tests.directory.conftest import HSDS, needs_hsds

SMALL = {
    "organizations": "id,name,description,funding_sources,date_incorporated\n"
                     '1,Harbour Mission,Advice and meals,"City, Donations","January 01, 1970"\n',
    "locations": "id,organization_id,name,short_desc,latitude,longitude,virtual,languages,website,"
                 "email,admin_emails\n"
                 '7,1,Pier House,By the ferry,50.9,11.0,false,"Arabic, Sea Talk",'
                 "https://pier.example,desk@pier.example,boss@pier.example\n",
    "addresses": "id,location_id,address_1,city,state_province,postal_code,country\n"
                 "1,7,Pier 4,Harbour,X,99999,DE\n",
    "mail_addresses": "id,location_id,attention,address_1,city,state_province,postal_code,country\n"
                      "1,7,Ms Wave,Box 9,Harbour,X,99999,DE\n",
    "services": "id,location_id,name,description,status,audience,eligibility,fees,taxonomy_ids,"
                "accepted_payments,keywords\n"
                '3,7,Family advice,Papers and school,active,Families,Everybody,None.,"101-01, 9",'
                '"Cash, Card","school, papers"\n',
    "phones": "id,location_id,service_id,country_prefix,number,number_type,extension\n"
              "1,,3,+49,36999 1000,voice,12\n",
    "contacts": "id,service_id,name,title\n5,3,Front desk,Adviser\n",
    "taxonomy": "taxonomy_id,name,parent_id,parent_name\n101,Help,,\n101-01,Forms,101,Help\n",
    "regular_schedules": "id,location_id,service_id,weekday,opens_at,closes_at\n"
                         "1,,3,Monday,08:00,12:00\n2,,3,Monday,14:00,4:00 PM\n"
                         "3,,3,Tuesday,9am,3pm\n4,,3,Wednesday,9am,3pm\n",
    "holiday_schedules": "id,location_id,service_id,start_date,end_date,closed,opens_at,closes_at\n"
                         '1,,3,"January 01, 0001","January 01, 0001",true,,\n'
                         "2,,3,12/24/2026,12/26/26,false,10:00,12:00\n",
}  # fmt: skip
HOURS = (
    "Mo 08:00-12:00,14:00-16:00; Tu-We 09:00-15:00; Jan 01 off; 2026 Dec 24-2026 Dec 26 10:00-12:00"
)


def packed(tables: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for stem, text in tables.items():
            archive.writestr(f"export/{stem}.csv", text)
    return content.getvalue()


def one(bundle: Bundle, kind: str) -> dict[str, object]:
    (doc,) = bundle.of(kind).values()
    return doc


def places(problems: list[Problem]) -> set[tuple[int, str, str]]:
    return {(problem.row, problem.column, problem.code) for problem in problems}


def test_a_service_keeps_its_owner_address_hours_phone_and_terms() -> None:
    bundle, problems = read_tables(packed(SMALL), "harbour")
    assert errors(problems) == []
    service, location = one(bundle, "service"), one(bundle, "location")
    assert service["organization_id"] == one(bundle, "organization")["id"]
    assert service["eligibility_description"] == "Families\nEverybody"
    assert [row["option"] for row in service["cost_options"]] == ["Cash", "Card"]
    assert service["phones"][0]["number"] == "+49 36999 1000"
    assert service["phones"][0]["extension"] == 12
    assert service["contacts"][0]["title"] == "Adviser"
    words = [row["value"] for row in service["attributes"] if row.get("label") == "keyword"]
    assert words == ["school", "papers"]
    terms = [
        row["taxonomy_term"]["name"] for row in service["attributes"] if "taxonomy_term" in row
    ]
    assert terms == ["Forms"]
    assert one(bundle, "service_at_location")["opening_hours"] == HOURS
    assert (location["latitude"], location["description"]) == (50.9, "By the ferry")
    assert {row["address_type"] for row in location["addresses"]} == {"physical", "postal"}
    assert [row.get("code") for row in location["languages"]] == ["ar", None]
    assert one(bundle, "organization")["year_incorporated"] == 1970


def test_what_has_no_place_is_named_and_not_silently_lost() -> None:
    _bundle, problems = read_tables(packed(SMALL), "harbour")
    assert {
        (0, "locations.csv: admin_emails", "left_out"),
        (1, "locations.csv: languages", "unknown_language"),
        (1, "services.csv: opening_hours", "no_holidays"),
    } <= places(problems)


def test_hours_that_are_none_are_an_error_with_their_row() -> None:
    broken = SMALL["regular_schedules"] + "5,,3,Someday,08:00,12:00\n6,,3,Friday,8,late\n"
    _bundle, problems = read_tables(packed({**SMALL, "regular_schedules": broken}), "harbour")
    column = "regular_schedules.csv: weekday"
    assert places(errors(problems)) == {(5, column, "hours"), (6, column, "hours")}
    broken = SMALL["holiday_schedules"] + "3,,3,Christmas,12/26/26,true,,\n"
    _bundle, problems = read_tables(packed({**SMALL, "holiday_schedules": broken}), "harbour")
    assert places(errors(problems)) == {(3, "holiday_schedules.csv: start_date", "hours")}


def test_a_service_without_an_address_is_taken_in_with_a_warning() -> None:
    lonely = SMALL["services"].replace("3,7,", "3,,")
    bundle, problems = read_tables(packed({**SMALL, "services": lonely}), "harbour")
    assert (1, "services.csv: location_id", "no_location") in places(problems)
    assert not bundle.of("service_at_location")


def test_the_same_office_meets_its_records_again_and_another_office_does_not() -> None:
    ids = [set(read_tables(packed(SMALL), source)[0].of("service"))
           for source in ("harbour", "harbour", "elsewhere")]  # fmt: skip
    assert ids[0] == ids[1]
    assert ids[0].isdisjoint(ids[2])


def test_an_editor_brings_the_tables_twice_and_the_second_time_nothing_changes(
    town: Whereabouts, editor: User
) -> None:
    content = packed(SMALL)
    first = services_import("ohana.zip", content, place=town.place, actor=editor)
    again = services_import("ohana.zip", content, place=town.place, actor=editor)
    assert (first.counts.new, again.counts.new, again.counts.changed) == (1, 0, 0)
    assert ServiceAtLocation.objects.filter(opening_hours=HOURS).count() == 1


def test_tables_of_an_older_hsds_are_not_mistaken_for_them() -> None:
    older = {**SMALL, "services_at_location": "id,service_id,location_id\n1,3,7\n"}
    bundle, problems = read_tables(packed(older), "harbour")
    assert (1, "services.csv: id", "no_uuid") in places(errors(problems))
    assert not bundle.of("service")


@needs_hsds
def test_the_public_sample_is_taken_in_whole_and_comes_back_the_same() -> None:
    folder = HSDS / "ohana-sample/data/sample-csv"
    tables = {path.stem: path.read_text() for path in sorted(folder.glob("*.csv"))}
    bundle, problems = read_tables(packed(tables), "sample")
    assert errors(problems) == []
    counts = {kind: len(docs) for kind, docs in bundle.objects.items()}
    assert counts == {"organization": 8, "service": 23, "service_at_location": 23, "location": 22,
                      "taxonomy": 0, "taxonomy_term": 290}  # fmt: skip
    assert read_tables(write_tables(bundle))[0].objects == bundle.objects
    again, problems = read_json(write_json(bundle))
    assert errors(problems) == []
    assert again.of("service") == bundle.of("service")


@pytest.mark.parametrize(
    ("text", "clock"),
    [("08:00", "08:00"), ("4:00 PM", "16:00"), ("3pm", "15:00"), ("12am", "00:00"),
     ("12 p.m.", "12:00"), ("9", "09:00"), ("25:00", ""), ("noon", ""), ("", "")],
)  # fmt: skip
def test_a_time_of_day_is_read_as_people_write_it(text: str, clock: str) -> None:
    assert read_clock(text) == clock


SPANS = st.sampled_from(["08:00-12:00", "14:00-16:00", "18:00-20:30"])


@given(st.dictionaries(st.sampled_from(DAYS), st.sets(SPANS, min_size=1), min_size=1))
def test_a_week_of_rows_says_the_same_as_its_expression(week: dict[str, set[str]]) -> None:
    expression = expression_of([(day, span) for day in week for span in week[day]], [])
    assert is_readable(expression)
    found = {
        (day, f"{row['opens_at']}-{row['closes_at']}")
        for row in weekly_rows(expression, "UTC") for day in row["byday"].split(",")
    }  # fmt: skip
    assert found == {(day.upper(), span) for day, spans in week.items() for span in spans}
