"""The cross-case table of codes and the comparison by code."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from bothways.practices.record.document import disputed
from bothways.practices.record.fields import FIELD
from bothways.publishing.gaps import as_codes
from bothways.publishing.report.frozen import FrozenCodes

if TYPE_CHECKING:
    from bothways.publishing.report.practice_page import PracticePage

# Two tables fit on upright A4; a code is one narrow column with its name turned.
TABLES = (
    (_("How it works"), ("approach", "focus", "level", "concepts")),
    (_("What it does, when, and who is asked to change"),
     ("components", "who_changes", "stage", "digital_role")),
)  # fmt: skip
COMPARED = ("approach", "focus", "level", "concepts", "components", "who_changes", "digital_role")
TOP_OUTCOMES = 2


@dataclass(frozen=True)
class CrossGroup:
    field: str
    label: str
    codes: Sequence[tuple[str, str]]  # code, label


@dataclass(frozen=True)
class CrossRow:
    practice: "PracticePage"
    marks: Sequence[tuple[str, bool]]  # "yes", "disputed" or "", and whether a group begins here


@dataclass(frozen=True)
class CrossTable:
    title: str
    groups: Sequence[CrossGroup]
    rows: Sequence[CrossRow]
    totals: Sequence[tuple[int, bool]]

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Label of each column, and whether a group begins with it."""
        return [
            (label, place == 0)
            for group in self.groups
            for place, (_code, label) in enumerate(group.codes)
        ]


def cross_tables(practices: "Sequence[PracticePage]", codes: FrozenCodes) -> list[CrossTable]:
    return [_cross_table(str(title), fields, practices, codes) for title, fields in TABLES]


def _cross_table(
    title: str, fields: Sequence[str], practices: "Sequence[PracticePage]", codes: FrozenCodes
) -> CrossTable:
    groups = [_group(field, codes) for field in fields]
    groups = [group for group in groups if group.codes]
    rows = [CrossRow(practice, _marks(practice, groups)) for practice in practices]
    totals = [
        (sum(row.marks[place][0] == "yes" for row in rows), begins)
        for place, (_label, begins) in enumerate(
            (code, at == 0) for group in groups for at, code in enumerate(group.codes)
        )
    ]
    return CrossTable(title, groups, rows, totals)


def _group(field: str, codes: FrozenCodes) -> CrossGroup:
    vocabulary = FIELD[field].vocabulary
    shown = [(code, codes.label(vocabulary, code)) for code in codes.of(vocabulary)]
    return CrossGroup(field, str(FIELD[field].label), shown)


def _marks(practice: "PracticePage", groups: Sequence[CrossGroup]) -> list[tuple[str, bool]]:
    marks = []
    for group in groups:
        given = as_codes(practice.document.get(group.field))
        doubted = disputed(practice.document).get(group.field) or {}
        for place, (code, _label) in enumerate(group.codes):
            mark = "yes" if code in given else "disputed" if code in doubted else ""
            marks.append((mark, place == 0))
    return marks


@dataclass(frozen=True)
class ComparedCode:
    """The practices with one code, side by side with those of its neighbours."""

    label: str
    practices: "Sequence[PracticePage]"
    by_group: Sequence[int]
    countries: int
    outcomes: str


@dataclass(frozen=True)
class Comparison:
    label: str
    rows: Sequence[ComparedCode]
    without: int


def comparison(practices: "Sequence[PracticePage]", codes: FrozenCodes) -> list[Comparison]:
    return [_comparison(field, practices, codes) for field in COMPARED]


def _comparison(field: str, practices: "Sequence[PracticePage]", codes: FrozenCodes) -> Comparison:
    vocabulary = FIELD[field].vocabulary
    holders = {
        code: [p for p in practices if code in as_codes(p.document.get(field))]
        for code in codes.of(vocabulary)
    }
    rows = [
        _compared(codes.label(vocabulary, code), found, codes) for code, found in holders.items()
    ]
    without = sum(not as_codes(p.document.get(field)) for p in practices)
    return Comparison(str(FIELD[field].label), rows, without)


def _compared(label: str, found: "Sequence[PracticePage]", codes: FrozenCodes) -> ComparedCode:
    outcomes = Counter(c for p in found for c in as_codes(p.document.get("outcome_families")))
    most = [
        f"{codes.label('outcome_families', code)} {n}"
        for code, n in outcomes.most_common(TOP_OUTCOMES)
    ]
    return ComparedCode(
        label,
        found,
        [sum(p.group == place for p in found) for place in range(3)],
        len({country for p in found for country in p.countries}),
        ", ".join(most),
    )
