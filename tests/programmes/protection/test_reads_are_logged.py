"""Whatever page or file of a programme shows a person's name to staff leaves a row that says so."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pypdf import PdfReader

from bothways.core.models import User
from bothways.programmes.models import Cohort, Pairing, Person, Programme, ReadEntry, Session
from bothways.programmes.protection.pairing_actions import pairing_activate
from tests.programmes.protection.conftest import a_child, guardian_agrees
from tests.rooms import names_of_rooms, of_rooms

pytestmark = pytest.mark.django_db
NAMES = re.compile("Salma|Zarqawi|زرقاوي|Huda")
PARTS: dict[str, Callable[[Person], dict[str, Any]]] = of_rooms("reading_pages", "PARTS")
SENDS: dict[str, dict[str, str]] = of_rooms("reading_pages", "SENDS")
NOBODY = names_of_rooms("reading_pages", "NOBODY")


def addresses(resolver: URLResolver) -> Iterator[tuple[str, URLPattern]]:
    """Addresses of programmes: their views live in the room."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry)
        elif entry.callback.__module__.startswith("bothways.programmes") and entry.name:
            yield entry.name, entry


PAGES = dict(addresses(get_resolver()))


@pytest.fixture
def scene(agreed: Person, pairing: Pairing, cohort: Cohort, officer: User) -> Person:
    pairing_activate(pairing, actor=officer)
    now = timezone.now()
    Session.objects.create(cohort=cohort, number=1, starts_at=now, ends_at=now + timedelta(hours=1))
    return agreed


def parts_of(name: str, person: Person) -> dict[str, Any]:
    found: dict[str, Any] = {
        "number": person.programme_id,
        "person": person.pk,
        "cohort": Cohort.objects.get().pk,
        "session": Session.objects.get().pk,
    }
    wanted = set(PAGES[name].pattern.converters)
    own = PARTS[name](person) if name in PARTS else {}
    return {**{key: value for key, value in found.items() if key in wanted}, **own}


def text_of(response: Any) -> str:
    content = response.getvalue() if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("application/pdf"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "ignore") for name in
                             archive.namelist())  # fmt: skip
    return str(content.decode("utf-8", "ignore"))


@pytest.mark.parametrize("name", sorted(set(PAGES) - NOBODY))
def test_who_shows_a_name_leaves_a_row(
    name: str, scene: Person, signed_in: Callable[[User], Client], officer: User, teacher: User
) -> None:
    parts = parts_of(name, scene)
    try:
        address = reverse(name, kwargs=parts)
    except NoReverseMatch:
        pytest.fail("Its parts stand in no table: add them to the room's reading_pages.py.")
    for user in (officer, teacher):
        ReadEntry.objects.all().delete()
        client = signed_in(user)
        response = client.post(address, SENDS[name]) if name in SENDS else client.get(address)
        if NAMES.search(text_of(response)):
            rows = ReadEntry.objects.filter(person_id=scene.pk, reader=user)
            assert rows.exists(), f"{name} shows the name and leaves no row"


def test_the_pages_that_show_a_name_are_found_by_it(
    scene: Person, signed_in: Callable[[User], Client], officer: User
) -> None:
    """The walk above would say nothing if the name were not on these pages."""
    for name in ("protection_person", "protection_people", "protection_pairings",
                 "protection_copy", "protection_sheet", "protection_erase"):  # fmt: skip
        address = reverse(name, kwargs=parts_of(name, scene))
        client = signed_in(officer)
        response = client.post(address, SENDS[name]) if name in SENDS else client.get(address)
        assert NAMES.search(text_of(response)), name


def test_the_log_is_read_by_lead_and_safeguarding_only(
    scene: Person, programme: Programme, signed_in: Callable[[User], Client], officer: User,
    in_role: Callable[..., Any], evaluator: User, safeguarder: Any,
) -> None:  # fmt: skip
    in_role(evaluator, "officer")
    address = reverse("protection_reads", args=[programme.pk])
    answers = [
        signed_in(user).get(address).status_code for user in (officer, safeguarder.user, evaluator)
    ]
    assert answers == [200, 200, 403]


def test_the_log_names_readers_and_only_numbers_of_people(
    scene: Person, programme: Programme, signed_in: Callable[[User], Client], officer: User,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    other = a_child(programme)
    guardian_agrees(other)
    client = signed_in(officer)
    for person in (scene, other):
        client.get(reverse("protection_person", args=[programme.pk, person.pk]))
    address = reverse("protection_reads", args=[programme.pk])
    with django_assert_max_num_queries(14):
        page = client.get(address).content.decode()
    assert "officer" in page
    assert "Salma" not in page
    assert "Zarqawi" not in page
    only = client.get(f"{address}?person={other.pk}").content.decode()
    assert f"?person={other.pk}" in only
    assert f'href="?person={scene.pk}"' not in only
