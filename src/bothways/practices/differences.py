"""What differs between two documents, ready to show: words of prose, codes, rows."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from bothways.practices.record.document import Change, Document, difference
from bothways.practices.record.fields import FIELD
from bothways.practices.shown import lines_of

Mark = Literal["same", "gone", "new"]
WORDS = re.compile(r"\s+|[^\s]+")
# Longer texts are compared line by line: words would take seconds.
MOST_WORDS = 4_000
ALIKE = 0.5
ENVELOPE_NAMES = {
    "missing": _("Why there is no value"),
    "coding": _("Coding"),
    "translations": _("Translations"),
    "edition": _("Edition"),
    "id": _("Id"),
}


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, went or came."""

    mark: Mark
    text: str


Line = tuple[Piece, ...]


@dataclass(frozen=True)
class FieldDifference:
    """One field that differs: each line in pieces, in the order of the newer document."""

    field: str
    label: Any
    lines: tuple[Line, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]


def field_differences(
    before: Mapping[str, Any], after: Mapping[str, Any], language: str
) -> list[FieldDifference]:
    """Every field that differs, in the order of the form."""
    return [_shown(change, language) for change in difference(before, after)]


def name_of(field: str) -> Any:
    return FIELD[field].label if field in FIELD else ENVELOPE_NAMES.get(field, field)


def _shown(change: Change, language: str) -> FieldDifference:
    before = lines_of(change.field, change.before, language)
    after = lines_of(change.field, change.after, language)
    return FieldDifference(
        change.field,
        name_of(change.field),
        tuple(_matched(before, after)),
        tuple(before),
        tuple(after),
    )


def _matched(before: list[str], after: list[str]) -> Iterator[Line]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from ((Piece("same", line),) for line in before[i1:i2])
        else:
            yield from _replaced(before[i1:i2], after[j1:j2])


def _replaced(gone: list[str], new: list[str]) -> Iterator[Line]:
    """Lines that are much alike are one changed line; the others went or came whole."""
    left = list(gone)
    for line in new:
        twin = next((old for old in left if _alike(old, line)), None)
        if twin is None:
            yield (Piece("new", line),)
            continue
        for old in left[: left.index(twin)]:
            yield (Piece("gone", old),)
        left = left[left.index(twin) + 1 :]
        yield tuple(word_pieces(twin, line))
    for old in left:
        yield (Piece("gone", old),)


def _alike(old: str, new: str) -> bool:
    first, second = old.split(), new.split()
    if len(first) < 3 or len(second) < 3 or len(first) + len(second) > MOST_WORDS:
        return False
    return SequenceMatcher(None, first, second, autojunk=False).quick_ratio() >= ALIKE


def word_pieces(before: str, after: str) -> Iterator[Piece]:
    """The two texts as one, word by word."""
    first, second = WORDS.findall(before), WORDS.findall(after)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(first[i1:i2]))
            continue
        if i2 > i1:
            yield Piece("gone", "".join(first[i1:i2]))
        if j2 > j1:
            yield Piece("new", "".join(second[j1:j2]))


@dataclass(frozen=True)
class Choice:
    """A field in which two editors' documents differ: both versions, and who changed it."""

    field: str
    label: Any
    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    taken: Literal["mine", "theirs", ""]


def choices(base: Document, mine: Document, theirs: Document, language: str) -> list[Choice]:
    """Where my document and the newest one differ. Only one of us changed it: theirs or mine is
    proposed. Both of us did: nothing is proposed, a person decides."""
    changed_by_me = {change.field for change in difference(base, mine)}
    changed_by_them = {change.field for change in difference(base, theirs)}
    return [
        Choice(
            change.field,
            name_of(change.field),
            tuple(lines_of(change.field, change.after, language)),
            tuple(lines_of(change.field, change.before, language)),
            _proposed(change.field in changed_by_me, change.field in changed_by_them),
        )
        for change in difference(theirs, mine)
    ]


def _proposed(by_me: bool, by_them: bool) -> Literal["mine", "theirs", ""]:
    if by_me and by_them:
        return ""
    return "mine" if by_me else "theirs"


def merged(mine: Document, theirs: Document, keep_mine: Iterable[str]) -> Document:
    """The newest document with my version of these fields."""
    taken = set(keep_mine)
    document = {key: value for key, value in theirs.items() if key not in taken}
    return {**document, **{key: mine[key] for key in taken if key in mine}}
