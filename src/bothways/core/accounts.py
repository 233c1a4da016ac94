"""Who gets an account: people are invited by an administrator, nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):
    """Reading needs no account, so an open sign-up would only collect personal data."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
