"""Tables of allocation: a batch, its members, suggestions, decisions, objections, groups.

Families stand here under pseudonyms only, until the day the batch is to be emptied.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from bothways.core.models import User


class AllocationBatch(models.Model):
    """Families and places brought together once, with the rules that were set."""

    class State(models.TextChoices):
        READY = "ready"
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        STOPPED = "stopped"
        FAILED = "failed"
        EMPTIED = "emptied"

    title = models.CharField(max_length=200)
    office = models.CharField(max_length=200)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    # From this day on the rows of families are taken out.
    keep_until = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    file_hashes = models.JSONField(default=dict)
    families = models.JSONField(default=list)
    places = models.JSONField(default=list)
    rules = models.JSONField(default=dict)
    inputs_hash = models.CharField(max_length=64, blank=True)
    # Objective, bound, places with their prices: nothing about one family.
    result = models.JSONField(default=dict)
    step = models.CharField(max_length=20, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    heard_at = models.DateTimeField(default=timezone.now)  # last sign of life of the worker
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_awaited(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)


class AllocationMember(models.Model):
    """Somebody who may see and decide in a batch."""

    batch = models.ForeignKey(AllocationBatch, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "user"], name="once_in_a_batch")]

    def __str__(self) -> str:
        return f"{self.user_id} in batch {self.batch_id}"


class AllocationSuggestion(models.Model):
    """What is suggested for one family (or one of its children) and why. Applies nothing."""

    batch = models.ForeignKey(AllocationBatch, on_delete=models.CASCADE, related_name="suggestions")
    case = models.CharField(max_length=60)
    family = models.CharField(max_length=60)
    persons = models.PositiveIntegerField()
    place = models.CharField(max_length=80, blank=True)
    document = models.JSONField()

    class Meta:
        ordering = ["case"]
        constraints = [models.UniqueConstraint(fields=["batch", "case"], name="one_row_a_case")]
        indexes = [models.Index(fields=["batch", "place"])]

    def __str__(self) -> str:
        return self.case


class AllocationDecision(models.Model):
    """What a person decided, and why. Rows are only added; the newest holds."""

    suggestion = models.ForeignKey(
        AllocationSuggestion, on_delete=models.CASCADE, related_name="decisions"
    )
    place = models.CharField(max_length=80, blank=True)
    agrees = models.BooleanField()
    reason = models.TextField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.suggestion_id}: {self.place}"


class AllocationContest(models.Model):
    """A family objects, and gets an answer from a person."""

    suggestion = models.ForeignKey(
        AllocationSuggestion, on_delete=models.CASCADE, related_name="contests"
    )
    objection = models.TextField()
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return f"objection to {self.suggestion_id}"


class AllocationMonitoring(models.Model):
    """Groups of families for the fairness report. Brought apart and read by it alone."""

    batch = models.OneToOneField(
        AllocationBatch, on_delete=models.CASCADE, related_name="monitoring"
    )
    groups = models.JSONField(default=dict)
    file_hash = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"groups of batch {self.batch_id}"


class AllocationSwitch(models.Model):
    """Batches on or off for the whole site. The newest row holds; none means on."""

    batches_on = models.BooleanField()
    reason = models.TextField()
    switched_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    switched_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-switched_at", "-pk"]

    def __str__(self) -> str:
        return "on" if self.batches_on else "off"
