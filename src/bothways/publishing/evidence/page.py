"""The estimates of one outcome, made ready for the page, the paper and the files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import get_language

from bothways.practices.reading import number
from bothways.practices.record.codes import code_label
from bothways.publishing.evidence import words
from bothways.publishing.evidence.change import turns
from bothways.publishing.evidence.drawing import Forest, Row, forest
from bothways.publishing.evidence.findings import (
    SIDES,
    Finding,
    Topic,
    about,
    left_out,
    measured_on,
    through,
    usable,
)
from bothways.publishing.evidence.history import Version, moments
from bothways.publishing.evidence.pooled import Pool, Sample, pool_findings

MOST_MOMENTS = 12


@dataclass(frozen=True)
class StudyLine:
    """A row of the forest plot in words."""

    row: Row
    practice: str
    title: str
    language: str
    study: str
    outcomes: Sequence[str]
    effect: str
    interval: str
    weight: str
    confidence: str
    n: int | None

    @property
    def people(self) -> str:
        return number(self.n)


@dataclass(frozen=True)
class Day:
    day: date
    k: int
    figure: str
    why: str


@dataclass(frozen=True)
class Answer:
    """One pooled estimate: an outcome, measured on one side, perhaps through one mechanism."""

    side: str
    pool: Pool
    forest: Forest
    lines: Sequence[StudyLine]
    days: Sequence[Day] = ()

    @property
    def head(self) -> str:
        return str(words.SIDE_HEADS[self.side])

    @property
    def figure(self) -> str:
        return words.figure(self.pool)

    @property
    def people(self) -> str:
        return number(self.pool.n) if self.pool.n else ""

    @property
    def mean(self) -> str:
        return words.size(self.pool.mean)

    @property
    def interval(self) -> str:
        return words.span(self.pool.interval)

    @property
    def prediction(self) -> str:
        return words.span(self.pool.prediction) if self.pool.prediction else ""

    @property
    def headline(self) -> str:
        return words.headline(self.pool)

    @cached_property
    def sentences(self) -> list[str]:
        """How much, how many, how different, what next, how firm."""
        told = [words.people(self.pool), words.spread(self.pool), words.predicted(self.pool)]
        return [sentence for sentence in (*told, *words.checks(self.pool)) if sentence]

    @cached_property
    def changes(self) -> list[str]:
        return [words.turn_sentence(turn) for turn in turns(self.pool)]

    @property
    def ticks(self) -> list[tuple[float, str]]:
        return [(tick.x, words.size(tick.value, False)) for tick in self.forest.ticks]


@dataclass(frozen=True)
class LeftOut:
    """Findings of one study that are left out for the same reasons."""

    finding: Finding
    outcomes: Sequence[str]
    why: str
    needs: str


def answer(
    findings: Sequence[Finding], side: str, versions: Sequence[Version] = ()
) -> Answer | None:
    """None where nothing measured on this side can be compared."""
    whole = pool_findings(measured_on(usable(findings), side))
    if whole is None:
        return None
    drawn = forest(whole)
    lines = [_line(row) for row in drawn.rows]
    return Answer(side, whole, drawn, lines, _days(versions))


def answers(
    findings: Sequence[Finding],
    family: str,
    topic: Topic | None = None,
    versions: Sequence[Version] = (),
) -> list[Answer]:
    """The estimates of an outcome family, newcomers and hosts apart."""
    found = [f for f in through(findings, topic) if f.family == family]
    made = (answer(found, side, _narrowed(versions, family, side, topic)) for side in SIDES)
    return [one for one in made if one is not None]


def _narrowed(
    versions: Sequence[Version], family: str, side: str, topic: Topic | None
) -> list[Version]:
    return [
        Version(
            v.practice, v.title, v.since, v.until,
            tuple(f for f in through(measured_on(usable(v.findings), side), topic)
                  if f.family == family),
        )
        for v in versions
    ]  # fmt: skip


def _line(row: Row) -> StudyLine:
    sample, first = row.sample, row.sample.findings[0]
    return StudyLine(
        row, first.practice, first.title, first.language, first.study,
        list(dict.fromkeys(f.outcome for f in sample.findings if f.outcome)),
        words.size(sample.effect), words.span(sample.interval), words.share(row.weight),
        confidence(sample), sample.n,
    )  # fmt: skip


def confidence(sample: Sample) -> str:
    """C3, or C1–C3 where a missing field decides."""
    low, high = sample.confidence
    return f"C{low}" if low == high else f"C{low}–C{high}"


def _days(versions: Sequence[Version]) -> list[Day]:
    found = [
        Day(m.day, m.pool.k if m.pool else 0, words.figure(m.pool), words.why_moved(m))
        for m in moments(versions)
    ]
    return found[-MOST_MOMENTS:]


def waiting(findings: Sequence[Finding], family: str = "") -> list[LeftOut]:
    """What is left out, one row for all outcomes of a study with the same reasons."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[Finding]] = {}
    for finding in left_out(about(findings, family) if family else findings):
        key = (finding.practice, finding.sample, finding.problems)
        groups.setdefault(key, []).append(finding)
    nearest = sorted(groups.values(), key=lambda g: (not g[0].needs, len(g[0].problems)))
    return [_left_out(group) for group in nearest]


def _left_out(group: Sequence[Finding]) -> LeftOut:
    first = group[0]
    outcomes = list(dict.fromkeys(f.outcome for f in group if f.outcome))
    return LeftOut(first, outcomes, words.why_out(first), words.needs_words(first))


@dataclass(frozen=True)
class IndexRow:
    """One line of the overview: an outcome, or an outcome through a mechanism, on one side."""

    family: str
    topic: Topic | None
    side: str
    pool: Pool | None
    waiting: int

    @property
    def on(self) -> str:
        return code_label("outcome_for", self.side, get_language() or "en") if self.side else ""

    @property
    def figure(self) -> str:
        return words.figure(self.pool)

    @property
    def headline(self) -> str:
        return words.headline(self.pool) if self.pool else ""

    @property
    def prediction(self) -> str:
        return words.span(self.pool.prediction) if self.pool and self.pool.prediction else ""


def overview(findings: Sequence[Finding], families: Sequence[str]) -> list[IndexRow]:
    """One row for each outcome family and side; a family without estimate says so."""
    rows: list[IndexRow] = []
    for family in families:
        mine = about(findings, family)
        out = len(left_out(mine))
        sides = [side for side in SIDES if measured_on(usable(mine), side)]
        rows += [
            IndexRow(family, None, side, pool_findings(measured_on(usable(mine), side)), out)
            for side in sides
        ] or [IndexRow(family, None, "", None, out)]
    return rows


def by_topic(findings: Sequence[Finding]) -> list[IndexRow]:
    """One row for each mechanism (component where none is coded), outcome family and side."""
    groups: dict[tuple[Topic, str, str], list[Finding]] = {}
    for finding in usable(findings):
        for topic in finding.topics:
            groups.setdefault((topic, finding.family, finding.side), []).append(finding)
    order = sorted(groups, key=lambda key: (key[0][0] == "components", key))
    return [
        IndexRow(family, topic, side, pool_findings(groups[topic, family, side]), 0)
        for topic, family, side in order
    ]


def counted_topics(findings: Sequence[Finding]) -> Mapping[Topic, int]:
    """How many findings that cannot be compared yet stand behind each mechanism."""
    counts: dict[Topic, int] = {}
    for finding in left_out(findings):
        for topic in finding.topics:
            counts[topic] = counts.get(topic, 0) + 1
    return counts
