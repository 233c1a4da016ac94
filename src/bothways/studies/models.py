"""Tables of studies: the design, who was drawn, the locked plan, the runs, what was found.

A study belongs to a programme and asks its questions through one survey. Units are classes or
cards, never names. Runs and findings are written once; only answers that were erased in
the survey are taken out of the tables of runs.
"""

import uuid
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from bothways.core.models import User
from bothways.practices.models import Practice
from bothways.programmes.plan.models import Programme
from bothways.surveys.models import Respondent, Survey, SurveyGroup, Wave


class Study(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned"
        ASSIGNED = "assigned"
        LOCKED = "locked"
        ANALYSED = "analysed"
        RELEASED = "released"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="studies")
    survey = models.OneToOneField(
        Survey, null=True, blank=True, on_delete=models.PROTECT, related_name="study"
    )
    title = models.CharField(max_length=200)
    question = models.TextField(blank=True)
    # Codes of ``designs.py``: what the design is, and what its lots fall on.
    design = models.CharField(max_length=20)
    unit = models.CharField(max_length=10, default="group")
    is_stratified = models.BooleanField(default=True)
    share = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        default=Decimal("0.50"),
        validators=[MinValueValidator(Decimal("0.05")), MaxValueValidator(Decimal("0.95"))],
    )
    seed = models.PositiveIntegerField(null=True)
    # Version of the lottery that drew; the same seed and version give the same table for ever.
    lottery_version = models.CharField(max_length=10, blank=True)
    assigned_at = models.DateTimeField(null=True)
    baseline = models.ForeignKey(
        Wave, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    endline = models.ForeignKey(
        Wave, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # What somebody assumes in place of the starting values of ``detect.py``; empty: those.
    assumed = models.JSONField(default=dict, blank=True)
    # What the design was expected to detect, as it was told before it started.
    expected = models.JSONField(default=dict, blank=True)
    # Of a message trial: what each arm plays on (``influence_mechanism``), and the number of
    # people after which it ends, decided or not.
    mechanism = models.CharField(max_length=40, blank=True)
    comparison_mechanism = models.CharField(max_length=40, blank=True)
    ends_at = models.PositiveIntegerField(default=500)
    independent = models.BooleanField(null=True)
    registration = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    plan = models.JSONField(default=dict, blank=True)
    plan_hash = models.CharField(max_length=64, blank=True)
    plan_locked_at = models.DateTimeField(null=True)
    plan_locked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    number = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-pk"]
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return self.title


class StudyOutcome(models.Model):
    """What is measured: a scale of an instrument or one question, before and after."""

    class Side(models.TextChoices):
        """Whom it is measured on. Newcomers and hosts are reported apart, never mixed."""

        ALL = ""
        NEWCOMER = "newcomer"
        HOST = "host"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="outcomes")
    position = models.PositiveIntegerField(default=0)
    # Name of its columns in the table: lower case letters, digits, underscores.
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    # Instrument and scale, or the path of a question of the form.
    instrument = models.CharField(max_length=60, blank=True)
    scale = models.CharField(max_length=60, blank=True)
    path = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=40, default="points")
    family = models.CharField(max_length=40, blank=True)
    lower_is_better = models.BooleanField(default=False)
    is_primary = models.BooleanField(default=True)
    side = models.CharField(max_length=10, choices=Side.choices, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["study", "key"], name="one_outcome_a_key")]

    def __str__(self) -> str:
        return self.title


class StudyUnit(models.Model):
    """What the lots fall on: a group of the survey, or one card of it."""

    class Arm(models.TextChoices):
        NOT_DRAWN = ""
        PROGRAMME = "programme"
        COMPARISON = "comparison"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="units")
    # Stands in tables instead of a name; the draw sorts by it.
    key = models.CharField(max_length=40)
    stratum = models.CharField(max_length=100, blank=True)
    group = models.ForeignKey(SurveyGroup, on_delete=models.PROTECT, related_name="study_units")
    respondent = models.ForeignKey(
        Respondent, null=True, blank=True, on_delete=models.PROTECT, related_name="study_units"
    )
    arm = models.CharField(max_length=10, choices=Arm.choices, blank=True)

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["study", "key"], name="one_unit_a_key")]

    def __str__(self) -> str:
        return self.key


class Run(models.Model):
    """One analysis with everything that it rests on. The same inputs make no second run."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    # SHA-256 over table, plan and commands.
    inputs_hash = models.CharField(max_length=64)
    table = models.TextField()
    dictionary = models.TextField()
    # The lines that give the same numbers from the downloaded table.
    commands = models.JSONField()
    answers = models.JSONField()
    counts = models.JSONField()
    deviations = models.JSONField(default=list)
    plan_hash = models.CharField(max_length=64)
    # People whose answers were taken out of the table since: erased in the survey.
    erased = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="one_run_a_number"),
            models.UniqueConstraint(fields=["study", "inputs_hash"], name="one_run_an_input"),
        ]

    def __str__(self) -> str:
        return f"run {self.number} of study {self.study_id}"


class Finding(models.Model):
    """What a study found, handed back to its practice. Released once, never changed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="finding")
    # The study record as it went into the draft of the practice.
    record = models.JSONField()
    practice = models.ForeignKey(
        Practice, null=True, on_delete=models.PROTECT, related_name="findings"
    )
    revision = models.PositiveIntegerField(null=True)
    rating_before = models.JSONField(default=dict)
    rating_after = models.JSONField(default=dict)
    # Where a shortlist had predicted an effect: predicted, observed, and the difference.
    predictions = models.JSONField(default=list)
    # How the practice was adapted and how much of its core was delivered.
    delivered = models.JSONField(default=dict)
    released_at = models.DateTimeField(auto_now_add=True)
    released_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-released_at", "-pk"]

    def __str__(self) -> str:
        return f"finding of {self.run}"
