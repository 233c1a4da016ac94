"""Checks of what travels with a record beside its fields: coding and translations."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

Found = Iterator[tuple[str, str, str, str]]
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
TRANSLATION_KINDS = ("machine", "human", "checked")


def check_coding(coding: Any) -> Found:
    if coding is None:
        return
    given = coding.get("disputed") if isinstance(coding, Mapping) else coding
    rows = {} if given is None else given
    if not isinstance(rows, Mapping) or not all(isinstance(r, Mapping) for r in rows.values()):
        yield "coding", "not_group", _("Named parts are expected here."), "error"


def check_translations(translations: Any) -> Found:
    if translations is None:
        return
    if not isinstance(translations, Mapping):
        yield "translations", "not_group", _("Named parts are expected here."), "error"
        return
    for language, fields in translations.items():
        path = f"translations.{language}"
        if not LANGUAGE_TAG.fullmatch(str(language)):
            yield path, "unknown_code", _("This is not the tag of a language."), "error"
        elif not isinstance(fields, Mapping):
            yield path, "not_group", _("Named parts are expected here."), "error"
        else:
            for field, entry in fields.items():
                yield from _check_entry(entry, f"{path}.{field}")


def _check_entry(entry: Any, path: str) -> Found:
    if not isinstance(entry, Mapping):
        yield path, "not_group", _("Named parts are expected here."), "error"
        return
    if not _is_text(entry.get("text")):
        yield f"{path}.text", "not_text", _("Text is expected here."), "error"
    if not isinstance(entry.get("source_hash", ""), str):
        yield f"{path}.source_hash", "not_text", _("Text is expected here."), "error"
    if entry.get("kind", "human") not in TRANSLATION_KINDS:
        message = _("Say how it was translated: machine, human or checked.")
        yield f"{path}.kind", "unknown_code", message, "error"


def _is_text(text: Any) -> bool:
    lines = text if isinstance(text, list) else [text]
    return all(isinstance(line, str) for line in lines)
