"""Tables of surveys: what is asked, of which groups, when, and what was answered.

A survey belongs to its owner and those let in. Its forms have versions that never change. A wave
asks the groups of the survey one form. A respondent is a card with a number: no name stands here,
and the two keys are opaque to this room; whoever gave them knows whom they mean.
What cannot be taken in is kept aside word for word, with the reason.
"""

from django.conf import settings
from django.db import models

from bothways.core.models import User


class Side(models.TextChoices):
    """Integration has two sides; a study may ask both and reports them apart."""

    NEWCOMER = "newcomer"
    HOST = "host"


class Survey(models.Model):
    """One thing to find out, from the same groups, in one or more waves."""

    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="surveys")
    language = models.CharField(max_length=10, default="en")
    # The question whose answer says the side, where the cards do not: "newcomer" or "host".
    side_question = models.CharField(max_length=200, blank=True)
    # The day on which all answers go by themselves; empty where nobody has set one.
    keep_until = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True)
    erased_because = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class SurveyMember(models.Model):
    """Another account that the owner lets in, and how far."""

    class Role(models.TextChoices):
        COLLECT = "collect"  # prints cards and sees how many answered; never an answer
        ANALYSE = "analyse"  # also downloads answers under pseudonyms
        MANAGE = "manage"  # also writes forms, groups and waves

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.COLLECT)
    # A teacher is let in for one group; empty means all of them.
    group = models.ForeignKey(
        "SurveyGroup", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "user"], name="one_place_in_a_survey")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in survey {self.survey_id}"


class SurveyForm(models.Model):
    """A questionnaire of the survey. ``draft`` is what the simple editor holds."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="forms")
    form_id = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    draft = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "form_id"], name="one_form_id_in_a_survey")
        ]

    def __str__(self) -> str:
        return self.title


class FormVersion(models.Model):
    """A form as it is asked. Never changed: a correction is a new version."""

    form = models.ForeignKey(SurveyForm, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    # What the form itself says in its ``version`` attribute, and phones send back.
    version = models.CharField(max_length=100)
    xform = models.TextField()
    content_hash = models.CharField(max_length=64)
    languages = models.JSONField(default=list)
    # Identifiers of the instruments whose items stand in the form, with their versions.
    instruments = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    source_name = models.CharField(max_length=200, blank=True)
    source = models.BinaryField(default=bytes)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="one_form_version_a_number"),
            models.UniqueConstraint(fields=["form", "version"], name="one_form_version_a_name"),
        ]

    def __str__(self) -> str:
        return f"form {self.form_id} version {self.version}"


class FormMedia(models.Model):
    """A picture, a sound or a list of choices that the form names."""

    version = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="media")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    content_type = models.CharField(max_length=100)
    md5 = models.CharField(max_length=32)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="one_medium_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class SurveyGroup(models.Model):
    """A class or another group that is asked together, with its class code."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=200)
    # Eight digits: they stand on every keyboard, whatever script the child writes.
    code = models.CharField(max_length=8, unique=True)
    # Whoever built on this survey knows what the key means; here it is only kept.
    group_key = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "name"], name="one_group_name_in_a_survey"),
            models.UniqueConstraint(
                fields=["survey", "group_key"],
                condition=~models.Q(group_key=""),
                name="one_group_key_in_a_survey",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Respondent(models.Model):
    """One card of a group. The same card answers every wave, so that waves pair without names."""

    group = models.ForeignKey(SurveyGroup, on_delete=models.CASCADE, related_name="respondents")
    number = models.PositiveIntegerField()
    # Behind the number: a slip of the finger meets nobody else's card, nor does a guess. Cards
    # printed before there were four have two.
    check_digits = models.CharField(max_length=4)
    pseudonym = models.CharField(max_length=20, unique=True)
    respondent_key = models.CharField(max_length=100, blank=True)
    side = models.CharField(max_length=10, choices=Side.choices, blank=True)

    class Meta:
        ordering = ["group", "number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="one_card_a_number"),
            models.UniqueConstraint(
                fields=["group", "respondent_key"],
                condition=~models.Q(respondent_key=""),
                name="one_respondent_key_in_a_group",
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def card(self) -> str:
        """What stands on the card: number and check digits."""
        return f"{self.number:02d}{self.check_digits}"


class Wave(models.Model):
    """One round of asking: a form, its groups, and the time it is open."""

    class State(models.TextChoices):
        PLANNED = "planned"
        OPEN = "open"
        CLOSED = "closed"

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="waves")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="waves")
    # Empty: all groups of the survey.
    groups: models.ManyToManyField[SurveyGroup, models.Model] = models.ManyToManyField(
        SurveyGroup, related_name="waves", blank=True
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="one_wave_a_number")
        ]

    def __str__(self) -> str:
        return self.title


class Device(models.Model):
    """A phone or tablet with ODK Collect or KoBoCollect; its key stands in the server address."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=64, unique=True)
    # A device of one class need not ask for the class code.
    group = models.ForeignKey(
        SurveyGroup, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    stopped_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Channel(models.TextChoices):
    """The way by which answers came."""

    PAGE = "page"
    OPENROSA = "openrosa"
    IMPORT = "import"


class Submission(models.Model):
    """The answers of one respondent to one wave. Raw answers stay beside everything computed."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="submissions")
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="submissions")
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="submissions")
    group = models.ForeignKey(
        SurveyGroup, null=True, on_delete=models.PROTECT, related_name="submissions"
    )
    respondent = models.ForeignKey(
        Respondent, null=True, on_delete=models.PROTECT, related_name="submissions"
    )
    instance_id = models.CharField(max_length=200)
    # Path of the question -> answer as text; a repeat is a list of such tables.
    answers = models.JSONField()
    content_hash = models.CharField(max_length=64)
    # What is wrong with them by the rules of the form; answers of phones are kept all the same.
    complaints = models.JSONField(default=list)
    side = models.CharField(max_length=10, choices=Side.choices, blank=True)
    language = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    raw = models.TextField(blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "instance_id"], name="one_instance_once"),
            models.UniqueConstraint(
                fields=["wave", "respondent"],
                condition=models.Q(respondent__isnull=False),
                name="one_submission_a_card_and_wave",
            ),
        ]

    def __str__(self) -> str:
        return self.instance_id


class Attachment(models.Model):
    """A file that came with a submission: a photograph, a sound."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "name", "content_hash"], name="one_attachment_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class KeptAside(models.Model):
    """Something that was refused, word for word, until the owner has looked at it."""

    class Reason(models.TextChoices):
        WAVE_CLOSED = "wave_closed"
        OTHER_CONTENT = "other_content"  # the same instance with other answers
        ANSWERED_ALREADY = "answered_already"  # another instance of the same card
        UNKNOWN_VERSION = "unknown_version"
        UNREADABLE = "unreadable"

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="kept_aside")
    wave = models.ForeignKey(Wave, null=True, on_delete=models.SET_NULL, related_name="+")
    # Who sent it, where that is known by the card and not by an answer.
    group = models.ForeignKey(SurveyGroup, null=True, on_delete=models.SET_NULL, related_name="+")
    respondent = models.ForeignKey(
        Respondent, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    instance_id = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    raw = models.TextField()
    content_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # A phone that sends again and again leaves one row.
            models.UniqueConstraint(
                fields=["survey", "reason", "instance_id", "content_hash"], name="kept_aside_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.instance_id}"


class ErasedSheet(models.Model):
    """The number of a sheet that was erased, as a hash: sent again, it is not taken in again."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "digest"], name="one_erased_sheet_once")
        ]

    def __str__(self) -> str:
        return self.digest
