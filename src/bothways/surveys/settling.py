"""Reads again what was kept aside, so that its owner can take it in."""

import json

from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.surveys.forms.instance import UnreadableInstance, answers_in, read_instance
from bothways.surveys.models import Channel, FormVersion, KeptAside, Wave
from bothways.surveys.openrosa import wave_for, who_answers
from bothways.surveys.receiving import Sent, definition_of


def again(kept: KeptAside) -> tuple[Wave, Sent]:
    """Wave and answers. Raises Refused when the form is not here (yet) or nothing can be read."""
    if kept.channel == Channel.OPENROSA:
        return _from_phone(kept)
    if kept.wave is None:
        raise Refused(_("It is not known which wave this belongs to."))
    sent = Sent(
        kept.instance_id, kept.wave.version, json.loads(kept.raw), kept.channel, kept.group,
        kept.respondent, language=kept.language,
    )  # fmt: skip
    return kept.wave, sent


def _from_phone(kept: KeptAside) -> tuple[Wave, Sent]:
    try:
        instance = read_instance(kept.raw.encode())
    except UnreadableInstance as error:
        raise Refused(_("This cannot be read, so it cannot be taken in.")) from error
    version = FormVersion.objects.filter(
        form__survey=kept.survey, form__form_id=instance.form_id, version=instance.version
    ).first()
    if version is None:
        raise Refused(_("This version of the form is not here. Bring the form first."))
    answers = answers_in(instance, definition_of(version))
    group, respondent = who_answers(kept.survey, answers, kept.group)
    wave = kept.wave or wave_for(kept.survey, version, group)
    if wave is None:
        raise Refused(_("No wave asks this form."))
    sent = Sent(
        instance.instance_id, version, answers, kept.channel, group, respondent, raw=kept.raw
    )
    return wave, sent
