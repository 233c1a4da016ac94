"""A study from its start to its answers, made through the actions as a person would."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from bothways.core.models import User
from bothways.practices.actions import practice_create, practice_release, practice_submit
from bothways.practices.models import Practice
from bothways.programmes.models import Programme
from bothways.programmes.plan.actions import programme_start
from bothways.studies import actions
from bothways.studies.designs import design_named
from bothways.studies.models import Study
from bothways.surveys.actions import survey_start
from bothways.surveys.answer_actions import submission_receive
from bothways.surveys.form_actions import form_keep_converted
from bothways.surveys.group_actions import NewCard, NewGroup, groups_add
from bothways.surveys.models import Respondent, Wave
from bothways.surveys.receiving import Sent
from bothways.surveys.wave_actions import wave_close, wave_open, wave_plan
from tests.practices.test_actions import LEAD
from tests.studies.forms import belonging_form
from tests.surveys.conftest import converted

BELONGING = {
    "key": "belonging", "title": "belonging at school", "instrument": "school_belonging",
    "scale": "total", "path": "", "unit": "points", "family": "belonging_identity",
    "lower_is_better": False, "is_primary": True, "side": "",
}  # fmt: skip
FRIENDS = {
    **BELONGING, "key": "friends", "title": "friends in class", "instrument": "", "scale": "",
    "path": "friends", "unit": "friends", "is_primary": False,
}  # fmt: skip
# Neither bounded nor coarse: what the programme adds is known to the digit.
POINTS = {**FRIENDS, "key": "points", "title": "points", "path": "points", "is_primary": True}
SEED = 7


@dataclass
class Field:
    """A study with its survey in the field, and somebody who answers by chance."""

    study: Study
    officer: User
    rng: np.random.Generator

    def ask(self, wave: Wave, effect: float = 0.0, answering: float = 1.0) -> None:
        """Every card answers its own way; the programme adds ``effect`` to each answer."""
        wave_open(wave, actor=self.officer)
        arms = dict(self.study.units.values_list("group", "arm"))
        cards = Respondent.objects.filter(group__survey=wave.survey).order_by("pk")
        moods: dict[int, float] = {}
        for card in cards.select_related("group"):
            mood = moods.setdefault(card.group_id, self.rng.normal(scale=0.2))
            if self.rng.random() < answering:
                helped = effect if arms.get(card.group_id) == "programme" else 0.0
                self._answer(wave, card, 2.5 + mood + helped)
        wave_close(wave, actor=self.officer)

    def answer_cards(self, wave: Wave, effect: float, most: int | None = None) -> None:
        """Cards that were drawn one by one answer, those who have not yet, up to ``most``."""
        units = self.study.units.exclude(respondent__submissions__wave=wave)
        for unit in units.select_related("respondent__group").order_by("pk")[:most]:
            assert unit.respondent is not None
            helped = effect if unit.arm == "programme" else 0.0
            self._answer(wave, unit.respondent, 2.3 + helped)

    def _answer(self, wave: Wave, card: Respondent, level: float) -> None:
        feels = level + self.rng.normal(scale=0.6)
        items = np.clip(np.round(feels + self.rng.normal(scale=0.5, size=6)), 1, 4).astype(int)
        turned = {f"school_belonging_{n}": str(5 - v if n in (2, 4, 6) else v)
                  for n, v in enumerate(items, start=1)}  # fmt: skip
        answers = {**turned, "friends": str(max(0, round(4 * feels - 6))),
                   "points": str(round(100 + 40 * feels))}  # fmt: skip
        submission_receive(wave, Sent(f"uuid:{wave.pk}-{card.pk}", wave.version, answers, "page",
                                      card.group, card))  # fmt: skip


@pytest.fixture
def released(db: None) -> Practice:
    practice = practice_create(LEAD, actor=None)
    practice_submit(practice, actor=None)
    practice_release(practice, actor=None)
    return Practice.objects.get(pk=practice.pk)


@pytest.fixture
def programme(officer: User, released: Practice) -> Programme:
    """Led by the officer, born from a practice of the library."""
    return programme_start("Reading together", actor=officer, release=released.live)


@pytest.fixture
def design(programme: Programme, officer: User) -> Callable[..., Study]:
    """A study of this design with its survey, waves and outcomes, and no groups yet."""

    def _study(design: str = "lottery", unit: str = "group", **more: Any) -> Study:
        study = actions.study_start(
            programme, title="Does it help?", design=design, unit=unit, actor=officer
        )
        survey = survey_start("Belonging", actor=officer)
        version = form_keep_converted(survey, converted(belonging_form()), name="b", actor=officer)
        actions.study_survey_choose(study, survey, actor=officer)
        study.refresh_from_db()
        before, after = (
            wave_plan(survey, version, title=title, actor=officer) for title in ("Before", "After")
        )
        actions.study_waves_choose(study, baseline=before, endline=after, actor=officer)
        for outcome in (BELONGING, FRIENDS):
            actions.outcome_add(study, outcome, actor=officer)
        return Study.objects.get(pk=study.pk)

    return _study


@pytest.fixture
def field(design: Callable[..., Study], officer: User) -> Callable[..., Field]:
    """The study with its groups drawn or placed and its plan locked, before anybody answers."""

    def _field(code: str = "lottery", *, classes: int = 24, people: int = 12, seed: int = 1,
               unit: str = "group", lots: int = SEED) -> Field:  # fmt: skip
        study = design(code, unit)
        names = [f"Class {n:02}" for n in range(1, classes + 1)]
        cards = [NewCard(side="newcomer" if n % 4 == 0 else "host") for n in range(people)]
        groups = groups_add(study.survey, [NewGroup(n, cards) for n in names], actor=officer)
        strata = {group: f"School {k // 4 + 1}" for k, group in enumerate(groups)}
        actions.units_take(study, strata, actor=officer)
        study.refresh_from_db()
        if design_named(code).draws_lots:
            actions.units_assign(study, actor=officer, seed=lots)
        else:
            keys = study.units.values_list("key", flat=True)
            chosen = {key: ("programme", "comparison")[k % 2] for k, key in enumerate(keys)}
            actions.units_place(study, chosen, actor=officer)
        study.refresh_from_db()
        actions.plan_lock(study, actor=officer)
        return Field(Study.objects.get(pk=study.pk), officer, np.random.default_rng(seed))

    return _field


@pytest.fixture
def answered(field: Callable[..., Field]) -> Callable[..., Field]:
    """The same after both waves were answered and closed."""

    def _answered(code: str = "lottery", effect: float = 0.4, **more: Any) -> Field:
        found = field(code, **more)
        assert found.study.baseline and found.study.endline
        found.ask(found.study.baseline, answering=0.95)
        found.ask(found.study.endline, effect, answering=0.9)
        return Field(Study.objects.get(pk=found.study.pk), found.officer, found.rng)

    return _answered
