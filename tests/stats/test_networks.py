"""Ties between groups against published indices and against chance."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bothways.stats.errors import DesignError, InputError
from bothways.stats.networks import CrossTies, cross_ties, mixing_matrix
from bothways.stats.networks.mixing import read_ties

from .cases import Table, read_case


def school(seed: int = 1, rooms: int = 12, size: int = 20, same: float = 0.0) -> Table:
    """Classes in which ties inside a group are more likely by `same`."""
    rng = np.random.default_rng(seed)
    n = rooms * size
    room, group = np.repeat(np.arange(rooms), size), rng.integers(0, 2, n)
    source, target = [], []
    for r in range(rooms):
        members = np.flatnonzero(room == r)
        a, b = (x.ravel() for x in np.meshgrid(members, members))
        chance = 0.15 + same * (group[a] == group[b])
        chosen = (a != b) & (rng.random(a.size) < chance)
        source.append(a[chosen])
        target.append(b[chosen])
    return {
        "pupil": np.arange(n), "group": group, "room": room,
        "source": np.concatenate(source), "target": np.concatenate(target),
    }  # fmt: skip


def run(t: Table, **asked: object) -> dict[str, object]:
    given = (t["pupil"], t["group"], t["source"], t["target"], t.get("room"))
    return {e.term: e for e in cross_ties(CrossTies(**asked), *given)}


def test_the_classroom_of_nine_year_olds_is_reproduced() -> None:
    pupils = read_case("cases", "07_netseg_classroom", "classroom-vdb.csv")
    ties = read_case("cases", "07_netseg_classroom", "classroom-edb.csv")
    given = (pupils["id"], pupils["gender"], ties["from"], ties["to"])
    assert_array_equal(mixing_matrix(read_ties(*given)), [[40, 2], [5, 41]])
    found = {e.term: e for e in cross_ties(CrossTies(draws=999), *given)}
    published = {
        "Coleman Boy": 0.9084249, "Coleman Girl": 0.7909699, "E-I index": -0.840909,
        "assortativity": 0.841073, "odds of a tie inside a group": 16.58071,
    }  # fmt: skip
    for term, value in published.items():
        assert_allclose(found[term].value, value, rtol=6e-7, err_msg=term)
        assert found[term].p_value <= 0.003


def test_a_class_of_five_has_the_indices_worked_out_by_hand() -> None:
    """Three girls who name each other in a ring, two boys who name each other, one tie across."""
    source, target = list("abcdea"), list("bcaedd")
    given = (list("abcde"), ["girl"] * 3 + ["boy"] * 2, source, target)
    assert_array_equal(mixing_matrix(read_ties(*given)), [[2, 0], [1, 3]])
    found = {e.term: e.value for e in cross_ties(CrossTies(draws=0), *given)}
    # 1 tie across and 5 inside; 8 ordered pairs inside, 12 across.
    assert_allclose(found["E-I index"], (1 - 5) / 6)
    assert_allclose(found["odds of a tie inside a group"], (5 / 3) / (1 / 11))
    assert_allclose(found["share with a tie across groups"], 2 / 5)
    # Newman: ties sent by boys 2/6 and girls 4/6, received 3/6 each.
    same, chance = 5 / 6, (2 / 6) * (3 / 6) + (4 / 6) * (3 / 6)
    assert_allclose(found["assortativity"], (same - chance) / (1 - chance))
    # Coleman: girls send 4 ties, 4 x 2/4 = 2 would stay by chance, 3 do; boys keep 2 of 2.
    assert_allclose(found["Coleman girl"], (3 - 2) / (4 - 2))
    assert_allclose(found["Coleman boy"], 1.0)


def test_chance_ties_look_like_chance_and_kept_apart_groups_do_not() -> None:
    assert run(school(), draws=400)["E-I index"].p_value > 0.05
    apart = run(school(same=0.2), draws=400)
    assert apart["E-I index"].p_value < 0.01 and apart["E-I index"].statistic < -5
    assert apart["share with a tie across groups"].unit == "share"


def test_shuffling_stays_inside_the_class() -> None:
    t = school()
    t["group"] = (t["room"] % 2).astype(int)
    found = run(t, draws=50)["E-I index"]
    assert found.value == -1.0 and found.se == 0.0 and found.p_value == 1.0
    assert {w.code for w in found.warnings} == {"small_groups"}


def test_doubled_ties_and_self_ties_are_left_out() -> None:
    ties = read_ties(list("abc"), [0, 0, 1], list("aabc"), list("bbbc"))
    assert ties.dropped == 3 and len(ties.source) == 1


def test_pupils_who_did_not_answer_are_pointed_out() -> None:
    t = school()
    keep = t["source"] >= 12
    t = {**t, "source": t["source"][keep], "target": t["target"][keep]}
    assert any(w.code == "low_response" for w in run(t, draws=20)["E-I index"].warnings)


def test_wrong_ties_are_named() -> None:
    with pytest.raises(InputError, match="row 2: x is not in the list"):
        cross_ties(CrossTies(), list("ab"), [0, 1], ["a", "x"], ["b", "a"])
    with pytest.raises(InputError, match="listed twice"):
        cross_ties(CrossTies(), list("aa"), [0, 1], ["a"], ["a"])
    with pytest.raises(InputError, match="Tie 1 joins two classes"):
        cross_ties(CrossTies(), list("ab"), [0, 1], ["a"], ["b"], [1, 2])
    with pytest.raises(DesignError, match="only one group"):
        cross_ties(CrossTies(), list("ab"), [1, 1], ["a"], ["b"])


@pytest.mark.slow
def test_chance_is_called_at_its_nominal_rate() -> None:
    p = np.array(
        [run(school(s, rooms=6), draws=199, seed=s)["E-I index"].p_value for s in range(600)]
    )
    assert 0.03 <= np.mean(p <= 0.05) <= 0.07
