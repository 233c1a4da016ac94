"""The steps of a place. A published book is never changed; a new one follows it."""

from django.conf import settings
from django.db import models

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
