"""Who gets what at the addresses of the directory."""

from collections.abc import Callable

from tests.directory.services.audit_calls import ONE, a_service
from tests.rooms import EVERYBODY, Line


def a_service_id() -> str:
    return str(a_service().pk)


THINGS: dict[str, Callable[[], int | str]] = {"the service": a_service_id}
NOT_FOUND = (404, 404, 404, 404)
ROLES = {
    # doors for other systems
    "hsds:api-root": Line(EVERYBODY, path="/hsds/"),
    "hsds:root": Line(EVERYBODY),
    "hsds:openapi-json": Line(EVERYBODY),
    "hsds:services": Line(EVERYBODY),
    "hsds:organizations": Line(EVERYBODY),
    "hsds:service_at_locations": Line(EVERYBODY),
    "hsds:taxonomies": Line(EVERYBODY),
    "hsds:taxonomy_terms": Line(EVERYBODY),
    "hsds:service": Line(EVERYBODY, {"id": "the service"}),
    "hsds:organization": Line(NOT_FOUND, {"id": ONE}),
    "hsds:service_at_location": Line(NOT_FOUND, {"id": ONE}),
    "hsds:taxonomy": Line(NOT_FOUND, {"id": ONE}),
    "hsds:taxonomy_term": Line(NOT_FOUND, {"id": ONE}),
}
