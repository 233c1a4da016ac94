"""Controlled vocabularies: codes with their meaning, read from YAML files.

`core` knows the shape of a vocabulary and no single one of them. A package that owns vocabularies
registers their folder once with `register_folder(path)`; files are read at first use and kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

LANGUAGES = ("en", "fr", "de", "es", "ar", "uk")
Keys = frozenset[str]
LANGUAGE_KEYS: Keys = frozenset(LANGUAGES)
VOCABULARY_KEYS: Keys = frozenset({"id", "edition", "labels", "codes"})
CODE_KEYS_NEEDED: Keys = frozenset({"id", "labels", "definition"})
CODE_KEYS: Keys = CODE_KEYS_NEEDED | {"not_this", "deprecated", "replaced_by", "broader"}

Texts = Mapping[str, str]
NO_TEXTS: Texts = MappingProxyType({})


class VocabularyError(ValueError):
    """A vocabulary file breaks the rules; the message names file and key."""


class UnknownVocabularyError(KeyError):
    """No registered folder holds a vocabulary with this id."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Code:
    """One term: its names and its one-sentence meaning, each by language."""

    id: str
    labels: Texts
    definitions: Texts
    not_this: Texts = field(default_factory=lambda: NO_TEXTS)
    deprecated: bool = False
    replaced_by: str | None = None
    broader: str | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The codes of one field, in the order of the file; `in`, `len` and iteration go by code id."""

    id: str
    edition: int
    labels: Texts
    codes: Mapping[str, Code] = field(repr=False)

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __iter__(self) -> Iterator[str]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def name(self, language: str) -> str:
        """The name of the vocabulary itself, e.g. the heading of a facet."""
        return in_language(self.labels, language) or self.id

    def label(self, code: str, language: str) -> str:
        """The code's label; English if the language has none, the id if the code is unknown."""
        return in_language(self.codes[code].labels, language) or code if code in self else code

    def definition(self, code: str, language: str) -> str:
        """What the code means, or an empty text for a code that does not exist."""
        return in_language(self.codes[code].definitions, language) if code in self else ""

    def not_this(self, code: str, language: str) -> str:
        """What the code is easily mistaken for, or an empty text."""
        return in_language(self.codes[code].not_this, language) if code in self else ""

    def current(self, code: str) -> str:
        """The code to use instead of a deprecated one; any other code stays as it is."""
        found = self.codes.get(code)
        return found.replaced_by if found and found.replaced_by else code

    def offered(self) -> tuple[Code, ...]:
        """The codes that a form or a facet offers: all but the deprecated ones."""
        return tuple(code for code in self.codes.values() if not code.deprecated)


def in_language(texts: Texts, language: str) -> str:
    """The text in a language (`de` also serves `de-AT`), else English, else nothing."""
    return texts.get(language) or texts.get(language.split("-")[0]) or texts.get("en", "")


# Folders register themselves at start, so the list is process-wide; the cache follows it.
_folders: list[Path] = []


def register_folder(path: Path | str) -> None:
    """Add a folder of vocabulary files; adding it twice changes nothing."""
    folder = Path(path).resolve()
    if not folder.is_dir():
        raise VocabularyError(f"{folder} is not a folder. Register the folder of the files.")
    if folder not in _folders:
        _folders.append(folder)
        _registered.cache_clear()


def vocabulary(vocabulary_id: str) -> Vocabulary:
    """The vocabulary with this id."""
    try:
        return _registered()[vocabulary_id]
    except KeyError:
        known = ", ".join(sorted(_registered())) or "none; no folder is registered"
        message = f"There is no vocabulary {vocabulary_id!r}. Known: {known}."
        raise UnknownVocabularyError(message) from None


def all_vocabularies() -> Mapping[str, Vocabulary]:
    """Every registered vocabulary by its id, sorted by id."""
    return _registered()


@cache
def _registered() -> Mapping[str, Vocabulary]:
    found: dict[str, Vocabulary] = {}
    for path in (path for folder in _folders for path in folder.glob("*.yaml")):
        loaded = read_vocabulary(path)
        if loaded.id in found:
            raise VocabularyError(f"{path}: id: {loaded.id!r} is taken by another folder's file.")
        found[loaded.id] = loaded
    return MappingProxyType(dict(sorted(found.items())))


def read_vocabulary(path: Path) -> Vocabulary:
    """Read one file and check all of its rules."""
    try:
        document = yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506 (a safe loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{path.name}: this is not YAML in UTF-8: {error}") from error
    return _Reader(path.name).vocabulary(document, path.stem)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader that refuses a repeated key, which YAML would silently let win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice", node.start_mark
                )
        return dict(super().construct_mapping(node, deep))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns a parsed document into a Vocabulary; carries the file's name for its messages."""

    file: str

    def vocabulary(self, document: Any, stem: str) -> Vocabulary:
        self.check_keys(document, "", VOCABULARY_KEYS, VOCABULARY_KEYS)
        if document["id"] != stem:
            raise self.wrong("id", f"{document['id']!r} must be the file's name, {stem!r}")
        edition = document["edition"]
        if type(edition) is not int or edition < 1:
            raise self.wrong("edition", f"{edition!r} must be a whole number from 1 up")
        labels = self.texts(document["labels"], "labels")
        return Vocabulary(stem, edition, labels, self.codes(document["codes"]))

    def codes(self, rows: Any) -> Mapping[str, Code]:
        if not isinstance(rows, list) or not rows:
            raise self.wrong("codes", "must be a list with at least one code")
        found: dict[str, Code] = {}
        for index, row in enumerate(rows):
            code = self.code(row, f"codes[{index}]")
            if code.id in found:
                raise self.wrong(f"codes[{index}].id", f"{code.id!r} stands twice")
            found[code.id] = code
        self.check_references(found)
        return MappingProxyType(found)

    def code(self, row: Any, key: str) -> Code:
        self.check_keys(row, key, CODE_KEYS_NEEDED, CODE_KEYS)
        if not isinstance(row["id"], str) or not row["id"]:
            raise self.wrong(f"{key}.id", f"{row['id']!r} must be a word")
        key = f"{key} ({row['id']})"
        return Code(
            id=row["id"],
            labels=self.texts(row["labels"], f"{key}.labels"),
            definitions=self.texts(row["definition"], f"{key}.definition"),
            not_this=self.optional_texts(row, "not_this", key),
            deprecated=self.deprecated(row, key),
            replaced_by=self.reference(row, "replaced_by", key),
            broader=self.reference(row, "broader", key),
        )

    def deprecated(self, row: dict[str, Any], key: str) -> bool:
        deprecated = row.get("deprecated", False)
        if deprecated is not ("replaced_by" in row):
            raise self.wrong(
                f"{key}.deprecated", "a deprecated code needs replaced_by, and only that one does"
            )
        return bool(deprecated)

    def reference(self, row: dict[str, Any], name: str, key: str) -> str | None:
        if name in row and not isinstance(row[name], str):
            raise self.wrong(f"{key}.{name}", f"{row[name]!r} must be the id of a code")
        return row.get(name)

    def optional_texts(self, row: dict[str, Any], name: str, key: str) -> Texts:
        return self.texts(row[name], f"{key}.{name}") if name in row else NO_TEXTS

    def texts(self, texts: Any, key: str) -> Texts:
        self.check_keys(texts, key, LANGUAGE_KEYS, LANGUAGE_KEYS)
        for language, text in texts.items():
            if not isinstance(text, str) or not text.strip():
                raise self.wrong(f"{key}.{language}", f"{text!r} must be a text")
        return MappingProxyType(texts)

    def check_references(self, codes: dict[str, Code]) -> None:
        for code in codes.values():
            replacement = code.replaced_by
            if replacement and (replacement not in codes or codes[replacement].deprecated):
                raise self.wrong(f"{code.id}.replaced_by", f"{replacement!r} is no current code")
            if code.broader and code.broader not in codes:
                raise self.wrong(f"{code.id}.broader", f"{code.broader!r} is no code")

    def check_keys(self, mapping: Any, key: str, needed: Keys, known: Keys) -> None:
        if not isinstance(mapping, dict):
            raise self.wrong(key, f"{mapping!r} must be a mapping with {sorted(needed)}")
        if missing := sorted(needed - mapping.keys()):
            raise self.wrong(key, f"{', '.join(missing)} is missing")
        if unknown := sorted(map(str, mapping.keys() - known)):
            raise self.wrong(key, f"{', '.join(unknown)} is not known; known: {sorted(known)}")

    def wrong(self, key: str, what: str) -> VocabularyError:
        return VocabularyError(f"{self.file}: {key or 'document'}: {what}.")
