"""Study records out of the document of a practice: one for each study and outcome.

Nothing is invented. An effect counts only where it stands in standard deviations, or converts to
them exactly, and where somebody said which direction is the better one.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bothways.practices.rating.cells import THREAT_WORDS, CellError, read_unit
from bothways.practices.rating.record import LIMITS, RecordError, StudyRecord, Threat
from bothways.practices.rating.tables import DESIGNS
from bothways.practices.rating.units import DEVIATIONS, OTHER, RANGE, scale_of
from bothways.practices.rating_words import UNIT_WORDS
from bothways.stats.said import N_, Said

Row = Mapping[str, Any]
# Column of the record -> field of the study record, where the two say the same thing.
STUDY_NUMBERS = {
    "n": "n_participants", "n_clusters": "n_clusters", "sites": "sites", "icc": "icc",
    "mdes": "mdes", "attrition_overall": "attrition_overall",
    "attrition_differential": "attrition_differential",
    "baseline_max_smd": "baseline_difference", "outcomes_measured": "outcomes_measured",
}  # fmt: skip
STUDY_ANSWERS = {
    "baseline_adjusted": "baseline_adjusted", "assumption_shown": "assumption_shown",
    "independent": "independent_evaluator", "dose_or_norm": "dose_or_norm",
}  # fmt: skip
NOT_REGISTERED = frozenset({"no", "none", "not registered", "not preregistered", "0", "false"})
Z95 = 1.959963984540054
NAME_LENGTH = 60

NO_SIGN = Said(N_("Nobody has said whether a lower value is better: the effect is not used."))
NO_ESTIMATE = Said(N_("No estimate is reported."))
P_ONLY = Said(N_("No interval is reported, and none is worked out from a p value."))
FROM_ERROR = Said(N_("The interval is worked out from the standard error."))


@dataclass(frozen=True, slots=True)
class Finding:
    """One outcome of one study as the rules read it, and where it stands in the document."""

    record: StudyRecord
    study: int  # place in studies, from 0
    outcome: int | None  # place in its outcomes; None for a study that names none
    name: str
    family: str
    notes: tuple[Said, ...] = ()


def study_records(document: Row) -> tuple[StudyRecord, ...]:
    return tuple(finding.record for finding in findings(document))


def findings(document: Row) -> tuple[Finding, ...]:
    """One for each study and outcome; a study without outcomes gives one too."""
    studies = _rows(document, "studies")
    beside = of_practice(document)
    return tuple(
        finding
        for place, study in enumerate(studies)
        for finding in _of_study(place, study, beside, alone=len(studies) == 1)
    )


def of_practice(document: Row) -> dict[str, Any]:
    """What the practice itself says that the rules ask for: a theory of change, users asked."""
    linked = any(row.get("outcome") for row in _rows(document, "change_theory"))
    asked = sum(int(_number(row.get("n")) or 0) for row in _rows(document, "opinions"))
    return {"theory_linked": linked or None, "users_asked": asked or None}


def _of_study(place: int, study: Row, beside: Row, *, alone: bool) -> Iterator[Finding]:
    outcomes = _rows(study, "outcomes")
    values, notes = _study_values(study, len(outcomes))
    values |= beside
    values["name"] = "" if alone else _name(place, study)
    values["sample"] = _text(study.get("sample")) or str(place + 1)
    if not outcomes:
        record, more = _made(values)
        yield Finding(record, place, None, "", "", (*notes, *more))
    for number, outcome in enumerate(outcomes):
        name, family = _text(outcome.get("name")), _text(outcome.get("family"))
        own, told = _outcome_values(outcome)
        record, more = _made({**values, **own, "outcome": family or name})
        yield Finding(record, place, number, name, family, (*notes, *told, *more))


def _name(place: int, study: Row) -> str:
    citation = _text(study.get("citation"))
    short = citation if len(citation) <= NAME_LENGTH else f"{citation[:NAME_LENGTH]}…"
    return short or str(place + 1)


def _made(values: dict[str, Any]) -> tuple[StudyRecord, list[Said]]:
    """The record; a value that cannot be, or contradicts the others, is left out and told."""
    notes: list[Said] = []
    values = dict(values)
    while True:
        try:
            return StudyRecord(**values), notes
        except RecordError as error:
            # An interval goes as a whole: half of one says nothing.
            ends = ("ci_low", "ci_high")
            for name in ends if error.field in ends else (error.field,):
                values[name] = None
            notes.append(
                Said(N_("Left out, since it cannot be or contradicts the rest: %(field)s."),
                     {"field": error.field})
            )  # fmt: skip


def _study_values(study: Row, outcomes: int) -> tuple[dict[str, Any], list[Said]]:
    values: dict[str, Any] = {
        field: _within(field, study.get(column)) for column, field in STUDY_NUMBERS.items()
    }
    values |= {field: _answer(study.get(column)) for column, field in STUDY_ANSWERS.items()}
    design = study.get("design")
    values["design"] = design if design in DESIGNS else None
    values["unit_of_randomisation"] = _unit(study)
    values["preregistered"] = _registered(study)
    # A record that lists several outcomes measured at least as many.
    if outcomes > 1:
        values["outcomes_measured"] = max(outcomes, values["outcomes_measured"] or 0)
    values |= _threats(study)
    wrong = [c for c, f in STUDY_NUMBERS.items() if study.get(c) is not None and values[f] is None]
    told = N_("Left out, since it cannot be or contradicts the rest: %(field)s.")
    return values, [Said(told, {"field": STUDY_NUMBERS[column]}) for column in wrong]


def _threats(study: Row) -> dict[str, Any]:
    """Levels of the threats that are named. Those not named are low only if all were weighed."""
    levels: dict[str, Any] = {}
    columns = (("threats", None), ("threats_moderate", "moderate"), ("threats_high", "high"))
    for column, level in columns:
        for code in study.get(column) or ():
            known = THREAT_WORDS.get(str(code).replace("_", " "))
            if known:
                levels[known] = level
    weighed = study.get("threats_weighed") is True
    if not levels and not weighed:
        return {"threats": None}
    named = tuple(Threat(code, level) for code, level in levels.items())
    return {"threats": named, "threats_complete": weighed}


def _unit(study: Row) -> str | None:
    text = _text(study.get("unit_of_randomisation"))
    try:
        return read_unit(text) if text else None
    except CellError:
        return None


def _registered(study: Row) -> bool | None:
    text = _text(study.get("preregistered")).casefold()
    return text not in NOT_REGISTERED if text else None


def _outcome_values(outcome: Row) -> tuple[dict[str, Any], list[Said]]:
    effect, notes = _effect(outcome)
    return {
        "follow_up_months": _within("follow_up_months", outcome.get("months_after_end")),
        "instrument_validated": _answer(outcome.get("instrument_validated")),
        **effect,
    }, notes


def _effect(outcome: Row) -> tuple[dict[str, float], list[Said]]:
    """Effect and interval in standard deviations, positive as intended, or why there is none."""
    if _number(outcome.get("estimate")) is None:
        return {}, [NO_ESTIMATE]
    unit = _text(outcome.get("unit"))
    kind, convert = scale_of(unit)
    if kind in (OTHER, RANGE):
        return {}, [Said(UNIT_WORDS[kind], {"unit": unit})]
    lower = outcome.get("lower_is_better")
    if not isinstance(lower, bool):
        return {}, [NO_SIGN]
    numbers, notes = _with_interval(outcome, may_use_error=kind == DEVIATIONS)
    try:
        found = {name: convert(number) for name, number in numbers.items()}
    except ValueError:
        return {}, [Said(UNIT_WORDS[OTHER], {"unit": unit})]
    return _turned(found) if lower else found, notes


def _with_interval(outcome: Row, *, may_use_error: bool) -> tuple[dict[str, float], list[Said]]:
    """Estimate and reported ends; else the ends that the standard error gives, exactly."""
    given = {name: _number(outcome.get(column)) for name, column in COLUMNS.items()}
    found = {name: number for name, number in given.items() if number is not None}
    error = _number(outcome.get("se")) if may_use_error else None
    if "ci_low" in found and "ci_high" in found:
        return found, []
    if error and error > 0:
        middle, half = found["effect"], Z95 * error
        return {"effect": middle, "ci_low": middle - half, "ci_high": middle + half}, [FROM_ERROR]
    return {"effect": found["effect"]}, [P_ONLY] if outcome.get("p") is not None else []


COLUMNS = {"effect": "estimate", "ci_low": "ci_low", "ci_high": "ci_high"}


def _turned(found: Mapping[str, float]) -> dict[str, float]:
    """The same finding with the intended direction upwards; its ends change places."""
    other = {"effect": "effect", "ci_low": "ci_high", "ci_high": "ci_low"}
    return {other[name]: -number for name, number in found.items()}


def without_studies(document: Row) -> StudyRecord:
    """A practice that no study is known of, as the steps inside C0 read it."""
    return StudyRecord(design="none_found", **of_practice(document))


def _within(field: str, value: Any) -> float | int | None:
    """The number if the field may have it, else None: a draft may still hold mistakes."""
    number, limits = _number(value), LIMITS[field]
    if number is None or not limits.low <= number <= limits.high:
        return None
    if not limits.whole:
        return number
    return int(number) if number == int(number) else None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value


def _answer(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _rows(document: Row, name: str) -> list[Row]:
    value = document.get(name)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
