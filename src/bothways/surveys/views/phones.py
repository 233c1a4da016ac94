"""Doors for ODK Collect and KoBoCollect. The key of the device stands in the address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bothways.surveys import openrosa
from bothways.surveys.models import Device, FormMedia, FormVersion

View = Callable[..., HttpResponse]
XML = "text/xml; charset=utf-8"


def of_device(view: View) -> View:
    """Hands the device to the view. A key that is stopped or wrong is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
        devices = Device.objects.select_related("survey", "group")
        device = devices.filter(key=key, stopped_at=None).first()
        if device is None:
            raise Http404(_("There is no phone with this key."))
        answer = view(request, device, **kwargs)
        answer["X-OpenRosa-Version"] = "1.0"
        answer["Date"] = http_date(now().timestamp())
        return answer

    return guarded


def address_of(device: Device) -> str:
    """What is typed into ODK Collect as the server's address."""
    return settings.SITE_URL + reverse("openrosa_forms", args=[device.key]).removesuffix(
        "/formList"
    )


@require_safe
@of_device
def forms(_request: HttpRequest, device: Device) -> HttpResponse:
    versions = openrosa.forms_on_offer(device)
    return HttpResponse(openrosa.form_list(versions, address_of(device)), content_type=XML)


@require_safe
@of_device
def form(_request: HttpRequest, device: Device, version: int) -> HttpResponse:
    return HttpResponse(_version(device, version).xform, content_type=XML)


@require_safe
@of_device
def form_files(_request: HttpRequest, device: Device, version: int) -> HttpResponse:
    found = _version(device, version)
    return HttpResponse(openrosa.manifest(found, address_of(device)), content_type=XML)


@require_safe
@of_device
def form_file(_request: HttpRequest, device: Device, version: int, medium: int) -> HttpResponse:
    found = FormMedia.objects.filter(version=_version(device, version), pk=medium).first()
    if found is None:
        raise Http404(_("This form has no such file."))
    return HttpResponse(bytes(found.content), content_type=found.content_type)


def _version(device: Device, number: int) -> FormVersion:
    found = FormVersion.objects.filter(form__survey=device.survey_id, pk=number).first()
    if found is None:
        raise Http404(_("There is no such form for this phone."))
    return found


# The key in the address is the permission; a phone has no cookie that another site could use.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@of_device
def submission(request: HttpRequest, device: Device) -> HttpResponse:
    if request.method != "POST":
        answer = HttpResponse(status=204)
        answer["Location"] = settings.SITE_URL + request.path
        answer["X-OpenRosa-Accept-Content-Length"] = str(settings.UPLOAD_LIMIT_BYTES)
        return answer
    sheet = request.FILES.get("xml_submission_file")
    if not isinstance(sheet, UploadedFile):
        text = openrosa.response(_("The part xml_submission_file is missing."))
        return HttpResponse(text, content_type=XML, status=400)
    files = {
        name: upload.read()
        for name, upload in request.FILES.items()
        if isinstance(upload, UploadedFile) and name != "xml_submission_file"
    }
    reply = openrosa.receive(device, sheet.read(), files)
    nature = "submit_success" if reply.status == 201 else ""
    text = openrosa.response(reply.message, nature)
    answer = HttpResponse(text, content_type=XML, status=reply.status)
    answer["Location"] = settings.SITE_URL + request.path
    return answer
