"""The ways through the site: what a page links to."""

from collections.abc import Callable

from django.test import Client

from bothways.core.models import User
from bothways.practices.record.document import Document


def test_an_editor_finds_the_figures_of_places_on_the_desk(
    editor: User, signed_in: Callable[[User], Client]
) -> None:
    assert 'href="/desk/observations/"' in signed_in(editor).get("/desk/").content.decode()


def test_plans_lead_to_the_allocation(officer: User, signed_in: Callable[[User], Client]) -> None:
    assert 'href="/allocation/"' in signed_in(officer).get("/plans/").content.decode()


def test_a_practice_leads_to_what_the_studies_say_together(
    starter: list[Document], visitor: Client
) -> None:
    page = visitor.get("/practices/voorleesexpress/").content.decode()
    assert 'href="/evidence/"' in page
