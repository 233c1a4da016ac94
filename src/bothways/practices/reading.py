"""A record in the reader's words: prose in their language, places, years, ages, designs, absences.

Pure functions over a document. Pages, cards and comparison all speak through these.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.lists import format_list
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, to_locale
from django.utils.translation import gettext as _

from bothways.core.places_and_languages import country_label, language_name_in_itself
from bothways.practices.record.document import Document, is_empty, state, text_hash

ABSENCE: dict[str, Promise] = {
    "not_coded": gettext_lazy("not coded yet"),
    "not_said": gettext_lazy("not reported in the sources we read"),
    "not_agreed": gettext_lazy("the coding passes did not agree"),
    "not_reported": gettext_lazy("not reported in the sources we read"),
    "not_applicable": gettext_lazy("does not apply"),
    "not_looked_for": gettext_lazy("not looked for"),
}
WHO_CHANGES: dict[str, Promise] = {
    "newcomers": gettext_lazy("newcomers are asked to change"),
    "hosts": gettext_lazy("hosts are asked to change"),
    "both": gettext_lazy("both sides are asked to change"),
    "institutions": gettext_lazy("institutions are asked to change"),
}
# From the strongest comparison to none. The words say what was done, not how good it is.
DESIGNS: dict[str, Promise] = {
    "rct": gettext_lazy("tested by drawing lots"),
    "cluster_rct": gettext_lazy("tested by drawing lots among groups"),
    "rdd": gettext_lazy("compared just above and below a cut-off"),
    "iv": gettext_lazy("compared by a chance event"),
    "did": gettext_lazy("change compared with another group"),
    "its": gettext_lazy("followed over time, before and after"),
    "matched": gettext_lazy("compared with similar people"),
    "quasi_experiment": gettext_lazy("compared without drawing lots"),
    "comparison_no_baseline": gettext_lazy("compared at the end only"),
    "pre_post": gettext_lazy("measured before and after"),
    "post_only": gettext_lazy("measured at the end only"),
    "review": gettext_lazy("taken from a review of studies"),
    "qualitative": gettext_lazy("studied in interviews or observation"),
    "case_study": gettext_lazy("described as a case"),
    "monitoring": gettext_lazy("counted, not compared"),
    "opinion": gettext_lazy("told by people who know it"),
    "none_found": gettext_lazy("no study found"),
}
DRAWN_BY_LOT = ("rct", "cluster_rct")
# Units of a difference between groups: a plus sign says that the number is one.
DIFFERENCES = ("percentage points", "effect size", "SD", "beta", "scale points", "d ", "g ")
MINUS = "\u2212"


@dataclass(frozen=True)
class Prose:
    """A text and its language. ``state``: original, translated, outdated or shown_as_is."""

    text: Any
    language: str
    state: str

    @property
    def is_foreign(self) -> bool:
        return self.state == "shown_as_is"


@dataclass(frozen=True)
class Effect:
    """The first outcome a record reports, with how much of a number there is."""

    name: str
    value: str = ""
    unit: str = ""
    low: str = ""
    high: str = ""
    note: str = ""


def prose(document: Document, field: str, language: str) -> Prose:
    """The field in the reader's language where somebody translated it, else as it was written."""
    written, original = document.get("language") or "en", document.get(field)
    if language == written:
        return Prose(original, written, "original")
    translations = document.get("translations") or {}
    row = (translations.get(language) or {}).get(field)
    if not isinstance(row, Mapping) or is_empty(row.get("text")):
        return Prose(original, written, "shown_as_is")
    current = row.get("source_hash") == text_hash(original)
    return Prose(row["text"], language, "translated" if current else "outdated")


def language_notice(parts: Iterable[Prose], language: str) -> str:
    """One sentence on what of this page is not in the reader's language; "" when all is."""
    foreign = {part.language for part in parts if part.is_foreign and part.text}
    if not foreign:
        return ""
    names = {"shown": joined(language_name_in_itself(code) for code in sorted(foreign))}
    return _("Shown in %(shown)s: there is no text in your language yet.") % names


def absence(document: Document, field: str) -> str:
    """Why there is no value; "" when there is one."""
    found = state(document, field)
    return "" if found == "given" else str(ABSENCE[found])


def joined(names: Iterable[str], most: int = 0) -> str:
    """The names as a list in the reader's language; beyond ``most`` they are counted."""
    everyone = [str(name) for name in names if name]
    if most and len(everyone) > most:
        count = len(everyone) - most
        more = ngettext("%(count)s more", "%(count)s more", count) % {"count": count}
        everyone = [*everyone[:most], more]
    return format_list(everyone, locale=_list_locale()) if everyone else ""


def _list_locale() -> str:
    locale = to_locale(get_language() or "en")
    return "en_GB" if locale == "en" else locale


def country_names(document: Document, language: str) -> list[str]:
    return [country_label(code, language) for code in document.get("countries") or ()]


def years(document: Document) -> str:
    """1997–today, from 2022, until 2020, or 2018–2019; "" when no year is known."""
    given = document.get("years") or {}
    start, end = given.get("start"), given.get("end")
    if start and end:
        return str(start) if start == end else f"{start}–{end}"
    if start and given.get("ongoing"):
        return _("%(start)s–today") % {"start": start}
    if start:
        return _("from %(start)s") % {"start": start}
    return _("until %(end)s") % {"end": end} if end else ""


def ages(groups: Sequence[Mapping[str, Any]] | None) -> str:
    """The span of ages over these groups; "" when no age is stated."""
    lows = [g["age_min"] for g in groups or () if g.get("age_min") is not None]
    highs = [g["age_max"] for g in groups or () if g.get("age_max") is not None]
    if lows and highs:
        return f"{min(lows)}–{max(highs)}"
    if lows:
        return _("%(age)s and over") % {"age": min(lows)}
    return _("up to %(age)s") % {"age": max(highs)} if highs else ""


def who_changes(document: Document) -> str:
    code = document.get("who_changes")
    if code in WHO_CHANGES:
        return str(WHO_CHANGES[code])
    reason = absence(document, "who_changes")
    return _("who is asked to change: %(reason)s") % {"reason": reason}


def design_code(document: Document) -> str:
    """The strongest design among the studies; none_found when none was found; "" if unknown."""
    designs = {study.get("design") for study in document.get("studies") or ()}
    strongest = next((code for code in DESIGNS if code in designs), "")
    none = (document.get("missing") or {}).get("studies") == "not_reported"
    return strongest or ("none_found" if none and not designs else "")


def design(document: Document) -> str:
    """How it was studied, in words anybody understands."""
    code = design_code(document)
    if code:
        return str(DESIGNS[code])
    return _("how it was studied: %(reason)s") % {"reason": ABSENCE["not_said"]}


def people_measured(document: Document) -> int | None:
    counts = [study.get("n") for study in document.get("studies") or ()]
    return max((n for n in counts if isinstance(n, int)), default=None)


def main_effect(document: Document) -> Effect | None:
    outcomes = [o for s in document.get("studies") or () for o in s.get("outcomes") or ()]
    return effect(outcomes[0]) if outcomes else None


def effect(outcome: Mapping[str, Any]) -> Effect:
    unit = outcome.get("unit") or ""
    return Effect(
        outcome.get("name") or "",
        number(outcome.get("estimate"), signed=unit.startswith(DIFFERENCES)),
        unit,
        number(outcome.get("ci_low")),
        number(outcome.get("ci_high")),
        outcome.get("note") or "",
    )


def number(value: float | None, *, signed: bool = False) -> str:
    """A number as the reader writes it, with a true minus sign; as many digits as reported."""
    if value is None:
        return ""
    digits = f"{abs(value):.10f}".rstrip("0").rstrip(".")
    places = len(digits.partition(".")[2])
    text = str(number_format(abs(value), places, force_grouping=abs(value) >= 1_000))
    if value < 0:
        return f"{MINUS}{text}"
    return f"+{text}" if signed and value > 0 else text
