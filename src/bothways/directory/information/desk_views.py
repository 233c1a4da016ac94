"""The desk of a place's words: pages and their translations, exchange, what was missed."""

from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bothways.core.errors import Conflict, Refused
from bothways.core.places_and_languages import language_codes, language_label
from bothways.core.vocabularies import LANGUAGES
from bothways.directory.desk.access import actor_of, editor_page
from bothways.directory.desk.forms import line, words
from bothways.directory.information import actions, exchange, queries
from bothways.directory.information.plain import plainness
from bothways.directory.places.actions import place_describe
from bothways.directory.places.models import Place
from bothways.directory.steps.actions import steps_publish
from bothways.directory.steps.book import read_yaml
from bothways.directory.texts.queries import source_wording, worded
from bothways.directory.town_map.actions import base_map_publish, base_map_withdraw
from bothways.directory.town_map.geojson import read_geojson
from bothways.directory.town_map.queries import newest_base_map

FORMATS = ("xlf", "po")


class PageForm(forms.Form):
    title = line(gettext_lazy("Title"), required=True)
    slug = line(gettext_lazy("Name in the address"), most=80, ltr=True)
    parent_slug = line(gettext_lazy("Lies below the page"), most=80, ltr=True)
    position = forms.IntegerField(label=gettext_lazy("Position"), min_value=0, required=False)
    body = words(
        gettext_lazy("Text"),
        gettext_lazy("An empty line between paragraphs; “- ” begins a list, “## ” a heading."),
        rows=14,
    )
    is_public = forms.BooleanField(label=gettext_lazy("Public"), required=False, initial=True)


class BaseMapForm(forms.Form):
    attribution = line(gettext_lazy("Attribution"), gettext_lazy("As it must stand under the map, "
                       "for instance: © OpenStreetMap contributors"), required=True)  # fmt: skip
    licence = line(gettext_lazy("Licence"), gettext_lazy("For instance: ODbL 1.0"), most=100,
                   required=True)  # fmt: skip


class TermForm(forms.Form):
    word = line(gettext_lazy("Word of offices"), required=True)
    meaning = words(gettext_lazy("What it means, in plain words"), rows=2)


def _place(code: str) -> Place:
    found = Place.objects.filter(pk=code).first()
    if found is None:
        raise Http404(_("There is no such place in the directory."))
    return found


@editor_page
def information_desk(request: HttpRequest, place: str) -> HttpResponse:
    """Everything about the words of one place on one page; small forms come back to it."""
    found = _place(place)
    problems: tuple[Any, ...] = ()
    if request.method == "POST":
        act = ACTS.get(request.POST.get("do", ""))
        try:
            if act is not None:
                messages.success(request, act(request, found))
                return redirect("information_desk", place)
        except (Conflict, Refused) as refusal:
            messages.error(request, str(refusal))
            problems = getattr(refusal, "problems", ())[:200]
    context = {
        "section": "desk", "place": found, "rows": queries.desk_pages(found),
        "languages": [code for code in found.offered if code != found.source_language],
        "reach": queries.reach_of(found), "missed": queries.searches_missed(found),
        "feedback": queries.feedback_on(found), "term_form": TermForm(), "problems": problems,
        "added": [code for code in found.languages if code not in LANGUAGES],
        "addable": _addable(found),
        "base_map": newest_base_map(found), "base_map_form": BaseMapForm(),
    }  # fmt: skip
    status = 422 if problems else 200
    return render(request, "directory/information/desk.html", context, status=status)


def _addable(place: Place) -> list[tuple[str, str]]:
    codes = (code for code in language_codes() if code not in place.offered)
    return sorted(((code, _name(code)) for code in codes), key=lambda pair: pair[1].casefold())


def _offer(request: HttpRequest, place: Place) -> str:
    """One language more to read the place in. What is translated stays when one is taken out."""
    code = request.POST.get("language", "")
    kept = [known for known in place.languages if known != code]
    place_describe(place.code, {"languages": [*kept, code]}, actor=actor_of(request))
    return _("The place can be translated into %(language)s now.") % {"language": _name(code)}


def _withdraw(request: HttpRequest, place: Place) -> str:
    code = request.POST.get("language", "")
    kept = [known for known in place.languages if known != code]
    place_describe(place.code, {"languages": kept}, actor=actor_of(request))
    return _("%(language)s is no longer offered. Its texts are kept.") % {"language": _name(code)}


def _name(code: str) -> str:
    return language_label(code, get_language() or "en")


def _term(request: HttpRequest, place: Place) -> str:
    form = TermForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    actions.term_write(place, "", given, actor=actor_of(request))
    return _("The word is in the glossary.")


def _bring(request: HttpRequest, place: Place) -> str:
    upload = request.FILES.get("file")
    if upload is None:
        raise Refused(_("Choose a file first."))
    is_po = (upload.name or "").lower().endswith(".po")
    read = exchange.from_po if is_po else exchange.from_xliff
    units, problems = read(upload.read())
    if problems:
        raise Refused(_("The file has errors, so nothing of it was taken in."), problems)
    written = actions.texts_bring(
        place, request.POST.get("language", ""), units, actor=actor_of(request)
    )
    return _("%(count)s texts were taken in.") % {"count": written}


def _steps(request: HttpRequest, place: Place) -> str:
    upload = request.FILES.get("file")
    if upload is None:
        raise Refused(_("Choose a file first."))
    _book, document, problems = read_yaml(upload.read())
    if not document:
        raise Refused(_("The book has errors, so it was not published."), problems)
    steps_publish(place, document, actor=actor_of(request))
    return _("The steps are published.")


def _base_map(request: HttpRequest, place: Place) -> str:
    upload = request.FILES.get("file")
    if upload is None:
        raise Refused(_("Choose a file first."))
    shapes, problems = read_geojson(upload.read())
    if problems:
        raise Refused(_("The file has errors, so nothing of it was taken in."), problems)
    form = BaseMapForm(request.POST)
    told = form.cleaned_data if form.is_valid() else {}
    small = base_map_publish(
        place, shapes, told.get("attribution", ""), told.get("licence", ""),
        actor=actor_of(request),
    )  # fmt: skip
    kept = sum(len(shape.points) for shape in small.shapes)
    said = _("The base map is published: %(kept)s of %(before)s points were needed; "
             "%(left_out)s small shapes were left out.")  # fmt: skip
    return said % {"kept": kept, "before": small.positions_before, "left_out": small.left_out}


def _base_map_off(request: HttpRequest, place: Place) -> str:
    base_map_withdraw(place, actor=actor_of(request))
    return _("The base map is withdrawn.")


ACTS: dict[str, Callable[[HttpRequest, Place], str]] = {
    "term": _term, "bring": _bring, "steps": _steps, "offer": _offer, "withdraw": _withdraw,
    "base_map": _base_map, "base_map_off": _base_map_off,
}  # fmt: skip


@editor_page
def page_edit(request: HttpRequest, place: str, slug: str = "") -> HttpResponse:
    found = _place(place)
    page = queries.page_of(found, slug) if slug else None
    if slug and page is None:
        raise Http404(_("There is no such page here."))
    initial: dict[str, Any] = {}
    if page is not None:
        texts = worded("page", [str(page.pk)], found.source_language).get(str(page.pk), {})
        initial = {"slug": page.slug, "parent_slug": page.parent_slug, "position": page.position,
                   "is_public": page.is_public,
                   **{name: text.body for name, text in texts.items()}}  # fmt: skip
    form = PageForm(request.POST or None, initial=initial)

    def save() -> HttpResponse:
        given = form.cleaned_data
        made = actions.page_write(
            found, slug or given["slug"], given, parent_slug=given["parent_slug"],
            position=given["position"] or 0, is_public=given["is_public"],
            actor=actor_of(request),
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("information_page", place, made.slug)

    context = {"place": found, "page": page, "plain": plainness(initial.get("body", ""))}
    return _form_page(request, form, save, "directory/information/edit.html", context)


@editor_page
def page_translate(request: HttpRequest, place: str, slug: str, language: str) -> HttpResponse:
    """The source, what changed in it since the translation, and the translation."""
    found = _place(place)
    page = queries.page_of(found, slug)
    if page is None or language not in found.offered or language == found.source_language:
        raise Http404(_("There is no such page here."))
    key = str(page.pk)
    texts = worded("page", [key], language).get(key, {})
    form = forms.Form(request.POST or None)
    for name, text in texts.items():
        form.fields[name] = words(
            _("Title") if name == "title" else _("Text"), rows=2 if name == "title" else 14
        )
        form.fields[name].initial = "" if text.is_fallback else text.body
        form.fields[name].widget.attrs.update({"lang": language, "dir": "auto"})

    def save() -> HttpResponse:
        actions.text_translate(
            found, "page", key, language, form.cleaned_data, origin="human",
            numbers={name: text.number for name, text in texts.items()}, actor=actor_of(request),
        )  # fmt: skip
        messages.success(request, _("Saved. The translation now stands for the present original."))
        return redirect("information_desk", place)

    changes = [(name, text, since(key, name, text.number - text.standing.by, text.source))
               for name, text in texts.items()]  # fmt: skip
    context = {"place": found, "page": page, "language": language, "changes": changes}
    return _form_page(request, form, save, "directory/information/translate.html", context)


def since(thing: str, field: str, number: int, now: str) -> list[tuple[str, str]]:
    """The original as it was when it was translated against the one of today, word by word."""
    before = source_wording("page", thing, field, number).split()
    after = now.split()
    if before == after:
        return []
    found: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("same", " ".join(after[j1:j2])))
        else:
            found += [(kind, " ".join(part)) for kind, part in
                      (("out", before[i1:i2]), ("in", after[j1:j2])) if part]  # fmt: skip
    return found


@editor_page
def texts_export(request: HttpRequest, place: str, language: str, ending: str) -> HttpResponse:
    """What is missing or behind, for a translator; ``?all=1`` for everything."""
    found = _place(place)
    if language not in found.offered or ending not in FORMATS:
        raise Http404(_("There is no such file."))
    units = queries.units_of(found, language, only_open=not request.GET.get("all"))
    content, kind = (
        (exchange.to_po(units, language), "text/x-gettext-translation") if ending == "po"
        else (exchange.to_xliff(units, found.source_language, language), "application/x-xliff+xml")
    )  # fmt: skip
    response = HttpResponse(content, kind)
    name = f"{place}-{language}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _form_page(
    request: HttpRequest, form: forms.Form, save: Callable[[], HttpResponse], template: str,
    context: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return save()
            except Refused as refusal:
                form.add_error(None, str(refusal))
                context = {**context, "problems": refusal.problems}
            except Conflict as conflict:
                form.add_error(None, str(conflict))
                status = 409
    return render(request, template, {"section": "desk", "form": form, **context}, status=status)
