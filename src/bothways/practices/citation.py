"""How a practice record is cited."""

from django.utils.translation import gettext as _

from bothways.practices.queries import Released


def citation(released: Released, address: str) -> str:
    """One line for a list of references. It names the release, so that it can be found again."""
    return _(
        "Bothways (%(year)s). %(title)s. Practice record, release %(number)s of %(date)s. "
        "%(address)s"
    ) % {
        "year": released.released_at.year,
        "title": released.document["title"],
        "number": released.number,
        "date": released.released_at.date().isoformat(),
        "address": address,
    }
