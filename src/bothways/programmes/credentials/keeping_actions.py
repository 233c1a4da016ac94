"""What is due every day: names do not lie about on the disk longer than they are needed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import NotAllowed
from bothways.core.models import User
from bothways.programmes.credentials.erasing import take_away
from bothways.programmes.credentials.models import BroughtFile, CertificateJob

KEEP_PRINTED = timedelta(days=7)
KEEP_BROUGHT = timedelta(days=30)


@transaction.atomic
def credentials_tidy(now: datetime, *, actor: User | None) -> tuple[int, int]:
    """Take away files to print older than a week and files brought and left for a month."""
    if actor is not None and not actor.is_superuser:
        raise NotAllowed(_("Only the machine's owner and its daily work do this."))
    old = CertificateJob.objects.filter(ended_at__lt=now - KEEP_PRINTED).exclude(path="")
    printed = take_away(old)
    left = BroughtFile.objects.filter(
        state=BroughtFile.State.STAGED, brought_at__lt=now - KEEP_BROUGHT
    ).update(state=BroughtFile.State.DROPPED, document={}, ended_at=timezone.now())
    audit("tidy", "credentials", "", actor=actor, printed=printed, brought=left)
    return printed, left
