"""What may not enter a plan: unknown codes, rows of another plan, a judgement without its why."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.core.vocabularies import vocabulary
from bothways.tailoring.models import AdaptationPlan, PartChoice, PlanPart, PlanPrecondition

# Field of the log -> its vocabulary. The first hold one code, the others any number.
ONE_CODE = {"when": "frame_when", "planned": "frame_planned", "fidelity": "frame_fidelity"}
SEVERAL_CODES = {
    "deciders": "frame_decider", "modified": "frame_what", "levels": "frame_level",
    "content_changes": "frame_content", "context_changes": "frame_context",
    "goals": "frame_goal", "reasons": "frame_reason",
}  # fmt: skip
OF_THE_PRACTICE = (PartChoice.KEEP, PartChoice.ADAPT, PartChoice.LEAVE_OUT)


def check_parts(parts: Mapping[int, PlanPart], choices: Mapping[int, Mapping[str, Any]]) -> None:
    for key, fields in choices.items():
        if key not in parts:
            raise Refused(_("One of the parts is no longer in the plan. Open the page again."))
        _require_codes("component_part", [fields["kind"]] if fields["kind"] else [])
        allowed = OF_THE_PRACTICE if parts[key].choice != PartChoice.ADD else (PartChoice.ADD,)
        if fields["choice"] not in allowed:
            raise Refused(_("Choose keep, adapt or leave out for each part of the practice."))


def check_states(
    rows: Mapping[int, PlanPrecondition], states: Mapping[int, Mapping[str, Any]]
) -> None:
    for key, fields in states.items():
        if key not in rows:
            raise Refused(_("One of the conditions is no longer in the plan. Open the page again."))
        if fields["state"] not in PlanPrecondition.State.values:
            raise Refused(_("Choose met, unmet or unknown for each condition."))


def check_entry(plan: AdaptationPlan, fields: Mapping[str, Any]) -> None:
    """All eight aspects of a log entry, as far as a rule can look at them."""
    if not fields["what"].strip():
        raise Refused(_("Say in a sentence what was changed."))
    for name, codes in ONE_CODE.items():
        _require_codes(codes, [fields[name]] if fields[name] else [])
    for name, codes in SEVERAL_CODES.items():
        _require_codes(codes, fields[name])
    if fields["fidelity"] and not fields["fidelity_because"].strip():
        raise Refused(_("Say why you judge the core otherwise than the plan computes it."))
    if fields["part"] is not None and fields["part"].plan_id != plan.pk:
        raise Refused(_("The part belongs to another plan. Open the page again."))


def _require_codes(name: str, codes: Iterable[str]) -> None:
    for code in codes:
        if code not in vocabulary(name):
            raise Refused(
                _("There is no code “%(code)s” here. Open the page again.") % {"code": code}
            )
