"""A place has its own editors' words, its languages and its clock."""

import time

from django.db import models

from bothways.core.vocabularies import LANGUAGES


def first_version() -> int:
    """Never one that another database, or a backup of this one, has given to other content."""
    return time.time_ns() // 1000


class Place(models.Model):
    """A country, region or town whose services and pages stand in the directory."""

    code = models.SlugField(primary_key=True, max_length=40)
    names = models.JSONField(default=dict)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    # ISO 3166-1; decides the public holidays.
    country = models.CharField(max_length=2)
    timezone = models.CharField(max_length=60, default="UTC")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    # The language that editors of the place write in first, and those that it is read in.
    source_language = models.CharField(max_length=10, default="en")
    languages = models.JSONField(default=list)
    is_demonstration = models.BooleanField(default=False)
    # Moves with every change to what the place shows; kept answers carry it in their name.
    version = models.PositiveBigIntegerField(default=first_version)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def offered(self) -> tuple[str, ...]:
        """The languages of the interface, then those that only the words of the place are in."""
        return (*LANGUAGES, *(code for code in self.languages if code not in LANGUAGES))

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names.get(self.source_language) or self.code
