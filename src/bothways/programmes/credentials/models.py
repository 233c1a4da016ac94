"""Certificates, levels, learner files that were brought, and who trained whom.

A certificate outlives the record of its person: it keeps what it printed, and when a person's data
is erased only its serial stays, so that it can still be revoked.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bothways.core.models import User
from bothways.programmes.delivery.models import Cohort, Person
from bothways.programmes.plan.models import Programme, ProgrammeMember


class CertificateRule(models.Model):
    """What a certificate of a cohort takes and says. Who fulfils it is computed, never stored."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="rule")
    title = models.CharField(max_length=160)
    # Units attended at least; and the share of the planned units, in per cent. Both may be empty.
    min_units = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    min_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    # The language of the place; the other one on the paper is that of the person.
    language = models.CharField(max_length=20, default="en")
    # Printed as the issuer: the office that answers for it.
    issuer = models.CharField(max_length=160, blank=True)
    signatory = models.CharField(max_length=160, blank=True)
    place = models.CharField(max_length=120, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(min_percent=None) | Q(min_percent__lte=100),
                name="a_share_is_at_most_all",
            )
        ]

    def __str__(self) -> str:
        return f"rule of cohort {self.cohort_id}"


class CertificateJob(models.Model):
    """Certificates of a cohort that are being made in the background: all of them or none."""

    class State(models.TextChoices):
        WAITING = "waiting"
        MAKING = "making"
        READY = "ready"
        FAILED = "failed"
        CANCELLED = "cancelled"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="certificate_jobs")
    people = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    # The file to print, under MEDIA_ROOT; taken away after a week, since it holds names.
    path = models.CharField(max_length=255, blank=True)
    bytes = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(state__in=["waiting", "making"]),
                name="one_certificate_job_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"certificates of cohort {self.cohort_id}: {self.state}"

    @property
    def is_awaited(self) -> bool:
        return self.state in (self.State.WAITING, self.State.MAKING)


class Certificate(models.Model):
    """What was printed and signed. It never changes; it can be revoked with a reason."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Eight random bytes as the payload holds them, in hexadecimal: the name of the certificate.
    serial = models.CharField(max_length=16, unique=True)
    person = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="certificates"
    )
    cohort = models.ForeignKey(
        Cohort, null=True, on_delete=models.SET_NULL, related_name="certificates"
    )
    job = models.ForeignKey(
        CertificateJob, null=True, on_delete=models.SET_NULL, related_name="certificates"
    )
    # Both ways of writing the name, as printed. Emptied when the person's data is erased.
    name = models.CharField(max_length=240, blank=True)
    own_name = models.CharField(max_length=240, blank=True)
    title = models.CharField(max_length=160)
    programme_title = models.CharField(max_length=200)
    cohort_title = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=160, blank=True)
    signatory = models.CharField(max_length=160, blank=True)
    place = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=20)
    own_language = models.CharField(max_length=20, blank=True)
    units = models.DecimalField(max_digits=7, decimal_places=1)
    unit_minutes = models.PositiveSmallIntegerField(default=45)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    # Newest level of each skill on that day: {"language": "de", "levels": {skill: level}}.
    levels = models.JSONField(default=dict, blank=True)
    issued_on = models.DateField()
    issued_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    # The signed payload as its QR code holds it; emptied with the names, since it holds them too.
    payload = models.CharField(max_length=400, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-issued_on", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "cohort"],
                condition=Q(revoked_at=None),
                name="one_valid_certificate_a_cohort",
            )
        ]

    def __str__(self) -> str:
        return f"certificate {self.serial}"


class SigningKey(models.Model):
    """A public key that this site has signed with. Old ones stay: what they signed must verify."""

    # First four bytes of the SHA-256 of the key, in hexadecimal; the payload carries it.
    key_id = models.CharField(max_length=8, unique=True)
    public_key = models.CharField(max_length=64)
    first_used_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["first_used_at", "pk"]

    def __str__(self) -> str:
        return f"key {self.key_id}"


class LevelResult(models.Model):
    """One level in one skill on one day. There is no single level of a person."""

    # The same wherever the result travels, so that bringing it twice changes nothing.
    uid = models.UUIDField(default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="levels")
    # Code of ``level_skill``.
    skill = models.CharField(max_length=20)
    # The language it is a level of; empty for digital skills.
    language = models.CharField(max_length=20, blank=True)
    # Code of ``skill_level``, which names its scale.
    level = models.CharField(max_length=30)
    # Code of ``level_method``: test, teacher's judgement, self-assessment, certificate shown.
    method = models.CharField(max_length=30)
    taken_on = models.DateField()
    # Where it comes from when it came in a learner file.
    source = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-taken_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "uid"], name="one_level_result_a_person")
        ]
        indexes = [models.Index(fields=["person", "skill", "taken_on"])]

    def __str__(self) -> str:
        return f"{self.skill} {self.level} of person {self.person_id}"


class TrustedSite(models.Model):
    """Another site whose signature this programme believes, because a person said so."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="trusted_sites")
    key_id = models.CharField(max_length=8)
    public_key = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    trusted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    trusted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "public_key"], name="one_trust_a_key_and_programme"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.key_id})"


class BroughtFile(models.Model):
    """A learner file that somebody brought, read and checked; nothing of it is taken over yet."""

    class State(models.TextChoices):
        STAGED = "staged"
        TAKEN = "taken"
        DROPPED = "dropped"

    class Signature(models.TextChoices):
        OURS = "ours"
        TRUSTED = "trusted"
        UNKNOWN = "unknown"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="brought_files")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="brought_files"
    )
    # What it holds; emptied when it is dropped, and when the person's data is erased.
    document = models.JSONField(default=dict)
    file_hash = models.CharField(max_length=64)
    key_id = models.CharField(max_length=8)
    public_key = models.CharField(max_length=64)
    site = models.CharField(max_length=200, blank=True)
    signature = models.CharField(max_length=8, choices=Signature.choices)
    # Who took it although its signature could not be checked.
    accepted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.STAGED)
    brought_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    brought_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-brought_at", "-pk"]

    def __str__(self) -> str:
        return f"learner file {self.pk}: {self.state}"


class CarriedIdentity(models.Model):
    """The global id of a person who was somebody in another programme before.

    Within one site two programmes keep two records of a person and never share one; this row tells
    the newer that it is the same person, because they brought their file.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="carried")
    uid = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["uid"])]

    def __str__(self) -> str:
        return f"person {self.person_id} came as {self.uid}"


class EarlierRecord(models.Model):
    """A cohort or a certificate from elsewhere, as the person's learner file told it."""

    class Kind(models.TextChoices):
        COHORT = "cohort"
        CERTIFICATE = "certificate"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="earlier")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    uid = models.UUIDField()
    body = models.JSONField()
    site = models.CharField(max_length=200, blank=True)
    # Whether the signature of the file that it came in could be checked.
    signature_checked = models.BooleanField(default=False)
    taken_at = models.DateTimeField(auto_now_add=True)
    taken_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "uid"], name="one_earlier_record_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid} of person {self.person_id}"


class Trainer(models.Model):
    """Somebody in the cascade: trains others, holds sessions, or only was trained."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="trainers")
    name = models.CharField(max_length=200)
    # Their account here: the sessions that they held are read from it.
    member = models.OneToOneField(
        ProgrammeMember, null=True, blank=True, on_delete=models.SET_NULL, related_name="trainer"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class TrainerStep(models.Model):
    """One person trained another. Several may have trained one; circles are refused."""

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="trained")
    trainee = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="trained_by")
    trained_on = models.DateField()
    # The first session that they held together; before that the trainee holds none alone.
    co_taught_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["trained_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["trainer", "trainee"], name="one_step_a_pair"),
            models.CheckConstraint(
                condition=~Q(trainer=F("trainee")), name="nobody_trains_themselves"
            ),
            models.CheckConstraint(
                condition=Q(co_taught_on=None) | Q(co_taught_on__gte=F("trained_on")),
                name="teaching_together_comes_after_training",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trainer_id} trained {self.trainee_id}"
