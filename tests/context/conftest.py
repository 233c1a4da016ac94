"""The starter set of observations."""

import pytest

from bothways.context.actions import indicators_load, starter_load


@pytest.fixture
def figures(db: None) -> None:
    """Indicators and published figures, as a fresh site has them."""
    indicators_load(actor=None)
    starter_load(actor=None)
