"""Tables of HSDS 3.1: service, location, service at location, taxonomy and its terms.

The dependent lists of HSDS (phones, schedules, cost options, languages, required documents,
contacts, addresses and so on) stay with the ids they came with in ``document``, in the shape of
the specification, so that a record leaves as it came. What pages filter by stands in columns.
"""

import uuid

from django.conf import settings
from django.db import models

from bothways.core.models import User
from bothways.directory.organisations.models import Organisation
from bothways.directory.places.models import Place


class Taxonomy(models.Model):
    """A list of terms under one address, e.g. the needs that this site filters by."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=300)
    document = models.JSONField(default=dict)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class TaxonomyTerm(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    taxonomy = models.ForeignKey(
        Taxonomy, null=True, on_delete=models.CASCADE, related_name="terms"
    )
    parent_id = models.UUIDField(null=True)
    code = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=300)
    document = models.JSONField(default=dict)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.SET_NULL, related_name="locations"
    )
    name = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    document = models.JSONField(default=dict)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="services"
    )
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(max_length=300)
    status = models.CharField(max_length=20)
    # The language that name and description are written in first.
    language = models.CharField(max_length=10, default="en")
    document = models.JSONField(default=dict)
    # The newest revision; a proposal carries the number it was made from.
    number = models.PositiveIntegerField(default=0)
    # When somebody last looked whether all of it is still right (HSDS: assured_date).
    assured_date = models.DateField(null=True)
    broken_since = models.DateField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["place", "status"], name="services_of_a_place"),
            models.Index(fields=["assured_date"], name="services_by_last_check"),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceAtLocation(models.Model):
    """A service at one of its addresses, with the hours it keeps there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="at_locations")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="at_locations")
    opening_hours = models.CharField(max_length=1000, blank=True)
    document = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.service_id} at {self.location_id}"


class ServiceLanguage(models.Model):
    """A language spoken in a service; drawn from its document at each write."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="spoken")
    code = models.CharField(max_length=35)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["code"], name="services_by_language")]

    def __str__(self) -> str:
        return self.code


class ServiceTerm(models.Model):
    """A term of a taxonomy that a service is filed under; drawn from its document."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="filed")
    term = models.ForeignKey(TaxonomyTerm, on_delete=models.CASCADE, related_name="filed")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.service_id} under {self.term_id}"


class ServiceRevision(models.Model):
    """The service as it stood after one write."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    fields = models.JSONField(default=dict)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="one_service_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.number}"


class Proposal(models.Model):
    """What a member of the organisation wants changed; nothing changes until it is accepted."""

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="proposals")
    # The revision it was made from, the fields as they then were, and as they shall be.
    base = models.PositiveIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state"], name="open_proposals")]

    def __str__(self) -> str:
        return f"{self.service_id} from {self.base}"
