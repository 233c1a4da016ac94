"""Batches in the states that tests start from."""

from datetime import timedelta

from django.utils import timezone

from bothways.core.models import Role, User
from bothways.tailoring.allocation.actions import allocation_stage
from bothways.tailoring.allocation.core.people import Rules
from bothways.tailoring.allocation.models import (
    AllocationBatch,
    AllocationContest,
    AllocationMember,
    AllocationSuggestion,
)
from bothways.tailoring.allocation.readers.batch import Incoming, read_batch
from bothways.tailoring.allocation.tasks import allocation_run_batch
from bothways.tailoring.allocation.views.reports import EXAMPLES
from tests.conftest import person


def example(name: str) -> tuple[str, bytes]:
    path = EXAMPLES / f"{name}.csv"
    return path.name, path.read_bytes()


def incoming() -> Incoming:
    return read_batch(example("families"), example("places"))


def planner() -> User:
    """The person with the role; made once."""
    return User.objects.filter(username="planner").first() or person("planner", Role.PLACEMENT)


def staged(actor: User | None = None, rules: Rules | None = None) -> AllocationBatch:
    return allocation_stage(
        incoming(), title="Autumn", office="School office", rules=rules or Rules(),
        keep_until=timezone.localdate() + timedelta(days=90), actor=actor or planner(),
    )  # fmt: skip


def done(actor: User | None = None, rules: Rules | None = None) -> AllocationBatch:
    batch = staged(actor, rules)
    AllocationBatch.objects.filter(pk=batch.pk).update(state=AllocationBatch.State.WAITING)
    assert allocation_run_batch.call(batch.pk) == "done"
    return AllocationBatch.objects.get(pk=batch.pk)


def waiting() -> AllocationBatch:
    batch = staged()
    AllocationBatch.objects.filter(pk=batch.pk).update(state=AllocationBatch.State.WAITING)
    return batch


def suggestion(actor: User | None = None) -> AllocationSuggestion:
    row = done(actor).suggestions.first()
    assert row is not None
    return row


def contest() -> AllocationContest:
    return AllocationContest.objects.create(suggestion=suggestion(), objection="Too far.")


def with_two_members() -> AllocationBatch:
    batch = staged()
    AllocationMember.objects.create(batch=batch, user=person("second"))
    return batch
