"""Writes about the cascade of trainers."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.programmes.credentials.cascade import makes_circle
from bothways.programmes.credentials.models import Trainer, TrainerStep
from bothways.programmes.models import Programme, ProgrammeMember
from bothways.programmes.policies import Right, require

LONGEST_NOTE = 300


@transaction.atomic
def trainer_add(
    programme: Programme, name: str, member: ProgrammeMember | None, *, actor: User | None
) -> Trainer:
    """Put somebody into the tree, with the account whose sessions are theirs if they have one."""
    require(programme, actor, Right.CERTIFY)
    if not name.strip():
        raise Refused(_("Write the name of the trainer."))
    if member is not None and member.programme_id != programme.pk:
        raise Refused(_("This account has no role in this programme."))
    if member is not None and Trainer.objects.filter(member=member).exists():
        raise Refused(_("This account stands in the tree already."))
    trainer = Trainer.objects.create(programme=programme, name=name.strip()[:200], member=member)
    audit("add", "trainer", trainer.pk, actor=actor, programme=programme.pk)
    return trainer


@transaction.atomic
def trainer_step_add(
    trainer: Trainer, trainee: Trainer, trained_on: date, *, co_taught_on: date | None = None,
    note: str = "", actor: User | None,
) -> TrainerStep:  # fmt: skip
    """Say that one trained the other. Nobody is their own trainer, not even around a corner."""
    require(trainee.programme, actor, Right.CERTIFY)
    if trainer.programme_id != trainee.programme_id:
        raise Refused(_("Both must stand in the tree of this programme."))
    _refuse_dates(trained_on, co_taught_on)
    # Whoever writes into this tree waits here, so that two steps cannot close a circle together.
    Programme.objects.select_for_update().get(pk=trainee.programme_id)
    steps = TrainerStep.objects.filter(trainee__programme=trainee.programme)
    pairs = list(steps.values_list("trainer_id", "trainee_id"))
    if (trainer.pk, trainee.pk) in pairs:
        raise Refused(_("This step stands in the tree already."))
    if makes_circle(pairs, trainer.pk, trainee.pk):
        message = _(
            "%(trainee)s trained %(trainer)s before, directly or through others. That would be a "
            "circle."
        )
        raise Refused(message % {"trainee": trainee.name, "trainer": trainer.name})
    step = TrainerStep.objects.create(
        trainer=trainer, trainee=trainee, trained_on=trained_on, co_taught_on=co_taught_on,
        note=note[:LONGEST_NOTE], recorded_by=actor,
    )  # fmt: skip
    audit("add", "trainer_step", step.pk, actor=actor)
    return step


def _refuse_dates(trained_on: date, co_taught_on: date | None) -> None:
    if trained_on > timezone.localdate():
        raise Refused(_("The day lies in the future."))
    if co_taught_on and co_taught_on < trained_on:
        raise Refused(_("Teaching together comes after the training, not before."))


@transaction.atomic
def trainer_step_together(step: TrainerStep, co_taught_on: date, *, actor: User | None) -> None:
    """Note the first session that they held together."""
    require(step.trainee.programme, actor, Right.CERTIFY)
    _refuse_dates(step.trained_on, co_taught_on)
    if co_taught_on > timezone.localdate():
        raise Refused(_("The day lies in the future."))
    TrainerStep.objects.filter(pk=step.pk).update(co_taught_on=co_taught_on)
    audit("teach_together", "trainer_step", step.pk, actor=actor)


@transaction.atomic
def trainer_step_remove(step: TrainerStep, *, actor: User | None) -> None:
    """Take a step back that was noted by mistake."""
    require(step.trainee.programme, actor, Right.CERTIFY)
    audit("remove", "trainer_step", step.pk, actor=actor)
    step.delete()


@transaction.atomic
def trainer_remove(trainer: Trainer, *, actor: User | None) -> None:
    """Take somebody out of the tree who trained nobody in it."""
    require(trainer.programme, actor, Right.CERTIFY)
    if trainer.trained.exists():
        raise Refused(_("This trainer trained others. Take those steps out first."))
    audit("remove", "trainer", trainer.pk, actor=actor)
    trainer.delete()
