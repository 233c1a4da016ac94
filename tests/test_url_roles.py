"""Who gets what at every address of the site.

A new address needs one line in ROLES, here or in its room's ``url_roles.py``: its name, what each
of the four meets with GET, and the parts of its path. The test fails for an address that is missing
and for a line too many.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bothways.context.import_actions import observations_stage
from bothways.core.models import AuditEntry, User
from bothways.practices.actions import practice_create, practice_release, practice_submit
from bothways.practices.import_actions import import_stage
from bothways.practices.models import Practice
from bothways.publishing.actions import report_file_request, report_freeze
from tests.practices.test_actions import LEAD
from tests.rooms import (
    EDITORS,
    EDITORS_SEND,
    EVERYBODY,
    NOTHING_THERE,
    ONLY_SENT_TO,
    REVIEWERS,
    SENT_ON,
    SIGN_IN,
    SIGNED_IN,
    VISITORS,
    Answer,
    Line,
    of_rooms,
)

RECORD = {"slug": LEAD["id"]}
FIGURES = b"indicator,place,time,value,dataset\nemployment_rate,DE,2024,1,own:test\n"
BATCH = {"number": "the staged file"}
REPORT = {"slug": "the report", "edition": 1}
FILE = {"file": "the file of the report"}
# Things that addresses name and that are made only for the lines that ask for them.
THINGS: dict[str, Callable[[], int | str]] = {
    "the staged file": lambda: import_stage("records.json", b"[]", actor=None).pk,
    "the file of figures": lambda: observations_stage("a.csv", FIGURES, actor=None).pk,
    "the report": lambda: report_freeze("", title="A report", actor=None).series.slug,
    "the file of the report": lambda: (
        report_file_request(
            report_freeze("", title="A report", actor=None), "pdf", "en", actor=None
        )[0].pk
    ),
    **of_rooms("url_roles", "THINGS"),
}

ROLES: dict[str, Line] = {
    # web
    "home": Line(EVERYBODY),
    "health": Line(EVERYBODY),
    # library
    "library": Line(EVERYBODY),
    "practice": Line(EVERYBODY, RECORD),
    "practice_release": Line(EVERYBODY, {**RECORD, "number": 1}),
    "compare": Line(EVERYBODY),
    "record_download": Line(EVERYBODY, {**RECORD, "ending": "json"}),
    "export_download": Line(EVERYBODY, {"ending": "json"}),
    # publishing
    "gap_map": Line(EVERYBODY),
    "gap_map_csv": Line(EVERYBODY),
    "gap_map_svg": Line(EVERYBODY),
    "reports": Line(EVERYBODY),
    "codebook": Line(EVERYBODY),
    "open_records": Line(EVERYBODY),
    "report": Line(EVERYBODY, REPORT),
    "report_practice": Line(EVERYBODY, {**REPORT, "practice": LEAD["id"]}),
    "report_new": Line(EDITORS),
    "report_file": Line(EVERYBODY, FILE),
    "report_file_new": Line(ONLY_SENT_TO, REPORT),
    "report_file_download": Line((404, 404, 404, 404), FILE),  # nobody has made it yet
    "report_file_stop": Line(ONLY_SENT_TO, FILE),
    # doors for other systems
    "api:api-root": Line((404, 404, 404, 404)),
    "api:openapi-json": Line(EVERYBODY),
    "api:practices": Line(EVERYBODY),
    "api:practice": Line(EVERYBODY, RECORD),
    "api:practice_release": Line(EVERYBODY, {**RECORD, "number": 1}),
    "api:fields": Line(EVERYBODY),
    "api:vocabularies": Line(EVERYBODY),
    "api:one_vocabulary": Line(EVERYBODY, {"name": "approach"}),
    "api_unknown": Line((404, 404, 404, 404), path="/api/nothing-here"),
    "oai": Line(EVERYBODY),
    # desk
    "desk": Line(EDITORS),
    "practice_new": Line(EDITORS),
    "practice_edit": Line(EDITORS, RECORD),
    "practice_merge": Line(EDITORS_SEND, RECORD),
    "practice_revisions": Line(EDITORS, RECORD),
    "practice_diff": Line(EDITORS, RECORD),
    "practice_restore": Line(EDITORS_SEND, RECORD),
    "practice_translate": Line(EDITORS, {**RECORD, "language": "ar"}),
    "practice_review": Line(REVIEWERS, RECORD),
    "practice_withdraw": Line(REVIEWERS, RECORD),
    "imports": Line(EDITORS),
    "import_batch": Line(EDITORS, BATCH),
    # ratings
    "how_we_rate": Line(EVERYBODY),
    "practice_rating": Line(REVIEWERS, RECORD),
    "rating_preview": Line(EDITORS_SEND, RECORD),
    # accounts
    "account_login": Line(VISITORS),
    "account_logout": Line((302, 200, 200, 200)),
    "account_signup": Line(VISITORS),
    "account_inactive": Line(EVERYBODY),
    "account_reauthenticate": Line(SIGNED_IN),
    "account_email": Line(SIGNED_IN),
    "account_email_verification_sent": Line(EVERYBODY),
    "account_confirm_email": Line(EVERYBODY, {"key": "nobody"}),
    "account_change_password": Line(SIGNED_IN),
    "account_set_password": Line(SENT_ON),
    "account_reset_password": Line(EVERYBODY),
    "account_reset_password_done": Line(EVERYBODY),
    "account_reset_password_from_key": Line(EVERYBODY, {"uidb36": "1", "key": "x-y"}),
    "account_reset_password_from_key_done": Line(EVERYBODY),
    "account_confirm_login_code": Line(SENT_ON),
    "mfa_index": Line(SIGNED_IN),
    "mfa_authenticate": Line(SENT_ON),
    "mfa_reauthenticate": Line(SENT_ON),
    "mfa_activate_totp": Line(SENT_ON),
    "mfa_deactivate_totp": Line(NOTHING_THERE),
    "mfa_view_recovery_codes": Line(NOTHING_THERE),
    "mfa_generate_recovery_codes": Line(SENT_ON),
    "mfa_download_recovery_codes": Line(NOTHING_THERE),
    **of_rooms("url_roles", "ROLES"),
    # figures of places: bringing files
    "observation_files": Line(EDITORS),
    "observation_file": Line(EDITORS, {"number": "the file of figures"}),
    # evidence
    "gap_list": Line(EVERYBODY),
    "gap_list_csv": Line(EVERYBODY),
    "evidence": Line(EVERYBODY),
    "evidence_outcome": Line(EVERYBODY, parts={"outcome": "wellbeing"}),
    "evidence_csv": Line(EVERYBODY, parts={"outcome": "wellbeing"}),
    # Nothing to draw: the one practice that is released has no effect to compare.
    "evidence_svg": Line((404, 404, 404, 404), parts={"outcome": "wellbeing"}),
    # what fits
    "shortlist": Line(EVERYBODY),
    "fit_profile": Line(EVERYBODY, RECORD),
    # places
    "places": Line(EVERYBODY),
    "place": Line((404, 404, 404, 404), {"code": "DE"}),  # no figures have been taken in
    "places_compare": Line(EVERYBODY),
    "place_figures": Line((404, 404, 404, 404), {"code": "DE", "ending": "csv"}),
    "place_chart": Line((404, 404, 404, 404), {"code": "DE", "ending": "svg"}),
    "compare_figures": Line((404, 404, 404, 404), {"ending": "csv"}),
    "compare_chart": Line((404, 404, 404, 404), {"ending": "svg"}),
}


def url_names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name or entry.pattern}"
        else:
            yield from url_names(entry, f"{entry.namespace}:" if entry.namespace else space)


def test_every_address_of_the_site_stands_in_the_table() -> None:
    assert set(url_names(get_resolver())) == set(ROLES)


@pytest.fixture
def released(editor: User, reviewer: User) -> Practice:
    practice = practice_create(LEAD, actor=editor)
    practice_submit(practice, actor=editor)
    practice_release(practice, actor=reviewer)
    return practice


@pytest.fixture
def address(released: Practice) -> Callable[[str], str]:
    made: dict[str, Any] = {}

    def _address(name: str) -> str:
        for value in ROLES[name].parts.values():
            if value in THINGS and value not in made:
                made[value] = THINGS[value]()
        parts = {key: made.get(value, value) for key, value in ROLES[name].parts.items()}
        return ROLES[name].path or reverse(name, kwargs=parts)

    return _address


def answer_of(client: Client, address: str) -> Answer:
    response = client.get(address)
    goes_to = response.headers.get("Location", "")
    return SIGN_IN if goes_to.startswith(reverse("account_login")) else response.status_code


@pytest.fixture
def roles(
    visitor: Client, outsider: User, editor: User, reviewer: User,
    signed_in: Callable[[User], Client],
) -> list[Client]:  # fmt: skip
    return [visitor, *(signed_in(person) for person in (outsider, editor, reviewer))]


@pytest.mark.parametrize("name", sorted(ROLES))
def test_each_role_meets_what_the_table_says(
    name: str, address: Callable[[str], str], roles: list[Client]
) -> None:
    assert tuple(answer_of(client, address(name)) for client in roles) == ROLES[name].answers


SENDS = {
    "practice_new": {"title": "A title", "language": "en"},
    "practice_edit": {"base": "1", "end": "yes", "title": "Another title"},
    "practice_merge": {"base": "1", "theirs": "1", "mine": "{}"},
    "practice_restore": {"base": "1", "number": "1"},
    "practice_translate": {"base": "1", "text.title": "عنوان", "kind.title": "human"},
    "practice_review": {"base": "1", "do": "return", "comment.all": "No"},
    "practice_withdraw": {"reason": "Because"},
    "imports": {},
    "import_batch": {"do": "discard"},
    "report_new": {"title": "A report", "query": ""},
    "report_file_stop": {},
    "practice_rating": {"do": "lower", "level": "0", "reason": "Because"},
    "rating_preview": {"base": "1", "end": "yes", "title": "Another title"},
    # figures of places: bringing files
    "observation_files": {},
    "observation_file": {"do": "commit"},
}


@pytest.mark.parametrize("name", sorted(SENDS))
def test_who_has_no_role_writes_nothing_by_any_form(
    name: str, address: Callable[[str], str], roles: list[Client]
) -> None:
    place = address(name)
    before = AuditEntry.objects.count()
    for client, expected in zip(roles[:2], (302, 403), strict=True):
        sent: dict[str, Any] = dict(SENDS[name])
        if name == "imports":
            sent["file"] = SimpleUploadedFile("records.json", b"[]")
        assert client.post(place, sent).status_code == expected
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", ["practice_review", "practice_withdraw", "practice_rating"])
def test_an_editor_does_not_decide_in_place_of_a_reviewer(
    name: str, address: Callable[[str], str], roles: list[Client]
) -> None:
    assert roles[2].post(address(name), SENDS[name]).status_code == 403


def test_a_form_without_its_token_is_refused_with_a_remedy(editor: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    response = client.post(reverse("practice_new"), SENDS["practice_new"])
    assert response.status_code == 403
    assert "open the page again" in response.content.decode()


def test_pages_allow_no_inline_script(visitor: Client, db: None) -> None:
    policy = visitor.get(reverse("account_login")).headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'self'" in policy
