"""The texts that people are asked to agree to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.core.vocabularies import in_language, vocabulary
from bothways.programmes.access import actor_of, programme_page
from bothways.programmes.models import ConsentText, Programme
from bothways.programmes.policies import Right
from bothways.programmes.protection.consent_queries import current_texts
from bothways.programmes.protection.forms import TextForm
from bothways.programmes.protection.text_actions import (
    consent_text_release,
    consent_text_withdraw,
)
from bothways.programmes.protection.views.shared import done, page, row_or_404, saved_by, status_of
from bothways.programmes.protection.wordings import PURPOSES, purpose_label, words_for


@programme_page(Right.PROTECT)
def texts(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Every purpose: asked now with which words, or not asked."""
    language, current = get_language() or "en", current_texts(programme)
    rows = [
        (purpose, purpose_label(purpose, language), vocabulary(PURPOSES).definition(
            purpose, language), text := current.get(purpose),
         in_language(text.words, language) if text else "")
        for purpose in vocabulary(PURPOSES)
    ]  # fmt: skip
    return page(request, programme, "texts", rows=rows)


@programme_page(Right.PROTECT)
def text(request: HttpRequest, programme: Programme, purpose: str) -> HttpResponse:
    """A new version: the words of now, or the default wording to take over."""
    if purpose not in vocabulary(PURPOSES):
        raise Http404(_("There is no such purpose. Choose one of the list."))
    now = current_texts(programme).get(purpose)
    form = TextForm(
        request.POST or None,
        said=now.words if now else words_for(purpose, programme),
        initial=_of(now),
    )

    def save() -> str:
        consent_text_release(
            programme, purpose, words=form.words(), actor=actor_of(request),
            valid_months=form.cleaned_data["valid_months"],
            own_voice_from=form.cleaned_data["own_voice_from"],
        )  # fmt: skip
        return _("The text is released. Everybody is asked anew.")

    answer = saved_by(request, form, save, "protection_texts", programme.pk)
    label = purpose_label(purpose, get_language() or "en")
    versions = programme.consent_texts.filter(purpose=purpose)
    return answer or page(
        request, programme, "text", status_of(form), form=form, label=label, now=now,
        versions=versions,
    )  # fmt: skip


@programme_page(Right.PROTECT)
@require_POST
def text_withdraw(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    found: ConsentText = row_or_404(programme.consent_texts, row)

    def act() -> str:
        consent_text_withdraw(found, actor=actor_of(request))
        return _("Nobody is asked any more, and every consent to it has ended.")

    return done(request, act, "protection_texts", programme.pk)


def _of(text: ConsentText | None) -> dict[str, int]:
    if text is None:
        return {}
    return {"valid_months": text.valid_months, "own_voice_from": text.own_voice_from}
