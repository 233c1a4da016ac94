"""Who may. A study belongs to its programme: lead, officers and evaluators write it.

Others of the programme read its design and what it released. The table of answers is for those
who write the study; it holds no names.
"""

from django.utils.translation import gettext as _

from bothways.core.errors import NotAllowed
from bothways.core.models import User
from bothways.programmes.models import Programme, ProgrammeMember
from bothways.programmes.policies import role_in

Role = ProgrammeMember.Role
WRITERS = (Role.LEAD, Role.OFFICER, Role.EVALUATOR)


def may_read(programme: Programme, user: User) -> bool:
    return bool(role_in(programme, user))


def may_write(programme: Programme, user: User) -> bool:
    return role_in(programme, user) in WRITERS


def require_writer(programme: Programme, user: User) -> None:
    if not may_write(programme, user):
        raise NotAllowed(_("Only the lead, officers and evaluators of the programme may do this."))
