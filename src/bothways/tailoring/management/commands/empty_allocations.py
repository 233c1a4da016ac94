"""``bothways empty_allocations``: takes the rows of families out of batches whose day has come."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import ngettext

from bothways.tailoring.allocation.actions import allocation_empty
from bothways.tailoring.allocation.models import AllocationBatch


class Command(BaseCommand):
    help = "Empties every batch whose rows are not to be kept any longer. Run it daily."

    def handle(self, *args: Any, **options: Any) -> None:
        due = AllocationBatch.objects.filter(keep_until__lte=timezone.localdate())
        batches = list(due.exclude(state=AllocationBatch.State.EMPTIED))
        for batch in batches:
            allocation_empty(batch, actor=None)
        message = ngettext("%(n)s batch emptied.", "%(n)s batches emptied.", len(batches))
        self.stdout.write(message % {"n": len(batches)})
