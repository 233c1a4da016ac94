"""Published EEF ratings against the rule as executed.

`golden.csv` carries what the named pages say and nothing else. None of them gives the smallest
detectable effect, and only one the share of people lost, so most computed ratings are a range: the
published number must lie in it, give or take one, and the best case must not be stricter than the
registry was.
"""

from pathlib import Path

from bothways.practices.rating.crosswalk.eef import eef
from bothways.practices.rating.power import detectable
from bothways.practices.rating.reading import StudyRow, read_studies
from bothways.practices.rating.record import StudyRecord, Threat

GOLDEN = Path(__file__).with_name("golden.csv")
WORST = tuple(Threat(code, "high") for code in ("confounding", "missing_data"))


def golden_rows() -> list[StudyRow]:
    reading = read_studies(GOLDEN.read_bytes())
    assert not [p for p in reading.problems if p.level == "error"]
    return reading.rows


def most_padlocks(study: StudyRecord) -> int:
    """The rating if everything the page does not say was as good as can be."""
    size = detectable(study)
    lost = 0.0 if study.attrition_overall is None else study.attrition_overall
    mdes = 0.05 if size is None else max(size.best, 1e-6)
    return int(eef(study.but(attrition_overall=lost, mdes=mdes, threats=())).value or 0)


def fewest_padlocks(study: StudyRecord) -> int:
    """The rating if everything the page does not say was as bad as can be."""
    size = detectable(study)
    lost = 1.0 if study.attrition_overall is None else study.attrition_overall
    mdes = size.worst if size and size.settled else 2.0
    return int(eef(study.but(attrition_overall=lost, mdes=mdes, threats=WORST)).value or 0)


def test_nine_in_ten_published_ratings_lie_within_one_of_the_computed_range() -> None:
    rows = golden_rows()
    near = [
        fewest_padlocks(r.study) - 1 <= int(r.other["published"]) <= most_padlocks(r.study) + 1
        for r in rows
    ]
    assert len(rows) == 17 and sum(near) >= 0.9 * len(rows)


def test_where_the_loss_is_known_the_rating_is_the_published_one_give_or_take_one() -> None:
    known = [r for r in golden_rows() if r.study.attrition_overall is not None]
    assert known
    for r in known:
        assert abs(most_padlocks(r.study) - int(r.other["published"])) <= 1, r.study.name


def test_a_page_that_leaves_the_loss_out_never_gets_a_single_number() -> None:
    silent = [r.study for r in golden_rows() if r.study.attrition_overall is None]
    assert len(silent) > 10
    assert [s.name for s in silent if eef(s).value is not None] == []
