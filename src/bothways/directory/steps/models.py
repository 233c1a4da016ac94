"""The steps of a place, and the plans that families agreed to have kept.

A published book is never changed; a new one follows it.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from bothways.directory.organisations.models import Organisation
from bothways.directory.places.models import Place


class StepBook(models.Model):
    """What a place says of steps, as one document."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="step_books")
    number = models.PositiveIntegerField()
    document = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["place", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["place", "number"], name="one_step_book_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.number}"


class KeptPlan(models.Model):
    """What one family told of itself, kept by one organisation because the family said yes.

    No name, no day of birth, no address. When the family takes its yes back, or the time is over,
    the answers go and the fact stays that something was kept.
    """

    class EndedBy(models.TextChoices):
        OFFICE = "office"
        FAMILY = "family"
        TIME = "time"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Eight digits on the family's sheet; no name is needed to find the plan again.
    reference = models.CharField(max_length=8, unique=True)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="kept_plans")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="kept_plans"
    )
    # ``profile.to_document``; the steps that are done stand in it.
    answers = models.JSONField(default=dict)
    # Moves with every change, so that two caseworkers do not overwrite each other.
    number = models.PositiveIntegerField(default=1)
    # So long after the last meeting it stays, as the family agreed.
    months = models.PositiveSmallIntegerField()
    kept_on = models.DateField()
    last_meeting_on = models.DateField()
    meetings_held = models.PositiveIntegerField(default=1)
    # The day on which it is erased; none once it is.
    keep_until = models.DateField(null=True)
    # A slow hash: whoever reads the database cannot take back for anybody.
    code_hash = models.CharField(max_length=200, blank=True)
    # Of the sheet in the family's hands; a new sheet makes the code of the old one void.
    sheet = models.PositiveSmallIntegerField(default=1)
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=10, choices=EndedBy.choices, blank=True)

    class Meta:
        ordering = ["-last_meeting_on", "reference"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None, keep_until__isnull=False)
                | Q(ended_on__isnull=False, keep_until=None),
                name="a_plan_is_kept_or_ended",
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "ended_on", "last_meeting_on"],
                         name="kept_plans_of_one_office")
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference


class PlanConsent(models.Model):
    """One yes of a family, with the very words it was given to. Never changed."""

    class GivenBy(models.TextChoices):
        SELF = "self"
        GUARDIAN = "guardian"

    class Way(models.TextChoices):
        PERSON = "person"
        PERSON_INTERPRETER = "person_interpreter"
        PHONE = "phone"
        PHONE_INTERPRETER = "phone_interpreter"

    plan = models.ForeignKey(KeptPlan, on_delete=models.CASCADE, related_name="consents")
    # Of ``wordings.yaml``, and the words as they were shown, in the language that was shown.
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=20)
    words = models.TextField()
    given_by = models.CharField(max_length=10, choices=GivenBy.choices)
    way = models.CharField(max_length=20, choices=Way.choices)
    # Of the conversation; an interpreter may have said in it what was read in another.
    spoken = models.CharField(max_length=20)
    given_on = models.DateField()
    # Beyond this day nothing stays without another yes.
    ends_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-given_on", "-pk"]

    def __str__(self) -> str:
        return f"consent to plan {self.plan_id}"


class PlanMeeting(models.Model):
    """That caseworker and family met, and in one line what they agreed."""

    plan = models.ForeignKey(KeptPlan, on_delete=models.CASCADE, related_name="meetings")
    on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"meeting on plan {self.plan_id}"


class PlanRead(models.Model):
    """That a member of staff opened a kept plan. Rows are only ever added."""

    at = models.DateTimeField(auto_now_add=True)
    plan = models.ForeignKey(KeptPlan, on_delete=models.CASCADE, related_name="reads")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Name of the page, such as "plan", "sheet", "file".
    page = models.CharField(max_length=60)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.reader_id} read {self.page}"
