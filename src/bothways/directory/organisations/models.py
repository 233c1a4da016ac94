"""Organisations and the people who speak for them.

Column names that HSDS 3.1 has are HSDS names; what HSDS knows and no page needs stays in ``more``,
so that a record leaves as it came. Nothing here tells of a private person.
"""

import uuid

from django.conf import settings
from django.db import models

from bothways.core.models import User


class Organisation(models.Model):
    """An office, school, association or firm that does something for newcomers and hosts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=300)
    alternate_name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    email = models.CharField(max_length=254, blank=True)
    website = models.CharField(max_length=500, blank=True)
    # Code of ``register_kind``; empty where an import does not say.
    kind = models.CharField(max_length=40, blank=True)
    # Code of a place of the directory, or of a country; empty: not said.
    place = models.CharField(max_length=40, blank=True)
    # BCP-47 tags of the languages that the organisation answers in.
    languages = models.JSONField(default=list)
    more = models.JSONField(default=dict)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["place", "kind"], name="organisations_of_a_place")]

    def __str__(self) -> str:
        return self.name


class OrganisationMember(models.Model):
    """An account that may speak for an organisation: propose changes, answer in its name."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="organisations")
    admitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"], name="one_place_in_an_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.organisation_id}"
