"""A sentence that was kept as JSON reads as it did before."""

from bothways.stats.said import Said, said_from


def test_a_kept_number_still_has_three_digits_that_matter() -> None:
    said = Said("Only %(df)s degrees of freedom remain.", {"df": 4.945869772479763})
    assert str(said_from(said.as_json())) == str(said) == "Only 4.95 degrees of freedom remain."
