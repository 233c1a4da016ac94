"""The sentences a design allows."""

from dataclasses import replace

import numpy as np

from bothways.stats import cautions, claims
from bothways.stats.cautions import caution
from bothways.stats.claims import ASSUMPTIONS, claim
from bothways.stats.observed import Change, change
from bothways.stats.said import ENGLISH, Figure, Said, Tongue
from scripts.messages import template_catalogue


def test_only_a_lottery_carries_a_causal_verb() -> None:
    e = change(Change(), np.zeros(30), np.ones(30) + np.random.default_rng(1).normal(size=30))[0]
    words = {d: str(claim(d, e, "trust")) for d in ASSUMPTIONS}
    assert words["trial"].startswith("The programme raised trust by")
    assert [d for d, w in words.items() if w.startswith("The programme raised")] == ["trial"]
    assert "not an effect" in words["change"] and "suggests" in words["matching"]
    assert claim("trial", e, "trust", p_value=0.3).code == "cannot_tell"
    assert claim("trial", replace(e, value=-e.value), "trust").code == "lowered"
    assert claim("trial", replace(e, p_value=None), "trust").code == "cannot_test"


def test_every_sentence_of_the_core_reaches_the_translators() -> None:
    known = {message.id for message in template_catalogue()}
    tables = (cautions.SENTENCES, claims.SENTENCES, claims.ASSUMPTIONS)
    assert [m for table in tables for m in table.values() if m not in known] == []


def test_a_sentence_and_the_words_inside_it_are_translated() -> None:
    german = {
        "%(outcome)s is %(value)s %(unit)s.": "%(outcome)s: %(value)s %(unit)s.",
        "points": "Punkte",
    }
    e = change(Change(), np.zeros(9), np.arange(9.0))[0]
    said = claim("description", e, "Vertrauen").said
    assert said.filled(lambda m: german.get(m, m)) == "Vertrauen: 4 Punkte."


def test_two_readers_at_once_hear_their_own_language() -> None:
    said = Said("%(share)s lost", {"share": Figure(12.5, 1)})
    commas = Tongue(lambda m: m.replace("lost", "verloren"), lambda d, _n: d.replace(".", ","))
    assert [said.told(commas), said.told(ENGLISH), said.told(commas)] == [
        "12,5 verloren", "12.5 lost", "12,5 verloren"
    ]  # fmt: skip


def test_values_stay_numbers_for_machines_and_become_words_for_people() -> None:
    told = caution("differential_attrition", difference=12.3456)
    assert dict(told.values) == {"difference": 12.3456}
    assert "(12.3 %)" in str(told)
    assert str(Said("%(n)s people", {"n": 12345.6})) == "12346 people"
    assert str(Said("100 % of it")) == "100 % of it" and str(Said("")) == ""
