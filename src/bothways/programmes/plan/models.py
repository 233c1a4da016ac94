"""A programme: a practice that somebody runs, or one of their own, with all that it promises.

Codes are those of the vocabularies. ``number`` counts the saves: a form carries the one it was
opened with, so that nobody overwrites somebody else's work unseen.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from bothways.core.models import User
from bothways.directory.organisations.models import Organisation
from bothways.practices.models import Release
from bothways.tailoring.models import AdaptationPlan, PartChoice


class Programme(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft"
        RUNNING = "running"
        CLOSED = "closed"

    # Names the programme beyond this site: in learner files, certificates and IATI.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=10, default="en")
    # Where it comes from; all three may be empty.
    release = models.ForeignKey(
        Release, null=True, blank=True, on_delete=models.PROTECT, related_name="programmes"
    )
    plan = models.ForeignKey(
        AdaptationPlan, null=True, blank=True, on_delete=models.SET_NULL, related_name="programmes"
    )
    template = models.CharField(max_length=60, blank=True)
    summary = models.TextField(blank=True)
    goal = models.TextField(blank=True)
    places = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    phases = models.JSONField(default=list, blank=True)
    target_groups = models.JSONField(default=list, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    # The organisation that answers for the programme and for the data of its people.
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="programmes"
    )
    iati_identifier = models.CharField(max_length=200, blank=True)
    # How long the data of a person stays after the last day that they took part.
    keep_months = models.PositiveSmallIntegerField(default=24)
    # Days without session, contact or data after which somebody is told.
    silence_days = models.PositiveSmallIntegerField(default=14)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    number = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class ProgrammeMember(models.Model):
    """An account and what it may do in one programme. The first lead is who started it."""

    class Role(models.TextChoices):
        LEAD = "lead"
        OFFICER = "officer"
        FACILITATOR = "facilitator"
        SAFEGUARDING = "safeguarding"
        PARTNER = "partner"
        EVALUATOR = "evaluator"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="programme_roles")
    role = models.CharField(max_length=12, choices=Role.choices)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "user"], name="one_role_in_a_programme")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role} in programme {self.programme_id}"


class ProgrammePart(models.Model):
    """A part of the practice and what became of it here, as the adaptation plan names it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField()
    part = models.CharField(max_length=1000)
    # Code of ``component_part``; empty means that nobody has said whether it is core.
    kind = models.CharField(max_length=20, blank=True)
    choice = models.CharField(max_length=10, choices=PartChoice.choices, default=PartChoice.KEEP)
    change = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.part[:60]


class Result(models.Model):
    """A line of the results framework. Outcomes hang under the goal, outputs under outcomes."""

    class Level(models.TextChoices):
        OUTCOME = "outcome"
        OUTPUT = "output"
        ACTIVITY = "activity"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="results")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    level = models.CharField(max_length=10, choices=Level.choices)
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Indicator(models.Model):
    """What is counted or measured for a result, and how its parts add up."""

    class Measure(models.TextChoices):
        """As IATI's code list IndicatorMeasure names them."""

        UNIT = "unit"
        PERCENTAGE = "percentage"
        NOMINAL = "nominal"
        ORDINAL = "ordinal"
        QUALITATIVE = "qualitative"

    class OverTime(models.TextChoices):
        """How the values of periods make the value of the whole."""

        SUM = "sum"
        LATEST = "latest"
        MEAN = "mean"
        # Persons counted once however often they came: only the register can tell.
        DISTINCT = "distinct"

    class Counted(models.TextChoices):
        """Where the actual comes from. Empty: a person enters it."""

        PEOPLE_ENROLLED = "people_enrolled"
        PEOPLE_ATTENDING = "people_attending"
        SESSIONS_HELD = "sessions_held"
        UNITS_ATTENDED = "units_attended"
        CERTIFICATES = "certificates"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="indicators")
    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="indicators")
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=300)
    definition = models.TextField(blank=True)
    unit = models.CharField(max_length=60, blank=True)
    measure = models.CharField(max_length=12, choices=Measure.choices, default=Measure.UNIT)
    over_time = models.CharField(max_length=10, choices=OverTime.choices, default=OverTime.SUM)
    more_is_better = models.BooleanField(default=True)
    # Of "sex", "age", "stage": the dimensions that its values are broken down by.
    disaggregated_by = models.JSONField(default=list, blank=True)
    counted = models.CharField(max_length=20, choices=Counted.choices, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Period(models.Model):
    """A stretch of time that the programme reports on. Periods do not overlap."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="periods")
    starts_on = models.DateField()
    ends_on = models.DateField()
    label = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="a_period_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.label or f"{self.starts_on} – {self.ends_on}"


class IndicatorValue(models.Model):
    """One number: a baseline, a target or an actual, for all or for one cell of the breakdown.

    An empty code means "all", ``unknown`` means that nobody recorded it: the two are never mixed.
    """

    class Kind(models.TextChoices):
        BASELINE = "baseline"
        TARGET = "target"
        ACTUAL = "actual"

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="figures")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    # A baseline has a day instead of a period.
    period = models.ForeignKey(
        Period, null=True, blank=True, on_delete=models.CASCADE, related_name="figures"
    )
    on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=20, blank=True)
    age = models.CharField(max_length=20, blank=True)
    stage = models.CharField(max_length=40, blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "kind", "period", "sex", "age", "stage"],
                nulls_distinct=False,
                name="one_figure_a_cell",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Partner(models.Model):
    """An organisation of the register and the part it plays here."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="partnerships"
    )
    # Code of ``partner_role``: funds, leads, delivers, hosts, refers, advises, is consulted.
    role = models.CharField(max_length=40)
    contribution = models.TextField(blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "organisation", "role"], name="one_partner_a_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in programme {self.programme_id}"


class BudgetLine(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="budget")
    position = models.PositiveIntegerField(default=0)
    # Code of ``budget_category``.
    category = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    planned = models.DecimalField(max_digits=14, decimal_places=2)
    spent = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    funder = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Risk(models.Model):
    class Grade(models.IntegerChoices):
        LOW = 1
        MIDDLE = 2
        HIGH = 3

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="risks")
    title = models.CharField(max_length=300)
    likelihood = models.PositiveSmallIntegerField(choices=Grade.choices, default=Grade.MIDDLE)
    impact = models.PositiveSmallIntegerField(choices=Grade.choices, default=Grade.MIDDLE)
    response = models.TextField(blank=True)
    owner = models.CharField(max_length=200, blank=True)
    review_on = models.DateField(null=True, blank=True)
    is_closed = models.BooleanField(default=False)

    class Meta:
        ordering = ["is_closed", "-impact", "-likelihood", "pk"]

    def __str__(self) -> str:
        return self.title


class ProgrammeChange(models.Model):
    """That somebody saved a section of the plan: who was faster, and what the page calls new.

    It holds no word of the plan.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    section = models.CharField(max_length=20)
    # The row of the section, where a section has rows of its own.
    row = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=40)
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="one_programme_change_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"programme {self.programme_id} change {self.number}"
