"""What a programme says of itself to others: how, and what was said on which day."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from bothways.core.models import User
from bothways.programmes.plan.models import Period, Programme

LEAST_THRESHOLD, MOST_THRESHOLD, USUAL_THRESHOLD = 3, 50, 5


class ReportSetting(models.Model):
    """How a programme reports: the smallest count that leaves it, and what IATI has to know."""

    programme = models.OneToOneField(
        Programme, on_delete=models.CASCADE, related_name="report_setting"
    )
    # Counts of people below it are hidden in everything that leaves the programme.
    threshold = models.PositiveSmallIntegerField(
        default=USUAL_THRESHOLD,
        validators=[MinValueValidator(LEAST_THRESHOLD), MaxValueValidator(MOST_THRESHOLD)],
    )
    # Identifier of the organisation that publishes, as agency and number: "DE-CR-HRB12345".
    reporting_ref = models.CharField(max_length=120, blank=True)
    # Code of ``iati_sector``; codes of ``iati_marker`` that are a principal or significant aim.
    sector = models.CharField(max_length=10, blank=True)
    principal_markers = models.JSONField(default=list, blank=True)
    significant_markers = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"reporting of programme {self.programme_id}"


class FunderReport(models.Model):
    """The funder table as it was released for one period. Only ever added, never changed."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="funder_reports"
    )
    # The dates stand in the document too, so that the report outlives its period.
    period = models.ForeignKey(
        Period, null=True, on_delete=models.SET_NULL, related_name="funder_reports"
    )
    number = models.PositiveIntegerField()
    # What others may see: small cells are hidden in it, whoever reads it.
    document = models.JSONField()
    content_hash = models.CharField(max_length=64)
    # What changed since the report before; null in the first.
    difference = models.JSONField(null=True)
    released_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    released_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_report_a_number")
        ]

    def __str__(self) -> str:
        return f"report {self.number} of programme {self.programme_id}"
