"""What the home page tells: counted by the index, so that it costs the same for any collection."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from bothways.core.search import SearchQuery
from bothways.practices.index import library_search
from bothways.practices.queries import Released, released_many
from bothways.practices.reading import DRAWN_BY_LOT, design_code
from bothways.practices.record.codes import code_label, offered_codes
from bothways.practices.record.document import completeness
from bothways.practices.record.spec import LEVELS

# The sides of the fringe, with the codes of "who is asked to change" that belong to each.
SIDES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("newcomers", ("newcomers",)),
    ("both", ("both",)),
    ("hosts", ("hosts", "institutions")),
)
MOST_THREADS = 115  # what the width of a page holds
FEATURED = 3
CANDIDATES = 60
ROWS_OF_GAPS = 8
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Side:
    """One group of the fringe, best tested first. ``marks`` are the pairs drawn for ``count``
    practices."""

    code: str
    count: int
    marks: tuple[tuple[int, int], ...]  # certain and possible crossings of each pair drawn
    codes: tuple[str, ...]

    @property
    def kinds(self) -> list[tuple[int, int]]:
        """The different pairs: each is drawn once a page and used many times."""
        return sorted(set(self.marks))


@dataclass(frozen=True)
class Cell:
    count: int
    size: int  # edge of the bubble's square in pixels
    address: str

    @property
    def middle(self) -> float:
        return self.size / 2


@dataclass(frozen=True)
class GapRow:
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Front:
    """The figures of the home page."""

    total: int
    countries: int
    drawn_by_lot: int
    no_study: int
    sides: tuple[Side, ...]
    per_thread: int
    gaps: tuple[GapRow, ...]

    @property
    def beside(self) -> int:
        """Practices that hang on no side: the coding passes did not agree, or nobody coded it."""
        return self.total - sum(side.count for side in self.sides)


def front(language: str) -> Front:
    """Four questions to the index; no document is read."""
    whole = library_search(SearchQuery(limit=0))
    designs = whole.facets.get("design", {})
    found = {code: _side(codes) for code, codes in SIDES}
    side_counts = {code: facets.get("outcome", {}) for code, facets in found.items()}
    rated = {code: facets.get("rated", {}) for code, facets in found.items()}
    return Front(
        total=whole.total,
        countries=len(whole.facets.get("country", {})),
        drawn_by_lot=sum(designs.get(code, 0) for code in DRAWN_BY_LOT),
        no_study=designs.get("none_found", 0),
        sides=_sides(whole.total, whole.facets.get("who_changes", {}), rated),
        per_thread=_per_thread(whole.total),
        gaps=_gaps(side_counts, whole.facets.get("outcome", {}), language),
    )


def _side(codes: tuple[str, ...]) -> Counts:
    found = library_search(SearchQuery(filters={"who_changes": codes}, limit=0))
    return found.facets


def _per_thread(total: int) -> int:
    return max(1, -(-total // MOST_THREADS))


def _sides(total: int, counts: Mapping[str, int], rated: Counts) -> tuple[Side, ...]:
    each = _per_thread(total)
    numbers = [(code, codes, sum(counts.get(c, 0) for c in codes)) for code, codes in SIDES]
    return tuple(Side(code, n, _marks(n, each, rated[code]), codes) for code, codes, n in numbers)


def _marks(count: int, each: int, rated: Mapping[str, int]) -> tuple[tuple[int, int], ...]:
    """The crossings of every ``each``-th practice, the surest first; unrated ones hang loose."""
    ends = sorted(((int(pair[0]), int(pair[2]), n) for pair, n in rated.items()), reverse=True)
    ends.append((0, 0, count))
    steps = list(accumulate(n for _low, _high, n in ends))
    return tuple(ends[bisect_right(steps, place)][:2] for place in range(0, count, each))


def _gaps(
    sides: Mapping[str, Mapping[str, int]], whole: Mapping[str, int], language: str
) -> tuple[GapRow, ...]:
    """The outcomes with the emptiest cells, rarest first; hatched where nobody reports."""
    # A code that no record bears may be newer than the coding: it says nothing about a gap.
    outcomes = [outcome for outcome in offered_codes("outcome_families") if whole.get(outcome)]
    outcomes.sort(key=lambda o: (min(side.get(o, 0) for side in sides.values()), whole.get(o, 0)))
    rows = [
        GapRow(
            code_label("outcome_families", outcome, language),
            tuple(_cell(outcome, codes, sides[side].get(outcome, 0)) for side, codes in SIDES),
        )
        for outcome in outcomes[:ROWS_OF_GAPS]
    ]
    return tuple(rows)


def _cell(outcome: str, codes: tuple[str, ...], count: int) -> Cell:
    """Area tells the count."""
    address = "&".join([*(f"who_changes={code}" for code in codes), f"outcome={outcome}"])
    return Cell(count, round(2 * (6 + 4.2 * min(count, 30) ** 0.5)) if count else 0, address)


def featured() -> list[Released]:
    """Three practices worth reading first, one a side where possible: tested and well described.

    Deterministic: the strongest designs, then the fullest records, then the slug.
    """
    drawn = library_search(
        SearchQuery(filters={"design": DRAWN_BY_LOT}, order="title", limit=CANDIDATES)
    )
    found = released_many(drawn.ids)
    found.sort(key=lambda released: (*_merit(released), released.slug))
    chosen: list[Released] = []
    for code in ("both", "newcomers", "hosts"):
        chosen += [r for r in found if _side_of(r) == code and r not in chosen][:1]
    return [*chosen, *(r for r in found if r not in chosen)][:FEATURED]


def _side_of(released: Released) -> str:
    who = released.document.get("who_changes")
    return "hosts" if who == "institutions" else str(who)


def _merit(released: Released) -> tuple[int, int, int]:
    """Smaller is better: drawn by lot, an interval or at least a number, fields answered."""
    document = released.document
    outcomes = [o for s in document.get("studies") or () for o in s.get("outcomes") or ()]
    intervals = any(o.get("ci_low") is not None for o in outcomes)
    numbers = any(o.get("estimate") is not None for o in outcomes)
    done = sum(completeness(document, level).done for level in LEVELS)
    return (design_code(document) not in DRAWN_BY_LOT, -(2 * intervals + numbers), -done)
