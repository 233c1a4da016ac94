"""Tables of context: indicators, datasets and one long table of observations.

A dataset row is one import of one vintage and is never rewritten: a correction adds a row with the
next number, and undoing an import removes its row with its observations.
"""

from django.db import models
from django.db.models import F

from bothways.core.models import User


class Indicator(models.Model):
    """What is measured. Names and definitions stand in six languages, by language."""

    class Direction(models.TextChoices):
        HIGHER = "higher", "higher is better"
        LOWER = "lower", "lower is better"
        NONE = "none", "neither is better"

    code = models.CharField(max_length=60, primary_key=True)
    names = models.JSONField(default=dict)
    definitions = models.JSONField(default=dict)
    unit = models.CharField(max_length=20)
    direction = models.CharField(max_length=10, choices=Direction.choices, default=Direction.NONE)
    theme = models.CharField(max_length=30)
    # Codes of the vocabulary of outcome families; plain text, since context knows no practice.
    outcome_families = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class Dataset(models.Model):
    """Where observations come from: one import of one vintage."""

    class State(models.TextChoices):
        STAGED = "staged"
        COMMITTED = "committed"
        UNDONE = "undone"
        DISCARDED = "discarded"

    code = models.CharField(max_length=80)
    vintage = models.DateField()
    # Of several imports of one vintage the highest number holds.
    number = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200)
    url = models.URLField(max_length=600, blank=True)
    licence = models.CharField(max_length=300, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_format = models.CharField(max_length=20, blank=True)
    file_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.COMMITTED)
    # The file itself while it waits for a decision, packed; what was looked at is what is taken in.
    content = models.BinaryField(null=True, editable=False)
    settings = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-imported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "vintage", "number"], name="one_dataset_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.vintage:%Y-%m-%d}"


class Observation(models.Model):
    """One long table. Read it through ``queries``, which answers with the frozen dataclass."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="observations")
    indicator = models.CharField(max_length=60)
    place = models.CharField(max_length=20)
    time = models.CharField(max_length=10)
    sex = models.CharField(max_length=4)
    age = models.CharField(max_length=20)
    citizenship = models.CharField(max_length=30)
    country_of_birth = models.CharField(max_length=30)
    duration = models.CharField(max_length=20)
    unit = models.CharField(max_length=30)
    other = models.CharField(max_length=300, blank=True)
    value = models.FloatField(null=True)
    flag = models.CharField(max_length=10, blank=True)
    standard_error = models.FloatField(null=True)
    ci_low = models.FloatField(null=True)
    ci_high = models.FloatField(null=True)
    n = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "place", "indicator", "time", "sex", "age", "citizenship",
                    "country_of_birth", "duration", "unit", "other", "dataset",
                ],
                name="one_observation_a_key",
            ),
            models.CheckConstraint(
                condition=models.Q(ci_low__isnull=True) | models.Q(ci_low__lte=F("ci_high")),
                name="interval_in_order",
            ),
        ]  # fmt: skip
        # The unique key starts with the place: it serves the page of a place. Comparisons and
        # shortlists ask for one indicator in many places.
        indexes = [models.Index(fields=["indicator", "time"], name="indicator_over_places")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.place} {self.time}"
