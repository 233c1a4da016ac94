"""The sentences of a Snapshot report: its method, its counts, its warnings, what has changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from bothways.practices import reading
from bothways.practices.record.document import disputed
from bothways.publishing.selection import Condition

if TYPE_CHECKING:
    from bothways.publishing.report.chapters import Report


@dataclass(frozen=True)
class Flow:
    """One line of "from the library to this report"."""

    words: str
    count: int
    inner: bool = False  # a part of the line above


def flow(report: "Report") -> Iterator[Flow]:
    yield Flow(_("Released practices in the library, all searched"), report.frozen["searched"])
    for step in report.frozen["steps"]:
        words = Condition(step["name"], tuple(step["values"])).words(report.language)
        yield Flow(_("left with %(condition)s") % {"condition": words}, step["left"])
    documents = report.documents
    yield Flow(_("in this report"), len(documents))
    for group in report.groups:
        yield Flow(group.words, sum(p.group == group.place for p in report.practices), inner=True)
    nothing = sum(reading.design_code(d) == "none_found" for d in documents)
    yield Flow(_("of these, no study found"), nothing, inner=True)
    yield Flow(_("with at least one disputed code"), sum(bool(disputed(d)) for d in documents))
    imported = sum(p.released.kind == "imported" for p in report.practices)
    yield Flow(_("released as imported, not yet reviewed"), imported)
    yield Flow(_("second-coded by a person"), 0)


def method(report: "Report") -> Iterator[str]:
    yield _(
        "All %(n)s released practices of the library were searched on the day of this edition. "
        "This report holds every one that fits: %(question)s. None was left out by hand."
    ) % {"n": report.frozen["searched"], "question": report.question}
    yield _(
        "A practice is a case study that somebody coded: what was done, for whom, where, and what "
        "came of it. Facts stand as the sources give them."
    )
    yield _order(report)
    yield _(
        "An open place has a reason, and the reason is printed: not reported in the sources we "
        "read, not coded yet, or the coding passes did not agree. None of them means that nothing "
        "was there."
    )
    if report.never_coded:
        yield _(
            "Nobody has coded these fields yet for any practice of this report, so no page "
            "repeats them: %(fields)s."
        ) % {"fields": report.never_coded_words}


def _order(report: "Report") -> str:
    if report.is_rated:
        return _(
            "The order is by confidence, then by title; it is not a ranking of what works best."
        )
    return _(
        "The order is by the strongest study design, then by title; it is not a ranking of quality."
    )


def warnings(report: "Report") -> Iterator[str]:
    documents = report.documents
    coders = max(((d.get("coding") or {}).get("coders") or 0 for d in documents), default=0)
    if coders:
        yield _(
            "Codes come from up to %(n)s separate reading passes; no person has second-coded "
            "them yet."
        ) % {"n": coders}
    rows = [row for d in documents for row in d.get("sources") or ()]
    copies = sum((row.get("read_as") or "").startswith("opening") for row in rows)
    if copies:
        yield _("%(n)s of %(all)s sources were read as the opening of a stored copy.") % {
            "n": copies, "all": len(rows),
        }  # fmt: skip
    if not report.is_rated:
        yield _("No practice is rated yet: the study design stands in words.")
        return
    yield _(
        "Confidence is computed from the records by the rules of the annex, version %(version)s. "
        "It stands as on the day of this edition. C0 does not mean that a practice does not work: "
        "it means that nobody can tell."
    ) % {"version": report.rule_version}


def change_lines(
    changes: Mapping[str, Any] | None, titles: Mapping[str, str]
) -> list[tuple[str, list[str]]]:
    if changes is None:
        return []
    changed = [
        _("%(title)s (release %(old)s to %(new)s)")
        % {"title": titles.get(row["practice"], row["practice"]), "old": row["from"],
           "new": row["to"]}
        for row in changes["changed"]
    ]  # fmt: skip
    lines = [
        (_("Added"), [titles.get(slug, slug) for slug in changes["added"]]),
        (_("No longer in it"), list(changes["dropped"])),
        (_("In a newer release"), changed),
        (_("Rated anew"), [titles.get(slug, slug) for slug in changes.get("rerated", ())]),
    ]
    return [line for line in lines if line[1]]
