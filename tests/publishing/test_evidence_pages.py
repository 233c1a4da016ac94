"""The pages of pooled estimates and of computed gaps, over releases."""

import csv
import io
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client

from bothways.core.models import User
from bothways.practices.actions import practice_withdraw
from bothways.practices.models import Practice
from bothways.publishing.evidence.reads import library_findings
from tests.publishing.comparable import TRIALS, documents_with_effects, release_all

# The records of the starter collection whose results can be compared.
COMPARED = ("football-united-australia",)


@pytest.fixture
def trials(starter: list[dict]) -> list[dict]:
    """Made-up practices whose effects can be compared, and the starter collection without its."""
    documents = documents_with_effects(starter)
    silent = [{**d, "studies": []} for d in starter if d["id"] in COMPARED]
    release_all([*silent, *documents])
    return documents


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_starter_collection_is_told_to_have_little_to_compare(
    starter: list[dict], visitor: Client
) -> None:
    page = text(visitor, "/evidence/")
    assert "4 of them can be compared" in page
    compared = {f.practice for f in library_findings().findings if f.counts}
    assert compared == set(COMPARED)
    assert "too few studies" in page
    outcome = text(visitor, "/evidence/school_results/")
    assert "No estimate yet" in outcome
    assert "This does not mean that nothing was found." in outcome


def test_every_reported_result_is_used_or_left_out_with_a_reason(trials: list[dict]) -> None:
    findings = library_findings().findings
    assert sum(f.counts for f in findings) == len(TRIALS)
    assert all(f.effect is not None and f.low is not None for f in findings if f.counts)
    assert all(f.problems for f in findings if not f.counts)


def test_an_outcome_shows_newcomers_and_hosts_apart_with_interval_and_prediction(
    trials: list[dict], visitor: Client
) -> None:
    page = text(visitor, "/evidence/wellbeing/")
    new, hosts = page.split("Measured on hosts</h2>")
    assert "Together the studies show a gain" in new
    assert new.count("Made-up trial of") == 4
    assert "A new study could find anything from" in new
    assert "One study: it cannot be pooled" in hosts
    assert "A second study that can be compared." in hosts
    assert 'class="pi"' in new and " style=" not in page


def test_what_would_change_an_estimate_is_worked_out(trials: list[dict], visitor: Client) -> None:
    assert "that finds nothing: the interval would include no effect" in text(
        visitor, "/evidence/wellbeing/"
    )


def test_a_mechanism_narrows_an_outcome_and_the_overview_leads_there(
    trials: list[dict], visitor: Client
) -> None:
    overview = text(visitor, "/evidence/")
    assert "/evidence/wellbeing/?mechanism=skills" in overview
    page = text(visitor, "/evidence/wellbeing/?mechanism=skills")
    assert page.count('class="pt"') == 3  # two studies and the estimate
    assert page.count("Made-up trial of") == 2


def test_the_history_names_the_practice_that_moved_the_estimate(
    trials: list[dict], visitor: Client, reviewer: User
) -> None:
    page = text(visitor, "/evidence/wellbeing/")
    assert "came in: Made-up practice 1, Made-up practice 2" in page
    practice_withdraw(Practice.objects.get(slug="made-up-1"), reason="A mistake.", actor=reviewer)
    after = text(visitor, "/evidence/wellbeing/")
    assert after.split("Measured on hosts</h2>")[0].count("Made-up trial of") == 3


def test_a_corrected_record_moves_the_estimate(trials: list[dict], visitor: Client) -> None:
    corrected = {**trials[0]}
    study = {**corrected["studies"][0]}
    study["outcomes"] = [{**study["outcomes"][0], "ci_low": None, "ci_high": None}]
    release_all([{**corrected, "studies": [study]}])
    page = text(visitor, "/evidence/wellbeing/")
    assert page.split("Measured on hosts</h2>")[0].count("Made-up trial of") == 3
    assert "no usable interval is reported" in page


def test_an_unknown_outcome_is_not_found(starter: list[dict], visitor: Client) -> None:
    assert visitor.get("/evidence/nonsense/").status_code == 404
    assert visitor.get("/evidence/school_results/forest.svg").status_code == 404


def test_the_csv_holds_used_and_left_out_results(trials: list[dict], visitor: Client) -> None:
    body = visitor.get("/evidence/wellbeing/findings.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert sum(row["used"] == "yes" for row in rows) == 5
    assert all(row["why_not"] for row in rows if row["used"] == "no")


@pytest.mark.parametrize("language", ["/ar", ""])
def test_the_forest_plot_is_a_well_formed_drawing(
    trials: list[dict], visitor: Client, language: str
) -> None:
    answer = visitor.get(f"{language}/evidence/wellbeing/forest.svg")
    root = fromstring(answer.content)
    assert len(root.findall(".//{http://www.w3.org/2000/svg}path")) > 15


def test_the_statements_do_not_grow_with_the_library(
    trials: list[dict], visitor: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(5):
        visitor.get("/evidence/")
    with django_assert_num_queries(3):
        visitor.get("/evidence/wellbeing/")
    with django_assert_num_queries(8):
        visitor.get("/gaps/list/")


def test_the_list_of_gaps_counts_every_type_and_links_to_the_library(
    trials: list[dict], visitor: Client
) -> None:
    page = text(visitor, "/gaps/list/?type=equity")
    assert "Nobody reports the effect for: girls or women alone" in page
    assert "A blank is no proof that nobody does it" in page
    assert "/practices/?outcome=wellbeing&amp;component=training" in page


def test_three_sound_studies_without_two_on_the_same_side_are_a_gap_of_synthesis(
    starter: list[dict], visitor: Client
) -> None:
    documents = documents_with_effects(starter)[:3]
    for document in documents:
        document["outcome_for"] = ["hosts", "newcomers"]
        document["components"] = ["training"]
        document["studies"][0]["outcomes"][0].pop("outcome_for")
    release_all(documents)
    page = text(visitor, "/gaps/list/?type=synthesis")
    assert "3 studies of C3 or more and no pooled estimate." in page


def test_the_file_of_gaps_holds_all_types(starter: list[dict], visitor: Client) -> None:
    body = visitor.get("/gaps/gaps.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body)))
    kinds = {row[0] for row in rows[1:-2]}
    assert kinds == {"Nobody", "Not tested", "Not looked at apart", "Newcomers only", "No cost",
                     "Old studies"}  # fmt: skip
    assert rows[-1][0].startswith("A blank is no proof")
