"""The codes of the log: complete, and told apart in every language."""

import pytest

from bothways.core.vocabularies import LANGUAGES, vocabulary
from bothways.tailoring.plan.checks import ONE_CODE, SEVERAL_CODES

NAMES = sorted({*ONE_CODE.values(), *SEVERAL_CODES.values()})


def test_the_log_has_the_aspects_of_frame() -> None:
    assert len(NAMES) == 10
    assert [len(vocabulary(f"frame_{name}")) for name in ("when", "planned", "what")] == [4, 3, 4]
    assert [len(vocabulary(f"frame_{name}")) for name in ("content", "context")] == [15, 4]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_two_codes_of_an_aspect_read_alike(name: str, language: str) -> None:
    found = vocabulary(name)
    for text in (found.label, found.definition):
        said = [text(code, language) for code in found]
        assert len(set(said)) == len(said), said


@pytest.mark.parametrize("name", NAMES)
def test_arabic_and_ukrainian_are_written_in_their_own_letters(name: str) -> None:
    found = vocabulary(name)
    for code in found:
        assert all(not letter.isascii() for letter in found.label(code, "ar") if letter.isalpha())
        assert "а" <= min(x for x in found.definition(code, "uk").lower() if x.isalpha()) <= "ї"
