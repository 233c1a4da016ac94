"""Whether a person agreed that their learner file goes to another office."""

from datetime import date

from django.db.models import Q

from bothways.programmes.ages import may_be_minor
from bothways.programmes.models import Consent, Person

PURPOSE = "sharing"


def sharing_consent(person: Person, on: date) -> Consent | None:
    """The consent that holds on that day; for somebody who may be a minor, the guardian's."""
    holding = Consent.objects.filter(
        Q(withdrawn_on=None) | Q(withdrawn_on__gt=on),
        person=person, text__purpose=PURPOSE, given_on__lte=on, ends_on__gte=on,
    )  # fmt: skip
    if may_be_minor(person.birth_year, on):
        holding = holding.filter(given_by=Consent.GivenBy.GUARDIAN)
    return holding.order_by("-ends_on", "-pk").first()
