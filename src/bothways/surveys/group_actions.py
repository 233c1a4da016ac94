"""Writes about who is asked: groups with a class code and cards, and the phones that collect."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.surveys.models import Device, Respondent, Side, Survey, SurveyGroup
from bothways.surveys.policies import require_manager

MOST_CARDS = 500


@dataclass(frozen=True)
class NewCard:
    """A card to be made. The key means something only to whoever gives it."""

    respondent_key: str = ""
    side: str = ""


@dataclass(frozen=True)
class NewGroup:
    """A group to be made, with as many cards as it has people."""

    name: str
    cards: Sequence[NewCard] = ()
    group_key: str = ""


@transaction.atomic
def groups_add(survey: Survey, groups: Sequence[NewGroup], *, actor: User) -> list[SurveyGroup]:
    """All of them or none, in one write: each with a class code and numbered cards."""
    require_manager(survey, actor)
    _check_groups(survey, groups)
    made = [
        SurveyGroup.objects.create(
            survey=survey, name=group.name.strip()[:200], code=_free_code(),
            group_key=group.group_key,
        )
        for group in groups
    ]  # fmt: skip
    Respondent.objects.bulk_create(
        card for group, asked in zip(made, groups, strict=True)
        for card in _cards(group, asked.cards, 1)
    )  # fmt: skip
    audit("add_groups", "survey", survey.pk, actor=actor, groups=len(made))
    return made


@transaction.atomic
def cards_add(group: SurveyGroup, cards: Sequence[NewCard], *, actor: User) -> list[Respondent]:
    """More cards for a group, numbered on; a card that was given out never changes its number."""
    require_manager(group.survey, actor)
    first = (group.respondents.aggregate(n=Max("number"))["n"] or 0) + 1
    if first + len(cards) - 1 > MOST_CARDS:
        raise Refused(
            _("A group has at most %(n)s cards. Make a second group.") % {"n": MOST_CARDS}
        )
    _check_sides(cards)
    made = Respondent.objects.bulk_create(_cards(group, cards, first))
    audit("add_cards", "survey", group.survey_id, actor=actor, group=group.pk, cards=len(made))
    return made


@transaction.atomic
def group_code_renew(group: SurveyGroup, *, actor: User) -> None:
    """A new class code, when the old one got into wrong hands. Cards keep their numbers."""
    require_manager(group.survey, actor)
    group.code = _free_code()
    group.save(update_fields=["code"])
    audit("renew_code", "survey", group.survey_id, actor=actor, group=group.pk)


@transaction.atomic
def device_add(
    survey: Survey, name: str, *, actor: User, group: SurveyGroup | None = None
) -> Device:
    """A server address of its own for a phone with ODK Collect."""
    require_manager(survey, actor)
    if not name.strip():
        raise Refused(_("Give the phone a name, so that you can stop the right one."))
    device = Device.objects.create(
        survey=survey, name=name.strip()[:200], key=secrets.token_urlsafe(24), group=group
    )
    audit("add_device", "survey", survey.pk, actor=actor, device=device.pk)
    return device


@transaction.atomic
def device_stop(device: Device, *, actor: User) -> None:
    require_manager(device.survey, actor)
    device.stopped_at = timezone.now()
    device.save(update_fields=["stopped_at"])
    audit("stop_device", "survey", device.survey_id, actor=actor, device=device.pk)


def _check_groups(survey: Survey, groups: Sequence[NewGroup]) -> None:
    names = [group.name.strip() for group in groups]
    there = set(survey.groups.values_list("name", flat=True))
    for name in names:
        if not name:
            raise Refused(_("A group has no name."))
        if name in there or names.count(name) > 1:
            raise Refused(
                _("There are two groups “%(name)s”. Give one another name.") % {"name": name}
            )
    for group in groups:
        if len(group.cards) > MOST_CARDS:
            raise Refused(
                _("A group has at most %(n)s cards. Make a second group.") % {"n": MOST_CARDS}
            )
        _check_sides(group.cards)


def _check_sides(cards: Sequence[NewCard]) -> None:
    for card in cards:
        if card.side and card.side not in Side.values:
            raise Refused(
                _("“%(side)s” is no side. Write newcomer, host or nothing.") % {"side": card.side}
            )


def _cards(group: SurveyGroup, cards: Sequence[NewCard], first: int) -> list[Respondent]:
    return [
        Respondent(
            group=group, number=number, check_digits=f"{secrets.randbelow(10**4):04d}",
            pseudonym=f"R{secrets.randbelow(10**12):012d}",
            respondent_key=card.respondent_key, side=card.side,
        )
        for number, card in enumerate(cards, start=first)
    ]  # fmt: skip


def _free_code() -> str:
    """Eight digits that no group has; not starting with 0, which tables would swallow."""
    while True:
        code = str(10_000_000 + secrets.randbelow(90_000_000))
        if not SurveyGroup.objects.filter(code=code).exists():
            return code
