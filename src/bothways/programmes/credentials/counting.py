"""Certificates as a counted indicator of the plan."""

from collections.abc import Sequence

from bothways.programmes.models import Certificate, Programme
from bothways.programmes.plan.counted import Span, cells_of
from bothways.programmes.plan.totals import Cells


def certificates_issued(programme: Programme, spans: Sequence[Span]) -> list[Cells]:
    """People with a certificate that was issued in the span and not revoked. One statement."""
    rows = list(
        Certificate.objects.filter(cohort__programme=programme, revoked_at=None)
        .exclude(person=None)
        .order_by("pk")
        .values_list("issued_on", "person_id", "person__sex", "person__birth_year", "person__stage")
    )
    return [
        cells_of({row[1]: row[2:] for row in rows if span.holds(row[0])}.values(), span.last)
        for span in spans
    ]
