"""Writes about learner files: give one out, read one in, take over what was chosen, drop it."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.programmes.credentials import learner as learner_files
from bothways.programmes.credentials.difference import (
    FIELDS,
    differences,
    note_identity,
    person_here,
)
from bothways.programmes.credentials.learner import LearnerFile
from bothways.programmes.credentials.learner_record import learner_file
from bothways.programmes.credentials.models import (
    BroughtFile,
    EarlierRecord,
    LevelResult,
    TrustedSite,
)
from bothways.programmes.credentials.sharing import sharing_consent
from bothways.programmes.credentials.signing import PublicKey, from_base64url, named, site_keys
from bothways.programmes.models import Person, Programme
from bothways.programmes.policies import Right, require

State, Signature = BroughtFile.State, BroughtFile.Signature


@transaction.atomic
def learner_file_give(person: Person, *, actor: User | None) -> bytes:
    """The person's learner file, only while they agree that it goes to another office."""
    require(person.programme, actor, Right.PEOPLE)
    if person.erased_at:
        raise Refused(_("The data of this person was erased."))
    consent = sharing_consent(person, timezone.localdate())
    if consent is None:
        raise Refused(
            _(
                "No consent for sharing with another office holds today. Ask the person, or the "
                "guardian of a child, and record it first."
            )
        )
    content = learner_file(person, consent, timezone.localdate())
    audit("give", "learner_file", person.uid, actor=actor)
    return content


@transaction.atomic
def learner_file_bring(programme: Programme, content: bytes, *, actor: User | None) -> BroughtFile:
    """Read a file and keep it aside. Nothing of it stands in anybody's record yet."""
    require(programme, actor, Right.PEOPLE)
    read, problems = learner_files.read(content)
    if read is None:
        raise Refused(problems[0].message, problems)
    brought, _new = BroughtFile.objects.get_or_create(
        programme=programme, file_hash=read.hash, state=State.STAGED,
        defaults={
            "document": read.learner.model_dump(mode="json"),
            "key_id": read.key.key_id, "public_key": read.key.text,
            "site": f"{read.learner.site.name} ({read.learner.site.address})"[:200],
            "signature": signature_of(programme, read.key), "brought_by": actor,
            "person": person_here(programme, read.learner),
        },
    )  # fmt: skip
    audit("bring", "learner_file", brought.pk, actor=actor)
    return brought


def signature_of(programme: Programme, key: PublicKey) -> str:
    """Whose signature it is: ours, that of a site we trust, or of nobody we know."""
    if key.key_id in site_keys() and site_keys()[key.key_id].raw == key.raw:
        return Signature.OURS
    trusted = TrustedSite.objects.filter(programme=programme, public_key=key.text)
    return Signature.TRUSTED if trusted.exists() else Signature.UNKNOWN


@transaction.atomic
def learner_file_take(
    brought: BroughtFile, chosen: set[str], *, accept_unknown: bool = False, actor: User | None
) -> Person:
    """Take over the chosen pieces. Pieces that stand here already change nothing."""
    require(brought.programme, actor, Right.PEOPLE)
    locked = BroughtFile.objects.select_for_update().get(pk=brought.pk)
    if locked.state != State.STAGED:
        raise Refused(_("This file was taken over or dropped already. Bring it again."))
    key = named(from_base64url(locked.public_key))
    signature = signature_of(locked.programme, key)
    if signature == Signature.UNKNOWN and not accept_unknown:
        raise Refused(
            _("The signature cannot be checked. Say that you know where the file comes from.")
        )
    learner = LearnerFile.model_validate(locked.document)
    person = _taken(locked, learner, chosen, signature != Signature.UNKNOWN, actor)
    locked.state, locked.ended_at, locked.person = State.TAKEN, timezone.now(), person
    locked.signature, locked.document = signature, {}
    locked.accepted_by = actor if signature == Signature.UNKNOWN else None
    locked.save()
    audit("take", "learner_file", locked.pk, actor=actor, pieces=len(chosen), signature=signature)
    return person


def _taken(
    brought: BroughtFile, learner: LearnerFile, chosen: set[str], checked: bool, actor: User | None
) -> Person:
    person = person_here(brought.programme, learner)
    open_pieces = {d.key for d in differences(learner, person) if d.can_be_taken}
    if person is None and not open_pieces & chosen:
        raise Refused(_("Choose at least one piece to take over."))
    wanted = open_pieces & chosen
    person = _person(brought.programme, person, learner, wanted)
    _take_levels(person, learner, wanted, actor)
    _take_earlier(person, learner, wanted, brought.site, checked, actor)
    return person


def _person(
    programme: Programme, person: Person | None, learner: LearnerFile, wanted: set[str]
) -> Person:
    values: dict[str, Any] = {
        name: getattr(learner.person, name) for name in FIELDS if f"person.{name}" in wanted
    }
    if person is None:
        if not ({"given_name", "family_name", "own_script_name"} & values.keys()):
            raise Refused(_("Take over the name too: this person does not take part here yet."))
        # A second record on the same site has an id of its own and remembers the first.
        taken = Person.objects.filter(uid=learner.person.id).exists()
        uid = uuid.uuid4() if taken else learner.person.id
        person = Person.objects.create(programme=programme, uid=uid, **values)
        note_identity(person, learner)
    elif values:
        Person.objects.filter(pk=person.pk).update(updated_at=timezone.now(), **values)
    return person


def _take_levels(
    person: Person, learner: LearnerFile, wanted: set[str], actor: User | None
) -> None:
    LevelResult.objects.bulk_create(
        LevelResult(
            uid=row.id, person=person, skill=row.skill, language=row.language, level=row.level,
            method=row.method, taken_on=row.taken_on, recorded_by=actor,
            source=row.source or learner.site.address,
        )
        for row in learner.levels
        if f"level.{row.id}" in wanted
    )  # fmt: skip


def _take_earlier(
    person: Person, learner: LearnerFile, wanted: set[str], site: str, checked: bool,
    actor: User | None,
) -> None:  # fmt: skip
    kinds = ((EarlierRecord.Kind.COHORT, learner.cohorts),
             (EarlierRecord.Kind.CERTIFICATE, learner.certificates))  # fmt: skip
    EarlierRecord.objects.bulk_create(
        EarlierRecord(
            person=person, kind=kind, uid=row.id, body=row.model_dump(mode="json"), site=site,
            signature_checked=checked, taken_by=actor,
        )
        for kind, rows in kinds
        for row in rows
        if f"{kind.value}.{row.id}" in wanted
    )  # fmt: skip


@transaction.atomic
def learner_file_drop(brought: BroughtFile, *, actor: User | None) -> None:
    """Forget a file that was brought and not taken over."""
    require(brought.programme, actor, Right.PEOPLE)
    staged = BroughtFile.objects.filter(pk=brought.pk, state=State.STAGED)
    if not staged.update(state=State.DROPPED, document={}, ended_at=timezone.now()):
        raise Refused(_("This file was taken over or dropped already. Bring it again."))
    audit("drop", "learner_file", brought.pk, actor=actor)


@transaction.atomic
def site_trust(
    programme: Programme, public_key: str, name: str, *, actor: User | None
) -> TrustedSite:
    """Believe what another site signs, from now on."""
    require(programme, actor, Right.PEOPLE)
    try:
        key = named(from_base64url(public_key.strip()))
    except ValueError:
        key = named(b"")
    if len(key.raw) != 32:
        raise Refused(_("This is no public key. Copy it from the key page of the other site."))
    if not name.strip():
        raise Refused(_("Say whose key it is."))
    site, _new = TrustedSite.objects.update_or_create(
        programme=programme, public_key=key.text,
        defaults={"key_id": key.key_id, "name": name.strip()[:200], "trusted_by": actor},
    )  # fmt: skip
    audit("trust", "site_key", key.key_id, actor=actor, programme=programme.pk)
    return site


@transaction.atomic
def site_distrust(site: TrustedSite, *, actor: User | None) -> None:
    """Believe it no longer. What was taken over stays."""
    require(site.programme, actor, Right.PEOPLE)
    audit("distrust", "site_key", site.key_id, actor=actor, programme=site.programme_id)
    site.delete()
