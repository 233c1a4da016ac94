"""What goes when answers are erased, and what stays. Called by the actions, in their transaction.

Answers, files that came with them and what was kept aside go, here and from the copies of other
rooms. Cards stay, for they say nothing; totals that were published stay. The numbers of the sheets
stay as hashes, so that a phone that sends again, or an old export, does not bring them back.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db.models import Q, QuerySet
from django.utils import timezone

from bothways.surveys.copies import erase_copies
from bothways.surveys.models import ErasedSheet, KeptAside, Respondent, Submission, Survey


@dataclass(frozen=True)
class Reach:
    """What an erasure would take: the days on which answers came, and what was kept aside."""

    days: tuple[date, ...]
    kept: int

    @property
    def sheets(self) -> int:
        return len(self.days)

    @property
    def is_empty(self) -> bool:
        return not self.days and not self.kept


def reach_of(survey: Survey, respondent: Respondent | None = None) -> Reach:
    """Of one card, or of the whole survey."""
    rows = _answers(survey, respondent).order_by("received_at")
    days = (timezone.localdate(at) for at in rows.values_list("received_at", flat=True))
    return Reach(tuple(days), _kept(survey, respondent).count())


def erase(survey: Survey, respondent: Respondent | None = None) -> Reach:
    gone = reach_of(survey, respondent)
    answers, kept = _answers(survey, respondent), _kept(survey, respondent)
    _remember(survey, [*_numbers(answers), *_numbers(kept)])
    answers.delete()
    kept.delete()
    erase_copies(survey, None if respondent is None else [respondent.pseudonym])
    return gone


def is_erased(survey: Survey, instance_id: str) -> bool:
    return ErasedSheet.objects.filter(survey=survey, digest=_digest(instance_id)).exists()


def _answers(survey: Survey, respondent: Respondent | None) -> QuerySet[Submission]:
    rows = Submission.objects.filter(survey=survey)
    return rows if respondent is None else rows.filter(respondent=respondent)


def _kept(survey: Survey, respondent: Respondent | None) -> QuerySet[KeptAside]:
    rows = KeptAside.objects.filter(survey=survey)
    if respondent is None:
        return rows
    # A sheet that could not be read or placed names its card only in its text.
    in_class = Q(group=respondent.group_id) | _says(respondent.group.code)
    unplaced = Q(respondent=None) & _says(respondent.card) & in_class
    return rows.filter(Q(respondent=respondent) | unplaced)


def _says(text: str) -> Q:
    """As an answer of its own, in the XML of a phone or the JSON of an import."""
    return Q(raw__contains=f">{text}<") | Q(raw__contains=f'"{text}"')


def _numbers(rows: QuerySet[Submission] | QuerySet[KeptAside]) -> list[str]:
    return [number for number in rows.values_list("instance_id", flat=True) if number]


def _remember(survey: Survey, numbers: Collection[str]) -> None:
    rows = [ErasedSheet(survey=survey, digest=_digest(number)) for number in sorted(set(numbers))]
    ErasedSheet.objects.bulk_create(rows, ignore_conflicts=True)


def _digest(instance_id: str) -> str:
    return sha256(instance_id.encode()).hexdigest()
