"""Takes an export of another program into a wave: all of it, or nothing while an error stands."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.core.problems import errors
from bothways.surveys.importers.exports import Export, ExportRow
from bothways.surveys.models import Channel, FormVersion, Wave
from bothways.surveys.openrosa import who_answers
from bothways.surveys.policies import require_manager
from bothways.surveys.receiving import Sent
from bothways.surveys.taking_in import Receipt, receive


@dataclass(frozen=True)
class Imported:
    """What became of the rows."""

    new: int
    known: int
    kept: int


@transaction.atomic
def answers_import(wave: Wave, export: Export, *, actor: User) -> Imported:
    """Each row once, by its instance ID; what came by phone before is known."""
    require_manager(wave.survey, actor)
    if errors(export.problems):
        raise Refused(
            _("The export was not taken in. What is wrong stands below."), export.problems
        )
    versions = {one.version: one for one in FormVersion.objects.filter(form=wave.version.form_id)}
    receipts = [receive(wave, _sent(wave, row, versions)) for row in export.rows]
    found = Imported(
        new=sum(one.is_new for one in receipts),
        known=sum(_is_known(one) for one in receipts),
        kept=sum(one.kept is not None for one in receipts),
    )
    audit("import", "wave", wave.pk, actor=actor, new=found.new, kept=found.kept)
    return found


def _is_known(receipt: Receipt) -> bool:
    return receipt.is_erased or (receipt.submission is not None and not receipt.is_new)


def _sent(wave: Wave, row: ExportRow, versions: dict[str, FormVersion]) -> Sent:
    """By the version the row was answered in, where it is one of ours; Kobo counts its own."""
    group, respondent = who_answers(wave.survey, row.answers)
    version = versions.get(row.version, wave.version)
    return Sent(row.instance_id, version, row.answers, Channel.IMPORT, group, respondent)
