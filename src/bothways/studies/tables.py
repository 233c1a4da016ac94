"""The table of a study: one row a card (or card and time), under pseudonyms, as it is analysed."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways.studies.designs import design_named
from bothways.studies.models import Study, StudyOutcome, StudyUnit
from bothways.surveys.models import Respondent, Wave

Scores = Mapping[int, float]
Cell = str | int | float | None
# Outcome and wave -> score of each respondent who gave one.
Measure = Callable[[StudyOutcome, Wave], Scores]
ARMS = {StudyUnit.Arm.PROGRAMME: 1, StudyUnit.Arm.COMPARISON: 0}


@dataclass(frozen=True)
class Column:
    name: str
    meaning: str


@dataclass(frozen=True)
class StudyTable:
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def as_csv(self) -> str:
        return _written([column.name for column in self.columns], self.rows)

    def dictionary(self) -> str:
        """What each column holds, as CSV."""
        return _written(["column", "meaning"], [(c.name, c.meaning) for c in self.columns])

    def numbers(self, name: str) -> list[Cell]:
        at = [column.name for column in self.columns].index(name)
        return [row[at] for row in self.rows]


@dataclass(frozen=True)
class _Card:
    """A card with what the design says of it."""

    respondent: Respondent
    unit: StudyUnit

    @property
    def cells(self) -> list[Cell]:
        unit = self.unit
        return [self.respondent.pseudonym, unit.key.partition("-")[0], unit.stratum,
                ARMS.get(StudyUnit.Arm(unit.arm)), self.respondent.side]  # fmt: skip


def study_table(study: Study, measure: Measure) -> StudyTable:
    """Everybody who was assigned stands in it, whether they answered or not."""
    cards = _cards(study)
    outcomes = list(study.outcomes.all())
    if design_named(study.design).is_open and study.endline:
        cards = _as_they_answered(cards, study.endline)
    if design_named(study.design).analysis == "did":
        return _long(study, cards, outcomes, measure)
    return _wide(study, cards, outcomes, measure)


def _cards(study: Study) -> list[_Card]:
    """In the order of pseudonyms, which is nobody's order in class."""
    units = list(study.units.all())
    by_card = {unit.respondent_id: unit for unit in units if unit.respondent_id}
    by_group = {unit.group_id: unit for unit in units if not unit.respondent_id}
    groups = {unit.group_id for unit in units}
    people = Respondent.objects.filter(group__in=groups).order_by("pseudonym")
    found = ((one, by_card.get(one.pk) or by_group.get(one.group_id)) for one in people)
    return [_Card(one, unit) for one, unit in found if unit is not None]


def _as_they_answered(cards: list[_Card], wave: Wave) -> list[_Card]:
    """In the order of arrival, which the interval for all looks needs; the silent come last."""
    arrived = wave.submissions.exclude(respondent=None).order_by("pk")
    place = {one: n for n, one in enumerate(arrived.values_list("respondent_id", flat=True))}
    return sorted(cards, key=lambda card: place.get(card.respondent.pk, len(place)))


def _base() -> list[Column]:
    return [
        Column("person", _("pseudonym of the card")),
        Column("group", _("group, as drawn or placed")),
        Column("stratum", _("the lots were drawn inside each of these")),
        Column("arm", _("1 with the programme, 0 without")),
        Column("side", _("newcomer, host, or not known")),
    ]


def _wide(
    study: Study, cards: Sequence[_Card], outcomes: Sequence[StudyOutcome], measure: Measure
) -> StudyTable:
    columns, rows = _base(), [card.cells for card in cards]
    for outcome in outcomes:
        before = measure(outcome, study.baseline) if study.baseline else {}
        after = measure(outcome, study.endline) if study.endline else {}
        if study.baseline:
            _add(columns, rows, cards, f"{outcome.key}_before", _("before"), outcome, before)
            _add_start(columns, rows, cards, outcome, before)
        _add(columns, rows, cards, f"{outcome.key}_after", _("after"), outcome, after)
    return StudyTable(tuple(columns), tuple(map(tuple, rows)))


def _add(
    columns: list[Column], rows: list[list[Cell]], cards: Sequence[_Card], name: str, when: str,
    outcome: StudyOutcome, scores: Scores,
) -> None:  # fmt: skip
    columns.append(Column(name, f"{outcome.title}, {when} ({outcome.unit})"))
    for row, card in zip(rows, cards, strict=True):
        row.append(scores.get(card.respondent.pk))


def _add_start(
    columns: list[Column], rows: list[list[Cell]], cards: Sequence[_Card],
    outcome: StudyOutcome, before: Scores,
) -> None:  # fmt: skip
    """The start as the analysis takes it: who did not answer before stays in, and is marked.

    In a lottery one value for both arms favours neither: the lots do not know who answered before.
    """
    known = [before[card.respondent.pk] for card in cards if card.respondent.pk in before]
    if not known:
        return
    mean = sum(known) / len(known)
    columns.append(Column(f"{outcome.key}_start", _("the same; the mean where it is not known")))
    for row, card in zip(rows, cards, strict=True):
        row.append(before.get(card.respondent.pk, mean))
    if len(known) < len(cards):
        columns.append(Column(f"{outcome.key}_start_unknown", _("1 where it is not known")))
        for row, card in zip(rows, cards, strict=True):
            row.append(int(card.respondent.pk not in before))


def _long(
    study: Study, cards: Sequence[_Card], outcomes: Sequence[StudyOutcome], measure: Measure
) -> StudyTable:
    columns = [*_base(), Column("period", _("1 before, 2 after"))]
    columns += [Column(one.key, f"{one.title} ({one.unit})") for one in outcomes]
    rows = []
    for period, wave in ((1, study.baseline), (2, study.endline)):
        scores = [measure(one, wave) if wave else {} for one in outcomes]
        rows += [
            (*card.cells, period, *(score.get(card.respondent.pk) for score in scores))
            for card in cards
        ]
    return StudyTable(tuple(columns), tuple(rows))


def _written(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return sink.getvalue()


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    return repr(cell) if isinstance(cell, float) else str(cell)
