"""The other pages of the directory under axe: readers' pages and the desk."""

from collections.abc import Callable
from typing import Any

import pytest

from bothways.core.models import User
from bothways.directory.demonstration.actions import demonstration_load
from bothways.directory.demonstration.services import made_id
from bothways.directory.services.edits import editable
from bothways.directory.services.models import Proposal, Service
from bothways.directory.services.proposal_actions import proposal_make
from tests.conftest import person

pytestmark = pytest.mark.browser


@pytest.fixture
def editor_of_all(transactional_db: None) -> User:
    demonstration_load(actor=None)
    user = person("chief", "editor")
    service = Service.objects.get(pk=made_id("service", "library"))
    proposal_make(service, {**editable(service), "alert": "Closed"}, note="", actor=user)
    return user


def test_every_page_is_clean_and_fits_a_phone(
    editor_of_all: User, new_page: Callable[..., Any], axe: Callable[[Any], list[str]],
    sign_in: Callable[[Any, User], None],
) -> None:  # fmt: skip
    page = new_page(viewport={"width": 390, "height": 844})
    sign_in(page, editor_of_all)
    library = made_id("service", "library")
    owner = Service.objects.get(pk=library).organisation_id
    proposal = Proposal.objects.get().pk
    found: dict[str, object] = {}
    for path in (
        "/guide/", "/guide/lindbach/pages/renting/", "/guide/lindbach/services/?q=qqqq",
        "/guide/lindbach/services/?view=map&near=Town+Hall",
        "/ar/guide/lindbach/services/?view=map",
        f"/ar/guide/lindbach/services/{library}/",
        f"/guide/lindbach/services/{library}/poster/", f"/guide/organisations/{owner}/",
        "/desk/directory/", "/desk/directory/import/", f"/desk/directory/services/{library}/",
        f"/desk/directory/proposals/{proposal}/", "/desk/organisations/",
        f"/desk/organisations/{owner}/", "/ar/desk/directory/words/lindbach/",
        "/desk/directory/words/lindbach/pages/renting/",
        "/desk/directory/words/lindbach/pages/renting/ar/",
    ):  # fmt: skip
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if (faults := axe(page)) or wide > 1:
            found[path] = (faults, wide)
    assert found == {}, "\n".join(map(str, found.items()))
