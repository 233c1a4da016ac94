"""From a book and a household to steps in order, each with its date and its reasons. Pure."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bothways.directory.steps.book import Book, Due, Step
from bothways.directory.steps.conditions import members_meant, unknown_facets, verdict
from bothways.directory.steps.profile import Profile

LAST = date.max
Edges = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Planned:
    """A step with what the household has to know about it."""

    step: Step
    # True: meant; None: not known, so ask; False: only because another step needs its paper.
    is_meant: bool | None
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    due: date | None
    due_is_law: bool
    # The step whose date makes this one urgent, where it is not its own.
    due_for: str
    unblocks: int
    members: tuple[int, ...]

    def is_late(self, today: date) -> bool:
        return self.due is not None and self.due < today


@dataclass(frozen=True)
class Plan:
    """Steps in order. ``left_out`` says which do not concern this household, ``done`` which are
    over."""

    steps: tuple[Planned, ...]
    left_out: tuple[str, ...]
    done: tuple[str, ...]
    cycles: tuple[tuple[str, ...], ...]

    def of_phase(self, phase: str) -> tuple[Planned, ...]:
        return tuple(p for p in self.steps if not phase or phase in p.step.phases)


def make_plan(book: Book, profile: Profile) -> Plan:
    """What is not known never hides a step."""
    verdicts = [verdict(step.audience, profile) for step in book.steps]
    over = [_is_over(step, profile) for step in book.steps]
    shown = _with_givers(book, profile, verdicts, over)
    edges = _edges(book, profile, shown)
    order, rest = _topological(edges, shown)
    dues = _dues(book, profile, edges, order, rest)
    below = _unblocked(edges, order)
    ranked = _ranked(book, edges, shown, dues, below)
    return Plan(
        tuple(_planned(book, profile, at, verdicts[at], dues[at], below[at]) for at in ranked),
        tuple(step.code for at, step in enumerate(book.steps)
              if at not in shown and not over[at]),
        tuple(step.code for at, step in enumerate(book.steps) if over[at]),
        _rings(book, edges, rest),
    )  # fmt: skip


def cycles_of(book: Book) -> tuple[tuple[str, ...], ...]:
    """Steps that wait for each other when nothing is held yet: a fault of the book."""
    shown = set(range(len(book.steps)))
    edges = _edges(book, Profile(), shown)
    _order, rest = _topological(edges, shown)
    return _rings(book, edges, rest)


def _is_over(step: Step, profile: Profile) -> bool:
    return step.code in profile.done or (bool(step.gives) and set(step.gives) <= profile.has)


def _with_givers(
    book: Book, profile: Profile, verdicts: Sequence[bool | None], over: Sequence[bool]
) -> set[int]:
    """What is or may be meant, and whatever gives a paper that these need.

    A step not meant comes in only while no step that surely is meant gives the paper.
    """
    shown = {at for at, found in enumerate(verdicts) if found is not False and not over[at]}
    waiting = list(shown)
    while waiting:
        for paper in book.steps[waiting.pop()].needs:
            givers = book.givers.get(paper, ())
            if paper in profile.has or any(verdicts[at] for at in givers):
                continue
            new = [at for at in givers if at not in shown and not over[at]]
            shown.update(new)
            waiting += new
    return shown


def _edges(book: Book, profile: Profile, shown: set[int]) -> list[list[int]]:
    """From each step to those that wait for it."""
    place = {step.code: at for at, step in enumerate(book.steps)}
    edges: list[list[int]] = [[] for _ in book.steps]
    for at in sorted(shown):
        step = book.steps[at]
        before = {place[code] for code in step.after if code in place}
        for paper in step.needs:
            if paper not in profile.has:
                before.update(book.givers.get(paper, ()))
        for earlier in sorted(before & shown - {at}):
            edges[earlier].append(at)
        if step.code in step.after or any(
            book.givers.get(paper) == (at,) for paper in set(step.needs) - profile.has
        ):
            edges[at].append(at)
    return edges


def _topological(edges: Edges, shown: set[int]) -> tuple[list[int], list[int]]:
    """An order, and what is left because it waits for itself."""
    waits = dict.fromkeys(shown, 0)
    for at in shown:
        for later in edges[at]:
            waits[later] += 1
    ready = [at for at in sorted(shown) if not waits[at]]
    order: list[int] = []
    while ready:
        at = ready.pop()
        order.append(at)
        for later in edges[at]:
            waits[later] -= 1
            if not waits[later]:
                ready.append(later)
    return order, sorted(shown - set(order))


Dated = tuple[date | None, bool, str]


def _dues(
    book: Book, profile: Profile, edges: Edges, order: Sequence[int], rest: Sequence[int]
) -> Mapping[int, Dated]:
    """Its own date, or an earlier one where a later step needs its paper by then."""
    papers: dict[str, date] = {}
    own: dict[int, date | None] = {}
    for at in [*order, *rest]:
        step = book.steps[at]
        day = _own_due(step.due, profile, papers)
        own[at] = day
        if day is not None:
            for paper in step.gives:
                gained = day + timedelta(days=step.takes)
                papers[paper] = min(papers.get(paper, gained), gained)
    found: dict[int, Dated] = {}
    for at in [*reversed(rest), *reversed(order)]:
        due = book.steps[at].due
        found[at] = (own[at], bool(due and due.is_law), "")
        for later in edges[at]:
            wanted, is_law, _why = found.get(later, (None, False, ""))
            if wanted is not None:
                by = wanted - timedelta(days=book.steps[at].takes)
                here = found[at][0]
                if here is None or by < here:
                    found[at] = (by, is_law, book.steps[later].code)
    return found


def _own_due(due: Due | None, profile: Profile, papers: Mapping[str, date]) -> date | None:
    if due is None:
        return None
    if due.anchor == "paper":
        start = papers.get(due.paper)
    elif due.anchor == "arrival" or profile.arrival is None:
        start = profile.arrival
    else:
        year = profile.arrival.year
        first = date(year, due.month, due.day)
        start = first if first >= profile.arrival else date(year + 1, due.month, due.day)
    return None if start is None else start + timedelta(days=due.days)


def _unblocked(edges: Edges, order: Sequence[int]) -> dict[int, int]:
    """How many steps wait for each one, directly or through others. Sets are bits of a number."""
    bits: dict[int, int] = {}
    for at in reversed(order):
        found = 0
        for later in edges[at]:
            found |= bits.get(later, 0) | (1 << later)
        bits[at] = found
    return {at: bits.get(at, 0).bit_count() for at in range(len(edges))}


def _ranked(
    book: Book, edges: Edges, shown: set[int], dues: Mapping[int, Dated],
    below: Mapping[int, int],
) -> list[int]:  # fmt: skip
    """Never before what it waits for; else by date, then what unblocks most, then effort."""

    def key(at: int) -> tuple[date, bool, int, int, int]:
        day, is_law, _why = dues[at]
        return (day or LAST, not is_law, -below[at], book.steps[at].effort, at)

    waits = dict.fromkeys(shown, 0)
    for at in shown:
        for later in edges[at]:
            waits[later] += 1
    heap = [(key(at), at) for at in shown if not waits[at]]
    heapq.heapify(heap)
    ranked: list[int] = []
    while heap:
        _key, at = heapq.heappop(heap)
        ranked.append(at)
        for later in edges[at]:
            waits[later] -= 1
            if not waits[later]:
                heapq.heappush(heap, (key(later), later))
    # What waits for itself is still shown: a fault of the book hides nothing.
    return ranked + sorted(shown - set(ranked), key=key)


def _planned(
    book: Book, profile: Profile, at: int, is_meant: bool | None, due: Dated, unblocks: int
) -> Planned:
    step = book.steps[at]
    return Planned(
        step=step,
        is_meant=is_meant,
        unknown=unknown_facets(step.audience, profile) if is_meant is None else (),
        missing=tuple(paper for paper in step.needs if paper not in profile.has),
        due=due[0],
        due_is_law=due[1],
        due_for=due[2],
        unblocks=unblocks,
        members=members_meant(step.audience, profile),
    )


def _rings(book: Book, edges: Edges, rest: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    """One ring through each knot of what is left."""
    inside, seen, rings = _knotted(edges, rest), set[int](), []
    for start in sorted(inside):
        path: list[int] = []
        at = start
        while at not in seen and at not in path:
            path.append(at)
            at = next(later for later in edges[at] if later in inside)
        if at in path:
            ring = path[path.index(at) :]
            rings.append(tuple(book.steps[each].code for each in [*ring, at]))
        seen.update(path)
    return tuple(rings)


def _knotted(edges: Edges, rest: Sequence[int]) -> set[int]:
    """Without those that only wait for a knot: from each one left, a way leads on."""
    inside = set(rest)
    while dead := {at for at in inside if not inside.intersection(edges[at])}:
        inside -= dead
    return inside
