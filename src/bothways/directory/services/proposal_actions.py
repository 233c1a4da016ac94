"""Provider self-service: a member proposes, an editor accepts or declines. One audit row each."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Conflict, NotAllowed, Refused
from bothways.core.models import User
from bothways.directory.organisations.policies import can_keep_register, require_register
from bothways.directory.places.queries import touch
from bothways.directory.services.edits import apply_edits, difference, editable, edits_refusal
from bothways.directory.services.models import Proposal, Service
from bothways.directory.services.policies import may_propose
from bothways.directory.services.store import draw_columns, save_revision


@transaction.atomic
def proposal_make(
    service: Service, after: Mapping[str, Any], *, note: str, actor: User
) -> Proposal:
    """What a member wants changed; an earlier open proposal of theirs is replaced."""
    if not may_propose(actor, service):
        raise NotAllowed(_("Only people of the organisation may propose changes."))
    before = editable(service)
    changed = {name: new for name, _old, new in difference(before, after)}
    if not changed:
        raise Refused(_("Nothing differs from what stands there now."))
    if refusal := edits_refusal(changed):
        raise Refused(refusal)
    service.proposals.filter(author=actor, state=Proposal.State.OPEN).update(
        state=Proposal.State.WITHDRAWN
    )
    made = Proposal.objects.create(
        service=service, base=service.number, note=note, author=actor, after=changed,
        before={name: before.get(name, "") for name in changed},
    )  # fmt: skip
    audit("propose", "service", service.pk, actor=actor, fields=sorted(changed))
    return made


@transaction.atomic
def proposal_accept(proposal: Proposal, *, actor: User | None) -> Service:
    """The proposed fields become the service's; others may have changed meanwhile."""
    require_register(actor)
    proposal = _open(proposal)
    service = Service.objects.select_for_update(of=("self",)).get(pk=proposal.service_id)
    now = editable(service)
    moved = [name for name, old in proposal.before.items() if now.get(name, "") != old]
    if moved:
        raise Conflict(
            _("Since the proposal, somebody else changed: %(fields)s. Decline it and ask again.")
            % {"fields": ", ".join(sorted(moved))}
        )
    changed = apply_edits(service, proposal.after)
    # Who proposes has looked: the day counts as the last check.
    service.assured_date = timezone.localdate()
    service.document["assured_date"] = str(service.assured_date)
    save_revision(service, "proposal", proposal.author, changed)
    draw_columns(service)
    _decide(proposal, Proposal.State.ACCEPTED, "", actor)
    if service.place_id:
        touch([service.place_id])
    audit("accept_proposal", "service", service.pk, actor=actor, fields=sorted(changed))
    return service


@transaction.atomic
def proposal_decline(proposal: Proposal, *, answer: str, actor: User | None) -> None:
    """With an answer to whoever proposed."""
    require_register(actor)
    proposal = _open(proposal)
    if not answer.strip():
        raise Refused(_("Say why, so that the organisation can propose better."))
    _decide(proposal, Proposal.State.DECLINED, answer.strip(), actor)
    audit("decline_proposal", "service", proposal.service_id, actor=actor)


@transaction.atomic
def proposal_withdraw(proposal: Proposal, *, actor: User) -> None:
    if proposal.author_id != actor.pk and not can_keep_register(actor):
        raise NotAllowed(_("Only who proposed may take it back."))
    _decide(_open(proposal), Proposal.State.WITHDRAWN, "", actor)
    audit("withdraw_proposal", "service", proposal.service_id, actor=actor)


def _open(proposal: Proposal) -> Proposal:
    found = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if found.state != Proposal.State.OPEN:
        raise Refused(_("This proposal was decided already."))
    return found


def _decide(proposal: Proposal, state: str, answer: str, actor: User | None) -> None:
    proposal.state, proposal.answer = state, answer
    proposal.decided_by, proposal.decided_at = actor, timezone.now()
    proposal.save()
