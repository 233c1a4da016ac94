"""Checks of what stands around the fields: who coded, and what other languages say."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bothways.practices.record.fields import FIELD

TRANSLATION_PARTS = frozenset({"text", "source_hash", "kind"})
Found = Iterator[tuple[str, str, str, str]]  # column, code, message, level


def check_envelope(document: Mapping[str, Any]) -> Found:
    yield from _check_coding(document.get("coding"))
    yield from _check_translations(document.get("translations"))


def _check_coding(coding: Any) -> Found:
    if coding is None:
        return
    if not isinstance(coding, Mapping):
        yield _not_group("coding")
        return
    by_field = coding.get("disputed") or {}
    if not isinstance(by_field, Mapping):
        yield _not_group("coding.disputed")
        return
    for field, codes in by_field.items():
        if not isinstance(codes, Mapping) or not all(isinstance(c, str) for c in codes.values()):
            yield _not_group(f"coding.disputed.{field}")


def _check_translations(translations: Any) -> Found:
    if translations is None:
        return
    if not isinstance(translations, Mapping):
        yield _not_group("translations")
        return
    for language, fields in translations.items():
        if not isinstance(fields, Mapping):
            yield _not_group(f"translations.{language}")
            continue
        for field, translation in fields.items():
            yield from _check_translation(f"translations.{language}.{field}", field, translation)


def _check_translation(path: str, field: str, translation: Any) -> Found:
    if field not in FIELD or not FIELD[field].translatable:
        yield path, "unknown_field", _("This field is not translated."), "error"
    elif not isinstance(translation, Mapping) or not translation.keys() <= TRANSLATION_PARTS:
        yield path, "not_group", _("A translation has the parts text, source_hash, kind."), "error"


def _not_group(path: str) -> tuple[str, str, str, str]:
    return path, "not_group", _("Named parts are expected here."), "error"
