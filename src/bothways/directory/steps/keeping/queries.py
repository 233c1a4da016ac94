"""Reads of kept plans: the list of an organisation, one plan, and a plan by its two numbers."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from bothways.core.models import User
from bothways.directory.places.models import Place
from bothways.directory.places.queries import whereabouts_of
from bothways.directory.steps.book import Book
from bothways.directory.steps.keeping.codes import is_code_of
from bothways.directory.steps.models import KeptPlan, PlanRead
from bothways.directory.steps.plan import make_plan
from bothways.directory.steps.profile import from_document
from bothways.directory.steps.queries import books_of

PAGE_SIZE = 50


@dataclass(frozen=True)
class PlanRow:
    """A kept plan in the list: nothing of what the family told but the nearest date."""

    id: UUID
    reference: str
    place: Place
    organisation: str
    last_meeting_on: date
    keep_until: date | None
    next_due: date | None


@dataclass(frozen=True)
class Counts:
    """How many plans are kept, and how those of the last twelve months ended."""

    kept: int
    taken_back: int
    run_out: int


def plans_of(user: User) -> QuerySet[KeptPlan]:
    """Those of the organisations that the account was admitted to; nobody else's."""
    return KeptPlan.objects.filter(organisation__members__user=user)


def plan_for(user: User, plan: UUID) -> KeptPlan | None:
    """Only if the account belongs to the organisation that keeps it. One statement."""
    return plans_of(user).select_related("organisation", "place").filter(pk=plan).first()


def plan_rows(user: User, number: str, reference: str = "") -> tuple[list[PlanRow], Page[KeptPlan]]:
    """One page, the last meeting first. Three statements, whatever the number of plans."""
    kept = plans_of(user).filter(ended_on=None, keep_until__gt=timezone.localdate())
    if reference:
        kept = kept.filter(reference__startswith=reference)
    wanted = kept.select_related("organisation", "place__parent__parent__parent__parent")
    page = Paginator(wanted.order_by("-last_meeting_on", "reference"), PAGE_SIZE).get_page(number)
    plans = list(page)
    places = {plan.place_id: whereabouts_of(plan.place) for plan in plans}
    found = books_of(list(places.values()))
    books = {code: book[0] if book else Book() for code, book in zip(places, found, strict=True)}
    return [_row(plan, books[plan.place_id]) for plan in plans], page


def ended_plans(user: User, most: int = 20) -> list[KeptPlan]:
    """What was taken back or ran out within a year: the facts, nothing else. One statement."""
    since = timezone.localdate() - timedelta(days=365)
    ended = plans_of(user).filter(ended_on__gte=since).select_related("place")
    return list(ended.order_by("-ended_on", "reference")[:most])


def counts_of(user: User) -> Counts:
    since = timezone.localdate() - timedelta(days=365)
    ended = Q(ended_on__gte=since)
    by_time = Q(ended_by=KeptPlan.EndedBy.TIME)
    found = plans_of(user).aggregate(
        kept=Count("pk", filter=Q(ended_on=None)),
        taken_back=Count("pk", filter=ended & ~by_time),
        run_out=Count("pk", filter=ended & by_time),
    )
    return Counts(**found)


def plans_due(on: date) -> list[KeptPlan]:
    return list(KeptPlan.objects.filter(ended_on=None, keep_until__lte=on).order_by("keep_until"))


def plan_by_code(reference: str, code: str) -> KeptPlan | None:
    """The plan that both numbers name, while it is kept."""
    kept = KeptPlan.objects.select_related("organisation", "place")
    found = kept.filter(
        reference=reference, ended_on=None, keep_until__gt=timezone.localdate()
    ).first()
    return found if is_code_of(found, code) else None


def plan_was_read(plan: KeptPlan, *, page: str, reader: User) -> None:
    """Whoever of the staff sees what a family told leaves a row."""
    PlanRead.objects.create(plan=plan, page=page, reader=reader)


def _row(plan: KeptPlan, book: Book) -> PlanRow:
    steps = make_plan(book, from_document(plan.answers)).steps
    dues = (planned.due for planned in steps if planned.due is not None)
    return PlanRow(
        plan.pk, plan.reference, plan.place, plan.organisation.name, plan.last_meeting_on,
        plan.keep_until, min(dues, default=None),
    )  # fmt: skip
