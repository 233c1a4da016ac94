"""The vocabulary loader: what it reads, what it falls back to, and what it refuses."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.core import vocabularies
from bothways.core.vocabularies import (
    LANGUAGES,
    UnknownVocabularyError,
    VocabularyError,
    all_vocabularies,
    read_vocabulary,
    register_folder,
    vocabulary,
)


def texts(word: str) -> dict[str, str]:
    return {language: f"{word} ({language})" for language in LANGUAGES}


def weather() -> dict[str, Any]:
    return {
        "id": "weather",
        "edition": 1,
        "labels": texts("weather"),
        "codes": [
            {"id": "rain", "labels": texts("rain"), "definition": texts("Water falls.")},
            {
                "id": "drizzle",
                "labels": texts("drizzle"),
                "definition": texts("Little water falls."),
                "not_this": texts("Not fog."),
                "broader": "rain",
            },
            {
                "id": "rane",
                "labels": texts("rain"),
                "definition": texts("Water falls."),
                "deprecated": True,
                "replaced_by": "rain",
            },
        ],
    }


def write(folder: Path, document: Any, name: str = "weather.yaml") -> Path:
    path = folder / name
    path.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    return path


@pytest.fixture
def no_folders(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(vocabularies, "_folders", [])
    vocabularies._registered.cache_clear()
    yield
    vocabularies._registered.cache_clear()


def test_a_file_becomes_a_vocabulary_in_the_order_of_the_file(tmp_path: Path) -> None:
    loaded = read_vocabulary(write(tmp_path, weather()))
    assert (loaded.id, loaded.edition, list(loaded)) == ("weather", 1, ["rain", "drizzle", "rane"])
    assert "rain" in loaded and "snow" not in loaded and len(loaded) == 3
    assert loaded.codes["drizzle"].broader == "rain"
    assert loaded.name("de") == "weather (de)"


def test_a_label_falls_back_to_english_and_then_to_the_id(tmp_path: Path) -> None:
    loaded = read_vocabulary(write(tmp_path, weather()))
    assert loaded.label("rain", "uk") == "rain (uk)"
    assert loaded.label("rain", "de-AT") == "rain (de)"
    assert loaded.label("rain", "it") == "rain (en)"
    assert loaded.label("snow", "uk") == "snow"


def test_meaning_and_warning_are_read_in_the_language(tmp_path: Path) -> None:
    loaded = read_vocabulary(write(tmp_path, weather()))
    assert loaded.definition("rain", "fr") == "Water falls. (fr)"
    assert loaded.not_this("drizzle", "ar") == "Not fog. (ar)"
    assert loaded.not_this("rain", "ar") == "" == loaded.definition("snow", "ar")


def test_a_deprecated_code_is_kept_leads_on_and_is_not_offered(tmp_path: Path) -> None:
    loaded = read_vocabulary(write(tmp_path, weather()))
    assert "rane" in loaded
    assert (loaded.current("rane"), loaded.current("rain")) == ("rain", "rain")
    assert [code.id for code in loaded.offered()] == ["rain", "drizzle"]


def test_a_vocabulary_cannot_be_changed(tmp_path: Path) -> None:
    loaded = read_vocabulary(write(tmp_path, weather()))
    with pytest.raises(TypeError):
        loaded.codes["snow"] = loaded.codes["rain"]  # type: ignore[index]
    with pytest.raises(TypeError):
        loaded.labels["en"] = "climate"  # type: ignore[index]


@pytest.mark.usefixtures("no_folders")
def test_a_registered_folder_serves_its_vocabularies(tmp_path: Path) -> None:
    write(tmp_path, weather())
    register_folder(tmp_path)
    register_folder(tmp_path)
    assert vocabulary("weather").label("rain", "en") == "rain (en)"
    assert list(all_vocabularies()) == ["weather"]
    assert vocabulary("weather") is vocabulary("weather")


@pytest.mark.usefixtures("no_folders")
def test_an_unknown_vocabulary_is_named_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(
        UnknownVocabularyError, match="'climate'. Known: none; no folder is registered"
    ):
        vocabulary("climate")
    write(tmp_path, weather())
    register_folder(tmp_path)
    with pytest.raises(UnknownVocabularyError, match="Known: weather"):
        vocabulary("climate")


@pytest.mark.usefixtures("no_folders")
def test_two_folders_cannot_both_own_a_vocabulary(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, weather())
        register_folder(tmp_path / name)
    with pytest.raises(VocabularyError, match="weather.yaml: id: 'weather' is taken"):
        vocabulary("weather")


@pytest.mark.usefixtures("no_folders")
def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="is not a folder"):
        register_folder(tmp_path / "nowhere")


def broken(*path: str | int, to: Any = None, drop: bool = False) -> dict[str, Any]:
    document = deepcopy(weather())
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    if drop:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return document


@pytest.mark.parametrize(
    "document, message",
    [
        ([], r"weather.yaml: document: \[\] must be a mapping"),
        (broken("edition", drop=True), "weather.yaml: document: edition is missing"),
        (broken("colour", to=1), "weather.yaml: document: colour is not known"),
        (broken("id", to="climate"), "weather.yaml: id: 'climate' must be the file's name"),
        (broken("edition", to=True), "weather.yaml: edition: True must be a whole number"),
        (broken("labels", "uk", drop=True), "weather.yaml: labels: uk is missing"),
        (broken("codes", to=[]), "weather.yaml: codes: must be a list"),
        (broken("codes", 1, "id", to="rain"), r"codes\[1\].id: 'rain' stands twice"),
        (broken("codes", 0, "id", to=None), r"codes\[0\].id: None must be a word"),
        (broken("codes", 0, "definition", drop=True), r"codes\[0\]: definition is missing"),
        (broken("codes", 0, "labels", "ar", drop=True), r"\(rain\).labels: ar is missing"),
        (broken("codes", 0, "labels", "ar", to=" "), r"\(rain\).labels.ar: ' ' must be"),
        (broken("codes", 0, "labels", "it", to="x"), r"\(rain\).labels: it is not known"),
        (broken("codes", 1, "not_this", "de", drop=True), r"\(drizzle\).not_this: de is missing"),
        (broken("codes", 1, "broader", to=["rain"]), r"broader: \['rain'\] must be the id"),
        (broken("codes", 1, "broader", to="snow"), "drizzle.broader: 'snow' is no code"),
        (broken("codes", 2, "replaced_by", drop=True), r"\(rane\).deprecated: a dep"),
        (broken("codes", 2, "deprecated", drop=True), r"\(rane\).deprecated: a dep"),
        (broken("codes", 2, "replaced_by", to="snow"), "rane.replaced_by: 'snow' is no cur"),
        (broken("codes", 2, "replaced_by", to="rane"), "rane.replaced_by: 'rane' is no cur"),
    ],
)
def test_a_broken_file_is_refused_with_file_and_key(
    tmp_path: Path, document: Any, message: str
) -> None:
    with pytest.raises(VocabularyError, match=message):
        read_vocabulary(write(tmp_path, document))


@pytest.mark.parametrize(
    "source, message",
    [
        (b"id: [", "weather.yaml: this is not YAML"),
        (b"id: \xff\xfe", "weather.yaml: this is not YAML in UTF-8"),
        (b"id: weather\nid: climate\n", "the key 'id' stands twice"),
        (b"id: !!python/object:os.system {}\n", "weather.yaml: this is not YAML"),
        (b"{[a]: 1}\n", "weather.yaml: this is not YAML"),
    ],
)
def test_a_file_that_is_no_plain_yaml_is_refused(
    tmp_path: Path, source: bytes, message: str
) -> None:
    path = tmp_path / "weather.yaml"
    path.write_bytes(source)
    with pytest.raises(VocabularyError, match=message):
        read_vocabulary(path)


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
SHAPES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
STEPS = [("labels",), ("edition",), ("codes",), ("codes", 0), ("codes", 1, "broader")]
STEPS += [("codes", 0, "id"), ("codes", 1, "not_this"), ("codes", 2, "replaced_by")]
STEPS += [("codes", 2, "deprecated"), ("codes", 0, "labels", "fr")]


# Each example writes a file, which on a busy disk may pass any deadline.
@settings(deadline=None)
@given(step=st.sampled_from(STEPS), value=SHAPES)
def test_whatever_stands_in_a_field_is_read_or_refused_but_never_breaks(
    tmp_path_factory: pytest.TempPathFactory, step: tuple[str | int, ...], value: Any
) -> None:
    path = write(tmp_path_factory.mktemp("fuzz"), broken(*step, to=value))
    try:
        assert len(read_vocabulary(path)) >= 1
    except VocabularyError as error:
        assert str(error).startswith("weather.yaml: ")
