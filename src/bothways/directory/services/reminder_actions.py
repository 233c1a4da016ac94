"""Reminds the people of organisations of services that nobody has looked at for long.

Only where a mail server is set. At most one letter a month to each person; the audit trail knows
who had one.
"""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bothways.core.audit import audit
from bothways.core.models import User
from bothways.core.vocabularies import LANGUAGES
from bothways.directory.organisations.models import OrganisationMember
from bothways.directory.organisations.policies import require_register
from bothways.directory.services.queries import REMINDED, Due


@transaction.atomic
def owner_remind(user: User, due: Sequence[Due], *, actor: User | None) -> None:
    """One letter. Where it cannot be sent, nothing is noted and the next day tries again."""
    require_register(actor)
    audit("remind", REMINDED, user.pk, actor=actor, services=len(due))
    with override(_language_of(user)):
        links = [(row.name, settings.SITE_URL + reverse("directory_service_edit", args=[row.id]))
                 for row in due[:50]]  # fmt: skip
        body = render_to_string("directory/desk/reminder.txt", {"rows": links})
        send_mail(_("Are your services in the directory still right?"), body, None, [user.email])


def _language_of(user: User) -> str:
    """The first language of the interface that one of their organisations answers in."""
    members = OrganisationMember.objects.filter(user=user).select_related("organisation")
    spoken = (code for row in members for code in row.organisation.languages)
    return next((code for code in spoken if code in LANGUAGES), settings.LANGUAGE_CODE)
