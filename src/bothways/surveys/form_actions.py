"""Writes about forms: a workbook is brought, or the simple editor's draft becomes a version."""

import hashlib
import mimetypes
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.core.problems import errors
from bothways.surveys.forms.conversion import Converted, convert_workbook
from bothways.surveys.instruments.found import instruments_in
from bothways.surveys.models import FormMedia, FormVersion, Survey, SurveyForm
from bothways.surveys.policies import require_manager

MOST_MEDIA_BYTES = 15 * 1024 * 1024
# Pictures and sounds that every phone and browser plays; and lists of choices.
MEDIA_ENDINGS = (".mp3", ".m4a", ".ogg", ".wav", ".png", ".jpg", ".jpeg", ".webp", ".csv")


def form_bring(
    survey: Survey,
    name: str,
    content: bytes,
    *,
    actor: User,
    media: Mapping[str, bytes] | None = None,
) -> FormVersion:
    """An XLSForm (or an XForm) as a new version of the form it names."""
    require_manager(survey, actor)
    _check_media(media or {})
    # The conversion takes seconds and writes nothing, so it stands outside the transaction.
    converted = convert_workbook(name, content, media)
    return _keep_version(survey, converted, name, content, media or {}, actor)


def form_keep_converted(
    survey: Survey, converted: Converted, *, name: str, actor: User
) -> FormVersion:
    """A form that was converted before, as the simple editor does."""
    require_manager(survey, actor)
    return _keep_version(survey, converted, name, b"", {}, actor)


@transaction.atomic
def form_draft_keep(
    survey: Survey,
    form: SurveyForm | None,
    draft: dict[str, Any],
    *,
    form_id: str,
    title: str,
    actor: User,
) -> SurveyForm:
    """What the simple editor holds, whole or not; nobody is asked it before it is a version."""
    require_manager(survey, actor)
    if form is None:
        if survey.forms.filter(form_id=form_id).exists():
            raise Refused(_("The survey has a form with this name already. Choose another."))
        form = SurveyForm.objects.create(survey=survey, form_id=form_id, title=title, draft=draft)
    else:
        form.title, form.draft = title, draft
        form.save(update_fields=["title", "draft"])
    audit("keep_draft", "form", form.pk, actor=actor)
    return form


@transaction.atomic
def _keep_version(
    survey: Survey, converted: Converted, name: str, content: bytes,
    media: Mapping[str, bytes], actor: User,
) -> FormVersion:  # fmt: skip
    definition = converted.definition
    if definition is None or errors(converted.problems):
        raise Refused(
            _("The form was not taken in. What is wrong stands below."), converted.problems
        )
    if not definition.form_id:
        raise Refused(_("The form has no name. Write a form_id on its settings sheet."))
    form, _is_new = SurveyForm.objects.get_or_create(
        survey=survey, form_id=definition.form_id[:100],
        defaults={"title": (definition.title or definition.form_id)[:200]},
    )  # fmt: skip
    digest = hashlib.sha256(converted.xform.encode()).hexdigest()
    number = (form.versions.aggregate(n=Max("number"))["n"] or 0) + 1
    said = definition.version or str(number)
    _check_new(form, said, digest, converted)
    version = FormVersion.objects.create(
        form=form, number=number, version=said[:100], xform=converted.xform, content_hash=digest,
        languages=list(definition.languages), instruments=instruments_in(definition),
        warnings=_warnings(converted), source_name=name[:200], source=content, author=actor,
    )  # fmt: skip
    FormMedia.objects.bulk_create(_medium(version, *pair) for pair in sorted(media.items()))
    audit("bring_version", "form", form.pk, actor=actor, version=said, hash=digest[:12])
    return version


def _check_new(form: SurveyForm, said: str, digest: str, converted: Converted) -> None:
    """A version that was given out stays what it was: a phone cannot tell two of one name apart."""
    known = form.versions.filter(version=said).first()
    if known is None:
        return
    if known.content_hash == digest:
        raise Refused(_("This very version is here already."))
    raise Refused(
        _("The form changed, but its version is still “%(version)s”. Give it a new version on the "
          "settings sheet.") % {"version": said}
    )  # fmt: skip


def _warnings(converted: Converted) -> list[str]:
    ours = [problem.message for problem in converted.problems]
    refusals = converted.definition.page_refusals if converted.definition else ()
    return [*converted.warnings, *ours, *(problem.message for problem in refusals)][:100]


def _check_media(media: Mapping[str, bytes]) -> None:
    if sum(map(len, media.values())) > MOST_MEDIA_BYTES:
        raise Refused(_("Pictures and sounds together are larger than 15 MB. Make them smaller."))
    for name in media:
        if not name.lower().endswith(MEDIA_ENDINGS) or "/" in name or "\\" in name:
            message = _(
                "“%(name)s” is not taken: bring pictures (PNG, JPEG, "
                "WebP), sounds (MP3, M4A, OGG, WAV) or CSV."
            )
            raise Refused(message % {"name": name})


def _medium(version: FormVersion, name: str, content: bytes) -> FormMedia:
    return FormMedia(
        version=version, name=name, content=content,
        content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        md5=hashlib.md5(content, usedforsecurity=False).hexdigest(),
    )  # fmt: skip
