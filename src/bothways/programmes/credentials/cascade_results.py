"""Results of a cascade by level: who delivered, whom they reached, what those people took along.

A change is the difference between the first and the last level of a person in a skill, in steps of
one scale, both found in the same way. It is a change, and says nothing of what made it. Whoever was
reached by trainers of two levels counts in both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bothways.programmes.credentials.cascade import Cascade, TrainerRow, cascade
from bothways.programmes.credentials.changes import Change, Skill, changes_of
from bothways.programmes.credentials.levels import levels_of
from bothways.programmes.delivery.presence import Presence
from bothways.programmes.disclosure.alone import hidden_of
from bothways.programmes.disclosure.cells import HIDDEN, Cell, cell_of
from bothways.programmes.disclosure.margins import TOTAL, Key, Margins
from bothways.programmes.disclosure.nested import Nesting, hide_nested
from bothways.programmes.disclosure.threshold import threshold_of
from bothways.programmes.models import Programme
from bothways.programmes.shares import mean_by_groups
from bothways.stats.estimate import Estimate

YES, NO = "yes", "no"
DELIVERED, TRAINED, CERTIFIED = "delivered", "trained", "certified"
KNOWN = ("attended", "excused", "unexcused")
NONE: frozenset[Key] = frozenset()


@dataclass(frozen=True)
class LevelResults:
    """A line a level; ``level`` is 0 in the line for all of them, where each person counts once.

    An estimate is missing where nothing is known, and where the count behind it is hidden.
    """

    level: int
    trainers: Cell
    delivered: Cell
    trained_others: Cell
    sessions: int
    people: Cell
    certified: Cell
    attendance: Estimate | None
    certificates: Estimate | None
    core: Estimate | None


@dataclass(frozen=True)
class LevelChange:
    """People of a level with a first and a last result in a skill, and how far they moved."""

    level: int
    skill: Skill
    people: Cell
    change: Estimate | None


@dataclass(frozen=True)
class CascadeResults:
    threshold: int  # 0 where nothing is hidden
    levels: tuple[LevelResults, ...]
    changes: tuple[LevelChange, ...]
    core_of: int

    @property
    def has_hidden(self) -> bool:
        cells = [c for r in self.levels for c in (r.trainers, r.delivered, r.trained_others,
                                                  r.people, r.certified)]  # fmt: skip
        return HIDDEN in [*cells, *(change.people for change in self.changes)]


@dataclass(frozen=True)
class _Group:
    """The trainers of one level, or all of them, and what they did together."""

    level: int
    rows: tuple[TrainerRow, ...]

    @property
    def active(self) -> list[TrainerRow]:
        return [row for row in self.rows if row.delivered.sessions]

    @property
    def people(self) -> frozenset[int]:
        return frozenset[int]().union(*(row.delivered.people for row in self.rows))

    @property
    def certified(self) -> frozenset[int]:
        return frozenset[int]().union(*(row.delivered.certified for row in self.rows))

    @property
    def marks(self) -> list[Presence]:
        return [mark for row in self.rows for mark in row.delivered.marks]


@dataclass(frozen=True)
class _Measured:
    """People of a level who were found twice in a skill."""

    place: int
    group: _Group
    skill: Skill
    found: Sequence[Change]


def cascade_results(programme: Programme, *, for_others: bool = True) -> CascadeResults:
    """Ten statements. ``for_others``: small counts of people are hidden, as in every report."""
    tree = cascade(programme)
    people = frozenset[int]().union(*(row.delivered.people for row in tree.rows))
    threshold = threshold_of(programme) if for_others else 0
    return results_of(tree, changes_of(programme, people), threshold)


def results_of(tree: Cascade, moved: Sequence[Change], threshold: int) -> CascadeResults:
    """Pure. With a threshold of 0 nothing is hidden."""
    groups = _groups(tree.rows)
    trainers = _hidden_trainers(groups, threshold)
    measured = [
        _Measured(place, group, skill, _of(moved, group.people, skill))
        for place, group in enumerate(groups[:-1])
        for skill in _skills(moved, group.people)
    ]
    people = _hidden_people(groups, measured, threshold)
    return CascadeResults(
        threshold,
        tuple(_level(g, trainers[k], people[k], tree) for k, g in enumerate(groups)),
        tuple(
            _change(one, hidden, tree)
            for one, hidden in zip(measured, people[len(groups):], strict=True)
        ),
        tree.rows[0].core_of if tree.rows else 0,
    )  # fmt: skip


def _groups(rows: Sequence[TrainerRow]) -> list[_Group]:
    """The levels from the top, then all together."""
    levels = sorted({row.level for row in rows})
    found = [_Group(level, tuple(r for r in rows if r.level == level)) for level in levels]
    return [*found, _Group(0, tuple(rows))] if rows else []


def _trainers(group: _Group) -> Margins:
    delivered, trained = len(group.active), sum(bool(row.trained) for row in group.rows)
    return _counts(len(group.rows), {DELIVERED: delivered, TRAINED: trained})


def _people(group: _Group) -> Margins:
    return _counts(len(group.people), {CERTIFIED: len(group.certified)})


def _counts(total: int, ways: Mapping[str, int]) -> Margins:
    parts = {way: {YES: Decimal(n), NO: Decimal(total - n)} for way, n in ways.items()}
    return Margins(Decimal(total), parts)


def _hidden_trainers(groups: Sequence[_Group], threshold: int) -> list[frozenset[Key]]:
    """Everybody has one level: the levels make the whole."""
    if not threshold or not groups:
        return [NONE for _group in groups]
    hidden = hidden_of([_trainers(group) for group in groups[:-1]], threshold, additive=True)
    return [*hidden.columns, hidden.whole]


def _hidden_people(
    groups: Sequence[_Group], measured: Sequence[_Measured], threshold: int
) -> list[frozenset[Key]]:
    """People may be of several levels: levels lie within the whole, who was measured in a level."""
    columns = [_people(group) for group in groups]
    columns += [_counts(len(one.found), {}) for one in measured]
    if not threshold or not groups:
        return [NONE for _column in columns]
    whole = len(groups) - 1
    within = [(level, whole) for level in range(whole)]
    within += [(len(groups) + k, one.place) for k, one in enumerate(measured)]
    alone = hidden_of(columns, threshold, additive=False)
    nesting = Nesting(within, [(whole, range(whole))])
    return hide_nested(columns, alone.columns, nesting, threshold)


def _level(
    group: _Group, trainers: frozenset[Key], people: frozenset[Key], tree: Cascade
) -> LevelResults:
    of_trainers, of_people = _trainers(group), _people(group)
    hides_certified = bool({(CERTIFIED, YES), (CERTIFIED, NO), TOTAL} & people)
    return LevelResults(
        group.level,
        cell_of(of_trainers, TOTAL, trainers),
        cell_of(of_trainers, (DELIVERED, YES), trainers),
        cell_of(of_trainers, (TRAINED, YES), trainers),
        sum(row.delivered.sessions for row in group.rows),
        cell_of(of_people, TOTAL, people),
        cell_of(of_people, (CERTIFIED, YES), people),
        None if TOTAL in people else _attendance(group, tree),
        None if hides_certified else _certificates(group, tree),
        None if (DELIVERED, YES) in trainers or TOTAL in trainers else _core(group),
    )  # fmt: skip


def _attendance(group: _Group, tree: Cascade) -> Estimate | None:
    """The share of marks that say "was there"."""
    marks = [mark for mark in group.marks if mark.counts in KNOWN]
    cohorts = [str(tree.deliveries.cohorts[mark.session]) for mark in marks]
    return mean_by_groups([float(m.was_there) for m in marks], [1.0] * len(marks), cohorts)


def _certificates(group: _Group, tree: Cascade) -> Estimate | None:
    cohort = _cohort_of(group, tree)
    people = sorted(group.people)
    got = [float(person in group.certified) for person in people]
    return mean_by_groups(got, [1.0] * len(people), [cohort[person] for person in people])


def _core(group: _Group) -> Estimate | None:
    """Mean number of core parts that a trainer who delivered ticked; trainers differ."""
    active = group.active
    if not active or not active[0].core_of:
        return None
    ticked = [float(len(row.delivered.core_parts)) for row in active]
    names = [str(row.trainer.pk) for row in active]
    most = (0.0, float(active[0].core_of))
    return mean_by_groups(ticked, [1.0] * len(active), names, "parts", most)


def _change(one: _Measured, hidden: frozenset[Key], tree: Cascade) -> LevelChange:
    cell = cell_of(_counts(len(one.found), {}), TOTAL, hidden)
    if TOTAL in hidden:
        return LevelChange(one.group.level, one.skill, cell, None)
    cohort = _cohort_of(one.group, tree)
    steps = [float(change.steps) for change in one.found]
    groups = [cohort[change.person] for change in one.found]
    most = float(len(levels_of(one.skill.scale)) - 1)
    mean = mean_by_groups(steps, [1.0] * len(steps), groups, "steps", (-most, most))
    return LevelChange(one.group.level, one.skill, cell, mean)


def _cohort_of(group: _Group, tree: Cascade) -> dict[int, str]:
    """The group in which each person was reached first."""
    first: dict[int, str] = {}
    for mark in sorted(group.marks, key=lambda mark: (mark.day, mark.session)):
        if mark.was_there:
            first.setdefault(mark.person, str(tree.deliveries.cohorts[mark.session]))
    return first


def _skills(moved: Iterable[Change], people: frozenset[int]) -> list[Skill]:
    return sorted({change.skill for change in moved if change.person in people})


def _of(moved: Iterable[Change], people: frozenset[int], skill: Skill) -> list[Change]:
    return [change for change in moved if change.skill == skill and change.person in people]
