"""The demonstration town, and the folder of public HSDS files beside the repository."""

from pathlib import Path

import pytest

from bothways.directory.demonstration.actions import TOWN, demonstration_load
from bothways.directory.places.queries import Whereabouts, whereabouts

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
HSDS = SHARED / "hsds"
ABSENT = "The public HSDS files lie in ../shared/data/hsds, which is not here."
needs_hsds = pytest.mark.skipif(not HSDS.is_dir(), reason=ABSENT)


@pytest.fixture
def town(db: None) -> Whereabouts:
    demonstration_load(actor=None)
    found = whereabouts(TOWN)
    assert found is not None
    return found
