"""How each action on a study is called, and from which state."""

from collections.abc import Callable
from typing import Any

from bothways.programmes.plan.actions import programme_start
from bothways.studies import actions, run_actions
from bothways.studies.detect import SOCIAL
from bothways.studies.models import Run, Study, StudyOutcome
from bothways.surveys.actions import survey_start
from bothways.surveys.answer_actions import submission_receive
from bothways.surveys.form_actions import form_keep_converted
from bothways.surveys.group_actions import NewCard, NewGroup, groups_add
from bothways.surveys.models import Survey
from bothways.surveys.receiving import Sent
from bothways.surveys.wave_actions import wave_close, wave_open, wave_plan
from tests.studies.forms import belonging_form
from tests.surveys.conftest import converted

PEOPLE = 6
OUTCOME = {
    "key": "friends", "title": "friends", "instrument": "", "scale": "", "path": "friends",
    "unit": "friends", "family": "", "lower_is_better": False, "is_primary": True, "side": "",
}  # fmt: skip
FIELDS = {"title": "Another title", "question": "", "design": "lottery", "unit": "group"}


def a_study(scene: Any, design: str = "lottery") -> Study:
    programme = programme_start("A programme", actor=scene.editor)
    return actions.study_start(
        programme, title="A study", design=design, unit="group", actor=scene.editor
    )


def a_survey(scene: Any) -> Survey:
    """A survey that the administrator, who acts in the walk, may manage too."""
    return survey_start("A survey", actor=scene.editor)


def with_survey(scene: Any, design: str = "lottery") -> Study:
    study = a_study(scene, design)
    actions.study_survey_choose(study, a_survey(scene), actor=scene.editor)
    return Study.objects.get(pk=study.pk)


def with_waves(scene: Any, design: str = "lottery") -> Study:
    study, owner = with_survey(scene, design), scene.editor
    version = form_keep_converted(study.survey, converted(belonging_form()), name="b", actor=owner)
    before, after = (
        wave_plan(study.survey, version, title=title, actor=owner) for title in ("Before", "After")
    )
    actions.study_waves_choose(study, baseline=before, endline=after, actor=owner)
    return Study.objects.get(pk=study.pk)


def with_units(scene: Any, design: str = "lottery") -> Study:
    study = with_waves(scene, design)
    cards = [NewCard() for _n in range(PEOPLE)]
    groups = groups_add(study.survey, [NewGroup(n, cards) for n in "abcd"], actor=scene.editor)
    actions.units_take(study, dict.fromkeys(groups, ""), actor=scene.editor)
    return Study.objects.get(pk=study.pk)


def with_outcome(scene: Any) -> StudyOutcome:
    return actions.outcome_add(with_survey(scene), OUTCOME, actor=scene.editor)


def planned(scene: Any) -> Study:
    study = with_units(scene)
    actions.outcome_add(study, OUTCOME, actor=scene.editor)
    actions.units_assign(study, actor=scene.editor, seed=1)
    return Study.objects.get(pk=study.pk)


def answered(scene: Any) -> Study:
    study, owner = planned(scene), scene.editor
    actions.plan_lock(study, actor=owner)
    study = Study.objects.get(pk=study.pk)
    wave_open(study.endline, actor=owner)
    for group in study.survey.groups.all():
        for card in group.respondents.all():
            answers = {"friends": str(card.number + group.pk % 3)}
            sent = Sent(f"uuid:{card.pk}", study.endline.version, answers, "page", group, card)
            submission_receive(study.endline, sent)
    wave_close(study.endline, actor=owner)
    return Study.objects.get(pk=study.pk)


def a_run(scene: Any) -> Run:
    return run_actions.study_run(answered(scene), actor=scene.editor)


A = "bothways.studies.actions."
CALLS: dict[str, tuple[Callable[[Any], Any], Callable[..., Any]]] = {
    f"{A}study_start": (
        lambda scene: programme_start("A programme", actor=scene.editor),
        lambda start, actor: actions.study_start(
            start, title="A study", design="lottery", unit="group", actor=actor
        ),
    ),
    f"{A}study_describe": (
        a_study,
        lambda start, actor: actions.study_describe(start, FIELDS, base=1, actor=actor),
    ),
    f"{A}study_assume": (
        a_study,
        lambda start, actor: actions.study_assume(start, SOCIAL, actor=actor),
    ),
    f"{A}study_survey_choose": (
        lambda scene: (a_study(scene), a_survey(scene)),
        lambda start, actor: actions.study_survey_choose(*start, actor=actor),
    ),
    f"{A}study_waves_choose": (
        with_waves,
        lambda start, actor: actions.study_waves_choose(
            start, baseline=start.baseline, endline=start.endline, actor=actor
        ),
    ),
    f"{A}outcome_add": (
        a_study,
        lambda start, actor: actions.outcome_add(start, OUTCOME, actor=actor),
    ),
    f"{A}outcome_remove": (
        with_outcome,
        lambda start, actor: actions.outcome_remove(start, actor=actor),
    ),
    f"{A}units_take": (
        with_survey,
        lambda start, actor: actions.units_take(start, {}, actor=actor),
    ),
    f"{A}units_assign": (
        with_units,
        lambda start, actor: actions.units_assign(start, actor=actor),
    ),
    f"{A}units_place": (
        lambda scene: with_units(scene, "prepost"),
        lambda start, actor: actions.units_place(start, {}, actor=actor),
    ),
    f"{A}plan_lock": (
        planned,
        lambda start, actor: actions.plan_lock(start, actor=actor),
    ),
    "bothways.studies.run_actions.study_run": (
        answered,
        lambda start, actor: run_actions.study_run(start, actor=actor),
    ),
    "bothways.studies.run_actions.finding_release": (
        a_run,
        lambda start, actor: run_actions.finding_release(start, actor=actor),
    ),
    "bothways.studies.run_actions.run_take": (
        a_run,
        lambda start, actor: run_actions.run_take(start, actor=actor),
    ),
}
