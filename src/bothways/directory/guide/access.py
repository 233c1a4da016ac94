"""The place of a page of the guide, or 404; and the moment it is drawn for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.directory.guide.reading import Address, read_in
from bothways.directory.places.queries import whereabouts

View = Callable[..., HttpResponse]


def place_page(view: View) -> View:
    """Hands the whereabouts to the view in place of the code."""

    @wraps(view)
    def found(request: HttpRequest, place: Address, **kwargs: Any) -> HttpResponse:
        where = whereabouts(place.code)
        if where is None or (place.tongue and place.tongue not in where.more_languages):
            raise Http404(_("There is no such place in the directory."))
        with read_in(place.tongue):
            return view(request, where, **kwargs)

    return found


def language() -> str:
    """Of the words around the texts; the texts are in ``reading()``."""
    return get_language() or "en"
