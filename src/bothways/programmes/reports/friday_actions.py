"""What the Friday page does on the spot: settle a session, enter a figure. One audit row each."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Conflict, Refused
from bothways.core.models import User
from bothways.programmes.models import Indicator, IndicatorValue, Period, Session
from bothways.programmes.policies import Right, require, require_in_cohort
from bothways.programmes.protection.one_to_one import require_safe_session


@transaction.atomic
def session_settle(session: Session, state: str, *, actor: User | None) -> Session:
    """Says of a planned session that is over whether it was held."""
    require_in_cohort(session.cohort, actor, Right.DELIVER)
    session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if state not in (Session.State.HELD, Session.State.CANCELLED):
        raise Refused(_("Say whether the session was held or cancelled."))
    if session.state != Session.State.PLANNED or session.starts_at > timezone.now():
        raise Refused(_("Only a planned session that has begun can be settled. Look at it again."))
    session.state = state
    if state == Session.State.HELD:
        require_safe_session(session)
    session.save(update_fields=["state"])
    audit("settle", "session", session.pk, actor=actor, state=state)
    return session


@transaction.atomic
def figure_enter(
    indicator: Indicator, period: Period, value: Decimal, *, actor: User | None
) -> IndicatorValue:
    """The actual of a period for all people, where nobody entered one yet."""
    require(indicator.programme, actor, Right.PLAN)
    if period.programme_id != indicator.programme_id or indicator.counted:
        raise Refused(_("This figure is not entered here. Look at the results of the plan."))
    if value < 0 and indicator.measure == Indicator.Measure.UNIT:
        raise Refused(_("A count is never below 0. Enter the number again."))
    figure, _made = IndicatorValue.objects.select_for_update().get_or_create(
        indicator=indicator, period=period, kind=IndicatorValue.Kind.ACTUAL, sex="", age="",
        stage="",
    )  # fmt: skip
    if figure.value is not None and figure.value != value:
        raise Conflict(_("Somebody entered a figure in the meantime. Change it in the plan."))
    figure.value, figure.recorded_by = value, actor
    figure.save()
    audit("enter", "figure", figure.pk, actor=actor, indicator=indicator.pk, period=period.pk)
    return figure
