"""The groups a programme may be for: those of practices, and those that only programmes name."""

from collections.abc import Iterable

from django.utils.translation import get_language

from bothways.core.vocabularies import vocabulary

VOCABULARIES = ("target_group_kind", "programme_group")
# Whoever works with one of these works with people under 18.
OF_MINORS = frozenset({"children", "youth", "unaccompanied_minors", "host_peers"})


def group_choices() -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [
        (code.id, found.label(code.id, language))
        for found in map(vocabulary, VOCABULARIES)
        for code in found.offered()
    ]


def is_group(code: str) -> bool:
    return any(code in vocabulary(name) for name in VOCABULARIES)


def group_label(code: str) -> str:
    language = get_language() or "en"
    found = next((v for v in map(vocabulary, VOCABULARIES) if code in v), None)
    return found.label(code, language) if found else code


def has_minors(codes: Iterable[str]) -> bool:
    return bool(OF_MINORS & set(codes))
