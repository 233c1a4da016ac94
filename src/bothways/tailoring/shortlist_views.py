"""What fits: the form, the shortlist and the full profile of one practice."""

from typing import Any
from urllib.parse import parse_qsl

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bothways.tailoring import shortlist_page as page
from bothways.tailoring import shortlist_terms as terms
from bothways.tailoring import shortlist_words as words
from bothways.tailoring.fit.wish import Wish, parameters, query_string
from bothways.tailoring.fit.wish_reading import Reading, read_wish
from bothways.tailoring.shortlist import Answer, fit_of
from bothways.tailoring.shortlist import shortlist as answer_of


@require_safe
def shortlist(request: HttpRequest) -> HttpResponse:
    """Every state is an address; a form's address is first brought into its short form."""
    reading = read_wish(request.GET)
    if not reading.left_out and not _is_canonical(request, reading.wish):
        return HttpResponseRedirect(_address(request, reading.wish))
    answer = answer_of(reading)
    return render(request, "tailoring/shortlist.html", _list_context(answer, bool(request.GET)))


def _list_context(answer: Answer, asked: bool) -> dict[str, Any]:
    wish = answer.wish
    return {
        "section": "fit", "answer": answer, "wish": wish, "form": page.form_choices(wish),
        "asked": asked, "notes": [words.left_out(one) for one in answer.left_out],
        "lacking": [terms.LACKING[name] for name in answer.lacking] if asked else [],
        "entries": [page.ShownEntry(entry, wish) for entry in answer.entries],
        "apart": [page.ShownEntry(entry, wish) for entry in answer.apart],
        "said": page.wish_words(wish), "more": page.more_address(answer),
        "ways_out": page.ways_out(wish), "plain_order": query_string(wish, variety=False),
        "place_page": page.place_address(wish.place) if wish.place else "",
        "place_name": words.place_name(wish.place) if wish.place else "",
    }  # fmt: skip


def _is_canonical(request: HttpRequest, wish: Wish) -> bool:
    asked = parse_qsl(request.META["QUERY_STRING"], keep_blank_values=True, errors="replace")
    return asked == parameters(wish)


def _address(request: HttpRequest, wish: Wish) -> str:
    query = query_string(wish)
    return f"{request.path}?{query}" if query else request.path


@require_safe
def fit_profile(request: HttpRequest, slug: str) -> HttpResponse:
    """Every line of one practice with the rows behind it."""
    reading = read_wish(request.GET)
    found = fit_of(slug, reading)
    if found is None:
        raise Http404(_("There is no released practice with the id %(id)s.") % {"id": slug})
    record, profile = found
    wish, lines = reading.wish, page.shown_lines(profile)
    context = {
        "section": "fit", "slug": slug, "wish": wish, "query": query_string(wish),
        "title": page.released_title(record.released), "rating": record.rating,
        "who_changes": record.released.document.get("who_changes") or "",
        "notes": _notes(reading), "said": page.wish_words(wish),
        "lines": [line for line in lines if line.line.grade != "not_asked"],
        "not_asked": [line for line in lines if line.line.grade == "not_asked"],
        "warnings": page.warnings_of(profile),
        "gaps": page.shown_gaps(profile.line("place")),
        "outside": [terms.YARDSTICKS[y] for y in profile.line("place").facts["outside"]],
        "needs": page.shown_needs(profile.line("means")),
        "costs": page.cost_words(profile.line("means"), wish),
        "preconditions": _preconditions(profile.line("preconditions").facts["rows"]),
        "parts": [
            (name, profile.line("load").facts[key]) for key, name in (
                ("core", _("Core: keep")), ("adaptable", _("May be adapted")),
                ("optional", _("May be left out")))
        ],
        "duty": terms.DUTIES[profile.reevaluation.kind],
        "because": words.duty_reasons(profile.reevaluation.because),
        "unknown": words.duty_reasons(profile.reevaluation.unknown),
        "coverage": [(terms.BLOCKS[one.block], one) for one in profile.coverage],
        "questions": list(terms.QUESTIONS.values()),
        "similar": page.similar(record.released, wish), "plan": page.plan_address(),
        "hidden": [pair for pair in parameters(wish) if pair[0] not in ("met", "unmet")],
        "here": words.place_name(wish.place) if wish.place else "",
        "there": words.place_name(profile.line("place").facts["nearest"]),
        "here_page": page.place_address(wish.place) if wish.place else "",
        "there_page": page.place_address(profile.line("place").facts["nearest"] or "-"),
    }  # fmt: skip
    return render(request, "tailoring/shortlist_profile.html", context)


def _notes(reading: Reading) -> list[str]:
    lacking = [str(terms.LACKING[name]) for name in reading.lacking]
    return [words.left_out(one) for one in reading.left_out] + lacking


def _preconditions(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**row, "name": page.precondition_name(row), "answer": terms.ANSWERS[row["state"]]}
        for row in rows
    ]
