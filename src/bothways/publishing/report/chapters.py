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
from bothways.practices import reading, story
from bothways.practices.forest import Row
from bothways.practices.queries import Released
from bothways.practices.record.document import Document, disputed, state
from bothways.practices.record.fields import FIELD, FIELDS
from bothways.publishing.bands import strength_of
from bothways.publishing.evidence.page import Answer, LeftOut
from bothways.publishing.gap_page import GapPage
from bothways.publishing.gaps import SIDES
from bothways.publishing.report import evidence as chapter_evidence
from bothways.publishing.report.frozen import FrozenCodes
from bothways.publishing.report.ratings import FrozenRating
from bothways.publishing.report.rules import RuleTable, rule_tables
from bothways.publishing.report.tables import Comparison, CrossTable, comparison, cross_tables
from bothways.publishing.report.wording import Flow, change_lines, flow, method, warnings
from bothways.publishing.selection import Condition

# A page of the report lists what is open in these levels; evidence fields are of the next issue.
OPEN_LEVELS = ("lead", "snapshot")
CODED_FIELDS = tuple(f for f in FIELDS if f.section == "coding" and f.vocabulary) + tuple(
    FIELD[name] for name in ("stage", "outcome_families", "outcome_for", "setting", "digital_role",
                             "technologies", "persuasion", "influence_mechanism")
)  # fmt: skip


@dataclass(frozen=True)
class CodeLine:
    label: str
    codes: Sequence[str]
    absent: str
    disputed: Sequence[str]


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
class ResultLine:
    """One outcome of one study in the results table."""

    study: story.Study
    row: Row
    confidence: str


@dataclass(frozen=True)
class PracticePage:
    """One practice of the report, from its frozen release alone."""

    number: int
    released: Released
    codes: FrozenCodes
    told_once: frozenset[str] = frozenset()  # fields that the report says nobody has coded
    rating: FrozenRating | None = None  # None in editions of before there were ratings

    @property
    def document(self) -> Document:
        return self.released.document

    @property
    def slug(self) -> str:
        return self.released.slug

    @property
    def anchor(self) -> str:
        return f"practice-{self.number}"

    @cached_property
    def group(self) -> int:
        """0 the best tested, 2 the least: by confidence, or by design where nothing is rated."""
        if self.rating is None:
            return strength_of(self.document)
        return 0 if self.rating.low >= 3 else 1 if self.rating.low == 2 else 2

    @property
    def crossings(self) -> int:
        return self.rating.low if self.rating else 0

    def _study_confidence(self, study: int, outcome: int) -> str:
        return self.rating.study_short(study, outcome) if self.rating else ""

    def _prose(self, field: str) -> reading.Prose:
        return reading.prose(self.document, field, self.codes.language)

    @cached_property
    def title(self) -> reading.Prose:
        return self._prose("title")

    @cached_property
    def summary(self) -> reading.Prose:
        return self._prose("summary")

    @cached_property
    def activities(self) -> reading.Prose:
        return self._prose("activities")

    @cached_property
    def results(self) -> reading.Prose:
        return self._prose("results")

    @property
    def notice(self) -> str:
        parts = [self.title, self.summary, self.activities, self.results]
        return reading.language_notice(parts, self.codes.language)

    @property
    def prose_language(self) -> str:
        return self.document.get("language") or "en"

    @property
    def who_code(self) -> str:
        return self.document.get("who_changes") or ""

    @property
    def who(self) -> str:
        return reading.who_changes(self.document)

    @property
    def countries(self) -> Sequence[str]:
        return self.document.get("countries") or ()

    @property
    def where(self) -> str:
        return reading.joined(reading.country_names(self.document, self.codes.language))

    @property
    def places(self) -> str:
        return reading.joined(self.document.get("places") or (), 4)

    @property
    def years(self) -> str:
        return reading.years(self.document)

    @property
    def design(self) -> str:
        return reading.design(self.document)

    @property
    def ages(self) -> str:
        return reading.ages(self.document.get("target_groups"))

    @property
    def groups(self) -> str:
        return "; ".join(g["who"] for g in self.document.get("target_groups") or ())

    @property
    def people(self) -> str:
        return reading.number(reading.people_measured(self.document))

    @property
    def effect(self) -> reading.Effect | None:
        return reading.main_effect(self.document)

    @property
    def cost(self) -> str:
        return self.document.get("cost_per_child") or self.document.get("cost") or ""

    @property
    def organisations(self) -> str:
        return " · ".join(o["name"] for o in self.document.get("organisations") or ())

    @cached_property
    def studies(self) -> list[story.Study]:
        return story.studies(self.document, self.codes.language)

    @cached_property
    def results_rows(self) -> list[ResultLine]:
        """Each outcome of each study with the confidence of that very result."""
        return [
            ResultLine(study, row, self._confidence_of(at, row.effect.name))
            for at, study in enumerate(self.studies)
            for plot in study.plots
            for row in plot.rows
        ]

    def _confidence_of(self, study: int, outcome: str) -> str:
        names = [o.get("name") for o in self.document["studies"][study].get("outcomes") or ()]
        return self._study_confidence(study, names.index(outcome)) if outcome in names else ""

    @property
    def rating_reasons(self) -> list[tuple[str, str, str]]:
        """Outcome families by name, other outcomes as the record calls them."""
        rows = self.rating.reasons if self.rating else []
        return [(self.codes.label("outcome_families", o), label, why) for o, label, why in rows]

    @property
    def has_outcomes(self) -> bool:
        return any(plot.rows for study in self.studies for plot in study.plots)

    @cached_property
    def sources(self) -> list[story.Source]:
        return story.sources(self.document)

    @property
    def cautions(self) -> list[str]:
        return story.cautions(self.released)

    @cached_property
    def code_lines(self) -> list[CodeLine]:
        return [self._code_line(f) for f in CODED_FIELDS if f.id in self.document]

    def _code_line(self, field: Any) -> CodeLine:
        value = self.document.get(field.id)
        codes = [value] if isinstance(value, str) else value or []
        doubted = disputed(self.document).get(field.id) or {}
        return CodeLine(
            str(field.label),
            [self.codes.label(field.vocabulary, code) for code in codes],
            reading.absence(self.document, field.id),
            [self.codes.label(field.vocabulary, code) for code in doubted],
        )

    @cached_property
    def unknown(self) -> list[tuple[str, str]]:
        """What is not known, by reason: the reason in words, and the fields."""
        reasons: dict[str, list[str]] = {}
        for field in FIELDS:
            found = state(self.document, field.id)
            if _is_asked(field) and found != "given" and field.id not in self.told_once:
                reasons.setdefault(str(reading.ABSENCE[found]), []).append(str(field.label))
        return [(words, reading.joined(fields)) for words, fields in reasons.items()]


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
        ordered = sorted(
            released, key=lambda r: (*self._rank(r), r.document["title"].casefold())
        )
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
            if _is_asked(field) and all(state(d, field.id) == "not_coded" for d in documents)
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

    @cached_property
    def estimates(self) -> Sequence[tuple[str, Sequence[Answer]]]:
        """Outcome family and its pooled estimates over the practices of this report."""
        return chapter_evidence.estimates(self)

    @cached_property
    def left_out(self) -> Sequence[LeftOut]:
        return chapter_evidence.left_out_of(self)

    @cached_property
    def rules(self) -> Sequence[RuleTable]:
        return rule_tables(self.frozen.get("rules"))

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
            for vocabulary, row in self.frozen["codes"].items()
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


def _is_asked(field: Any) -> bool:
    """Whether a Snapshot has to answer the field. A short name or another name need not exist."""
    return field.level in OPEN_LEVELS and field.id not in ("acronym", "other_names", "provenance")


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
