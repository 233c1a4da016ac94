"""The cast of characters, the starter collection, a real browser."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from bothways.core.catalogues import compile_catalogues
from bothways.core.models import Role, User
from bothways.practices.import_actions import check_all, import_commit
from bothways.practices.importers import read_file
from bothways.practices.management.commands.load_starter import STARTER
from bothways.practices.models import ImportBatch
from bothways.practices.record.document import Document

# Playwright keeps an event loop in this thread; the pages under test are plain WSGI.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser")
                 if Path(path).exists()), "")  # fmt: skip
PASSWORD = "correct horse battery"


# The same examples in every run, so that a red test is red for everybody; new ones are looked for
# with HYPOTHESIS_PROFILE=explore. A busy machine is no failure, hence no deadline.
hypothesis_settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis_settings.register_profile("explore", deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_configure() -> None:
    compile_catalogues()


@pytest.fixture(autouse=True)
def _as_at_the_start() -> None:
    """A request leaves its language active in the thread; the next test starts in English."""
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)


def person(name: str, *roles: str) -> User:
    user = User.objects.create_user(name, f"{name}@example.org", PASSWORD)
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    return user


@pytest.fixture
def editor(db: None) -> User:
    return person("editor", Role.EDITOR)


@pytest.fixture
def reviewer(db: None) -> User:
    return person("reviewer", Role.REVIEWER)


@pytest.fixture
def coder_a(db: None) -> User:
    return person("coder_a", Role.EDITOR)


@pytest.fixture
def coder_b(db: None) -> User:
    return person("coder_b", Role.EDITOR)


@pytest.fixture
def officer(db: None) -> User:
    """Runs programmes; no role in the library."""
    return person("officer")


@pytest.fixture
def teacher(db: None) -> User:
    return person("teacher")


@pytest.fixture
def outsider(db: None) -> User:
    """Signed in, without any role."""
    return person("outsider")


@pytest.fixture
def visitor() -> Client:
    """Nobody in particular: no account."""
    return Client()


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def _client(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return _client


@pytest.fixture(scope="session")
def starter_documents() -> list[Document]:
    """The starter collection as the importer reads it; treat as read-only."""
    documents, problems = read_file(STARTER.name, STARTER.read_bytes())
    wrong = [p for p in [*problems, *check_all(documents)] if p.level == "error"]
    assert not wrong, wrong[:5]
    return documents


@pytest.fixture
def starter(db: None, starter_documents: list[Document]) -> list[Document]:
    """The starter collection, released."""
    batch = ImportBatch.objects.create(
        file_name=STARTER.name, file_format="yaml", file_hash="", documents=starter_documents
    )
    import_commit(batch, actor=None, release=True)
    return starter_documents


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=10_000)
    if not CHROMIUM:
        pytest.fail("Chromium is not installed: run `sh scripts/system-packages browser` as root.")
    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic",
                 "--disable-background-networking", "--disable-component-update",
                 "--disable-sync"]  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages in contexts of their own: ``new_page(java_script_enabled=False, ...)``.

    A page that logs a script error or breaks the content security policy fails its test.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def _open(**options: Any) -> Any:
        context = chromium.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if _is_breach(m) else None)
        return page

    yield _open
    for context in contexts:
        context.close()
    assert not complaints, complaints


def _is_breach(message: Any) -> bool:
    return message.type == "error" and "Content Security Policy" in message.text


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    return new_page(viewport={"width": 1280, "height": 900})


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Any, User], None]:
    """Gives a browser page the session of a person, without typing the password again."""

    def _sign_in(page: Any, user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return _sign_in


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """What axe finds on a page, one line a finding; an empty list is a clean page."""
    from axe_playwright_python.sync_playwright import Axe

    def _findings(page: Any) -> list[str]:
        options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
                               "best-practice"]}  # fmt: skip
        violations = Axe().run(page, options=options).response["violations"]
        return [
            f"{v['id']}: {v['help']} at {node['target']} {node['html'][:160]}"
            for v in violations
            for node in v["nodes"]
        ]

    return _findings
