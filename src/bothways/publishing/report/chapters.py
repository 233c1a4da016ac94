"""The chapters of a Snapshot report, worked out from its frozen document in one language.

The page, the PDF and the DOCX draw the same chapters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from bothways.core.world_map import count_countries
from bothways.practices import reading
from bothways.practices.queries import Released
from bothways.practices.record.document import Document, state
from bothways.practices.record.fields import FIELD, FIELDS
from bothways.publishing.bands import strength_of
from bothways.publishing.evidence.page import Answer, LeftOut
from bothways.publishing.gap_list import report_guard
from bothways.publishing.gap_page import GapPage
from bothways.publishing.gaps import SIDES
from bothways.publishing.report import evidence as chapter_evidence
from bothways.publishing.report.frozen import FrozenCodes
from bothways.publishing.report.practice_page import PracticePage, is_asked
from bothways.publishing.report.ratings import FrozenRating
from bothways.publishing.report.rules import RuleTable, annex_tables
from bothways.publishing.report.tables import Comparison, CrossTable, comparison, cross_tables
from bothways.publishing.report.wording import Flow, change_lines, flow, method, warnings
from bothways.publishing.selection import Condition


@dataclass(frozen=True)
class Group:
    """One of the three groups in which a report counts its practices."""

    place: int
    words: str
    short: str


RATED_GROUPS = (
    (gettext_lazy("causal evidence, C3 or more"), gettext_lazy("C3 or more")),
    (gettext_lazy("promising comparison, C2"), gettext_lazy("C2")),
    (gettext_lazy("monitored or described, C0 or C1"), gettext_lazy("C0 or C1")),
)
DESIGN_GROUPS = (
    (gettext_lazy("tested by drawing lots"), gettext_lazy("by lots")),
    (gettext_lazy("tested by comparison"), gettext_lazy("compared")),
    (gettext_lazy("monitored or described"), gettext_lazy("described")),
)


@dataclass(frozen=True)
class Report:
    """A frozen report in one language. ``edition`` 0 is a look before it is frozen."""

    frozen: Document
    title: str
    edition: int
    frozen_on: date
    changes: Mapping[str, Any] | None
    language: str

    @cached_property
    def codes(self) -> FrozenCodes:
        return FrozenCodes(self.frozen["codes"], self.language)

    @cached_property
    def is_rated(self) -> bool:
        return bool(self.frozen.get("ratings"))

    @property
    def rule_version(self) -> str:
        return str((self.frozen.get("rules") or {}).get("version", ""))

    @cached_property
    def groups(self) -> list[Group]:
        """The three groups in which practices are counted."""
        words = RATED_GROUPS if self.is_rated else DESIGN_GROUPS
        return [Group(n, str(long), str(short)) for n, (long, short) in enumerate(words)]

    @cached_property
    def practices(self) -> list[PracticePage]:
        """Best known first, then by title."""
        released = [_released(row) for row in self.frozen["practices"]]
        ordered = sorted(released, key=lambda r: (*self._rank(r), r.document["title"].casefold()))
        told = frozenset(field.id for field in self.never_coded)
        return [
            PracticePage(n, r, self.codes, told, self._rating(r.slug))
            for n, r in enumerate(ordered, start=1)
        ]

    def _rating(self, slug: str) -> FrozenRating | None:
        row = (self.frozen.get("ratings") or {}).get(slug)
        return FrozenRating(row) if row else None

    def _rank(self, released: Released) -> tuple[int, int]:
        rating = self._rating(released.slug)
        if rating is None:
            return strength_of(released.document), 0
        return -rating.low, -rating.high

    @cached_property
    def never_coded(self) -> list[Any]:
        """Fields that no practice of the report has coded: told once, not on every page."""
        documents = [row["document"] for row in self.frozen["practices"]]
        return [
            field
            for field in FIELDS
            if is_asked(field) and all(state(d, field.id) == "not_coded" for d in documents)
        ]

    @property
    def never_coded_words(self) -> str:
        return reading.joined(str(field.label) for field in self.never_coded)

    @property
    def documents(self) -> list[Document]:
        return [practice.document for practice in self.practices]

    @cached_property
    def country_counts(self) -> dict[str, int]:
        return count_countries(document.get("countries") for document in self.documents)

    @property
    def subtitle(self) -> str:
        n, m = len(self.practices), len(self.country_counts)
        practices = ngettext("%(n)s practice", "%(n)s practices", n) % {"n": n}
        countries = ngettext("%(n)s country", "%(n)s countries", m) % {"n": m}
        return _(
            "%(practices)s from %(countries)s: what was tried, how it was tested, and what "
            "nobody has looked at."
        ) % {"practices": practices, "countries": countries}

    @property
    def question(self) -> str:
        steps = self.frozen["steps"]
        words = [Condition(s["name"], tuple(s["values"])).words(self.language) for s in steps]
        return " · ".join(words) or _("every released practice")

    @property
    def citation(self) -> str:
        return _("Bothways (%(year)s). %(title)s. Snapshot report, edition %(number)s.") % {
            "year": self.frozen_on.year,
            "title": self.title.rstrip("."),
            "number": self.edition,
        }

    @cached_property
    def flow(self) -> list[Flow]:
        return list(flow(self))

    @cached_property
    def cross(self) -> list[CrossTable]:
        return cross_tables(self.practices, self.codes)

    @cached_property
    def comparison(self) -> list[Comparison]:
        return comparison(self.practices, self.codes)

    @cached_property
    def gaps(self) -> GapPage:
        return chapter_evidence.gap_map(self)

    @cached_property
    def gap_types(self) -> Sequence[chapter_evidence.GapSummary]:
        return chapter_evidence.gap_types(self) if self.is_rated else ()

    @property
    def guard(self) -> str:
        return report_guard(len(self.practices))

    @cached_property
    def estimates(self) -> Sequence[tuple[str, Sequence[Answer]]]:
        """Outcome family and its pooled estimates over the practices of this report."""
        return chapter_evidence.estimates(self)

    @cached_property
    def left_out(self) -> Sequence[LeftOut]:
        return chapter_evidence.left_out_of(self)

    @cached_property
    def rules(self) -> Sequence[RuleTable]:
        return annex_tables(self.frozen.get("rules"))

    def _name(self, field: str, code: str) -> str:
        return self.codes.label(FIELD[field].vocabulary, code)

    @cached_property
    def codebook(self) -> list[tuple[str, int, list[tuple[str, str, str]]]]:
        """Vocabulary name, its edition, and each used code with meaning and "not this"."""
        return [
            (
                self.codes.name(vocabulary),
                row["edition"],
                [
                    (self.codes.label(vocabulary, code), *self.codes.meaning(vocabulary, code))
                    for code in self.codes.of(vocabulary, used_only=True)
                ],
            )
            for vocabulary, row in sorted(self.frozen["codes"].items())
        ]

    @cached_property
    def sides(self) -> dict[str, int]:
        """How many ask newcomers, both sides, or hosts (institutions too) to change."""
        counts = dict.fromkeys((*SIDES, ""), 0)
        for practice in self.practices:
            side = "hosts" if practice.who_code == "institutions" else practice.who_code
            counts[side if side in counts else ""] += 1
        return counts

    @property
    def fringe(self) -> list[PracticePage]:
        """The practices as the cover hangs them: newcomers, both, hosts, unknown."""
        order = {"newcomers": 0, "both": 1, "hosts": 2, "institutions": 3}
        return sorted(self.practices, key=lambda p: (order.get(p.who_code, 4), p.number))

    @property
    def warnings(self) -> list[str]:
        return list(warnings(self))

    @property
    def method(self) -> list[str]:
        return list(method(self))

    @property
    def cross_note(self) -> str:
        return _(
            "● coded, ○ disputed: only one reading pass gave the code. The strongest study design "
            "comes first."
        )

    @property
    def change_sentence(self) -> str:
        if self.changes is None:
            return _("This is the first edition.")
        if not self.change_lines:
            return _("The practices are the same as in the previous edition.")
        return _("What differs:")

    @cached_property
    def change_lines(self) -> list[tuple[str, list[str]]]:
        return change_lines(self.changes, {p.slug: p.title.text for p in self.practices})


def _released(row: Mapping[str, Any]) -> Released:
    return Released(
        row["slug"], row["release"], row["kind"], row["document"], row["hash"],
        datetime.fromisoformat(row["released_at"]),
    )  # fmt: skip


def report_from(edition: Any, language: str | None = None) -> Report:
    """The report of a stored edition, in the reader's language."""
    return Report(
        edition.document, edition.title, edition.number, edition.frozen_at.date(),
        edition.difference, language or get_language() or "en",
    )  # fmt: skip
