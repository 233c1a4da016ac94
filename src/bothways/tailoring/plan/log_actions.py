"""Writes to the log of adaptations and to the decisions. Two people can add at the same time."""

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.tailoring.models import Adaptation, AdaptationPlan, Decision
from bothways.tailoring.plan.checks import check_entry
from bothways.tailoring.plan.writing import Fields, keep, on_top, writable


@transaction.atomic
def adaptation_log(plan: AdaptationPlan, fields: Fields, *, actor: User) -> Adaptation:
    """One more entry of the log. Two people can log at the same time."""
    plan = writable(plan, actor)
    check_entry(plan, fields)
    entry = Adaptation.objects.create(plan=plan, recorded_by=actor, **fields)
    keep(plan, "log", actor, entry=entry.pk)
    return entry


@transaction.atomic
def adaptation_correct(entry: Adaptation, fields: Fields, *, base: int, actor: User) -> None:
    plan = on_top(entry.plan, actor, base, "adaptations", entry.pk)
    check_entry(plan, fields)
    Adaptation.objects.filter(pk=entry.pk).update(**fields)
    keep(plan, "correct_log", actor, entry=entry.pk)


@transaction.atomic
def adaptation_remove(entry: Adaptation, *, base: int, actor: User) -> None:
    """Takes the entry out of the log; the revisions keep it."""
    plan = on_top(entry.plan, actor, base, "adaptations", entry.pk)
    Adaptation.objects.filter(pk=entry.pk).delete()
    keep(plan, "remove_log", actor, entry=entry.pk)


@transaction.atomic
def decision_ask(plan: AdaptationPlan, fields: Fields, *, actor: User) -> Decision:
    """A question for the partners, with its answer if there is one already."""
    plan = writable(plan, actor)
    _check_decision(fields)
    decision = Decision.objects.create(plan=plan, recorded_by=actor, **fields)
    keep(plan, "ask", actor, decision=decision.pk)
    return decision


@transaction.atomic
def decision_record(decision: Decision, fields: Fields, *, base: int, actor: User) -> None:
    """The answer: what, who, when, why."""
    plan = on_top(decision.plan, actor, base, "decisions", decision.pk)
    _check_decision(fields)
    Decision.objects.filter(pk=decision.pk).update(**fields)
    keep(plan, "decide", actor, decision=decision.pk)


@transaction.atomic
def decision_remove(decision: Decision, *, base: int, actor: User) -> None:
    plan = on_top(decision.plan, actor, base, "decisions", decision.pk)
    Decision.objects.filter(pk=decision.pk).delete()
    keep(plan, "remove_decision", actor, decision=decision.pk)


def _check_decision(fields: Fields) -> None:
    if not fields["question"].strip():
        raise Refused(_("Say what is to be decided."))
    if fields["answer"].strip() and not (fields["decided_by"].strip() and fields["decided_on"]):
        raise Refused(_("An answer needs who decided and on which day."))
