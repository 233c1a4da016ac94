"""A plan as pages show it, in the reader's words."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.directory.guide.access import language
from bothways.directory.guide.content import content_of
from bothways.directory.guide.qr import qr_svg
from bothways.directory.guide.reading import reading
from bothways.directory.places.queries import Whereabouts
from bothways.directory.services.cards import Card
from bothways.directory.steps.book import Book
from bothways.directory.steps.carried import code_of
from bothways.directory.steps.models import StepBook
from bothways.directory.steps.plan import Plan, Planned
from bothways.directory.steps.profile import Profile
from bothways.directory.steps.queries import book_of
from bothways.directory.steps.question import best_question
from bothways.directory.steps.words import facet_words, question_words, word_of
from bothways.directory.templatetags.directory import said

MOST_IN_A_SQUARE = 1200


@dataclass(frozen=True)
class Shown:
    """A step as the page shows it, in the reader's words."""

    planned: Planned
    title: str
    how: str
    needs: tuple[tuple[str, bool], ...]
    gives: tuple[str, ...]
    due_for: str
    asks: tuple[str, ...]
    ages: tuple[str, ...]
    card: Card | None
    is_late: bool


def plan_page(
    book: Book, row: StepBook, profile: Profile, plan: Plan, where: Whereabouts
) -> dict[str, Any]:
    question = best_question(book, profile, plan)
    codes = {step.code: step for step in book.steps}
    return {
        "question": question and question_words(question, book, language()),
        "decides": question.decides if question else 0,
        "done": [(code, said(word_of(codes[code].title))) for code in plan.done],
        "ticked": profile.done,
        "left_out": [said(word_of(codes[code].title)) for code in plan.left_out],
        "book": row, "is_inherited": row.place_id != where.place.code,
    }  # fmt: skip


def shown_steps(
    book: Book, profile: Profile, plan: Plan, steps: tuple[Planned, ...], where: Whereabouts
) -> list[Shown]:
    today = timezone.localdate()
    cards = {str(card.id): card for card in content_of(where, reading()).cards}
    titles = {p.step.code: said(word_of(p.step.title)) for p in plan.steps}
    members = profile.members or ()
    return [
        Shown(
            planned=p,
            title=titles[p.step.code],
            how=said(word_of(p.step.how)),
            needs=tuple((_paper(book, code), code in profile.has) for code in p.step.needs),
            gives=tuple(_paper(book, code) for code in p.step.gives),
            due_for=titles.get(p.due_for, ""),
            asks=tuple(facet_words(facet) for facet in p.unknown),
            ages=tuple("?" if members[at].age is None else str(members[at].age)
                       for at in p.members),
            card=cards.get(p.step.service),
            is_late=p.is_late(today),
        )
        for p in steps
    ]  # fmt: skip


def _paper(book: Book, code: str) -> str:
    return said(word_of(book.papers[code])) if code in book.papers else code


def square_of(profile: Profile, address: str) -> dict[str, Any]:
    """The answers behind a # : a browser never sends that part to a server."""
    code = code_of(profile)
    fits = len(code) <= MOST_IN_A_SQUARE
    return {"code": code, "square": qr_svg(f"{address}#{code}") if fits else ""}


def book_or_404(where: Whereabouts) -> tuple[Book, StepBook]:
    found = book_of(where)
    if found is None:
        raise Http404(_("Nobody has described the steps of this place yet."))
    return found


def file_answer(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
