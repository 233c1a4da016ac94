"""One practice of a Snapshot report, from its frozen release and rating alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bothways.practices import reading, story
from bothways.practices.forest import Row
from bothways.practices.queries import Released
from bothways.practices.record.document import Document, disputed, state
from bothways.practices.record.fields import FIELD, FIELDS
from bothways.publishing.bands import strength_of
from bothways.publishing.report.frozen import FrozenCodes
from bothways.publishing.report.ratings import FrozenRating

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
    def hollow(self) -> bool:
        return self.rating is not None and self.rating.hollow

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
        """Outcomes, their confidence, what binds it; outcomes with the same reasons together.

        Outcome families stand by name, other outcomes as the record calls them.
        """
        together: dict[tuple[str, str], list[str]] = {}
        for outcome, label, why in self.rating.reasons if self.rating else ():
            name = self.codes.label("outcome_families", outcome)
            together.setdefault((label, why), []).append(name)
        return [(" · ".join(filter(None, names)), *key) for key, names in together.items()]

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
            if is_asked(field) and found != "given" and field.id not in self.told_once:
                reasons.setdefault(str(reading.ABSENCE[found]), []).append(str(field.label))
        return [(words, reading.joined(fields)) for words, fields in reasons.items()]


def is_asked(field: Any) -> bool:
    """Whether a Snapshot has to answer the field. A short name or another name need not exist."""
    return field.level in OPEN_LEVELS and field.id not in ("acronym", "other_names", "provenance")
