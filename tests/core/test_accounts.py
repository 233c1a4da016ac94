"""Signing in: by invitation, with a brake on guessing, with a second factor for who wants one."""

import time
from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from bothways.core.models import User
from tests.conftest import PASSWORD

LOGIN = "/accounts/login/"
ACTIVATE = "/accounts/2fa/totp/activate/"


def code_for(secret: str) -> str:
    """What an authenticator app would show now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_an_editor_signs_in_and_lands_at_the_desk(visitor: Client, editor: User) -> None:
    response = visitor.post(LOGIN, {"login": "editor", "password": PASSWORD})
    assert response.headers["Location"] == reverse("desk")


def test_an_officer_signs_in_and_lands_at_the_plans(visitor: Client, officer: User) -> None:
    response = visitor.post(LOGIN, {"login": "officer", "password": PASSWORD})
    assert response.headers["Location"] == reverse("plans")
    page = visitor.get(reverse("plans")).content.decode()
    assert reverse("desk") not in page


def test_guessing_a_password_is_slowed_down(visitor: Client, editor: User) -> None:
    for _attempt in range(6):
        response = visitor.post(LOGIN, {"login": "editor", "password": "wrong guess"})
    page = response.content.decode()
    assert "Too many failed login attempts" in page
    right = visitor.post(LOGIN, {"login": "editor", "password": PASSWORD})
    assert right.status_code == 200, "not even the right password helps while the brake is on"


def test_nobody_signs_up_alone_and_the_page_says_what_to_do(visitor: Client, db: None) -> None:
    page = visitor.get("/accounts/signup/").content.decode()
    assert "by invitation" in page
    asked = {"username": "eve", "email": "e@example.org"}
    visitor.post("/accounts/signup/", {**asked, "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(username="eve").exists()


def test_after_signing_in_nobody_is_sent_to_another_site(visitor: Client, editor: User) -> None:
    response = visitor.post(
        f"{LOGIN}?next=https://evil.example/", {"login": "editor", "password": PASSWORD}
    )
    assert "evil.example" not in response.headers["Location"]


def test_a_second_factor_is_set_up_asked_for_and_replaced_by_a_recovery_code(
    visitor: Client, editor: User
) -> None:
    visitor.post(LOGIN, {"login": "editor", "password": PASSWORD})
    asked = visitor.get(ACTIVATE, follow=True).content.decode()
    assert "Type your password again first" in asked
    confirmed = {"password": PASSWORD, "next": ACTIVATE}
    page = visitor.post("/accounts/reauthenticate/", confirmed, follow=True)
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    done = visitor.post(ACTIVATE, {"code": code_for(secret)}, follow=True)
    codes = done.context["unused_codes"]
    assert codes[0] in done.content.decode()

    phone_lost = Client()
    first = phone_lost.post(LOGIN, {"login": "editor", "password": PASSWORD})
    assert first.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert phone_lost.get("/desk/").status_code == 302
    assert phone_lost.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    phone_lost.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert phone_lost.get("/desk/").status_code == 200


def test_the_second_factor_names_this_site(editor: User) -> None:
    assert "Bothways" in get_adapter().build_totp_url(editor, "SECRET")


def test_every_page_about_the_account_wears_the_look_of_the_site(
    signed_in: Callable[[User], Client], editor: User
) -> None:
    client = signed_in(editor)
    for name in ("account_logout", "account_change_password", "account_email", "mfa_index",
                 "account_reauthenticate", "account_inactive", "account_reset_password",
                 "account_reset_password_done", "account_reset_password_from_key_done",
                 "account_email_verification_sent"):  # fmt: skip
        page = client.get(reverse(name)).content.decode()
        assert '<header class="top">' in page, name
        assert "<script>" not in page, name
