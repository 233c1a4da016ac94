"""Writes about the design of a study: start, describe, outcomes, units, lots, the locked plan."""

import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Conflict, Refused
from bothways.core.models import User
from bothways.programmes.models import Programme
from bothways.studies.checks import lots_of, what_is_missing
from bothways.studies.designs import SCHOOL, UNITS, design_named
from bothways.studies.detect import Assumed
from bothways.studies.models import Study, StudyOutcome, StudyUnit
from bothways.studies.plan import plan_document, plan_hash
from bothways.studies.policies import require_writer
from bothways.studies.queries import whole_study
from bothways.surveys.models import Survey, SurveyGroup, Wave
from bothways.surveys.policies import require_manager

SEEDS = 2**31 - 1
Arm = StudyUnit.Arm


@transaction.atomic
def study_start(
    programme: Programme, *, title: str, design: str, unit: str, actor: User, question: str = ""
) -> Study:
    require_writer(programme, actor)
    study = Study(programme=programme)
    _take_fields(study, {"title": title, "question": question, "design": design, "unit": unit})
    study.save()
    audit("start", "study", study.pk, actor=actor, programme=programme.pk, design=design)
    return study


@transaction.atomic
def study_describe(study: Study, fields: Mapping[str, Any], *, base: int, actor: User) -> None:
    """Title, question, design, share and strata; design and share only before the lots."""
    study = _open(study, actor)
    if study.number != base:
        raise Conflict(_("Somebody else saved this study while you were editing it."))
    before = (study.design, study.unit, study.is_stratified, study.share)
    _take_fields(study, fields)
    if study.assigned_at and before != (study.design, study.unit, study.is_stratified, study.share):
        raise Refused(_("The lots are drawn, so design, unit, strata and share stay as they are."))
    study.number += 1
    study.save()
    audit("describe", "study", study.pk, actor=actor)


@transaction.atomic
def study_survey_choose(study: Study, survey: Survey, *, actor: User) -> None:
    """The survey that asks. It is chosen once, before there are units."""
    study = _open(study, actor)
    require_manager(survey, actor)
    if study.units.exists() and study.survey_id != survey.pk:
        raise Refused(_("The groups of the study belong to its survey, so it stays."))
    if Study.objects.filter(survey=survey).exclude(pk=study.pk).exists():
        raise Refused(_("Another study uses this survey already. Start a new one."))
    study.survey = survey
    study.baseline = study.endline = None
    study.save()
    audit("choose_survey", "study", study.pk, actor=actor, survey=survey.pk)


@transaction.atomic
def study_waves_choose(study: Study, *, baseline: Wave | None, endline: Wave, actor: User) -> None:
    """Which wave is before and which is after."""
    study = _open(study, actor)
    for wave in filter(None, (baseline, endline)):
        if wave.survey_id != study.survey_id:
            raise Refused(_("This wave belongs to another survey."))
    if baseline == endline:
        raise Refused(_("Before and after must be two different waves."))
    if design_named(study.design).needs_baseline and baseline is None:
        raise Refused(_("This design compares with the time before: choose a wave for it."))
    study.baseline, study.endline = baseline, endline
    study.save()
    audit("choose_waves", "study", study.pk, actor=actor)


@transaction.atomic
def outcome_add(study: Study, fields: Mapping[str, Any], *, actor: User) -> StudyOutcome:
    study = _open(study, actor)
    key = fields["key"]
    if study.outcomes.filter(key=key).exists():
        raise Refused(_("There is an outcome called “%(key)s” already.") % {"key": key})
    if bool(fields.get("path")) == bool(fields.get("scale")):
        raise Refused(_("An outcome is either a scale of an instrument or one question."))
    position = (study.outcomes.aggregate(n=Max("position"))["n"] or 0) + 1
    outcome = StudyOutcome.objects.create(study=study, position=position, **fields)
    audit("add_outcome", "study", study.pk, actor=actor, outcome=key)
    return outcome


@transaction.atomic
def study_assume(study: Study, assumed: Assumed, *, actor: User) -> None:
    """What the plan assumes of what nobody knows yet, in place of the starting values."""
    study = _open(study, actor)
    if not all(0 <= value < 1 for value in assumed.kept().values()):
        raise Refused(_("Each of these lies between 0 and 1."))
    study.assumed = assumed.kept()
    study.save(update_fields=["assumed", "updated_at"])
    audit("assume", "study", study.pk, actor=actor, **assumed.kept())


@transaction.atomic
def outcome_remove(outcome: StudyOutcome, *, actor: User) -> None:
    study, key = _open(outcome.study, actor), outcome.key
    outcome.delete()
    audit("remove_outcome", "study", study.pk, actor=actor, outcome=key)


@transaction.atomic
def units_take(study: Study, strata: Mapping[SurveyGroup, str], *, actor: User) -> int:
    """These groups of the survey are asked; lots fall on them or on their cards."""
    study = _open(study, actor)
    if study.assigned_at:
        raise Refused(_("The lots are drawn, so the list of groups stays as it is."))
    if any(group.survey_id != study.survey_id for group in strata):
        raise Refused(_("A group of the list is not in the survey of this study."))
    if study.unit == SCHOOL and not all(strata.values()):
        raise Refused(_("Lots fall on schools: name the school of every group as its stratum."))
    study.units.all().delete()
    made = StudyUnit.objects.bulk_create(_units(study, strata))
    audit("take_units", "study", study.pk, actor=actor, units=len(made))
    return len(made)


@transaction.atomic
def units_assign(study: Study, *, actor: User, seed: int | None = None) -> None:
    """Draws the lots. Once drawn they stay; the seed gives the same table again for ever."""
    study = _open(study, actor)
    if not design_named(study.design).draws_lots:
        raise Refused(_("This design draws no lots. Say of each group whether it takes part."))
    if study.assigned_at:
        raise Refused(_("The lots are drawn already, and are drawn only once."))
    units = list(study.units.order_by("key"))
    study.seed = secrets.randbelow(SEEDS) if seed is None else seed
    for unit, drawn in zip(units, lots_of(study, units), strict=True):
        unit.arm = Arm.PROGRAMME if drawn else Arm.COMPARISON
    _keep_arms(study, units)
    audit("assign", "study", study.pk, actor=actor, seed=study.seed, units=len(units))


@transaction.atomic
def units_place(study: Study, chosen: Mapping[str, str], *, actor: User) -> None:
    """Who takes part where no lots are drawn, by the key of the unit."""
    study = _open(study, actor)
    design = design_named(study.design)
    if design.draws_lots:
        raise Refused(_("In this design lots decide. Draw them instead."))
    units = list(study.units.all())
    for unit in units:
        arm = chosen.get(unit.key, Arm.NOT_DRAWN) if design.has_comparison else Arm.PROGRAMME
        if arm not in (Arm.PROGRAMME, Arm.COMPARISON):
            raise Refused(_("Say of “%(unit)s” whether it takes part.") % {"unit": unit.key})
        unit.arm = Arm(arm)
    if design.has_comparison and len({unit.arm for unit in units}) < 2:
        raise Refused(_("A comparison needs groups on both sides."))
    _keep_arms(study, units)
    audit("place", "study", study.pk, actor=actor, units=len(units))


@transaction.atomic
def plan_lock(study: Study, *, actor: User) -> None:
    """Fixes the plan by its hash. The last survey does not open before."""
    study = _open(study, actor)
    if missing := what_is_missing(study):
        raise Refused(" ".join(missing))
    promised = whole_study(study).detectable
    study.expected = promised.kept() if promised else {}
    study.plan = plan_document(study)
    study.plan_hash = plan_hash(study.plan)
    study.plan_locked_at, study.plan_locked_by = timezone.now(), actor
    study.state = Study.State.LOCKED
    study.save()
    audit("lock_plan", "study", study.pk, actor=actor, hash=study.plan_hash)


def _open(study: Study, actor: User) -> Study:
    require_writer(study.programme, actor)
    study = Study.objects.select_for_update(of=("self",)).get(pk=study.pk)
    if study.plan_locked_at:
        raise Refused(_("The plan is locked, so the design stays as it is."))
    return study


def _take_fields(study: Study, fields: Mapping[str, Any]) -> None:
    design_named(fields["design"])
    if fields["unit"] not in UNITS:
        raise Refused(_("Choose whether lots fall on groups or on people."))
    if not fields["title"].strip():
        raise Refused(_("Give the study a title, so that you find it again."))
    for name, value in fields.items():
        setattr(study, name, value)
    study.title = fields["title"].strip()[:200]
    if not Decimal("0.05") <= study.share <= Decimal("0.95"):
        raise Refused(_("The share of the programme lies between 0.05 and 0.95."))


def _units(study: Study, strata: Mapping[SurveyGroup, str]) -> list[StudyUnit]:
    groups = sorted(strata, key=lambda group: (group.name, group.pk))
    if study.unit != "person":
        return [
            StudyUnit(study=study, key=f"G{n:03}", stratum=strata[group], group=group)
            for n, group in enumerate(groups, start=1)
        ]
    return [
        StudyUnit(study=study, key=f"G{n:03}-{card.number:03}", group=group, respondent=card,
                  stratum=f"G{n:03}")
        for n, group in enumerate(groups, start=1)
        for card in group.respondents.order_by("number")
    ]  # fmt: skip


def _keep_arms(study: Study, units: list[StudyUnit]) -> None:
    from bothways.stats.trials.lottery import VERSION as LOTTERY_VERSION

    StudyUnit.objects.bulk_update(units, ["arm"], batch_size=500)
    study.lottery_version = LOTTERY_VERSION if study.seed is not None else ""
    study.assigned_at, study.state = timezone.now(), Study.State.ASSIGNED
    study.save()
