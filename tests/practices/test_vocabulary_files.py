"""The vocabulary files themselves: complete, unambiguous, and holding every code in use."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bothways.core.vocabularies import LANGUAGES, Code, Vocabulary, read_vocabulary
from bothways.practices.record.editions import READINGS

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "src/bothways/practices/vocabularies"
STARTER = ROOT / "src/bothways/practices/data/practices.yaml"
NEEDED = """
    approach focus level concepts components stage who_changes cross_linkage generations setting
    digital_role technologies persuasion influence_mechanism influence_ethics influence_target
    change_cell fogg_role access_conditions outcome_families outcome_for design practice_type status
    aims policy_area deliverer delivery_mode participation_design target_group_kind gender
    organisation_kind organisation_role duration_of_stay legal_status scope innovation
    sustainability component_part harms threat confidentiality translation_kind missing_reason
    completeness_level source_reading coding_pass
"""
# How the starter file words what the vocabulary `source_reading` codes.
FLAT_FIELDS = (
    *("approach", "focus", "level", "concepts", "components", "stage", "who_changes", "setting"),
    *("cross_linkage", "generations", "outcome_families", "outcome_for"),
)


@cache
def vocabularies() -> dict[str, Vocabulary]:
    return {path.stem: read_vocabulary(path) for path in sorted(FOLDER.glob("*.yaml"))}


def every_code() -> Iterator[tuple[str, Code]]:
    for name, vocabulary in vocabularies().items():
        yield from ((f"{name}.{code.id}", code) for code in vocabulary.codes.values())


@cache
def starter() -> list[dict[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return list(yaml.load(STARTER.read_text("utf-8"), Loader=loader))  # noqa: S506


def as_list(codes: Any) -> list[str]:
    if codes is None:
        return []
    return list(codes) if isinstance(codes, list) else [codes]


def used_codes(practice: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every (vocabulary, code) pair a starter record names, in its own or the flattened shape."""
    digital = practice.get("digital") or {}
    studies = [practice.get("evaluation") or {}, *practice.get("studies", [])]
    places: list[tuple[str, Any]] = [(field, practice.get(field)) for field in FLAT_FIELDS]
    for field in ("technologies", "persuasion", "influence_mechanism"):
        places += [(field, digital.get(field)), (field, practice.get(field))]
    places += [
        ("digital_role", digital.get("role")),
        ("digital_role", practice.get("digital_role")),
    ]
    places += [("organisation_kind", row["kind"]) for row in practice["organisations"]]
    places += [("gender", row["gender"]) for row in practice["target_groups"]]
    places += [("stage", row["stage"]) for row in practice["target_groups"]]
    places += [("design", study.get("design")) for study in studies]
    for field, codes in (practice.get("coding") or {}).get("disputed", {}).items():
        places += [(field, list(codes)), ("coding_pass", sorted(set("".join(codes.values()))))]
    yield from ((name, code) for name, codes in places for code in as_list(codes))


def test_every_vocabulary_the_record_needs_is_there() -> None:
    assert set(NEEDED.split()) - vocabularies().keys() == set()


def test_every_code_used_in_the_starter_collection_exists() -> None:
    pairs = {pair for practice in starter() for pair in used_codes(practice)}
    assert len(pairs) > 150
    assert sorted((v, c) for v, c in pairs if c not in vocabularies()[v]) == []


def test_every_way_a_starter_source_was_read_has_a_code() -> None:
    readings = {source["read_as"] for practice in starter() for source in practice["sources"]}
    codes = {READINGS.get(reading, reading) for reading in readings}
    assert codes - set(vocabularies()["source_reading"]) == set()


@pytest.mark.parametrize(
    "wrong, right", [("tunneling", "tunnelling"), ("personalization", "personalisation")]
)
def test_a_former_spelling_leads_to_the_current_code(wrong: str, right: str) -> None:
    persuasion = vocabularies()["persuasion"]
    assert persuasion.codes[wrong].deprecated
    assert persuasion.current(wrong) == right
    assert wrong not in {code.id for code in persuasion.offered()}


def test_no_two_offered_codes_of_a_vocabulary_share_a_label_in_any_language() -> None:
    for name, vocabulary in vocabularies().items():
        for language in LANGUAGES:
            labels = [code.labels[language] for code in vocabulary.offered()]
            repeated = {label for label in labels if labels.count(label) > 1}
            assert not repeated, f"{name}: {language}: {repeated}"


def test_no_two_offered_codes_of_a_vocabulary_share_a_definition_in_any_language() -> None:
    for name, vocabulary in vocabularies().items():
        for language in LANGUAGES:
            texts = [code.definitions[language] for code in vocabulary.offered()]
            assert len(set(texts)) == len(texts), f"{name}: {language}"


def test_labels_are_short_and_start_in_lower_case_where_the_language_does() -> None:
    for where, code in every_code():
        assert max(map(len, code.labels.values())) <= 60, where
        for language in ("en", "fr", "es", "uk"):
            first, *_ = code.labels[language].split()
            # A word like EU or IOM may keep its capitals.
            assert first.isupper() or first[:2].isupper() or first[0] == first[0].lower(), where


def test_a_definition_is_one_plain_sentence() -> None:
    for where, code in every_code():
        for language, text in [*code.definitions.items(), *code.not_this.items()]:
            assert text.endswith("."), f"{where}: {language}"
            assert ". " not in text, f"{where}: {language}"
            assert len(text) <= 170, f"{where}: {language}: {len(text)}"


def test_texts_are_written_in_the_script_of_their_language() -> None:
    named = [(name, vocabulary.labels) for name, vocabulary in vocabularies().items()]
    named += [
        (where, texts)
        for where, code in every_code()
        for texts in (code.labels, code.definitions, code.not_this)
    ]
    for where, texts in named:
        for language, text in texts.items():
            arabic = any("\u0600" <= letter <= "\u06ff" for letter in text)
            cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in text)
            assert arabic == (language == "ar"), f"{where}: {language}: {text}"
            assert cyrillic == (language == "uk"), f"{where}: {language}: {text}"


def test_ukrainian_texts_use_no_letter_that_only_russian_has() -> None:
    for where, code in every_code():
        texts = "".join(code.labels["uk"] + code.definitions["uk"] + code.not_this.get("uk", ""))
        assert not set(texts.lower()) & set("ыэёъ"), where


def test_texts_have_no_stray_space() -> None:
    for where, code in every_code():
        for text in [*code.labels.values(), *code.definitions.values(), *code.not_this.values()]:
            assert text == text.strip() and "  " not in text, where


def test_code_ids_are_plain_words() -> None:
    for where, code in every_code():
        assert code.id.replace("_", "").isalnum() and code.id == code.id.lower(), where
        assert code.id.isascii(), where
