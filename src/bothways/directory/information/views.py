"""Pages of information for readers, and the small form that asks whether they helped."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.directory.guide.access import place_page
from bothways.directory.guide.content import Content, content_of
from bothways.directory.guide.reading import reading
from bothways.directory.information.actions import feedback_give
from bothways.directory.information.markup import marked
from bothways.directory.information.queries import Info
from bothways.directory.places.queries import Whereabouts


@place_page
def guide_page(request: HttpRequest, where: Whereabouts, slug: str) -> HttpResponse:
    content = content_of(where, reading())
    page = next((page for page in content.pages if page.slug == slug), None)
    if page is None:
        raise Http404(_("There is no such page here."))
    context = {
        "section": "guide", "place": where.place, "where": where, "page": page,
        "body": marked(page.body.text, glossary_in(content, page.body.language)),
        "below": [other for other in content.pages if other.parent_slug == slug],
        "is_inherited": page.place != where.place.code,
    }  # fmt: skip
    return render(request, "directory/information/page.html", context)


def glossary_in(content: Content, tongue: str) -> dict[str, tuple[str, str]]:
    """Only words in the language of the text: in another one they would not stand in it."""
    return {
        term.code: (term.word.text, term.meaning.text)
        for term in content.terms if term.word.language == tongue
    }  # fmt: skip


def top_pages(content: Content) -> list[Info]:
    slugs = {page.slug for page in content.pages}
    return [page for page in content.pages if page.parent_slug not in slugs]


@require_POST
@place_page
def guide_feedback(request: HttpRequest, where: Whereabouts) -> HttpResponse:
    """No account and no name; what is asked for is a yes, a no or a word."""
    given: Any = request.POST
    answer = {"yes": True, "no": False}.get(given.get("useful", ""))
    try:
        feedback_give(
            where.place, given.get("kind", ""), given.get("thing", ""), language=reading(),
            was_useful=answer, words=given.get("words", ""),
            actor=request.user if isinstance(request.user, User) else None,
        )  # fmt: skip
        messages.success(request, _("Thank you. The town's editors read it."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("guide_place", where.place.code)
