"""Who may. Everybody reads; editors write; members of an organisation propose for its services."""

from bothways.core.models import User
from bothways.directory.organisations.policies import can_keep_register, speaks_for
from bothways.directory.services.models import Service


def may_propose(user: User, service: Service) -> bool:
    if can_keep_register(user):
        return True
    return service.organisation is not None and speaks_for(user, service.organisation)
