"""Certificates of a cohort: the rule, who fulfils it, issuing, the papers, revoking."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.core.errors import Refused
from bothways.core.places_and_languages import language_label
from bothways.programmes.access import actor_of, cohort_page, programme_page
from bothways.programmes.credentials.badge import credential, signed_credential
from bothways.programmes.credentials.forms import RevokeForm, RuleForm
from bothways.programmes.credentials.issue_actions import (
    certificate_job_cancel,
    certificate_revoke,
    certificate_rule_set,
    certificates_issue,
)
from bothways.programmes.credentials.issuing import people_of
from bothways.programmes.credentials.models import Certificate, CertificateJob
from bothways.programmes.credentials.paper import certificates_pdf, has_words, was_read, words_in
from bothways.programmes.credentials.queries import (
    Standing,
    cohort_rows,
    planned_units,
    rule_of,
    standing,
)
from bothways.programmes.credentials.verifying import address_of
from bothways.programmes.credentials.views.pages import shown, tell_refusal
from bothways.programmes.models import Cohort, Programme
from bothways.programmes.policies import Right
from bothways.programmes.reads import people_were_read


@programme_page(Right.CERTIFY)
def overview(request: HttpRequest, programme: Programme) -> HttpResponse:
    return shown(request, "overview", programme, cohorts=cohort_rows(programme))


@cohort_page(Right.CERTIFY)
def cohort_certificates(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Who fulfils the rule, who has a certificate; the form issues for those ticked."""
    if request.method == "POST":
        try:
            chosen = people_of(request.POST.getlist("person"))
            job = certificates_issue(cohort, chosen, actor=actor_of(request))
            return redirect("certificate_job", cohort.programme_id, job.pk)
        except Refused as refusal:
            tell_refusal(request, refusal)
            return redirect("cohort_certificates", cohort.programme_id, cohort.pk)
    return shown(request, "cohort", cohort.programme, **_of_cohort(request, cohort))


def _of_cohort(request: HttpRequest, cohort: Cohort) -> dict[str, Any]:
    rule = rule_of(cohort)
    people = standing(cohort, rule)
    reader = actor_of(request)
    people_were_read(cohort.programme, [row.person for row in people], page="certificates",
                     reader=reader)  # fmt: skip
    return {
        "cohort": cohort,
        "rule": rule,
        "people": people,
        "planned": planned_units(cohort),
        "ready": sum(row.is_eligible and not row.certificate for row in people),
        "jobs": cohort.certificate_jobs.all()[:1],
        "printed": cohort.certificate_jobs.exclude(path="")[:5],
        "revoked": cohort.certificates.exclude(revoked_at=None),
        "unread": _unread_words(people),
        "wordless": _without_words(people),
    }


def _unread_words(people: list[Standing]) -> list[str]:
    """Languages of these people whose words no speaker has read."""
    spoken = {row.language for row in people if row.language and has_words(row.language)}
    return _names(code for code in spoken if not was_read(code))


def _without_words(people: list[Standing]) -> list[str]:
    return _names({row.language for row in people if row.language and not has_words(row.language)})


def _names(codes: Any) -> list[str]:
    return sorted(language_label(code, get_language() or "en") for code in codes)


@cohort_page(Right.CERTIFY)
def rule(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    language = next(iter(cohort.languages), "") or cohort.programme.language
    old = rule_of(cohort)
    start = RuleForm.of(old, language, words_in(language)["title"])
    form = RuleForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            certificate_rule_set(cohort, form.cleaned_data, actor=actor_of(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The rule is set."))
            return redirect("cohort_certificates", cohort.programme_id, cohort.pk)
    status = 422 if form.errors else 200
    return shown(request, "rule", cohort.programme, status=status, cohort=cohort, form=form)


def _job(programme: Programme, row: int) -> CertificateJob:
    jobs = CertificateJob.objects.select_related("cohort__programme")
    found = jobs.filter(pk=row, cohort__programme=programme).first()
    if found is None:
        raise Http404(_("There is no such job in this programme."))
    return found


@programme_page(Right.CERTIFY)
def job(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    """How far the certificates are. htmx asks for the fragment again; without script a link."""
    template = "job_state" if request.headers.get("HX-Request") else "job"
    return shown(request, template, programme, job=_job(programme, row))


@programme_page(Right.CERTIFY)
@require_POST
def job_stop(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    found = _job(programme, row)
    try:
        certificate_job_cancel(found, actor=actor_of(request))
    except Refused as refusal:
        tell_refusal(request, refusal)
    return redirect("certificate_job", programme.pk, found.pk)


@programme_page(Right.CERTIFY)
def job_print(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    found = _job(programme, row)
    path = settings.MEDIA_ROOT / found.path
    if not found.path or not path.exists():
        raise Http404(_("The file is gone after a week. Each certificate can be printed alone."))
    readers = found.certificates.exclude(person=None).values_list("person_id", flat=True)
    people_were_read(programme, [p for p in readers if p], page="certificates_print",
                     reader=actor_of(request))  # fmt: skip
    answer = FileResponse(path.open("rb"), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="certificates-{found.pk}.pdf"'
    return answer  # type: ignore[return-value]


def _certificate(request: HttpRequest, programme: Programme, row: int, page: str) -> Certificate:
    """One that still has its names; reading it is noted."""
    certificates = Certificate.objects.select_related("cohort__programme", "person")
    found = certificates.filter(pk=row, cohort__programme=programme).exclude(payload="").first()
    if found is None:
        raise Http404(_("There is no such certificate in this programme."))
    if found.person_id:
        people_were_read(programme, [found.person_id], page=page, reader=actor_of(request))
    return found


@programme_page(Right.CERTIFY)
def paper(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    found = _certificate(request, programme, row, "certificate_pdf")
    answer = HttpResponse(certificates_pdf([found]), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="certificate-{found.serial}.pdf"'
    return answer


@programme_page(Right.CERTIFY)
def badge(request: HttpRequest, programme: Programme, row: int, ending: str) -> HttpResponse:
    """Open Badges 3: plain as JSON-LD, signed as a JWT."""
    if ending not in ("json", "jwt"):
        raise Http404(_("A badge is there as .json or as .jwt."))
    found = _certificate(request, programme, row, "certificate_badge")
    if ending == "jwt":
        answer = HttpResponse(signed_credential(found), content_type="application/vc+jwt")
    else:
        answer = JsonResponse(credential(found), content_type="application/vc+ld+json")
    name = f"badge-{found.serial}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@programme_page(Right.CERTIFY)
def revoke(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    found = _certificate(request, programme, row, "certificate_revoke")
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            certificate_revoke(found, form.cleaned_data["reason"], actor=actor_of(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The certificate is revoked."))
            return redirect("cohort_certificates", programme.pk, found.cohort_id)
    status = 422 if form.errors else 200
    return shown(request, "revoke", programme, status=status, form=form, certificate=found,
                 address=address_of(found.payload))  # fmt: skip
