"""People and the audit trail: the two things every other folder writes to."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    """What a person may do here. Reading needs no role and no account."""

    EDITOR = "editor"
    REVIEWER = "reviewer"
    # Brings families and places into a batch of the allocation.
    PLACEMENT = "placement"


class User(AbstractUser):
    """A person with an account. Roles are Django groups of the same name."""

    @property
    def roles(self) -> frozenset[str]:
        """The names of the person's groups. Reads the database once per object."""
        if "_roles" not in self.__dict__:
            self.__dict__["_roles"] = frozenset(self.groups.values_list("name", flat=True))
        roles: frozenset[str] = self.__dict__["_roles"]
        return roles

    def has_role(self, *roles: str) -> bool:
        return self.is_active and (self.is_superuser or bool(self.roles & set(roles)))


class AuditEntry(models.Model):
    """One action by one person on one thing. Rows are only ever added."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    verb = models.CharField(max_length=60)
    thing = models.CharField(max_length=60)
    thing_id = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["thing", "thing_id", "at"]),
            models.Index(fields=["thing", "id"], name="newest_of_a_thing"),
        ]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.thing} {self.thing_id}"


class WrongCodes(models.Model):
    """How many wrong codes came from a network of late: no address, and soon no row."""

    key = models.CharField(max_length=64, unique=True)
    # Seconds since 1970: a number, so that the database itself can add to it.
    empty_at = models.FloatField(db_index=True)

    def __str__(self) -> str:
        return self.key
