"""Tables of the directory. Each feature keeps its own; Django looks for them here."""

from bothways.directory.organisations.models import (  # noqa: F401
    Organisation,
    OrganisationMember,
)
