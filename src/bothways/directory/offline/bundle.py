"""All that a place shows in one language, cut into units that can be renewed one by one.

The bytes are drawn once for each state of the place and then kept, plain and packed.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.core.version import code_version
from bothways.directory.guide.content import Content, content_of
from bothways.directory.guide.maps import map_of
from bothways.directory.information.markup import marked
from bothways.directory.information.views import glossary_in
from bothways.directory.places.queries import Whereabouts
from bothways.directory.steps.plan import make_plan
from bothways.directory.steps.profile import Profile
from bothways.directory.steps.queries import book_of
from bothways.directory.steps.words import word_of
from bothways.directory.templatetags.directory import said

STYLES = ("web/tokens.css", "web/base.css", "directory/guide.css", "directory/town_map.css")
KEPT_SECONDS = 86_400
Units = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Kept:
    """The answers as they are sent, and the units for those who ask for a few."""

    whole: bytes
    manifest: bytes
    units: Units
    head: dict[str, Any]

    def some(self, keys: list[str]) -> bytes:
        found = {key: self.units[key] for key in keys if key in self.units}
        return _bytes({**self.head, "units": found})


def kept_content(where: Whereabouts, language: str) -> Kept:
    """No statement when kept."""
    key = f"directory:offline:{where.version}:{get_language()}:{language}:{code_version()}"
    found: Kept | None = cache.get(key)
    if found is None:
        found = _drawn(where, language)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _drawn(where: Whereabouts, language: str) -> Kept:
    units = _units(where, language, content_of(where, language))
    head = {
        "place": where.place.code, "language": language, "version": where.version,
        "drawn_on": timezone.localdate().isoformat(), "shell": _shell(where),
        "assets": [static(path) for path in STYLES],
    }  # fmt: skip
    hashes = {key: unit["h"] for key, unit in units.items()}
    manifest = _bytes({"version": where.version, "drawn_on": head["drawn_on"], "hashes": hashes})
    return Kept(_bytes({**head, "units": units}), manifest, units, head)


def _units(where: Whereabouts, language: str, content: Content) -> Units:
    """Key is the path below the place, as the worker meets it."""
    found: Units = {}
    if content.cards:
        drawn = {"map": map_of(where, content, content.cards, language), "place": where.place}
        found["services/"] = _unit(_("Map of the services"), _fragment("map", drawn))
    for card in content.cards:
        html = _fragment("service", {"card": card, "place": where.place})
        found[f"services/{card.id}/"] = _unit(card.name.text, html)
    for page in content.pages:
        body = marked(page.body.text, glossary_in(content, page.body.language))
        html = _fragment("page", {"page": page, "body": body})
        found[f"pages/{page.slug}/"] = _unit(page.title.text, html)
    book = book_of(where)
    if book is not None:
        steps = [planned.step for planned in make_plan(book[0], Profile()).steps]
        rows = [{"title": said(word_of(step.title)), "how": said(word_of(step.how))}
                for step in steps]  # fmt: skip
        found["steps/"] = _unit(_("My next steps"), _fragment("steps", {"rows": rows}))
    return found


def _unit(title: str, html: str) -> dict[str, str]:
    stamp = hashlib.sha256(f"{title}\n{html}".encode()).hexdigest()[:10]
    return {"h": stamp, "t": title, "b": html}


def _fragment(name: str, context: dict[str, Any]) -> str:
    return " ".join(render_to_string(f"directory/offline/{name}.html", context).split())


def _shell(where: Whereabouts) -> str:
    """The page around a unit; the worker puts title, body and day into it."""
    context = {"place": where.place, "language": get_language(),
               "styles": [static(path) for path in STYLES],
               "root": reverse("guide_place", args=[where.place.code])}  # fmt: skip
    return render_to_string("directory/offline/shell.html", context)


def _bytes(found: dict[str, Any]) -> bytes:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
