"""What a plan still lacks: a pure rule over the whole, one line a gap, each with its page."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bothways.programmes.models import IndicatorValue, ProgrammeMember, Result
from bothways.programmes.plan.groups import has_minors
from bothways.programmes.plan.queries import WholeProgramme


@dataclass(frozen=True)
class Gap:
    """What is missing, and the page where it is filled in."""

    code: str
    words: Promise
    page: str


GAPS = {
    gap.code: gap
    for gap in (
        Gap("goal", _("The goal is not written yet."), "programme_about"),
        Gap("place", _("Nobody has said where it takes place."), "programme_about"),
        Gap("dates", _("Start and end are not set."), "programme_about"),
        Gap("group", _("Nobody has said whom it is for."), "programme_about"),
        Gap("languages", _("The languages are not named."), "programme_about"),
        Gap("answers", _("No organisation answers for it and for the data of its people."),
            "programme_about"),
        Gap("outcome", _("No outcome says what shall be different afterwards."),
            "programme_results"),
        Gap("unmeasured", _("An outcome has no indicator."), "programme_results"),
        Gap("target", _("An indicator has no target."), "programme_results"),
        Gap("baseline", _("An indicator of an outcome has no baseline."), "programme_results"),
        Gap("period", _("There is no period to report on."), "programme_results"),
        Gap("partner", _("No partner is named."), "programme_partner_new"),
        Gap("voice", _("No organisation of newcomers is among the partners."),
            "programme_partner_new"),
        Gap("part", _("Nobody has said of every part whether it is core."), "programme_parts"),
        Gap("risk", _("No risk is named."), "programme_risk_new"),
        Gap("budget", _("There is no budget line."), "programme_budget_new"),
        Gap("safeguarding", _("People under 18 take part, and nobody has the safeguarding role."),
            "programme_members"),
    )
}  # fmt: skip


def gaps(whole: WholeProgramme) -> list[Gap]:
    """In the order of the work."""
    found = _of_description(whole) | _of_results(whole) | _around(whole)
    return [gap for code, gap in GAPS.items() if code in found]


def _of_description(whole: WholeProgramme) -> set[str]:
    programme = whole.programme
    filled = {
        "goal": programme.goal.strip(),
        "place": programme.places,
        "dates": programme.starts_on and programme.ends_on,
        "group": programme.target_groups,
        "languages": programme.languages,
        "answers": programme.organisation_id,
    }
    return {code for code, value in filled.items() if not value}


def _of_results(whole: WholeProgramme) -> set[str]:
    outcomes = {row.pk for row in whole.results if row.level == Result.Level.OUTCOME}
    of_outcomes = {row.pk for row in whole.indicators if row.result_id in outcomes}
    measured = {row.result_id for row in whole.indicators}
    has = {
        kind: {figure.indicator_id for figure in whole.figures if figure.kind == kind}
        for kind in IndicatorValue.Kind
    }
    every = {row.pk for row in whole.indicators}
    lacks = {
        "outcome": not outcomes,
        "unmeasured": bool(outcomes - measured),
        "target": bool(every - has[IndicatorValue.Kind.TARGET]),
        "baseline": bool(of_outcomes - has[IndicatorValue.Kind.BASELINE]),
        "period": not whole.periods,
    }
    return {code for code, is_missing in lacks.items() if is_missing}


def _around(whole: WholeProgramme) -> set[str]:
    kinds = {row.organisation.kind for row in whole.partners}
    roles = {row.role for row in whole.members}
    lacks = {
        "partner": not whole.partners,
        "voice": bool(whole.partners) and "migrant_organisation" not in kinds,
        "part": any(not row.kind and row.choice != "add" for row in whole.parts),
        "risk": not whole.risks,
        "budget": not whole.budget,
        "safeguarding": has_minors(whole.programme.target_groups)
        and ProgrammeMember.Role.SAFEGUARDING not in roles,
    }
    return {code for code, is_missing in lacks.items() if is_missing}
