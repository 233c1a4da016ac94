"""Reads of pages and words: as one language shows them, and as translators see them."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from bothways.core.search.normalise import fold
from bothways.directory.information.exchange import Unit
from bothways.directory.information.models import Feedback, GlossaryTerm, InfoPage
from bothways.directory.places.models import Place
from bothways.directory.places.queries import Whereabouts
from bothways.directory.services.cards import Word
from bothways.directory.texts.models import Text
from bothways.directory.texts.queries import Worded, worded
from bothways.directory.texts.state import Standing, standing

FEW = 5
MOST_WORDS = 40


@dataclass(frozen=True)
class Info:
    """A page as a reader gets it."""

    key: int
    place: str
    slug: str
    parent_slug: str
    title: Word
    body: Word
    checked_on: date | None


@dataclass(frozen=True)
class Term:
    code: str
    word: Word
    meaning: Word


def pages_of(where: Whereabouts, language: str) -> list[Info]:
    """The place's pages and those it inherits; its own stand before the same slug further up.
    Two statements."""
    rows = InfoPage.objects.filter(place__in=where.codes, is_public=True)
    by_slug: dict[str, InfoPage] = {}
    for row in sorted(rows, key=lambda row: where.codes.index(row.place_id)):
        by_slug.setdefault(row.slug, row)
    texts = worded("page", [str(row.pk) for row in by_slug.values()], language)
    ordered = sorted(by_slug.values(), key=lambda row: (row.position, row.slug))
    return [
        Info(row.pk, row.place_id, row.slug, row.parent_slug, _word(fields["title"]),
             _word(fields["body"]), row.checked_on)
        for row in ordered if (fields := texts.get(str(row.pk)))
    ]  # fmt: skip


def glossary_of(where: Whereabouts, language: str) -> list[Term]:
    """Two statements."""
    rows = GlossaryTerm.objects.filter(place__in=where.codes)
    by_code: dict[str, GlossaryTerm] = {}
    for row in sorted(rows, key=lambda row: where.codes.index(row.place_id)):
        by_code.setdefault(row.code, row)
    texts = worded("term", [str(row.pk) for row in by_code.values()], language)
    return [
        Term(code, _word(fields["word"]), _word(fields["meaning"]))
        for code, row in sorted(by_code.items()) if (fields := texts.get(str(row.pk)))
    ]  # fmt: skip


def _word(text: Worded) -> Word:
    return Word(text.body, text.language, text.standing.kind, text.standing.by)


# --- for editors and translators -------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A page in the list of the desk, with how it stands in each language."""

    slug: str
    title: str
    is_public: bool
    states: Mapping[str, Standing]


def desk_pages(place: Place) -> list[Row]:
    """Two statements."""
    pages = list(InfoPage.objects.filter(place=place))
    texts = Text.objects.filter(
        kind="page", thing__in=[str(page.pk) for page in pages], is_newest=True
    ).order_by("pk")
    by_page: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        by_page[text.thing].append(text)
    return [
        Row(page.slug, _title(found), page.is_public, _states(found, place))
        for page in pages if (found := by_page.get(str(page.pk), []))
    ]  # fmt: skip


def _title(found: list[Text]) -> str:
    return next((t.body for t in found if t.field == "title" and t.origin == "source"), "")


def _states(found: list[Text], place: Place) -> dict[str, Standing]:
    """The worst of its fields: what a reader would stumble over."""
    sources = {t.field: t.number for t in found if t.origin == "source"}
    by_key = {(t.language, t.field): t for t in found if t.origin != "source"}
    return {
        language: max(
            (_standing(number, by_key.get((language, field))) for field, number in sources.items()),
            key=lambda state: (WORST.index(state.kind), state.by),
        )
        for language in place.offered if language != place.source_language
    }  # fmt: skip


WORST = ("source", "current", "machine", "behind", "missing")


def _standing(number: int, text: Text | None) -> Standing:
    return standing(number, text.of_number if text else None, text.origin if text else "")


def page_of(place: Place, slug: str) -> InfoPage | None:
    return InfoPage.objects.filter(place=place, slug=slug).first()


def units_of(place: Place, language: str, *, only_open: bool) -> list[Unit]:
    """Every text of the place for a translator; ``only_open``: what is missing or behind."""
    keys: list[tuple[str, Any]] = [
        ("page", InfoPage.objects.filter(place=place).order_by("position", "slug")),
        ("term", GlossaryTerm.objects.filter(place=place).order_by("code")),
        ("service", place.services.order_by("name", "pk")),
    ]
    found: list[Unit] = []
    for kind, rows in keys:
        things = [str(key) for key in rows.values_list("pk", flat=True)]
        texts = worded(kind, things, language)
        for thing in things:
            for field, text in sorted(texts.get(thing, {}).items()):
                is_done = text.standing.kind in ("current", "source")
                if text.source.strip() and not (only_open and is_done):
                    target = "" if text.is_fallback else text.body
                    key = f"{kind}/{thing}/{field}#{text.number}"
                    found.append(Unit(key, text.source, target))
    return found


def reach_of(place: Place) -> dict[str, tuple[int, int]]:
    """Language -> pages readable in it, and pages whose parent is not readable in it: nobody gets
    there by reading."""
    rows = {row.slug: row for row in desk_pages(place) if row.is_public}
    parents = dict(InfoPage.objects.filter(place=place).values_list("slug", "parent_slug"))
    found = {}
    for language in place.offered:
        readable = {
            slug for slug, row in rows.items()
            if language == place.source_language or row.states[language].is_readable
        }  # fmt: skip
        cut = {s for s in readable if parents[s] in rows and parents[s] not in readable}
        found[language] = (len(readable), len(cut))
    return found


@dataclass(frozen=True)
class Missed:
    """What was searched in vain; None where so few asked that it could tell of a person."""

    words: tuple[str, ...]
    languages: tuple[str, ...]
    counts: tuple[tuple[int | None, ...], ...]
    hidden_words: int


def searches_missed(place: Place) -> Missed:
    """By words and language. Words that fewer than five people sent are not shown at all, and
    small cells are hidden together with those that would give them away."""
    # The mathematics takes a second to load, and few pages need it.
    from bothways.stats.disclosure.suppression import Suppression, suppress

    rows = Feedback.objects.filter(place=place, kind=Feedback.Kind.SEARCH).order_by("pk")
    told: Counter[tuple[str, str]] = Counter()
    for words, language in rows.values_list("thing", "language"):
        told[fold(words).strip(), language] += 1
    totals: Counter[str] = Counter()
    for (words, _language), count in told.items():
        totals[words] += count
    shown = tuple(w for w, n in totals.most_common() if n >= FEW)[:MOST_WORDS]
    languages = tuple(sorted({code for w, code in told if w in shown}))
    if not shown:
        return Missed((), (), (), len(totals))
    table = np.array([[told[w, code] for code in languages] for w in shown], dtype=float)
    safe = suppress(Suppression(threshold=FEW, hide_zeros=False), table).counts[:-1, :-1]
    counts = tuple(tuple(None if np.isnan(n) else int(n) for n in row) for row in safe)
    return Missed(shown, languages, counts, len(totals) - len(shown))


def feedback_on(place: Place, most: int = 200) -> list[Feedback]:
    """What was said of pages and services; searches are told in ``searches_missed`` alone."""
    found = Feedback.objects.filter(place=place).exclude(kind=Feedback.Kind.SEARCH)
    return list(found.order_by("-on", "-pk")[:most])
