"""Tables of tailoring: the adaptation plan and what stands in it.

A plan is made from one release of a practice, for one group in one place. It keeps the prediction
it was made with, so that the result can be held against it; that part is never edited.
Every write adds a ``PlanRevision`` with the whole plan as it then stood: nothing is lost.
Codes are those of ``vocabularies/``; names of people are typed by a member of the plan.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from bothways.core.models import User
from bothways.practices.models import Release
from bothways.tailoring.allocation.models import (  # noqa: F401
    AllocationBatch,
    AllocationContest,
    AllocationDecision,
    AllocationMember,
    AllocationMonitoring,
    AllocationSuggestion,
    AllocationSwitch,
)


class PartChoice(models.TextChoices):
    """What the plan does with a part of the practice."""

    KEEP = "keep"
    ADAPT = "adapt"
    LEAVE_OUT = "leave_out"
    ADD = "add"


class AdaptationPlan(models.Model):
    """How one practice is to be done with one group in one place."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    title = models.CharField(max_length=200)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="plans")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="plans")
    # What was asked for: the query string as sent, and as the fit profile read it.
    wish_query = models.TextField(blank=True)
    wish = models.JSONField(default=dict)
    place = models.CharField(max_length=20, blank=True)
    # The prediction as it was on the day of the plan. Written once, by ``plan_start``.
    prediction = models.JSONField(default=dict)
    prediction_hash = models.CharField(max_length=64, blank=True)
    predicted_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=10, default="en")
    goal = models.TextField(blank=True)
    group = models.TextField(blank=True)
    where = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    # The newest revision; a form carries the number it was opened with.
    number = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(null=True)
    closing_words = models.TextField(blank=True)
    # From this day on the names of people are taken out; set when the plan is closed.
    names_until = models.DateField(null=True)
    names_removed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-pk"]
        indexes = [
            models.Index(
                fields=["names_until"],
                condition=Q(names_removed_at=None),
                name="plans_that_hold_names",
            )
        ]

    def __str__(self) -> str:
        return self.title


class PlanMember(models.Model):
    """Another account that the owner lets read or write the plan."""

    plan = models.ForeignKey(AdaptationPlan, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    may_write = models.BooleanField(default=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "user"], name="one_place_in_a_plan")]

    def __str__(self) -> str:
        return f"{self.user_id} in plan {self.plan_id}"


class PlanPart(models.Model):
    """A part of the practice and what becomes of it here."""

    class Origin(models.TextChoices):
        """Where the part comes from: the record's parts, its activities, or this plan."""

        PARTS = "parts"
        ACTIVITIES = "activities"
        PLAN = "plan"

    plan = models.ForeignKey(AdaptationPlan, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField()
    part = models.CharField(max_length=1000)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    # Code of ``component_part``; empty means that nobody has said whether it is core.
    kind = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    choice = models.CharField(max_length=10, choices=PartChoice.choices, default=PartChoice.KEEP)
    change = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.part[:60]


class PlanPrecondition(models.Model):
    """Something the practice needs, whether it is met here, and who finds out."""

    class State(models.TextChoices):
        MET = "met"
        UNMET = "unmet"
        UNKNOWN = "unknown"

    plan = models.ForeignKey(AdaptationPlan, on_delete=models.CASCADE, related_name="preconditions")
    position = models.PositiveIntegerField()
    what = models.CharField(max_length=1000)
    # None: the record does not say whether the practice can do without it.
    must = models.BooleanField(null=True)
    is_own = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UNKNOWN)
    checked_by = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.what[:60]


class Adaptation(models.Model):
    """One entry of the log after FRAME (Stirman, Baumann and Miller 2019), all eight aspects."""

    plan = models.ForeignKey(AdaptationPlan, on_delete=models.CASCADE, related_name="adaptations")
    part = models.ForeignKey(
        PlanPart, null=True, blank=True, on_delete=models.SET_NULL, related_name="adaptations"
    )
    what = models.TextField()
    made_on = models.DateField()
    when = models.CharField(max_length=40)
    planned = models.CharField(max_length=40)
    deciders = models.JSONField(default=list)
    decided_by = models.CharField(max_length=300, blank=True)
    modified = models.JSONField(default=list)
    levels = models.JSONField(default=list)
    content_changes = models.JSONField(default=list)
    context_changes = models.JSONField(default=list)
    # Empty: as the plan computes it. A code: somebody judged otherwise and says why.
    fidelity = models.CharField(max_length=20, blank=True)
    fidelity_because = models.TextField(blank=True)
    goals = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    because = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made_on", "pk"]

    def __str__(self) -> str:
        return self.what[:60]


class Decision(models.Model):
    """A question to the partners and, once taken, the answer: what, who, when and why."""

    plan = models.ForeignKey(AdaptationPlan, on_delete=models.CASCADE, related_name="decisions")
    question = models.TextField()
    asked_of = models.CharField(max_length=300, blank=True)
    answer = models.TextField(blank=True)
    decided_by = models.CharField(max_length=300, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    because = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.question[:60]


class PlanContact(models.Model):
    """Somebody the partners can reach about the plan; stands on the brief."""

    plan = models.ForeignKey(AdaptationPlan, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    reach = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class PlanRevision(models.Model):
    """The whole plan after one write. Only ever added, until names are taken out of all."""

    plan = models.ForeignKey(AdaptationPlan, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    document = models.JSONField()
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_plan_revision_a_number")
        ]

    def __str__(self) -> str:
        return f"plan {self.plan_id} revision {self.number}"
