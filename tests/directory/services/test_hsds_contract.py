"""What schemathesis thinks of, sent to the running application; every answer keeps its contract."""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings

from bothways.directory.demonstration.actions import demonstration_load

API = schemathesis.openapi.from_wsgi("/hsds/openapi.json", get_wsgi_application())


@pytest.fixture
def loaded(transactional_db: None) -> None:
    demonstration_load(actor=None)


@API.parametrize()
@settings(
    max_examples=12, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_any_request_is_answered_as_the_description_says(case: Any, loaded: None) -> None:
    # The transport of the test does not unpack.
    case.call_and_validate(headers={"Accept-Encoding": "identity"})
