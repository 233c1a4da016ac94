"""The steps of a place as a document: read into typed parts, with every fault named. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

import yaml
from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.core.vocabularies import LANGUAGES, in_language
from bothways.directory.steps.conditions import Condition
from bothways.directory.steps.profile import MOST_AGE

Anchor = Literal["arrival", "paper", "school_year"]
PHASES = ("pre_departure", "arrival", "settlement")
ANCHORS = ("arrival", "paper", "school_year")
MOST_DAYS = 3650
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Due:
    """So many days after the anchor; ``law`` where a rule says so, advice otherwise."""

    anchor: Anchor
    days: int
    is_law: bool = False
    paper: str = ""
    month: int = 8
    day: int = 1


@dataclass(frozen=True)
class Step:
    """One errand: what it needs, what it gives, whom it is for and by when."""

    code: str
    title: Texts
    how: Texts
    needs: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    audience: tuple[Condition, ...] = ()
    phases: tuple[str, ...] = PHASES
    due: Due | None = None
    takes: int = 0
    effort: int = 1
    event: str = ""
    service: str = ""
    source: str = ""
    checked_on: date | None = None


@dataclass(frozen=True)
class Book:
    """All that a place says of steps: life events, papers, yes-or-no questions, steps."""

    steps: tuple[Step, ...] = ()
    papers: Mapping[str, Texts] = field(default_factory=dict)
    questions: Mapping[str, Texts] = field(default_factory=dict)
    events: Mapping[str, Texts] = field(default_factory=dict)

    @cached_property
    def givers(self) -> Mapping[str, tuple[int, ...]]:
        """Paper -> the steps that give it, by position."""
        found: dict[str, list[int]] = {}
        for at, step in enumerate(self.steps):
            for paper in step.gives:
                found.setdefault(paper, []).append(at)
        return {paper: tuple(places) for paper, places in found.items()}

    def paper(self, code: str, language: str) -> str:
        return in_language(self.papers.get(code, {}), language) or code


def read_yaml(content: bytes) -> tuple[Book, dict[str, Any], list[Problem]]:
    """The book, the document it was read from and what is wrong with it."""
    try:
        document = yaml.safe_load(content.decode("utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        message = _("This is not YAML in UTF-8 (%(reason)s).") % {"reason": str(error)[:200]}
        return Book(), {}, [Problem(0, "", "broken_file", message)]
    book, problems = read_book(document)
    return book, document if isinstance(document, dict) else {}, problems


def read_book(document: Any) -> tuple[Book, list[Problem]]:
    if not isinstance(document, dict) or not isinstance(document.get("steps"), list):
        message = _("A book of steps has a list “steps”, and tables “papers” and “questions”.")
        return Book(), [Problem(0, "steps", "no_records", message)]
    problems: list[Problem] = []
    tables = {name: _table(document, name, problems) for name in ("papers", "questions", "events")}
    steps = []
    for row, found in enumerate(document["steps"], start=1):
        faults = list(_step_problems(row, found, tables))
        problems += faults
        if not faults:
            steps.append(_step(found))
    book = Book(tuple(steps), tables["papers"], tables["questions"], tables["events"])
    return book, problems + list(_book_problems(book))


def _table(document: Any, name: str, problems: list[Problem]) -> dict[str, Texts]:
    found = document.get(name) or {}
    if not isinstance(found, dict):
        problems.append(Problem(0, name, "no_table", _("This must be a table of codes.")))
        return {}
    for code, texts in found.items():
        problems += _text_problems(0, f"{name}.{code}", texts)
    return {str(code): texts for code, texts in found.items() if isinstance(texts, dict)}


def _text_problems(row: int, column: str, texts: Any) -> Iterator[Problem]:
    missing = [code for code in LANGUAGES
               if not (isinstance(texts, dict) and str(texts.get(code) or "").strip())]  # fmt: skip
    if missing:
        message = _("Missing in: %(languages)s.") % {"languages": ", ".join(missing)}
        yield Problem(row, column, "text_missing", message)


def _step_problems(row: int, found: Any, tables: dict[str, dict[str, Texts]]) -> Iterator[Problem]:
    if not isinstance(found, dict) or not isinstance(found.get("code"), str):
        yield Problem(row, "code", "missing", _("Give the step a code."))
        return
    yield from _text_problems(row, "title", found.get("title"))
    yield from _text_problems(row, "how", found.get("how"))
    for name in ("needs", "gives"):
        for code in _unknown(found.get(name), tables["papers"]):
            message = _("There is no paper “%(code)s” in this book.") % {"code": code}
            yield Problem(row, name, "unknown_paper", message)
    for code in _unknown(found.get("phases"), PHASES):
        message = _("“%(value)s” is not one of: %(known)s.")
        yield Problem(row, "phases", "unknown_value",
                      message % {"value": code, "known": ", ".join(PHASES)})  # fmt: skip
    yield from _audience_problems(row, found.get("for"), tables)
    yield from _due_problems(row, found.get("due"), tables)


def _unknown(found: Any, known: Iterable[str]) -> list[str]:
    names = found if isinstance(found, list) else [] if found is None else ["?"]
    return [str(name) for name in names if name not in set(known)]


def _audience_problems(row: int, found: Any, tables: Any) -> Iterator[Problem]:
    if found is not None and not isinstance(found, list):
        yield Problem(row, "for", "not_a_list", _("This must be a list."))
        return
    known = {"age", "language", "speaks_not", "paper", *tables["questions"]}
    for condition in found or ():
        facet = condition.get("facet") if isinstance(condition, dict) else condition
        if facet not in known:
            message = _("Nobody is asked about “%(facet)s”. Add a question of this name.")
            yield Problem(row, "for", "unknown_facet", message % {"facet": facet})


def _due_problems(row: int, found: Any, tables: Any) -> Iterator[Problem]:
    if found is None:
        return
    days = found.get("days") if isinstance(found, dict) else None
    if type(days) is not int or abs(days) > MOST_DAYS or found.get("anchor") not in ANCHORS:
        message = _("Say the anchor (%(known)s) and a whole number of days.")
        yield Problem(row, "due", "due", message % {"known": ", ".join(ANCHORS)})
    elif found["anchor"] == "paper" and found.get("paper") not in tables["papers"]:
        message = _("There is no paper “%(code)s” in this book.") % {"code": found.get("paper")}
        yield Problem(row, "due", "unknown_paper", message)


def _step(found: dict[str, Any]) -> Step:
    due = found.get("due")
    return Step(
        code=found["code"], title=found["title"], how=found["how"],
        needs=tuple(found.get("needs") or ()), gives=tuple(found.get("gives") or ()),
        after=tuple(found.get("after") or ()),
        audience=tuple(_condition(row) for row in found.get("for") or ()),
        phases=tuple(found.get("phases") or PHASES),
        due=_due(due) if due else None,
        takes=max(0, int(found.get("takes") or 0)), effort=int(found.get("effort") or 1),
        event=str(found.get("event") or ""), service=str(found.get("service") or ""),
        source=str(found.get("source") or ""), checked_on=_day(found.get("checked_on")),
    )  # fmt: skip


def _condition(row: dict[str, Any]) -> Condition:
    codes = row.get("codes") or ([row["code"]] if "code" in row else [])
    return Condition(
        row["facet"], int(row.get("low", 0)), int(row.get("high", MOST_AGE)),
        frozenset(map(str, codes)), bool(row.get("is", True)),
    )  # fmt: skip


def _due(found: dict[str, Any]) -> Due:
    return Due(
        found["anchor"], found["days"], found.get("kind") == "law", str(found.get("paper", "")),
        int(found.get("month", 8)), int(found.get("day", 1)),
    )  # fmt: skip


def _day(found: Any) -> date | None:
    try:
        return date.fromisoformat(str(found)) if found else None
    except ValueError:
        return None


def _book_problems(book: Book) -> Iterator[Problem]:
    from bothways.directory.steps.plan import cycles_of

    codes = [step.code for step in book.steps]
    for row, code in enumerate(codes, start=1):
        if codes.index(code) != row - 1:
            message = _("The code %(code)s stands twice.") % {"code": code}
            yield Problem(row, "code", "id_twice", message)
    for row, step in enumerate(book.steps, start=1):
        for code in sorted(set(step.after) - set(codes)):
            message = _("There is no step “%(code)s” in this book.") % {"code": code}
            yield Problem(row, "after", "unknown_step", message)
    for ring in cycles_of(book):
        message = _("These steps wait for each other, so nobody could begin: %(ring)s.")
        row = codes.index(ring[0]) + 1
        yield Problem(row, "needs", "cycle", message % {"ring": " → ".join(ring)})
