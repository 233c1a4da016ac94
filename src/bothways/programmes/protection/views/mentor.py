"""A mentor's own page: whom they may meet today, and that they met."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.programmes.access import actor_of, programme_page
from bothways.programmes.models import Programme
from bothways.programmes.policies import Right
from bothways.programmes.protection.forms import ContactForm
from bothways.programmes.protection.pairing_actions import pairing_contact_record
from bothways.programmes.protection.pairing_review import pairings_in_force
from bothways.programmes.protection.views.shared import (
    page,
    row_or_404,
    saved_by,
    status_of,
    was_read,
)


@programme_page(Right.READ)
def mine(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The pairings of the person who looks, while every safeguard holds."""
    user = actor_of(request)
    rows = [row for row in pairings_in_force(programme) if row.mentor.user_id == user.pk]
    was_read(request, programme, [row.person_id for row in rows], "mentor")
    return page(request, programme, "mentor", tab="mentor_pairings", rows=rows)


@programme_page(Right.READ)
def met(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    user = actor_of(request)
    found = row_or_404(programme.pairings.filter(mentor__user=user), row)
    form = ContactForm(request.POST or None, initial={"on": timezone.localdate()})

    def save() -> str:
        pairing_contact_record(found, **form.cleaned_data, actor=user)
        return _("The meeting is recorded.")

    answer = saved_by(request, form, save, "mentor_pairings", programme.pk)
    return answer or page(request, programme, "met", status_of(form), tab="mentor_pairings",
                          form=form)  # fmt: skip
