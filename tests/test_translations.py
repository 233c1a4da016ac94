"""No string of the interface is left in English, and none is built in a way that cannot be."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from scripts.messages import (
    LANGUAGES,
    PACKAGE,
    catalogue_path,
    is_untranslated,
    read_catalogue,
    template_catalogue,
)

GETTEXT = {"_", "N_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_translated(language: str) -> None:
    still_open = [message.id for message in read_catalogue(language) if is_untranslated(message)]
    assert still_open == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_just_the_strings_of_the_code(language: str) -> None:
    catalogue = read_catalogue(language)
    in_code = {(message.id, message.context) for message in template_catalogue() if message.id}
    in_catalogue = {(message.id, message.context) for message in catalogue if message.id}
    assert in_code ^ in_catalogue == set(), "run `make messages`"
    assert catalogue_path(language).exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders(language: str) -> None:
    wrong = [message.id for message in read_catalogue(language) if not _keeps_placeholders(message)]
    assert wrong == []


def _keeps_placeholders(message: Message) -> bool:
    """One number's plural may leave the number out ("one practice"), never add another name."""
    sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
    targets = message.string if isinstance(message.string, tuple | list) else (message.string,)
    wanted = set(PLACEHOLDER.findall(" ".join(sources)))
    if len(sources) > 1:
        return all(set(PLACEHOLDER.findall(target)) <= wanted for target in targets)
    return all(set(PLACEHOLDER.findall(target)) == wanted for target in targets if target)


def test_gettext_is_given_whole_constant_sentences() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}"
        for path in PACKAGE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and _is_gettext(call) and not _is_constant(call)
    ]
    assert wrong == []


def _is_gettext(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in GETTEXT and bool(call.args)


def _is_constant(call: ast.Call) -> bool:
    return isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)


def test_placeholders_have_names() -> None:
    nameless = [
        message.id
        for message in template_catalogue()
        if message.id and re.search(r"%[sd]|\{\}", str(message.id))
    ]
    assert nameless == []


BLOCKS = re.compile(
    r"{% comment %}.*?{% endcomment %}|{#.*?#}|{% blocktranslate.*?{% endblocktranslate %}"
    r"|<(script|style|pre|code)\b.*?</\1>|<!--.*?-->",
    re.DOTALL,
)
WORDS = re.compile(r"[A-Za-z]{2,}")
SPOKEN = re.compile(r"\b(?:aria-label|placeholder|title|alt|content-label)=\"([^\"]*)\"")
# Names that are the same in every language.
NAMES = re.compile(
    r"Bothways|OAI-PMH|OpenAPI|JSON(-LD)?|CSV|XLSX|PDF|DOCX|RIS|BibTeX|CSL|DataCite|SVG|PNG|HTML|API"
    r"|SHA-256|EUR\b|\b[a-z]+\.csv\b"
)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("templates/**/*.html")), ids=lambda p: p.name)
def test_a_template_holds_no_bare_words(path: Path) -> None:
    source = BLOCKS.sub(" ", path.read_text())
    source = re.sub(r"{%.*?%}|{{.*?}}", " ", source, flags=re.DOTALL)
    spoken = " ".join(SPOKEN.findall(source))
    text = re.sub(r"<[^>]*>|&\w+;", " ", source)
    assert WORDS.findall(NAMES.sub(" ", f"{text} {spoken}")) == []
