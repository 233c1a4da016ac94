"""Background work of allocation: run one batch."""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from bothways.core.errors import Refused
from bothways.tailoring.allocation.kept import as_json, families_of, places_of, rules_of
from bothways.tailoring.allocation.models import AllocationBatch, AllocationSuggestion
from bothways.tailoring.allocation.policies import refuse_when_off

logger = logging.getLogger(__name__)
State = AllocationBatch.State
CHUNK = 500


class Stopped(Exception):
    """Somebody stopped the run."""


@task()
def allocation_run_batch(batch_id: int) -> str:
    """Compute suggestions; the row of the batch tells the step. Returns the state it ended in."""
    waiting = AllocationBatch.objects.filter(pk=batch_id, state=State.WAITING)
    if not waiting.update(state=State.RUNNING, heard_at=timezone.now()):
        return "not waiting"
    batch = AllocationBatch.objects.get(pk=batch_id)
    try:
        refuse_when_off()
        return _computed(batch)
    except Stopped:
        return State.STOPPED
    except Refused as refusal:
        return _end(batch, State.FAILED, problem=str(refusal)[:500])
    except Exception:
        logger.exception("Batch %s could not be run", batch_id)
        _end(batch, State.FAILED, problem=_("The batch could not be run. It stands in the log."))
        raise


def _computed(batch: AllocationBatch) -> str:
    from bothways.tailoring.allocation.core.allocate import allocate

    def tell(step: str) -> None:
        running = AllocationBatch.objects.filter(pk=batch.pk, state=State.RUNNING)
        if not running.update(step=step, heard_at=timezone.now()):
            raise Stopped

    outcome = allocate(families_of(batch), places_of(batch), rules_of(batch), tell)
    result = {
        "objective": outcome.objective, "bound": outcome.bound, "gap": outcome.gap,
        "proven": outcome.proven, "method": outcome.method, "wish_price": outcome.wish_price,
        "floor": as_json(outcome.floor) if outcome.floor else None, "version": outcome.version,
        "places": [as_json(use) for use in outcome.places],
    }  # fmt: skip
    with transaction.atomic():
        AllocationSuggestion.objects.filter(batch=batch).delete()
        AllocationSuggestion.objects.bulk_create(
            (
                AllocationSuggestion(
                    batch=batch, case=one.case, family=one.family, persons=one.persons,
                    place=one.place, document=as_json(one),
                )
                for one in outcome.suggestions
            ),
            batch_size=CHUNK,
        )  # fmt: skip
        state = _end(batch, State.DONE, result=result, inputs_hash=outcome.inputs_hash)
        if state != State.DONE:
            raise Stopped
    return state


def _end(batch: AllocationBatch, state: str, **values: object) -> str:
    running = AllocationBatch.objects.filter(pk=batch.pk, state=State.RUNNING)
    ended = running.update(state=state, ended_at=timezone.now(), **values)
    return state if ended else State.STOPPED
