"""The code lists: what YAML reads is what was meant."""

import pytest
import yaml

from bothways.context.codes import FOLDER, code_list

LISTS = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("name", LISTS)
def test_no_text_of_a_code_list_is_cut_at_a_comma(name: str) -> None:
    """An unquoted comma within braces ends a text, and its rest becomes a key without a value."""
    codes = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))["codes"]
    cut = [(code, key) for code, entry in codes.items() for key, v in entry.items() if v is None]
    assert cut == []


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "ar", "uk"])
def test_the_union_of_28_is_named_whole_in_every_language(language: str) -> None:
    label = code_list("place").label("EU28", language)
    assert "2013–2020" in label and label.count("(") == label.count(")") == 1
