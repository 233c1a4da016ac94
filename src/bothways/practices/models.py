"""Tables of the library: practice, revision, release, review comment, import batch.

The record itself is a document (``record/``). A revision is one saved state of it and never
changes; a release is a revision that was published, frozen with its hash.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from bothways.core.models import User


class Status(models.TextChoices):
    """Where the work on a record stands. What is public is told by its releases, not by this."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    RELEASED = "released"


class Practice(models.Model):
    """One practice: its public id, the state of work, the newest revision, the live release."""

    slug = models.SlugField(max_length=120, unique=True)
    # The newest title without case and accents: the desk searches it, in any number of records.
    title_key = models.CharField(max_length=300, blank=True, default="")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFT)
    head = models.ForeignKey("Revision", null=True, on_delete=models.PROTECT, related_name="+")
    live = models.OneToOneField(
        "Release", null=True, blank=True, on_delete=models.PROTECT, related_name="live_of"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.slug

    @property
    def newest(self) -> "Revision":
        """The newest revision. Only a record whose import was undone has none."""
        if self.head is None:
            raise Revision.DoesNotExist(f"{self.slug} has no revision: its import was undone")
        return self.head


class ImportBatch(models.Model):
    """A file somebody brought: what it held, what was wrong, whether it was taken in."""

    class State(models.TextChoices):
        STAGED = "staged"
        COMMITTED = "committed"
        UNDONE = "undone"
        DISCARDED = "discarded"

    file_name = models.CharField(max_length=255)
    file_format = models.CharField(max_length=10)
    file_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STAGED)
    documents = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    # How many were new, changed and unchanged when the file was read.
    counts = models.JSONField(default=dict)
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    committed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class Revision(models.Model):
    """One saved state of a record. Only ever added."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    # The revision it was made from: undoing an import goes back to it.
    base = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField()
    content_hash = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    batch = models.ForeignKey(
        ImportBatch, null=True, on_delete=models.PROTECT, related_name="revisions"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="one_revision_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.practice_id} revision {self.number}"


class Release(models.Model):
    """A published document. Immutable but for the notice that it was withdrawn."""

    class Kind(models.TextChoices):
        REVIEWED = "reviewed"
        IMPORTED = "imported"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="releases")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    document = models.JSONField()
    content_hash = models.CharField(max_length=64)
    schema_edition = models.PositiveIntegerField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    released_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-released_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="one_release_a_number")
        ]
        # The feed of other systems (OAI-PMH, API) walks releases by time.
        indexes = [models.Index(fields=["released_at", "id"])]

    def __str__(self) -> str:
        return f"{self.practice_id} release {self.number}"


class Rating(models.Model):
    """What the rules say of one release. Only ever added; the newest of a release holds."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="ratings")
    rule_version = models.CharField(max_length=20)
    inputs_hash = models.CharField(max_length=64)
    # Confidence C0 to C5, a range where a missing field decides.
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()
    # Reasons, flags, outcomes and findings (``rating/document.py``).
    document = models.JSONField()
    # What maps count, in codes, so that they need not read the document of every practice.
    standing = models.JSONField()
    computed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low__lte=models.F("high"), high__lte=5), name="rating_range"
            )
        ]

    def __str__(self) -> str:
        return f"{self.release_id}: C{self.low} to C{self.high}"


class Lowering(models.Model):
    """A reviewer shows less confidence than the rules compute, and says why. Never more.

    It stands until it is lifted; a new release of the practice does not lift it.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="lowerings")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice"], condition=Q(lifted_at=None), name="one_lowering_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.practice_id} lowered to C{self.level}"


class ReviewComment(models.Model):
    """What a reviewer asks for, about one field or the record as a whole."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="comments")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [
            # Only the editing page asks for the open comments of a record.
            models.Index(fields=["practice"], condition=Q(resolved_at=None), name="open_comments")
        ]

    def __str__(self) -> str:
        return self.text[:60]
