"""What the record as a whole says beside the rating of its studies."""

import pytest

from bothways.practices.rating.document import rate_document
from bothways.practices.rating.flags import record_flags
from tests.practices.test_actions import LEAD


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({}, []),
        ({"outcome_for": ["newcomers"]}, ["on_newcomers"]),
        ({"outcome_for": ["hosts", "institutions"]}, ["on_hosts"]),
        ({"outcome_for": ["hosts", "newcomers"]}, ["on_both_sides"]),
        ({"outcome_for": ["institutions"]}, []),
        ({"cost_per_child": 12, "equity": ["Girls and boys apart."]}, ["cost_known", "equity"]),
    ],
)
def test_whom_it_measured_what_it_costs_and_equity_stand_beside_the_rating(
    fields: dict[str, object], codes: list[str]
) -> None:
    assert [flag.code for flag in record_flags(fields)] == codes


def test_a_flag_of_the_record_never_moves_the_rating() -> None:
    plain = {**LEAD, "studies": [{"design": "rct", "n": 400}]}
    flagged = {**plain, "outcome_for": ["hosts", "newcomers"], "cost": "12 euros a child"}
    one, other = rate_document(plain), rate_document(flagged)
    assert (one.low, one.high) == (other.low, other.high)
    told = {flag["code"] for flag in other.document["flags"]}
    assert told >= {"on_both_sides", "cost_known"}
