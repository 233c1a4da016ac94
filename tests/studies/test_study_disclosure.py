"""Counts of a report: what one row hides no other row gives away."""

from hypothesis import given
from hypothesis import strategies as st

from bothways.studies.counts import FEWEST, OutcomeCounts
from bothways.studies.models import Run, StudyOutcome
from bothways.studies.report import shown_counts

PAIRS = st.tuples(st.integers(0, 40), st.integers(0, 40))


@st.composite
def counts(draw: st.DrawFn, key: str) -> OutcomeCounts:
    answered, lost = draw(PAIRS), draw(PAIRS)
    assigned = (answered[0] + lost[0], answered[1] + lost[1])
    return OutcomeCounts(key, "", assigned, answered, 10, None, None)


@given(counts("a"), counts("b"))
def test_no_small_count_is_shown_and_none_follows_from_another(
    one: OutcomeCounts, other: OutcomeCounts
) -> None:
    run = Run(counts=[one.kept(), other.kept()])
    outcomes = {key: StudyOutcome(key=key, title=key) for key in ("a", "b")}
    cells = [cell for _outcome, row in shown_counts(run, outcomes) for cell in row]
    if "…" in cells:
        assert set(cells) == {"…"}
    else:
        assert not any(0 < int(cell) < FEWEST for cell in cells)
