"""The table of answers as rows of text: one row a respondent, repeats on numbered columns."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bothways.surveys.queries import AnswerRow

FIXED = ("pseudonym", "group", "group_key", "respondent_key", "side", "language", "version",
         "received_at", "complaints")  # fmt: skip
# A cell that starts like a formula would run in a table program.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written_table(rows: Sequence[AnswerRow]) -> list[list[str]]:
    """Column names first. Questions of a repeat are ``kids[1]/name``."""
    flat = [dict(flattened(row.answers)) for row in rows]
    questions = list(dict.fromkeys(name for one in flat for name in one))
    scores = list(dict.fromkeys(name for row in rows for name in row.scores))
    head = [*FIXED, *questions, *(f"score {name}" for name in scores)]
    body = [
        [*_fixed(row), *(_safe(answers.get(name, "")) for name in questions),
         *(_number(row.scores.get(name)) for name in scores)]
        for row, answers in zip(rows, flat, strict=True)
    ]  # fmt: skip
    return [head, *body]


def flattened(answers: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for path, value in answers.items():
        if isinstance(value, list):
            for number, row in enumerate(value, start=1):
                yield from flattened(row, f"{before}{path}[{number}]/")
        else:
            yield f"{before}{path}", str(value)


def _fixed(row: AnswerRow) -> list[str]:
    return [
        row.pseudonym, _safe(row.group), row.group_key, row.respondent_key, row.side,
        row.language, row.version, row.received_at.isoformat(timespec="seconds"),
        str(row.complaints),
    ]  # fmt: skip


def _safe(text: str) -> str:
    is_number = text.lstrip("+-").replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(FORMULA) and not is_number else text


def _number(value: float | None) -> str:
    return "" if value is None else repr(round(value, 6))
