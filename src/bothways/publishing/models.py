"""Tables of publishing: report series, their frozen editions, the files made from them."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class ReportSeries(models.Model):
    """One question asked again and again. Its editions are numbered."""

    slug = models.SlugField(max_length=120, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "report series"

    def __str__(self) -> str:
        return self.slug


class ReportEdition(models.Model):
    """A Snapshot report as it stood on its day. Only ever added, never changed."""

    series = models.ForeignKey(ReportSeries, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    query = models.CharField(max_length=2000, blank=True)
    languages = models.JSONField(default=list)  # in which the prose of its records stands
    releases = models.JSONField(default=list)  # [{practice, number, hash}]
    document = models.JSONField()
    content_hash = models.CharField(max_length=64)
    difference = models.JSONField(null=True)  # to the previous edition; null in the first
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    frozen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-frozen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="one_edition_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.number}"


class ReportFile(models.Model):
    """A PDF or DOCX of an edition in one language: asked for, being made, there, or failed."""

    class State(models.TextChoices):
        WAITING = "waiting"
        MAKING = "making"
        READY = "ready"
        FAILED = "failed"
        CANCELLED = "cancelled"

    edition = models.ForeignKey(ReportEdition, on_delete=models.CASCADE, related_name="files")
    file_format = models.CharField(max_length=4)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    path = models.CharField(max_length=255, blank=True)  # under MEDIA_ROOT
    bytes = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(default=timezone.now)  # last sign of life of the worker
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            # Two people who ask at once wait for the same file.
            models.UniqueConstraint(
                fields=["edition", "file_format", "language"],
                condition=models.Q(state__in=["waiting", "making", "ready"]),
                name="one_living_file",
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.language}.{self.file_format}"

    @property
    def name(self) -> str:
        edition = self.edition
        return f"{edition.series.slug}-{edition.number}-{self.language}.{self.file_format}"

    @property
    def is_awaited(self) -> bool:
        return self.state in (self.State.WAITING, self.State.MAKING)
