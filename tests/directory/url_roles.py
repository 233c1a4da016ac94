"""Who gets what at the addresses of the directory."""

from collections.abc import Callable

from bothways.directory.demonstration.actions import TOWN, demonstration_load
from bothways.directory.demonstration.services import made_id
from bothways.directory.services.edits import editable
from bothways.directory.services.models import Service
from bothways.directory.services.proposal_actions import proposal_make
from tests.conftest import person
from tests.directory.services.audit_calls import ONE, a_service
from tests.directory.steps.keeping.audit_calls import a_plan
from tests.rooms import EDITORS, EVERYBODY, NOTHING_THERE, ONLY_SENT_TO, SIGN_IN, Line


def a_service_id() -> str:
    return str(a_service().pk)


def the_town() -> str:
    demonstration_load(actor=None)
    return TOWN


def a_proposal_number() -> int:
    """Of somebody who is none of the four."""
    a_service()
    service = Service.objects.get(pk=ONE)
    author = person("provider", "editor")
    return proposal_make(
        service, {**editable(service), "name": "Good advice"}, note="", actor=author
    ).pk


THINGS: dict[str, Callable[[], int | str]] = {
    "the service": a_service_id,
    "the town": the_town,
    "the proposal": a_proposal_number,
    "the kept plan": lambda: str(a_plan().pk),
}
PLACE = {"place": "the town"}
KEPT = {"plan": "the kept plan"}
SERVICE = {**PLACE, "service": made_id("service", "course")}
NOT_FOUND = (404, 404, 404, 404)
ROLES = {
    # the guide
    "guide": Line(EVERYBODY),
    "guide_place": Line(EVERYBODY, PLACE),
    "guide_services": Line(EVERYBODY, PLACE),
    "guide_service": Line(EVERYBODY, SERVICE),
    "guide_poster": Line(EVERYBODY, SERVICE),
    "guide_organisation": Line(NOT_FOUND, {"organisation": ONE}),
    "guide_page": Line(EVERYBODY, {**PLACE, "slug": "renting"}),
    "guide_feedback": Line(ONLY_SENT_TO, PLACE),
    "guide_content": Line(EVERYBODY, PLACE),
    "guide_manifest": Line(EVERYBODY, PLACE),
    "guide_worker": Line(EVERYBODY, PLACE),
    "guide_booklet": Line(EVERYBODY, PLACE),
    "guide_steps": Line(EVERYBODY, PLACE),
    "guide_cpsv": Line(EVERYBODY, PLACE),
    "guide_kept": Line(EVERYBODY, PLACE),
    "guide_hsds_json": Line(EVERYBODY, PLACE),
    "guide_hsds_zip": Line(EVERYBODY, PLACE),
    # the desk
    "directory_desk": Line(EDITORS),
    "directory_import": Line(EDITORS),
    "directory_service_edit": Line(EDITORS, {"service": "the service"}),
    "directory_proposal": Line(EDITORS, {"number": "the proposal"}),
    "information_desk": Line(EDITORS, PLACE),
    "information_new": Line(EDITORS, PLACE),
    "information_page": Line(EDITORS, {**PLACE, "slug": "renting"}),
    "information_translate": Line(EDITORS, {**PLACE, "slug": "renting", "language": "ar"}),
    "texts_export": Line(EDITORS, {**PLACE, "language": "ar", "ending": "xlf"}),
    "organisations": Line(EDITORS),
    "organisation_new": Line(EDITORS),
    "organisation_edit": Line((SIGN_IN, 403, 404, 404), {"organisation": ONE}),
    # kept plans: none of the four was admitted to the organisation, so none of them finds one
    "directory_plans": Line(EDITORS),
    "directory_plan_new": Line((SIGN_IN, 403, 302, 302), PLACE),
    "directory_plan": Line(NOTHING_THERE, KEPT),
    "directory_plan_compare": Line(NOTHING_THERE, KEPT),
    "directory_plan_agree": Line(NOTHING_THERE, KEPT),
    "directory_plan_sheet": Line(NOTHING_THERE, KEPT),
    "directory_plan_file": Line(NOTHING_THERE, KEPT),
    "directory_plan_end": Line(NOTHING_THERE, KEPT),
    # doors for other systems
    "hsds:api-root": Line(EVERYBODY, path="/hsds/"),
    "hsds:root": Line(EVERYBODY),
    "hsds:profile": Line(EVERYBODY),
    "hsds:profile_patch": Line(EVERYBODY, {"name": "service"}),
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
