"""Writes around the results: partners, budget lines, risks."""

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.programmes.models import BudgetLine, Partner, Programme, Risk
from bothways.programmes.plan.register import registered
from bothways.programmes.plan.writing import (
    Fields,
    add_row,
    change_row,
    on_top,
    remove_row,
    require_codes,
    require_order,
    require_words,
    writable,
)


@transaction.atomic
def partner_add(programme: Programme, fields: Fields, *, actor: User) -> Partner:
    """An organisation of the register in a role. A name that is not there yet is registered."""
    programme = writable(programme, actor)
    columns = _partner(programme, fields)
    partner: Partner = add_row(programme.partners, "partner", columns, actor)
    return partner


@transaction.atomic
def partner_change(partner: Partner, fields: Fields, *, base: int, actor: User) -> None:
    programme = on_top(partner.programme, actor, base, "partner", partner.pk)
    change_row(programme, partner, "partner", _partner(programme, fields, partner), actor)


@transaction.atomic
def partner_remove(partner: Partner, *, actor: User) -> None:
    """The organisation stays in the register."""
    remove_row(writable(partner.programme, actor), partner, "partner", actor)


def _partner(programme: Programme, fields: Fields, own: Partner | None = None) -> Fields:
    require_codes([fields["role"]], "partner_role")
    require_order(fields.get("since"), fields.get("until"))
    organisation = registered(fields["name"], fields.get("kind", ""), fields.get("place", ""))
    same = programme.partners.filter(organisation=organisation, role=fields["role"])
    if same.exclude(pk=own.pk if own else 0).exists():
        raise Refused(_("This organisation has this role already. Describe that partner instead."))
    columns = ("role", "contribution", "since", "until")
    given = {name: fields[name] for name in columns if name in fields}
    return {**given, "organisation": organisation}


@transaction.atomic
def budget_add(programme: Programme, fields: Fields, *, actor: User) -> BudgetLine:
    programme = writable(programme, actor)
    line: BudgetLine = add_row(programme.budget, "budget", _budget(fields), actor)
    return line


@transaction.atomic
def budget_change(line: BudgetLine, fields: Fields, *, base: int, actor: User) -> None:
    programme = on_top(line.programme, actor, base, "budget", line.pk)
    change_row(programme, line, "budget", _budget(fields), actor)


@transaction.atomic
def budget_remove(line: BudgetLine, *, actor: User) -> None:
    remove_row(writable(line.programme, actor), line, "budget", actor)


def _budget(fields: Fields) -> Fields:
    require_codes([fields["category"]], "budget_category")
    title = require_words(fields["title"], _("Say what the money is for."))[:200]
    if min(fields["planned"], fields.get("spent") or 0) < 0:
        raise Refused(_("An amount is not below zero."))
    return {**fields, "title": title, "spent": fields.get("spent") or 0}


@transaction.atomic
def risk_add(programme: Programme, fields: Fields, *, actor: User) -> Risk:
    programme = writable(programme, actor)
    risk: Risk = add_row(programme.risks, "risk", _risk(fields), actor)
    return risk


@transaction.atomic
def risk_change(risk: Risk, fields: Fields, *, base: int, actor: User) -> None:
    programme = on_top(risk.programme, actor, base, "risk", risk.pk)
    change_row(programme, risk, "risk", _risk(fields), actor)


@transaction.atomic
def risk_remove(risk: Risk, *, actor: User) -> None:
    remove_row(writable(risk.programme, actor), risk, "risk", actor)


def _risk(fields: Fields) -> Fields:
    title = require_words(fields["title"], _("Say what could go wrong."))[:300]
    if not {fields["likelihood"], fields["impact"]} <= set(Risk.Grade.values):
        raise Refused(_("Likelihood and impact are low, middle or high."))
    return {**fields, "title": title}
