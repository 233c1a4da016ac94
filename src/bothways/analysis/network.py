"""Ties between groups in classes, against what chance gives inside each class."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from bothways.analysis.answers import Answer, assumption, p_words, short
from bothways.analysis.questions import column, draws, file, level, optional_column, seed, text
from bothways.analysis.readers.columns import refuse
from bothways.analysis.tables import Labels, Table, read_table
from bothways.stats.estimate import Estimate
from bothways.stats.networks import CrossTies, cross_ties


@dataclass(frozen=True, slots=True)
class Network:
    """Whether ties across groups are fewer or more than chance gives. FILE lists the ties."""

    pupils: Path = file("a second table: one row a pupil")
    group: str = column("in the second table: newcomer or host, girl or boy")
    pupil: str = text("id", "in the second table: the pupil's name or code", "id")
    classroom: str | None = optional_column("in the second table: the class", "class")
    source: str = text("from", "in FILE: who names", "from")
    target: str = text("to", "in FILE: who is named", "to")
    draws: int = draws()
    seed: int = seed()
    level: float = level()


def analyse(asked: Network, table: Table) -> Answer:
    pupils = read_table(asked.pupils, table.missing)
    names = _once(pupils, asked.pupil).astype(str)
    source, target = (_listed(table, k, names, asked.pupils) for k in (asked.source, asked.target))
    found = cross_ties(
        CrossTies(draws=asked.draws, seed=asked.seed, level=asked.level),
        names,
        pupils.labels(asked.group),
        source,
        target,
        asked.classroom and pupils.complete_labels(asked.classroom),
    )
    return Answer(
        "description", _sentence(found[0], asked.level), found, assumption("description"),
        drawn=tuple(e for e in found if e.term in ("E-I index", "assortativity")
                    or e.term.startswith("Coleman")),
        mark="dot",
    )  # fmt: skip


def _sentence(index: Estimate, level: float) -> str:
    values = {"value": short(index.value), "p": p_words(index.p_value)}
    if index.p_value is None or index.p_value >= 1 - level or index.statistic is None:
        message = _(
            "We cannot tell whether ties across groups differ from chance (E-I index %(value)s, "
            "p = %(p)s)."
        )
    elif index.statistic > 0:
        message = _(
            "Ties across groups are more than chance gives (E-I index %(value)s, p = %(p)s)."
        )
    else:
        message = _(
            "Ties across groups are fewer than chance gives (E-I index %(value)s, p = %(p)s)."
        )
    return message % values


def _once(pupils: Table, name: str) -> Labels:
    labels = pupils.complete_labels(name)
    seen: dict[str, int] = {}
    for k, label in enumerate(labels.tolist()):
        if label in seen:
            message = _(
                "Column %(column)s, row %(row)s: expected each pupil once, found “%(name)s” again "
                "(first in row %(first)s)."
            )
            values = {"column": name, "row": pupils.row(k), "name": label}
            values["first"] = pupils.row(seen[label])
            raise refuse("pupil_twice", message % values, row=pupils.row(k), column=name)
        seen[label] = k
    return labels


def _listed(ties: Table, name: str, pupils: Labels, path: Path) -> Labels:
    """Who names or is named, every one of them a known pupil."""
    labels = ties.complete_labels(name).astype(str)
    unknown = np.flatnonzero(~np.isin(labels, pupils))
    if unknown.size:
        row = ties.row(int(unknown[0]))
        message = _(
            "Column %(column)s, row %(row)s: expected a pupil of %(file)s, found “%(name)s”."
        )
        values = {"column": name, "row": row, "file": path.name, "name": labels[unknown[0]]}
        raise refuse("unknown_pupil", message % values, row=row, column=name)
    return labels
