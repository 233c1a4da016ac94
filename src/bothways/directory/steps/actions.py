"""The write of steps: publish a book. One audit row."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.core.problems import errors
from bothways.directory.organisations.policies import require_register
from bothways.directory.places.models import Place
from bothways.directory.places.queries import touch
from bothways.directory.steps.book import read_book
from bothways.directory.steps.models import StepBook


@transaction.atomic
def steps_publish(place: Place, document: dict[str, Any], *, actor: User | None) -> StepBook:
    """A book whose steps can be put in order; one that waits for itself is refused."""
    require_register(actor)
    _book, problems = read_book(document)
    if errors(problems):
        raise Refused(_("The book has errors, so it was not published."), problems)
    newest = StepBook.objects.filter(place=place).aggregate(number=Max("number"))["number"] or 0
    plain = json.dumps(document, sort_keys=True, default=str)
    book = StepBook.objects.create(
        place=place, number=newest + 1, document=json.loads(plain), published_by=actor,
        content_hash=hashlib.sha256(plain.encode()).hexdigest(),
    )  # fmt: skip
    touch([place.code])
    audit("publish", "step_book", book.pk, actor=actor, place=place.code, number=book.number)
    return book
