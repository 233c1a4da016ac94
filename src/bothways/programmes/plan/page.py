"""What the page of a programme shows, put together from the whole of its plan."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from bothways.core.models import User
from bothways.core.places_and_languages import language_label
from bothways.core.vocabularies import in_language
from bothways.practices import reading
from bothways.programmes.models import Programme
from bothways.programmes.plan.framework import framework
from bothways.programmes.plan.groups import group_label
from bothways.programmes.plan.kinds import kind_with
from bothways.programmes.plan.missing import gaps
from bothways.programmes.plan.others import as_others_see
from bothways.programmes.plan.queries import WholeProgramme
from bothways.programmes.plan.results_page import ShownIndicator, ShownNode, shown_nodes
from bothways.programmes.plan.words import (
    GRADES,
    ROLES,
    STATES,
    money_words,
    place_words,
)
from bothways.programmes.policies import Right, rights_in, role_in
from bothways.programmes.reports.queries import funder_table
from bothways.tailoring.plan.words import CHOICES

# From what must stay to what nobody has said.
KINDS = ("core", "adaptable", "optional", "")


def sees_small(programme: Programme, user: User) -> bool:
    """Whoever plans or knows the people sees every part; others what the report shows them."""
    return bool(rights_in(programme, user) & {Right.PLAN, Right.PEOPLE})


def nodes_for(whole: WholeProgramme, user: User) -> list[ShownNode]:
    """The tree of results with the figures that this reader may see."""
    nodes = shown_nodes(framework(whole))
    if sees_small(whole.programme, user):
        return nodes
    return as_others_see(nodes, funder_table(whole.programme, timezone.localdate()))


def overview(whole: WholeProgramme, user: User) -> dict[str, Any]:
    programme, language = whole.programme, get_language() or "en"
    nodes = nodes_for(whole, user)
    is_open = programme.state != Programme.State.CLOSED
    rights = rights_in(programme, user)
    may_plan = is_open and Right.PLAN in rights
    return {
        "section": "programmes",
        "programme": programme,
        "tab": "programme",
        "whole": whole,
        "role": ROLES.get(role_in(programme, user), ""),
        "state": STATES[programme.state],
        "may_plan": may_plan,
        "may_export": Right.PLAN in rights,
        "gaps": gaps(whole) if may_plan else [],
        "practice": _practice(programme, language),
        "kind": _kind(programme, language),
        "places": [place_words(place) for place in programme.places],
        "groups": reading.joined(map(group_label, programme.target_groups)),
        "languages": reading.joined(language_label(tag, language) for tag in programme.languages),
        "parts": _by_kind(whole),
        "nodes": nodes,
        "measured": _measured(nodes),
        "budget": _budget(whole),
        "risks": [(row, GRADES[row.likelihood], GRADES[row.impact]) for row in whole.risks],
        "open_risks": [row for row in whole.risks if not row.is_closed],
        "usual": _usual_partners(whole) if may_plan else [],
    }


def _practice(programme: Programme, language: str) -> reading.Prose | None:
    if programme.release is None:
        return None
    return reading.prose(programme.release.document, "title", language)


def _kind(programme: Programme, language: str) -> str:
    found = kind_with(programme.template) if programme.template else None
    return in_language(found[0].title, language) if found else ""


def _by_kind(whole: WholeProgramme) -> list[tuple[str, list[tuple[Any, Any]]]]:
    """The parts under their standing, in order; empty kinds are left out."""
    found = [
        (kind, [(part, CHOICES[part.choice]) for part in whole.parts if part.kind == kind])
        for kind in KINDS
    ]
    return [(kind, rows) for kind, rows in found if rows]


def _measured(nodes: Sequence[ShownNode]) -> dict[str, int]:
    """How many indicators have a figure, and how many have reached their target."""
    rows = [row for node in nodes for row in _rows_of(node)]
    with_figures = [row for row in rows if row.actual]
    return {
        "all": len(rows),
        "with_figures": len(with_figures),
        "reached": sum(row.reached is not None and row.reached >= 100 for row in with_figures),
    }


def _rows_of(node: ShownNode) -> Iterator[ShownIndicator]:
    yield from node.indicators
    for child in node.children:
        yield from _rows_of(child)


def _budget(whole: WholeProgramme) -> dict[str, Any]:
    planned = sum((line.planned for line in whole.budget), Decimal(0))
    spent = sum((line.spent for line in whole.budget), Decimal(0))
    return {
        "lines": [(line, money_words(line.planned), money_words(line.spent))
                  for line in whole.budget],
        "planned": money_words(planned),
        "spent": money_words(spent),
        "share": round(100 * spent / planned) if planned else None,
    }  # fmt: skip


def _usual_partners(whole: WholeProgramme) -> list[tuple[str, str]]:
    """Roles and kinds that the template suggests and nobody has yet."""
    found = kind_with(whole.programme.template) if whole.programme.template else None
    have = {(row.role, row.organisation.kind) for row in whole.partners}
    return [pair for pair in found[0].partners if pair not in have] if found else []
