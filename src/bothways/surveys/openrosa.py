"""What arrives from phones: which survey, form, wave and card it belongs to, and the answer back.

After the OpenRosa form list and submission APIs. A sheet is kept whatever happens to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import Q
from django.utils.translation import gettext as _

from bothways.surveys.answer_actions import (
    attachments_receive,
    submission_receive,
    unreadable_keep,
)
from bothways.surveys.forms.instance import (
    Instance,
    UnreadableInstance,
    answers_in,
    read_instance,
)
from bothways.surveys.models import (
    Channel,
    Device,
    FormVersion,
    KeptAside,
    Respondent,
    Survey,
    SurveyGroup,
    Wave,
)
from bothways.surveys.receiving import (
    CARD,
    CLASS_CODE,
    Sent,
    definition_of,
    group_with_code,
    respondent_with_card,
)
from bothways.surveys.taking_in import Receipt, message_of

Reason = KeptAside.Reason
STATUS = {
    Reason.WAVE_CLOSED: 403, Reason.OTHER_CONTENT: 409, Reason.ANSWERED_ALREADY: 409,
    Reason.UNKNOWN_VERSION: 404, Reason.UNREADABLE: 400,
}  # fmt: skip


@dataclass(frozen=True)
class Reply:
    """The status and the sentence that the phone shows."""

    status: int
    message: str


def receive(device: Device, content: bytes, files: Mapping[str, bytes]) -> Reply:
    """One sheet with its files. Sent again it is the same; files may come in several parts."""
    survey = device.survey
    try:
        instance = read_instance(content)
    except UnreadableInstance as error:
        return _kept(survey, content, Reason.UNREADABLE, "", _why(error.code))
    version = _version(survey, instance)
    if version is None:
        return _kept(survey, content, Reason.UNKNOWN_VERSION, instance.instance_id)
    sent = _sent(device, version, instance, content)
    wave = wave_for(survey, version, sent.group)
    if wave is None:
        return _kept(survey, content, Reason.WAVE_CLOSED, instance.instance_id)
    receipt = submission_receive(wave, sent)
    if receipt.submission is not None and files:
        attachments_receive(receipt.submission, files)
    return _reply(receipt)


def _reply(receipt: Receipt) -> Reply:
    if receipt.kept is not None:
        return Reply(STATUS[Reason(receipt.kept.reason)], receipt.message)
    if receipt.is_erased:
        # A success, or the phone would send it for ever.
        return Reply(201, receipt.message)
    return Reply(201, _("Received. Thank you."))


def _kept(survey: Survey, content: bytes, reason: Reason, instance: str, why: str = "") -> Reply:
    text = content.decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    unreadable_keep(survey, text, channel=Channel.OPENROSA, reason=reason, instance_id=instance)
    return Reply(STATUS[reason], f"{message_of(reason)} {why}".strip())


def _why(code: str) -> str:
    return {
        "too_large": _("They are larger than 5 MB without files."),
        "unsafe_xml": _("They hold a DTD or entities, which no form sends."),
        "broken_xml": _("They are not XML."),
        "no_form": _("They name no form, or are encrypted."),
        "no_instance_id": _("They carry no instance ID."),
    }[code]


def _version(survey: Survey, instance: Instance) -> FormVersion | None:
    return FormVersion.objects.filter(
        form__survey=survey, form__form_id=instance.form_id, version=instance.version
    ).first()


def _sent(device: Device, version: FormVersion, instance: Instance, content: bytes) -> Sent:
    answers = answers_in(instance, definition_of(version))
    group, respondent = who_answers(device.survey, answers, device.group)
    return Sent(
        instance.instance_id, version, answers, Channel.OPENROSA, group, respondent,
        raw=content.decode("utf-8", "replace"),
    )  # fmt: skip


def who_answers(
    survey: Survey, answers: Mapping[str, Any], group: SurveyGroup | None = None
) -> tuple[SurveyGroup | None, Respondent | None]:
    """Group and card by the questions that ask for them; an unknown code pairs with nobody."""
    said = {path.rpartition("/")[2]: value for path, value in answers.items()}
    code, card = said.get(CLASS_CODE, ""), said.get(CARD, "")
    if isinstance(code, str) and code:
        found = group_with_code(code)
        group = found if found is not None and found.survey_id == survey.pk else group
    if group is None or not isinstance(card, str) or not card:
        return group, None
    return group, respondent_with_card(group, card)


def wave_for(survey: Survey, version: FormVersion, group: SurveyGroup | None) -> Wave | None:
    """The open wave that asks this form; else the newest that did, so that it can say it closed."""
    waves = Wave.objects.filter(survey=survey, version__form=version.form_id)
    if group is not None:
        waves = waves.filter(Q(groups=None) | Q(groups=group)).distinct()
    waves = waves.select_related("survey", "version")
    is_open = waves.filter(state=Wave.State.OPEN).order_by("number").first()
    return is_open or waves.order_by("-number").first()


def forms_on_offer(device: Device) -> list[FormVersion]:
    """Versions that an open wave asks, each once."""
    waves = Wave.objects.filter(survey=device.survey, state=Wave.State.OPEN)
    if device.group_id:
        waves = waves.filter(Q(groups=None) | Q(groups=device.group_id))
    versions = FormVersion.objects.filter(waves__in=waves).select_related("form")
    return list(versions.prefetch_related("media").order_by("pk").distinct())


def form_list(versions: list[FormVersion], address: str) -> str:
    rows = "".join(
        f"<xform><formID>{escape(version.form.form_id)}</formID>"
        f"<name>{escape(version.form.title)}</name><version>{escape(version.version)}</version>"
        f"<hash>md5:{md5_of(version.xform)}</hash>"
        f"<downloadUrl>{address}/forms/{version.pk}.xml</downloadUrl>"
        + (
            f"<manifestUrl>{address}/forms/{version.pk}/manifest</manifestUrl>"
            if version.media.all()
            else ""
        )
        + "</xform>"
        for version in versions
    )
    return f'{HEAD}<xforms xmlns="http://openrosa.org/xforms/xformsList">{rows}</xforms>'


def manifest(version: FormVersion, address: str) -> str:
    rows = "".join(
        f"<mediaFile><filename>{escape(medium.name)}</filename><hash>md5:{medium.md5}</hash>"
        f"<downloadUrl>{address}/forms/{version.pk}/media/{medium.pk}</downloadUrl></mediaFile>"
        for medium in version.media.defer("content")
    )
    return f'{HEAD}<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{rows}</manifest>'


def response(message: str, nature: str = "") -> str:
    kind = f' nature="{nature}"' if nature else ""
    return (
        f'{HEAD}<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
        f"<message{kind}>{escape(message)}</message></OpenRosaResponse>"
    )


def md5_of(text: str) -> str:
    from hashlib import md5

    return md5(text.encode(), usedforsecurity=False).hexdigest()


HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
