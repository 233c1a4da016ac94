"""What an analysis gives back, for people and for machines."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from django.utils.translation import gettext as _

from bothways.stats.claims import ASSUMPTIONS, Design, claim
from bothways.stats.estimate import Estimate
from bothways.stats.said import Said


@dataclass(frozen=True)
class Answer:
    """Estimates, the sentence the design allows, and what the sentence rests on.

    ``drawn`` are the estimates for the plot, ``listed`` those in the table for people (all, when
    empty), ``extra`` lines stand under it.
    """

    design: str
    sentence: str
    estimates: tuple[Estimate, ...]
    assumption: str = ""
    drawn: tuple[Estimate, ...] = ()
    mark: Literal["diamond", "dot"] = "diamond"
    extra: tuple[str, ...] = ()
    listed: tuple[Estimate, ...] = ()


def tell(design: Design, estimate: Estimate, outcome: str, p_value: float | None = None) -> str:
    """The sentence the design allows; never one that the interval beside it belies."""
    said = claim(design, estimate, outcome, p_value)
    p = estimate.p_value if p_value is None else p_value
    low, high = estimate.interval or (None, None)
    around_zero = low is not None and high is not None and low < 0 < high
    if said.code.startswith("cannot") and p is not None and not around_zero:
        message = _("We cannot tell whether %(outcome)s changed: chance alone gives p = %(p)s.")
        return message % {"outcome": outcome, "p": p_words(p)}
    return said.said.filled(_)


def assumption(design: Design) -> str:
    return Said(ASSUMPTIONS[design]).filled(_)


def as_json(answer: Answer) -> str:
    """The answer for machines: the same keys for every analysis, and null where nothing is."""
    rows = [clean(estimate.as_row()) for estimate in answer.estimates]
    whole = {"estimates": rows, "sentence": answer.sentence, "design": answer.design}
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False)


def clean(value: Any) -> Any:
    """Plain JSON values; NaN and infinity become None."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): clean(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(inner) for inner in value]
    return value


def as_text(answer: Answer) -> str:
    """The answer for people: sentence, what it rests on, table, cautions, method."""
    parts = [[answer.sentence]]
    if answer.assumption:
        parts[0].append(_("This rests on: %(assumption)s") % {"assumption": answer.assumption})
    table = _table(answer.listed or answer.estimates)
    parts += [table, list(answer.extra), _cautions(answer.estimates)]
    parts.append(_methods(answer.estimates))
    return "\n\n".join("\n".join(part) for part in parts if part)


def _table(estimates: Sequence[Estimate]) -> list[str]:
    level = estimates[0].level if estimates else 0.95
    interval = _("%(level)s %% interval") % {"level": f"{100 * level:g}"}
    head = ["", _("value"), _("unit"), interval, "p", _("n"), _("clusters")]
    body = [_line(estimate) for estimate in estimates]
    if all(estimate.clusters is None for estimate in estimates):
        head, body = head[:-1], [line[:-1] for line in body]
    widths = [max(len(line[k]) for line in (head, *body)) for k in range(len(head))]
    return [_padded(line, widths) for line in (head, *body)]


def _padded(line: Sequence[str], widths: Sequence[int]) -> str:
    pairs = enumerate(zip(line, widths, strict=True))
    cells = [c.rjust(w) if k in (1, 5, 6) else c.ljust(w) for k, (c, w) in pairs]
    return "  ".join(cells).rstrip()


def _line(estimate: Estimate) -> list[str]:
    clusters = _("none") if estimate.clusters is None else str(estimate.clusters)
    return [
        estimate.term, short(estimate.value), Said(estimate.unit).filled(_),
        interval_words(estimate),
        _("no test") if estimate.p_value is None else p_words(estimate.p_value),
        str(estimate.n), clusters,
    ]  # fmt: skip


def interval_words(estimate: Estimate) -> str:
    """The interval in words; an end that does not exist is said to be open."""
    if estimate.interval is None or estimate.interval == (None, None):
        return _("no interval")
    low, high = (_("no limit") if end is None else short(end) for end in estimate.interval)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def short(number: float | None) -> str:
    """Three digits that matter; a tiny p keeps its size."""
    if number is None:
        return _("unknown")
    if number == 0:
        return "0"
    if abs(number) >= 1000 and number == int(number):
        return str(int(number))
    return f"{number:.3g}" if 1e-4 <= abs(number) < 1000 else f"{number:.4g}"


def p_words(p: float | None) -> str:
    """A p value; none is ever zero."""
    return "< 0.0001" if p is not None and p < 1e-4 else short(p)


def _cautions(estimates: Iterable[Estimate]) -> list[str]:
    notes = dict.fromkeys(w.said.filled(_) for estimate in estimates for w in estimate.warnings)
    return [_("Keep in mind:"), *(f"- {note}" for note in notes)] if notes else []


def _methods(estimates: Iterable[Estimate]) -> list[str]:
    lines = {}
    for e in estimates:
        values = {
            "method": e.method,
            "version": e.method_version,
            "hash": e.inputs_hash[:12],
            "seed": e.seed,
        }
        lines[e.method] = (
            _("Method %(method)s, version %(version)s, inputs %(hash)s") % values
            if e.seed is None
            else _("Method %(method)s, version %(version)s, seed %(seed)s, inputs %(hash)s")
            % values
        )
    return list(lines.values())
