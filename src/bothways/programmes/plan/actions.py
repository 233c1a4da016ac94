"""Writes about a programme as a whole: start, describe, run, close, and its parts.

Each leaves one audit row, which carries no word of the plan.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import User
from bothways.practices.models import Release
from bothways.programmes.models import Programme, ProgrammeMember, ProgrammePart
from bothways.programmes.plan.groups import is_group
from bothways.programmes.plan.kinds import kind_with
from bothways.programmes.plan.origins import take_over_kind, take_over_plan, take_over_practice
from bothways.programmes.plan.writing import (
    Fields,
    add_row,
    keep,
    locked,
    on_top,
    remove_row,
    require_codes,
    require_order,
    require_words,
    writable,
)
from bothways.programmes.policies import Right, require
from bothways.tailoring.models import AdaptationPlan, PartChoice
from bothways.tailoring.plan.policies import may_read

ABOUT = (
    "title", "summary", "goal", "language", "places", "languages", "phases", "target_groups",
    "starts_on", "ends_on", "currency", "organisation", "iati_identifier", "keep_months",
    "silence_days",
)  # fmt: skip


@transaction.atomic
def programme_start(title: str, *, actor: User, language: str = "en", **fields: Any) -> Programme:
    """A programme of its own. Whoever starts it leads it."""
    programme = _started(title, actor, language, **fields)
    audit("start", "programme", programme.pk, actor=actor)
    return programme


@transaction.atomic
def programme_begin(
    title: str,
    *,
    actor: User,
    language: str = "en",
    release: Release | None = None,
    plan: AdaptationPlan | None = None,
    kind: str = "",
) -> Programme:
    """A programme from a practice, from an adaptation plan, from a template, or two of them.

    The plan says what becomes of the parts; the template brings the results and indicators.
    """
    if plan is not None and not (actor.is_active and may_read(plan, actor)):
        raise NotAllowed(_("There is no plan with this number for you."))
    release = plan.release if plan is not None else release
    found = kind_with(kind) if kind else None
    _refuse_origin(release, plan, kind, found is None)
    programme = _started(title, actor, language, release=release, plan=plan, template=kind)
    if plan is not None:
        take_over_plan(programme, plan)
    elif release is not None:
        take_over_practice(programme, release.document, with_results=found is None)
    if found is not None:
        take_over_kind(programme, *found)
    programme.save()
    detail = {"kind": kind, "practice": release.practice.slug if release else "",
              "plan": plan.pk if plan else None}  # fmt: skip
    audit("begin", "programme", programme.pk, actor=actor, **detail)
    return programme


def _started(title: str, actor: User, language: str, **fields: Any) -> Programme:
    if not actor.is_active:
        raise NotAllowed(_("This account is closed."))
    title = require_words(title, _("Give the programme a title, so that you find it again."))
    programme = Programme.objects.create(title=title[:200], language=language, **fields)
    ProgrammeMember.objects.create(
        programme=programme, user=actor, role=ProgrammeMember.Role.LEAD, invited_by=actor
    )
    return programme


def _refuse_origin(
    release: Release | None, plan: AdaptationPlan | None, kind: str, is_unknown: bool
) -> None:
    # A plan that somebody made in time goes on, also after its practice was withdrawn.
    if release is not None and plan is None and release.withdrawn_at:
        raise Refused(_("This practice was withdrawn, so no new programme starts from it."))
    if kind and is_unknown:
        raise Refused(_("There is no such template. Choose one of the list."))


@transaction.atomic
def programme_describe(programme: Programme, fields: Fields, *, base: int, actor: User) -> None:
    """Goal, places, people, dates and what else tells of the whole. Others of ABOUT stay."""
    programme = on_top(programme, actor, base, "about")
    given = {name: fields[name] for name in ABOUT if name in fields}
    _check_about(given)
    for name, value in given.items():
        setattr(programme, name, value)
    require_order(programme.starts_on, programme.ends_on)
    keep(programme, "describe", actor, section="about")


def _check_about(given: Fields) -> None:
    if "title" in given:
        refusal = _("Give the programme a title, so that you find it again.")
        given["title"] = require_words(given["title"], refusal)[:200]
    require_codes(given.get("phases", ()), "stage")
    if not all(map(is_group, given.get("target_groups", ()))):
        raise Refused(_("There is no such code in this list. Choose one of those offered."))


@transaction.atomic
def programme_run(programme: Programme, *, actor: User) -> None:
    """From a draft to a programme that runs."""
    programme = writable(programme, actor)
    if programme.state != Programme.State.DRAFT:
        raise Refused(_("This programme runs already."))
    programme.state = Programme.State.RUNNING
    keep(programme, "run", actor, section="state")


@transaction.atomic
def programme_close(programme: Programme, *, actor: User) -> None:
    """No more writes to the plan."""
    require(programme, actor, Right.MEMBERS)
    programme = locked(programme)
    if programme.state == Programme.State.CLOSED:
        raise Refused(_("This programme is closed already."))
    programme.state = Programme.State.CLOSED
    keep(programme, "close", actor, section="state")


@transaction.atomic
def programme_reopen(programme: Programme, *, actor: User) -> None:
    require(programme, actor, Right.MEMBERS)
    programme = locked(programme)
    if programme.state != Programme.State.CLOSED:
        raise Refused(_("This programme is open already."))
    programme.state = Programme.State.RUNNING
    keep(programme, "reopen", actor, section="state")


@transaction.atomic
def programme_delete(programme: Programme, *, actor: User) -> None:
    """Only a programme that never had a group or a person; any other is closed instead."""
    require(programme, actor, Right.MEMBERS)
    programme = locked(programme)
    if programme.people.exists() or programme.cohorts.exists():
        raise Refused(
            _("This programme has groups or people, so it is not deleted. Close it instead.")
        )
    number = programme.pk
    programme.delete()
    audit("delete", "programme", number, actor=actor)


@transaction.atomic
def parts_choose(
    programme: Programme, choices: dict[int, Fields], *, base: int, actor: User
) -> None:
    """What becomes of each part: its standing, keep, adapt or leave out, and how."""
    programme = on_top(programme, actor, base, "parts")
    parts = {part.pk: part for part in programme.parts.all()}
    if not choices.keys() <= parts.keys():
        raise Refused(_("A part is no longer there. Open the page again."))
    for key, fields in choices.items():
        _choose(parts[key], fields)
    keep(programme, "choose_parts", actor, section="parts")


def _choose(part: ProgrammePart, fields: Fields) -> None:
    require_codes((code for code in (fields["kind"],) if code), "component_part")
    if fields["choice"] not in PartChoice:
        raise Refused(_("Choose what becomes of each part."))
    part.kind, part.change = fields["kind"], fields["change"]
    if part.choice != PartChoice.ADD:
        part.choice = fields["choice"]
    part.save(update_fields=["kind", "choice", "change"])


@transaction.atomic
def part_add(programme: Programme, *, part: str, change: str, actor: User) -> ProgrammePart:
    """A part that the practice does not have, or one of a programme without a practice."""
    programme = writable(programme, actor)
    words = require_words(part, _("Say what is added."))[:1000]
    fields = {"part": words, "kind": "", "choice": PartChoice.ADD, "change": change}
    added: ProgrammePart = add_row(programme.parts, "parts", fields, actor)
    return added


@transaction.atomic
def part_remove(part: ProgrammePart, *, actor: User) -> None:
    """Only what was added here. A part of the practice is left out instead, so that it is seen."""
    programme = writable(part.programme, actor)
    if part.choice != PartChoice.ADD:
        raise Refused(_("A part of the practice is not removed. Choose “leave out” instead."))
    if part.sessions.exists():
        raise Refused(_("A session delivered this part, so it stays."))
    remove_row(programme, part, "parts", actor)
