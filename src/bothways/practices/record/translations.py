"""Translations of a record's prose. Whether one is up to date is computed, never stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bothways.practices.record.check_envelope import TRANSLATION_KINDS
from bothways.practices.record.document import Document, is_empty, text_hash

TranslationState = Literal["missing", "outdated", "up_to_date"]


@dataclass(frozen=True)
class Translated:
    """What an editor sent for one text. ``still_right``: it fits the changed original as it is."""

    text: str
    kind: str
    still_right: bool = False


def in_language(document: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    return (document.get("translations") or {}).get(language) or {}


def entry_of(document: Mapping[str, Any], language: str, field: str) -> Mapping[str, Any]:
    return in_language(document, language).get(field) or {}


def with_language(document: Document, other: Mapping[str, Any], language: str) -> Document:
    """The document with the other one's translations into this language."""
    translations = {**(document.get("translations") or {}), language: in_language(other, language)}
    given = {code: fields for code, fields in translations.items() if fields}
    kept = {key: value for key, value in document.items() if key != "translations"}
    return {**kept, "translations": given} if given else kept


def translation_state(document: Mapping[str, Any], language: str, field: str) -> TranslationState:
    entry = entry_of(document, language, field)
    if is_empty(entry.get("text")):
        return "missing"
    current = entry.get("source_hash") == text_hash(document.get(field))
    return "up_to_date" if current else "outdated"


def translated(document: Document, language: str, given: Mapping[str, Translated]) -> Document:
    """The document with these translations. An emptied text takes its translation away."""
    before = in_language(document, language)
    after = {field: entry for field, entry in before.items() if field not in given}
    for field, sent in given.items():
        if sent.text:
            after[field] = _entry(document, entry_of(document, language, field), field, sent)
    return with_language(document, {"translations": {language: after}}, language)


def _entry(
    document: Document, before: Mapping[str, Any], field: str, sent: Translated
) -> dict[str, Any]:
    original = document.get(field)
    lines = [line.strip() for line in sent.text.split("\n") if line.strip()]
    text = lines if isinstance(original, list) else sent.text
    untouched = before.get("text") == text and not sent.still_right
    source = before.get("source_hash") if untouched else text_hash(original)
    kind = sent.kind if sent.kind in TRANSLATION_KINDS else "human"
    return {"text": text, "source_hash": source, "kind": kind}
