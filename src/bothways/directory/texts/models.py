"""Every wording of every text is a row of its own; rows are only ever added."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Text(models.Model):
    """One wording of one field of one thing in one language."""

    class Origin(models.TextChoices):
        SOURCE = "source"
        HUMAN = "human"
        MACHINE = "machine"
        IMPORTED = "imported"

    kind = models.CharField(max_length=20)
    thing = models.CharField(max_length=40)
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    body = models.TextField()
    origin = models.CharField(max_length=10, choices=Origin.choices)
    # The number of the source wording that a translation says the same as.
    of_number = models.PositiveIntegerField()
    is_newest = models.BooleanField(default=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "thing", "field", "language", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "thing", "field", "language", "number"],
                name="one_wording_a_number",
            ),
            models.UniqueConstraint(
                fields=["kind", "thing", "field", "language"],
                condition=Q(is_newest=True),
                name="one_newest_wording",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing} {self.field} {self.language} {self.number}"
