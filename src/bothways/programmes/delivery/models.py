"""People of a programme, their cohorts, the sessions and who was there.

A person belongs to one programme: there is no register of people across programmes. No field asks
for a legal status. Attendance is a log that is only ever added to; what counts is computed.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from bothways.core.models import User
from bothways.programmes.plan.models import Programme, ProgrammeMember, ProgrammePart


class Person(models.Model):
    """Somebody who takes part: as little as running a course takes.

    The year of birth says enough for age bands and for who counts as a minor: whoever may still be
    under 18 this year, or whose year nobody knows, is treated as one.
    """

    class Side(models.TextChoices):
        NEWCOMER = "newcomer"
        HOST = "host"
        NOT_SAID = ""

    # The same wherever the person goes: it travels in the learner file.
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="people")
    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    # As the person writes it in their own script; what a certificate prints.
    own_script_name = models.CharField(max_length=240, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    # Codes of ``person_sex`` and ``stage``; empty means not asked or not said.
    sex = models.CharField(max_length=20, blank=True)
    stage = models.CharField(max_length=40, blank=True)
    side = models.CharField(max_length=10, choices=Side.choices, blank=True)
    language = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    guardian_name = models.CharField(max_length=240, blank=True)
    guardian_phone = models.CharField(max_length=40, blank=True)
    # From this day on the person's data is erased; computed when they leave or come back.
    keep_until = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["family_name", "given_name", "pk"]
        indexes = [
            models.Index(
                fields=["keep_until"], condition=Q(erased_at=None), name="people_still_named"
            )
        ]

    def __str__(self) -> str:
        return f"person {self.uid}"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or self.own_script_name


class Cohort(models.Model):
    """A group that goes through the programme together: a class, a course, a circle."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="cohorts")
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    time_zone = models.CharField(max_length=60, default="UTC")
    languages = models.JSONField(default=list, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    # The attendance scheme (``delivery/schemes``): its codes and how they make hours.
    scheme = models.CharField(max_length=60, default="simple")
    units_planned = models.PositiveIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    # The room of an existing Jitsi or BigBlueButton; a session may name another.
    join_url = models.CharField(max_length=500, blank=True)
    is_closed = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["starts_on", "pk"]

    def __str__(self) -> str:
        return self.title


class CohortFacilitator(models.Model):
    """Who runs a cohort. A facilitator sees the cohorts that are theirs and no others."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="facilitators")
    member = models.ForeignKey(ProgrammeMember, on_delete=models.CASCADE, related_name="cohorts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "member"], name="one_facilitator_a_cohort")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} runs cohort {self.cohort_id}"


class Enrolment(models.Model):
    """A person in a cohort from one day to another; the roster as of a date is read from these."""

    class State(models.TextChoices):
        WAITING = "waiting"
        ENROLLED = "enrolled"
        LEFT = "left"
        COMPLETED = "completed"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrolments")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="enrolments")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ENROLLED)
    since = models.DateField()
    # The last day; empty while the person is in.
    until = models.DateField(null=True, blank=True)
    # Codes of ``enrolment_need``: childcare, interpreter, access.
    needs = models.JSONField(default=list, blank=True)
    leaving_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="nobody_leaves_before_they_come",
            ),
            models.UniqueConstraint(
                fields=["person", "cohort"],
                condition=Q(until=None),
                name="once_in_a_cohort_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"enrolment of person {self.person_id} in cohort {self.cohort_id}"


class Session(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned"
        HELD = "held"
        CANCELLED = "cancelled"

    class Mode(models.TextChoices):
        ON_SITE = "on_site"
        ONLINE = "online"
        HOME = "home"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions")
    # Counts within the cohort; shown with the date, so that nobody has to think of a title.
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    units = models.PositiveSmallIntegerField(default=1)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.ON_SITE)
    place = models.CharField(max_length=200, blank=True)
    join_url = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    facilitator = models.ForeignKey(
        ProgrammeMember, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions"
    )
    # Who of the cascade held it, where their account left the programme.
    trainer = models.ForeignKey(
        "programmes.Trainer", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="sessions_before",
    )  # fmt: skip
    # Which parts of the practice this session delivered: fidelity, ticked by who held it.
    parts_done = models.ManyToManyField(ProgrammePart, blank=True, related_name="sessions")
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="one_session_a_number"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_session_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.number} of cohort {self.cohort_id}"


class AttendanceEntry(models.Model):
    """One mark as somebody made it. The newest of a person in a session counts.

    ``uid`` is made where the mark is made, so that sending it twice changes nothing; the order is
    that of ``made_at`` and then ``uid``, whatever order the marks arrive in.
    """

    class Source(models.TextChoices):
        TAP = "tap"
        PAPER = "paper"
        IMPORT = "import"

    uid = models.UUIDField(unique=True)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendance")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="attendance")
    # A code of the cohort's scheme; empty takes an earlier mark back.
    code = models.CharField(max_length=20, blank=True)
    minutes_late = models.PositiveSmallIntegerField(default=0)
    minutes_early = models.PositiveSmallIntegerField(default=0)
    # The missed session that this one makes up for.
    makes_up = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="made_up"
    )
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.TAP)
    made_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["made_at", "uid"]
        indexes = [models.Index(fields=["session", "person", "made_at", "uid"])]

    def __str__(self) -> str:
        return f"{self.code} in session {self.session_id}"


class CalendarFeed(models.Model):
    """An address that a calendar reads: of one cohort, or of all cohorts of one facilitator.

    Only the hash of its token is kept: whoever reads the database does not get into calendars.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="feeds")
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.CASCADE, related_name="feeds"
    )
    member = models.ForeignKey(
        ProgrammeMember, null=True, blank=True, on_delete=models.CASCADE, related_name="feeds"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cohort=None, member__isnull=False)
                | Q(cohort__isnull=False, member=None),
                name="a_feed_of_a_cohort_or_of_a_facilitator",
            )
        ]

    def __str__(self) -> str:
        return f"feed {self.pk}"
