"""Writes about certificates: the rule of a cohort, issuing, stopping that, revoking."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.programmes.credentials.models import Certificate, CertificateJob, CertificateRule
from bothways.programmes.credentials.queries import rule_of, standing
from bothways.programmes.credentials.tasks import certificates_make
from bothways.programmes.models import Cohort
from bothways.programmes.policies import Right, require, require_in_cohort

SILENCE = timedelta(minutes=10)
MOST_PEOPLE = 500
State = CertificateJob.State
RULE_FIELDS = ("title", "min_units", "min_percent", "language", "issuer", "signatory", "place")


@transaction.atomic
def certificate_rule_set(
    cohort: Cohort, rule: dict[str, Any], *, actor: User | None
) -> CertificateRule:
    """What a certificate of this cohort takes and says. Certificates already issued stay."""
    require_in_cohort(cohort, actor, Right.CERTIFY)
    values = {name: rule[name] for name in RULE_FIELDS if name in rule}
    if not str(values.get("title", "")).strip():
        raise Refused(_("Give the certificate a title."))
    if values.get("min_units") is None and values.get("min_percent") is None:
        raise Refused(_("Say how many units it takes, or which share of them. One is enough."))
    made, _new = CertificateRule.objects.update_or_create(cohort=cohort, defaults=values)
    audit("set", "certificate_rule", cohort.pk, actor=actor)
    return made


@transaction.atomic
def certificates_issue(cohort: Cohort, people: list[int], *, actor: User | None) -> CertificateJob:
    """Have certificates made for these people, in one background job."""
    require_in_cohort(cohort, actor, Right.CERTIFY)
    _refuse_people(cohort, people)
    _give_up_the_silent(cohort)
    if cohort.certificate_jobs.filter(state__in=[State.WAITING, State.MAKING]).exists():
        raise Refused(_("Certificates of this group are being made. Wait for them, or stop them."))
    job = CertificateJob.objects.create(
        cohort=cohort, people=people, total=len(people), asked_by=actor
    )
    audit("request", "cohort_certificates", cohort.pk, actor=actor, job=job.pk, number=len(people))
    certificates_make.enqueue(job.pk)
    return job


def _refuse_people(cohort: Cohort, people: list[int]) -> None:
    rule = rule_of(cohort)
    if rule is None:
        raise Refused(_("Set the rule of this group first: how many units a certificate takes."))
    if not 0 < len(people) <= MOST_PEOPLE:
        raise Refused(_("Choose between 1 and 500 people."))
    found = {row.person: row for row in standing(cohort, rule)}
    if strangers := set(people) - set(found):
        message = _("Not in this group: %(number)s of the people chosen. Open the page again.")
        raise Refused(message % {"number": len(strangers)})
    if short := [found[p].name for p in people if not found[p].is_eligible]:
        message = _("These people have not attended enough: %(names)s. Nothing was issued.")
        raise Refused(message % {"names": ", ".join(short[:10])})
    if all(found[person].certificate for person in people):
        raise Refused(_("Everybody chosen has a valid certificate already."))


def _give_up_the_silent(cohort: Cohort) -> None:
    """A worker that was switched off leaves its job half made; it must not block the next."""
    silent = timezone.now() - SILENCE
    cohort.certificate_jobs.filter(state=State.MAKING, heard_at__lt=silent).update(
        state=State.FAILED, ended_at=timezone.now(), problem=_("The worker stopped.")
    )


@transaction.atomic
def certificate_job_cancel(job: CertificateJob, *, actor: User | None) -> None:
    """Stop making certificates. None of the job is issued then."""
    require_in_cohort(job.cohort, actor, Right.CERTIFY)
    living = CertificateJob.objects.filter(pk=job.pk, state__in=[State.WAITING, State.MAKING])
    if not living.update(state=State.CANCELLED, ended_at=timezone.now()):
        raise Refused(_("These certificates are not being made any more."))
    audit("cancel", "certificate_job", job.pk, actor=actor)


@transaction.atomic
def certificate_revoke(certificate: Certificate, reason: str, *, actor: User | None) -> None:
    """Take a certificate back. Whoever checks it from now on is told so; not why."""
    if certificate.cohort is None:
        raise Refused(_("The group of this certificate is gone."))
    require(certificate.cohort.programme, actor, Right.CERTIFY)
    if not reason.strip():
        raise Refused(_("Say why it is revoked. Only people of this programme read it."))
    valid = Certificate.objects.filter(pk=certificate.pk, revoked_at=None)
    if not valid.update(
        revoked_at=timezone.now(), revoked_by=actor, revoked_reason=reason.strip()[:300]
    ):
        raise Refused(_("This certificate was revoked already."))
    audit("revoke", "certificate", certificate.pk, actor=actor)
