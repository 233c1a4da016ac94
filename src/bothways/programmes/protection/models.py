"""Consent, safeguarding and the log of reads.

Documents stay where they are: only who checked what, when and until when is kept.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from bothways.core.models import User
from bothways.programmes.delivery.models import Person
from bothways.programmes.plan.models import Programme, ProgrammeMember


class ConsentText(models.Model):
    """What people are asked to agree to, for one purpose. Once anybody was asked it never changes:
    a new wording is a new version."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="consent_texts")
    # Code of ``consent_purpose``: taking part, photos, study, sharing with an office, mentoring.
    purpose = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    # Words by language, as they are read out or printed.
    words = models.JSONField()
    # Consent ends by itself after so many months.
    valid_months = models.PositiveSmallIntegerField(default=24)
    # From this age a young person agrees for themselves, in addition to the guardian.
    own_voice_from = models.PositiveSmallIntegerField(default=14)
    released_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["purpose", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "purpose", "version"], name="one_text_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class Consent(models.Model):
    """One yes of one person to one text; a no is no row. Withdrawing sets a date and acts."""

    class GivenBy(models.TextChoices):
        SELF = "self"
        GUARDIAN = "guardian"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.RESTRICT, related_name="consents")
    language = models.CharField(max_length=20)
    given_by = models.CharField(max_length=10, choices=GivenBy.choices)
    giver_name = models.CharField(max_length=240, blank=True)
    given_on = models.DateField()
    ends_on = models.DateField()
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    # Where the signed paper lies; never the paper itself.
    paper = models.CharField(max_length=200, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=10, choices=GivenBy.choices, blank=True)

    class Meta:
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("given_on")), name="consent_ends_after_it_is_given"
            )
        ]

    def __str__(self) -> str:
        return f"consent of person {self.person_id}"


class ConsentCard(models.Model):
    """The link on the consent sheet by which a family withdraws without an account.

    Only a hash of the link is kept: whoever reads the database cannot withdraw for anybody.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consent_cards")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at=None), name="one_consent_card_in_use"
            )
        ]

    def __str__(self) -> str:
        return f"consent card {self.pk}"


class SafeguardingCheck(models.Model):
    """That somebody looked at a paper about a helper: kind, authority, dates, no content."""

    class Kind(models.TextChoices):
        BACKGROUND = "background"
        TRAINING = "training"

    member = models.ForeignKey(ProgrammeMember, on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    authority = models.CharField(max_length=200)
    # A keyed hash of the paper's number: tells two papers apart and gives nothing away.
    reference_hash = models.CharField(max_length=64, blank=True)
    checked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    checked_on = models.DateField()
    valid_until = models.DateField()
    revoked_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-valid_until", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("checked_on")),
                name="a_check_is_valid_after_it_is_made",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} check of {self.member_id}"


class Pairing(models.Model):
    """A mentor and one person. With a minor it exists only while every safeguard holds."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        ACTIVE = "active"
        SUSPENDED = "suspended"
        CLOSING = "closing"
        CLOSED = "closed"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="pairings")
    mentor = models.ForeignKey(ProgrammeMember, on_delete=models.RESTRICT, related_name="mentees")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pairings")
    supervisor = models.ForeignKey(
        ProgrammeMember, null=True, blank=True, on_delete=models.RESTRICT, related_name="supervised"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    goals = models.JSONField(default=list, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    # Code of the safeguard that stopped holding, while suspended.
    suspended_for = models.CharField(max_length=40, blank=True)
    closing_words = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(supervisor=None) | ~Q(supervisor=F("mentor")),
                name="nobody_supervises_themselves",
            ),
            models.UniqueConstraint(
                fields=["mentor", "person"],
                condition=~Q(state="closed"),
                name="one_pairing_of_two_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"pairing {self.pk}"


class PairingContact(models.Model):
    """That mentor and mentee met: when and how long. No notes about the child."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="contacts")
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField(default=0)
    mode = models.CharField(max_length=10, default="on_site")
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"contact of pairing {self.pairing_id}"


class ReadEntry(models.Model):
    """That a member of staff looked at a person's record. Rows are only ever added."""

    at = models.DateTimeField(auto_now_add=True)
    reader = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="reads")
    # A number and no link: the row outlives the person's data.
    person_id = models.BigIntegerField()
    # Name of the page or the export, such as "person", "roster", "signature_sheet".
    page = models.CharField(max_length=60)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["programme", "person_id", "at"])]

    def __str__(self) -> str:
        return f"{self.reader_id} read {self.page}"
