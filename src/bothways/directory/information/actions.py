"""Writes of pages, words and feedback. One audit row each."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Conflict, Refused
from bothways.core.models import User
from bothways.core.problems import errors
from bothways.directory.information.exchange import Unit, checked
from bothways.directory.information.models import Feedback, GlossaryTerm, InfoPage
from bothways.directory.organisations.policies import require_register
from bothways.directory.places.models import Place
from bothways.directory.places.queries import touch
from bothways.directory.texts.models import Text
from bothways.directory.texts.writing import newest, write_sources, write_translation

PAGE_FIELDS = ("title", "body")
TERM_FIELDS = ("word", "meaning")
MOST_LETTERS = 30_000
MOST_A_DAY = 500


@transaction.atomic
def page_write(
    place: Place, slug: str, bodies: Mapping[str, str], *, actor: User | None,
    parent_slug: str = "", position: int = 0, is_public: bool = True,
) -> InfoPage:  # fmt: skip
    """A page in the language of its place; the same words again are no new wording."""
    require_register(actor)
    slug = slugify(slug or bodies.get("title", ""))[:80]
    if not slug or not bodies.get("title", "").strip():
        raise Refused(_("Give the page a title and a short name for its address."))
    if parent_slug == slug or len(bodies.get("body", "")) > MOST_LETTERS:
        raise Refused(_("A page does not lie below itself, and holds at most 30,000 letters."))
    page, _made = InfoPage.objects.update_or_create(
        place=place, slug=slug,
        defaults={"parent_slug": parent_slug, "position": position, "is_public": is_public,
                  "checked_on": timezone.localdate()},
    )  # fmt: skip
    fields = {name: bodies.get(name, "") for name in PAGE_FIELDS}
    write_sources("page", str(page.pk), fields, place.source_language, actor)
    touch([place.code])
    audit("write", "info_page", page.pk, actor=actor, place=place.code, slug=slug)
    return page


@transaction.atomic
def term_write(
    place: Place, code: str, bodies: Mapping[str, str], *, actor: User | None
) -> GlossaryTerm:
    """A word and what it means, in the language of its place."""
    require_register(actor)
    if not all(bodies.get(name, "").strip() for name in TERM_FIELDS):
        raise Refused(_("Give both the word and what it means."))
    term, _made = GlossaryTerm.objects.get_or_create(
        place=place, code=slugify(code or bodies["word"])[:80]
    )
    fields = {name: bodies[name] for name in TERM_FIELDS}
    write_sources("term", str(term.pk), fields, place.source_language, actor)
    touch([place.code])
    audit("write", "glossary_term", term.pk, actor=actor, place=place.code)
    return term


@transaction.atomic
def text_translate(
    place: Place, kind: str, thing: str, language: str, bodies: Mapping[str, str], *,
    numbers: Mapping[str, int], origin: str, actor: User | None,
) -> int:  # fmt: skip
    """Translations made from the wordings ``numbers``. The same words of a newer wording confirm
    that they still hold."""
    require_register(actor)
    if language == place.source_language or language not in place.offered:
        raise Refused(_("This is the language that the place is written in, or none that it has."))
    units = [
        Unit(f"{kind}/{thing}/{field}#{numbers[field]}", source.body, body)
        for field, body in bodies.items()
        if (source := newest(kind, thing, field, place.source_language)) and body.strip()
    ]
    written = _write_units(place, language, units, origin, actor) if units else 0
    touch([place.code])
    audit("translate", kind, thing, actor=actor, language=language, fields=written)
    return written


@transaction.atomic
def texts_bring(place: Place, language: str, units: Sequence[Unit], *, actor: User | None) -> int:
    """What came back from translators; nothing while one text lost a link or its mark."""
    require_register(actor)
    found, problems = checked(units)
    if errors(problems):
        raise Refused(_("The file has errors, so nothing of it was taken in."), problems)
    if language == place.source_language or language not in place.offered:
        raise Refused(_("This is the language that the place is written in, or none that it has."))
    written = _write_units(place, language, found, Text.Origin.IMPORTED, actor)
    touch([place.code])
    audit("bring", "texts", place.code, actor=actor, language=language, written=written)
    return written


def _write_units(
    place: Place, language: str, units: Sequence[Unit], origin: str, actor: User | None
) -> int:
    """Only texts of this place: a mark of another place's text is left aside."""
    own = own_things(place)
    written = 0
    for unit in units:
        kind, thing, field, number = _parts(unit.key)
        source = newest(kind, thing, field, place.source_language)
        if not unit.target.strip() or (kind, thing) not in own or source is None:
            continue
        if number > source.number:
            raise Conflict(_("This text was made from a wording that is not here. Export anew."))
        written += write_translation(
            kind, thing, field, language, unit.target, origin=origin, of_number=number,
            actor=actor,
        )  # fmt: skip
    return written


def own_things(place: Place) -> set[tuple[str, str]]:
    pages = InfoPage.objects.filter(place=place).values_list("pk", flat=True)
    terms = GlossaryTerm.objects.filter(place=place).values_list("pk", flat=True)
    services = place.services.values_list("pk", flat=True)
    return {
        *(("page", str(key)) for key in pages), *(("term", str(key)) for key in terms),
        *(("service", str(key)) for key in services),
    }  # fmt: skip


def _parts(key: str) -> tuple[str, str, str, int]:
    path, _sign, number = key.partition("#")
    kind, thing, field = path.split("/")
    return kind, thing, field, int(number)


@transaction.atomic
def feedback_give(
    place: Place, kind: str, thing: str, *, language: str, was_useful: bool | None, words: str,
    actor: User | None, on: date | None = None,
) -> Feedback:  # fmt: skip
    """Anybody may, without an account; the audit row names nobody."""
    day = on or timezone.localdate()
    if Feedback.objects.filter(place=place, on=day).count() >= MOST_A_DAY:
        raise Refused(_("There is too much feedback today. Come again tomorrow."))
    if kind not in Feedback.Kind.values or (was_useful is None and not words.strip()):
        raise Refused(_("Say whether it helped, or write a word."))
    given = Feedback.objects.create(
        place=place, kind=kind, thing=thing[:80], language=language, was_useful=was_useful,
        words=words.strip()[:1000], on=day,
    )  # fmt: skip
    audit("give", "feedback", given.pk, actor=actor, kind=kind, place=place.code)
    return given
