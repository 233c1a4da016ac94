"""Pages, glossary and feedback. Words stand in ``texts``; here is only what they hang on."""

from django.db import models

from bothways.directory.places.models import Place


class InfoPage(models.Model):
    """A page of a place. A town's page stands in for the country's page of the same slug."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="info_pages")
    slug = models.SlugField(max_length=80)
    parent_slug = models.SlugField(max_length=80, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_public = models.BooleanField(default=True)
    checked_on = models.DateField(null=True)

    class Meta:
        ordering = ["position", "slug", "pk"]
        constraints = [models.UniqueConstraint(fields=["place", "slug"], name="one_page_a_slug")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.slug}"


class GlossaryTerm(models.Model):
    """A word of offices, explained in plain ones; a country's words hold in its towns."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="glossary")
    code = models.SlugField(max_length=80)

    class Meta:
        ordering = ["code", "pk"]
        constraints = [models.UniqueConstraint(fields=["place", "code"], name="one_term_a_code")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.code}"


class Feedback(models.Model):
    """A word about something, or about a search that found nothing. No name, no address."""

    class Kind(models.TextChoices):
        PAGE = "page"
        SERVICE = "service"
        STEPS = "steps"
        SEARCH = "search"

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="feedback")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    thing = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10)
    was_useful = models.BooleanField(null=True)
    words = models.CharField(max_length=1000, blank=True)
    # The day only: a moment could be matched with a log.
    on = models.DateField()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["place", "kind"], name="feedback_of_a_place")]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"
