"""``make messages``: brings every catalogue up to date with the strings in code and templates.

Django's own ``templatize`` turns templates into something that Babel's Python reader understands,
so no system tool is needed. New strings come in empty; strings that left the code are taken out.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "bothways"
LOCALE = PACKAGE / "locale"
LANGUAGES = ("fr", "de", "es", "ar", "uk")
TEMPLATES = ("*.html", "*.svg", "*.txt")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "N_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = "# Bothways, {language}. Brought up to date by `make messages`."
# A fixed time: a catalogue differs from the last one only where its strings do.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
Found = tuple[str | tuple[str, ...], str | None, str]


def found_strings() -> Iterator[Found]:
    """(string or strings, context, place) of everything that is to be translated."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield from _in_source(path.read_bytes(), path)
    for pattern in TEMPLATES:
        for path in sorted(PACKAGE.rglob(f"templates/**/{pattern}")):
            source = templatize(path.read_text(), origin=str(path))
            yield from _in_source(source.encode(), path)


def _in_source(source: bytes, path: Path) -> Iterator[Found]:
    place = path.relative_to(ROOT).as_posix()
    for _line, strings, _comments, context in extract("python", io.BytesIO(source), KEYWORDS):
        yield strings, context, place


def template_catalogue() -> Catalog:
    # Places without line numbers: a catalogue changes only when its strings do.
    catalogue = Catalog(project="bothways", charset="utf-8")
    for strings, context, place in found_strings():
        catalogue.add(strings, locations=[(place, 0)], context=context)
    return catalogue


def catalogue_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str) -> Catalog:
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as source:
        return read_po(source, locale=language)


def updated(language: str, template: Catalog) -> Catalog:
    catalogue = read_catalogue(language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def is_untranslated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(message.id) and (message.fuzzy or not all(strings))


def write_catalogue(language: str, catalogue: Catalog) -> None:
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.header_comment = HEADER.format(language=language)
    catalogue.fuzzy = False
    catalogue.project, catalogue.version = "Bothways", "1"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = "-"
    catalogue.creation_date = catalogue.revision_date = EPOCH
    with path.open("wb") as sink:
        write_po(sink, catalogue, width=100, omit_header=False, include_lineno=False,
                 sort_output=True)  # fmt: skip


def main() -> None:
    template = template_catalogue()
    for language in LANGUAGES:
        catalogue = updated(language, template)
        write_catalogue(language, catalogue)
        still_open = sum(is_untranslated(message) for message in catalogue)
        print(f"{language}: {len(catalogue)} strings, {still_open} to translate")


if __name__ == "__main__":
    main()
