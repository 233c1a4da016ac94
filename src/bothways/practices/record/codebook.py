"""The codebook as rows: every field, every column of its tables, every code, with its meaning."""

from collections.abc import Iterator
from dataclasses import dataclass

from bothways.core.vocabularies import vocabulary
from bothways.practices.record.fields import FIELDS
from bothways.practices.record.spec import Column, Field

# Named by CLDR and listed elsewhere; seven hundred languages would drown the codebook.
NOT_LISTED = ("country", "language")
HEADER = ("field", "kind", "level", "vocabulary", "code", "label", "definition", "not_this")


@dataclass(frozen=True)
class CodebookRow:
    """One line: a field or column (``code`` empty), or one code of the field's vocabulary."""

    field: str
    kind: str
    level: str
    vocabulary: str
    code: str
    label: str
    definition: str
    not_this: str = ""


def codebook(language: str) -> list[CodebookRow]:
    return [row for field in FIELDS for row in _rows(field, field.id, field.level, language)]


def _rows(spec: Field | Column, path: str, level: str, language: str) -> Iterator[CodebookRow]:
    hint = str(getattr(spec, "hint", ""))
    yield CodebookRow(path, spec.kind, level, spec.vocabulary, "", str(spec.label), hint)
    if spec.vocabulary and spec.vocabulary not in NOT_LISTED:
        yield from _code_rows(spec, path, level, language)
    for column in spec.columns:
        yield from _rows(column, f"{path}.{column.id}", level, language)


def _code_rows(spec: Field | Column, path: str, level: str, language: str) -> Iterator[CodebookRow]:
    codes = vocabulary(spec.vocabulary)
    for code in codes:
        yield CodebookRow(
            path, spec.kind, level, spec.vocabulary, code, codes.label(code, language),
            codes.definition(code, language), codes.not_this(code, language),
        )  # fmt: skip


def codebook_rows(language: str) -> list[list[str]]:
    """The codebook as texts, with a row of names on top."""
    return [list(HEADER), *([getattr(row, name) for name in HEADER] for row in codebook(language))]
