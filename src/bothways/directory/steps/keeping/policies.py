"""Who may: people admitted to the organisation that a family said yes to, and nobody else.

An editor keeps the register and still sees no family's plan.
"""

from django.utils.translation import gettext as _

from bothways.core.errors import NotAllowed
from bothways.core.models import User
from bothways.directory.organisations.models import Organisation
from bothways.directory.organisations.policies import speaks_for


def require_keeper(organisation: Organisation, user: User | None) -> None:
    """``None`` is the shell of the machine's owner, whose daily work erases."""
    if user is not None and not speaks_for(user, organisation):
        raise NotAllowed(_("Only people of the organisation that keeps this plan may do this."))
