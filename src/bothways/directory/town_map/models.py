"""The base map of a place. A published one is never changed; a new one follows it."""

from django.conf import settings
from django.db import models

from bothways.directory.places.models import Place


class BaseMap(models.Model):
    """What lies under the markers, made small, with its attribution and licence."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="base_maps")
    number = models.PositiveIntegerField()
    document = models.JSONField(default=dict)
    attribution = models.CharField(max_length=200)
    licence = models.CharField(max_length=100)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["place", "number"], name="one_base_map_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.number}"
