"""Translations of a record's prose into one language, beside the original."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.practices.forms.posted import tidy
from bothways.practices.models import Practice
from bothways.practices.record.document import Document, is_empty
from bothways.practices.record.fields import FIELDS
from bothways.practices.record.spec import Field
from bothways.practices.record.translations import (
    Translated,
    TranslationState,
    entry_of,
    in_language,
    translated,
    translation_state,
    with_language,
)
from bothways.practices.views.access import editor_page, number_of, practice_or_404, revision_or_404
from bothways.practices.views.editing import conflict_page, save

STATE_WORDS: dict[TranslationState, Any] = {
    "missing": gettext_lazy("no translation yet"),
    "outdated": gettext_lazy("the original changed since"),
    "up_to_date": gettext_lazy("up to date"),
}
KIND_WORDS = {
    "machine": gettext_lazy("by machine"),
    "human": gettext_lazy("by a person"),
    "checked": gettext_lazy("by a person, checked by another"),
}


@dataclass(frozen=True)
class Pair:
    """One text in both languages."""

    field: Field
    original: str
    text: str
    kind: str
    state: TranslationState
    state_words: Any


@editor_page
def practice_translate(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    practice = practice_or_404(slug)
    document = practice.newest.document
    if language not in dict(settings.LANGUAGES) or language == document.get("language"):
        raise Http404(_("The record is not translated into this language."))
    if request.method == "POST":
        return _saved(request, practice, language)
    return _page(request, practice, language)


def _saved(request: HttpRequest, practice: Practice, language: str) -> HttpResponse:
    """My texts go on top of the newest revision, unless somebody else translated the same
    language meanwhile: then both versions are shown."""
    base = number_of(request.POST.get("base"))
    before, newest = revision_or_404(practice, base).document, practice.newest.document
    mine = translated(before, language, _given(request, before))
    document = with_language(newest, mine, language)
    if in_language(before, language) != in_language(newest, language):
        return conflict_page(request, practice, document, base)
    return save(request, practice, document, practice.newest.number)


def _given(request: HttpRequest, document: Document) -> dict[str, Translated]:
    return {
        field.id: Translated(
            tidy(request.POST.get(f"text.{field.id}", "")),
            request.POST.get(f"kind.{field.id}", "human"),
            request.POST.get(f"still.{field.id}") == "yes",
        )
        for field in _fields(document)
    }


def _fields(document: Document) -> list[Field]:
    return [f for f in FIELDS if f.translatable and not is_empty(document.get(f.id))]


def _page(request: HttpRequest, practice: Practice, language: str) -> HttpResponse:
    document = practice.newest.document
    names = dict(settings.LANGUAGES)
    context = {
        "section": "desk",
        "tab": "translate",
        "practice": practice,
        "document": document,
        "language": language,
        "language_name": names[language],
        "others": [(code, name) for code, name in settings.LANGUAGES
                   if code not in (language, document.get("language"))],
        "pairs": [_pair(field, document, language) for field in _fields(document)],
        "kinds": KIND_WORDS,
    }  # fmt: skip
    return render(request, "practices/desk/translate.html", context)


def _pair(field: Field, document: Document, language: str) -> Pair:
    entry = entry_of(document, language, field.id)
    state = translation_state(document, language, field.id)
    return Pair(
        field,
        _as_text(document[field.id]),
        _as_text(entry.get("text", "")),
        entry.get("kind", "human"),
        state,
        STATE_WORDS[state],
    )


def _as_text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value)
