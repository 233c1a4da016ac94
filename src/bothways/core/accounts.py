"""Who gets an account: people are invited by an administrator, nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.core.models import Role, User


class ClosedSignup(DefaultAccountAdapter):
    """Reading needs no account, so an open sign-up would only collect personal data."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Editors start at the desk; an officer without a role there starts at their plans."""
        user = request.user
        works_here = isinstance(user, User) and user.has_role(Role.EDITOR, Role.REVIEWER)
        return reverse("desk" if works_here else "plans")


def account_named(who: str) -> User:
    """The one open account with this user name or address; refuses anything else."""
    who = who.strip()
    named = User.objects.filter(username__iexact=who)
    found = list((named or User.objects.filter(email__iexact=who))[:2]) if who else []
    if len(found) != 1 or not found[0].is_active:
        raise Refused(
            _("No account has the name or address “%(who)s”. An administrator invites people.")
            % {"who": who}
        )
    return found[0]
