"""The sentences a design allows."""

from dataclasses import replace

import numpy as np

from bothways.stats.claims import ASSUMPTIONS, claim
from bothways.stats.observed import Change, change


def test_only_a_lottery_carries_a_causal_verb() -> None:
    e = change(Change(), np.zeros(30), np.ones(30) + np.random.default_rng(1).normal(size=30))[0]
    words = {d: str(claim(d, e, "trust")) for d in ASSUMPTIONS}
    assert words["trial"].startswith("The programme raised trust by")
    assert [d for d, w in words.items() if w.startswith("The programme raised")] == ["trial"]
    assert "not an effect" in words["change"] and "suggests" in words["matching"]
    assert claim("trial", e, "trust", p_value=0.3).code == "cannot_tell"
    assert claim("trial", replace(e, value=-e.value), "trust").code == "lowered"
    assert claim("trial", replace(e, p_value=None), "trust").code == "cannot_test"
