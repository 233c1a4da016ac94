"""What the link on the consent sheet opens: no account, one person, only taking back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from bothways.core.errors import NotAllowed, Refused
from bothways.programmes.access import actor_of
from bothways.programmes.ages import may_be_minor
from bothways.programmes.models import Person
from bothways.programmes.protection.card import card_by_token
from bothways.programmes.protection.consent_actions import Withdrawal, consent_withdraw_by_card
from bothways.programmes.protection.consent_queries import purpose_rows
from bothways.programmes.protection.forms import WithdrawForm
from bothways.programmes.protection.wordings import purpose_label
from bothways.programmes.protection.words import CONSEQUENCES, STATES
from bothways.programmes.reads import people_were_read


@never_cache
def consent_card(request: HttpRequest, token: str) -> HttpResponse:
    """The address itself is the secret: it is passed on to no other site and kept in no cache."""
    card = card_by_token(token)
    if card is None:
        raise Http404(_("This link is no longer in use. Ask the office for a new sheet."))
    person = card.person
    form = _form(request, person)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            finished = consent_withdraw_by_card(
                token, said["purposes"], by=said["by"], erase=said["erase"], actor=None
            )
        except NotAllowed as error:
            raise Http404(str(error)) from error
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _told(request, person, finished)
    return _shown(request, person, form)


def _form(request: HttpRequest, person: Person) -> WithdrawForm:
    rows = purpose_rows(person, timezone.localdate())
    held = [row.purpose for row in rows if row.can_be_withdrawn]
    is_minor = may_be_minor(person.birth_year, timezone.localdate())
    first = {"by": "guardian" if is_minor else "self"}
    return WithdrawForm(request.POST or None, held=held, initial=first)


def _shown(request: HttpRequest, person: Person, form: WithdrawForm) -> HttpResponse:
    language = get_language() or "en"
    rows = [
        (row, purpose_label(row.purpose, language), STATES[row.state],
         CONSEQUENCES.get(row.purpose, ""))
        for row in purpose_rows(person, timezone.localdate())
    ]  # fmt: skip
    if request.user.is_authenticated:
        # A family has no account; whoever is signed in here belongs to the team.
        people_were_read(
            person.programme, [person.pk], page="consent_card", reader=actor_of(request)
        )
    context = {"person": person, "programme": person.programme, "rows": rows, "form": form}
    status = 422 if form.is_bound else 200
    return _private(render(request, "programmes/protection/card.html", context, status=status))


def _told(request: HttpRequest, person: Person, finished: Withdrawal) -> HttpResponse:
    language = get_language() or "en"
    ended = [
        (purpose_label(purpose, language), CONSEQUENCES.get(purpose, ""))
        for purpose in finished.purposes
    ]
    context = {"programme": person.programme, "finished": finished, "ended": ended}
    return _private(render(request, "programmes/protection/card_done.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    # The site's own referrer policy already keeps the address from other sites. A stricter one
    # would make browsers send the form without its origin, and it would be refused.
    response["X-Robots-Tag"] = "noindex"
    return response
