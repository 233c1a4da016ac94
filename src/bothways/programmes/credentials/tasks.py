"""Background work: the certificates of a cohort, all of them or none."""

import logging
import time
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.paper_progress import Cancelled, Progress
from bothways.programmes.credentials.issuing import drafts
from bothways.programmes.credentials.models import Certificate, CertificateJob
from bothways.programmes.credentials.paper import certificates_pdf
from bothways.programmes.credentials.queries import rule_of

logger = logging.getLogger(__name__)
State = CertificateJob.State
BETWEEN_SIGNS = 0.5  # seconds
FOLDER = "certificates"


@task()
def certificates_make(job_id: int) -> str:
    """Draw the pages, then store the certificates in one transaction. Returns the end state."""
    row = CertificateJob.objects.filter(pk=job_id, state=State.WAITING)
    if not row.update(state=State.MAKING, heard_at=timezone.now()):
        return "not waiting"
    job = CertificateJob.objects.select_related("cohort__programme__organisation").get(pk=job_id)
    try:
        return _keep(job, *_made(job))
    except Cancelled:
        return State.CANCELLED
    except Refused as refusal:
        return _end(job, State.FAILED, problem=str(refusal)[:500])
    except IntegrityError:
        problem = _(
            "Somebody else issued one of these certificates meanwhile. Issue the rest again."
        )
        return _end(job, State.FAILED, problem=problem)
    except Exception:
        logger.exception("The certificates of cohort %s could not be made", job.cohort_id)
        _end(job, State.FAILED, problem=_("The file could not be made. It stands in the log."))
        raise


def _made(job: CertificateJob) -> tuple[list[Certificate], bytes]:
    rule = rule_of(job.cohort)
    if rule is None:
        raise Refused(_("This group has no rule for certificates any more. Set one first."))
    made = drafts(job, rule, timezone.localdate())
    if not made:
        raise Refused(_("Everybody chosen has a valid certificate already."))
    with override(rule.language):
        return made, certificates_pdf(made, _sign_of_life(job))


def _sign_of_life(job: CertificateJob) -> Progress:
    """Writes progress into the row twice a second and notices there that it was cancelled."""
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < BETWEEN_SIGNS:
            return
        last = time.monotonic()
        making = CertificateJob.objects.filter(pk=job.pk, state=State.MAKING)
        if not making.update(done=done, total=total, heard_at=timezone.now()):
            raise Cancelled

    return tell


def _keep(job: CertificateJob, made: list[Certificate], content: bytes) -> str:
    path = Path(FOLDER) / f"{job.pk}-{job.cohort.uid}.pdf"
    target = settings.MEDIA_ROOT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    try:
        return _store(job, made, str(path), len(content))
    except BaseException:
        target.unlink(missing_ok=True)
        raise


@transaction.atomic
def _store(job: CertificateJob, made: list[Certificate], path: str, size: int) -> str:
    ready = _end(job, State.READY, path=path, bytes=size, done=len(made), total=len(made))
    if not CertificateJob.objects.filter(pk=job.pk, state=State.READY).exists():
        raise Cancelled
    for certificate in made:
        certificate.job, certificate.issued_by = job, job.asked_by
    Certificate.objects.bulk_create(made)
    audit("issue", "cohort_certificates", job.cohort_id, actor=job.asked_by, number=len(made))
    return ready


def _end(job: CertificateJob, state: str, **values: object) -> str:
    making = CertificateJob.objects.filter(pk=job.pk, state=State.MAKING)
    making.update(state=state, ended_at=timezone.now(), **values)
    return state
