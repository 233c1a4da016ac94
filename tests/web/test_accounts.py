"""What the site says about accounts."""

import pytest
from django.core import mail
from django.test import Client

pytestmark = pytest.mark.django_db
RESET = "/accounts/password/reset/"


def test_a_forgotten_password_leads_to_people_since_no_mail_leaves_the_site(client: Client) -> None:
    assert RESET in client.get("/accounts/login/").content.decode()
    assert "This site sends no mail." in client.get(RESET).content.decode()
    assert client.post(RESET, {"email": "editor@example.org"}).status_code == 405
    assert mail.outbox == []
