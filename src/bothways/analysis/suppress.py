"""A table that may be published: small cells hidden, and others so that they stay hidden."""

import csv
import io
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from bothways.analysis.answers import Answer, short
from bothways.analysis.questions import columns, optional_column, switch, text, whole
from bothways.analysis.readers.columns import refuse
from bothways.analysis.tables import Floats, Labels, Table
from bothways.stats.disclosure import SafeTable, Suppression, key_counts
from bothways.stats.disclosure import suppress as suppressed
from bothways.stats.estimate import Estimate, Run, inputs_hash

WIDEST = 12


@dataclass(frozen=True, slots=True)
class Suppress:
    """Hides small cells of a table of people; with --key, counts who is nearly alone in a file."""

    row: str | None = optional_column("what stands in the rows of the table")
    column: str | None = optional_column("what stands in its columns")
    count: str | None = optional_column("people each row of FILE counts (default: one)")
    threshold: int = whole(10, "counts below it are hidden", least=2)
    show_zeros: bool = switch("leave zeros in sight")
    out: str | None = text(None, "also write the safe table to this CSV file", metavar="FILE")
    key: tuple[str, ...] = columns("what others may know of a person, instead of a table")
    weight: str | None = optional_column("with --key: people each record stands for")
    k: int = whole(3, "with --key: records that share their keys with fewer are counted", least=2)


def analyse(asked: Suppress, table: Table) -> Answer:
    if bool(asked.key) == bool(asked.row):
        raise refuse("row", _("Expected --row COLUMN for a table, or --key COLUMN for records."))
    return _records(asked, table) if asked.key else _table(asked, table)


def _table(asked: Suppress, table: Table) -> Answer:
    many = table.whole(asked.count) if asked.count else np.ones(table.size)
    names, places = _named(table.complete_labels(str(asked.row)))
    shape, at = [len(names)], [places]
    heads: list[str] = []
    if asked.column:
        heads, across = _named(table.complete_labels(asked.column))
        shape, at = [len(names), len(heads)], [places, across]
    counts = np.zeros(shape)
    np.add.at(counts, tuple(at), many)
    safe = suppressed(Suppression(asked.threshold, not asked.show_zeros), counts)
    grid = _grid(safe, names, heads)
    if asked.out:
        _write(asked.out, grid)
    message = _("%(hidden)s figures are hidden: small ones, and others so that they stay hidden.")
    values = {"hidden": int(safe.hidden.sum())}
    drawn = safe.estimates
    return Answer(
        "disclosure", message % values, (*drawn, *_cells(drawn[0], safe, names, heads)),
        drawn=drawn[:1], mark="dot", extra=_lines(grid), listed=drawn,
    )  # fmt: skip


def _named(labels: Labels) -> tuple[list[str], Labels]:
    levels, places = np.unique(labels, return_inverse=True)
    return [str(level) for level in levels], places.reshape(-1)


def _cells(
    like: Estimate, safe: SafeTable, names: list[str], heads: list[str]
) -> tuple[Estimate, ...]:
    """Every figure in sight, totals too."""
    total = _("total")
    terms = [[name] for name in (*names, total)]
    if heads:
        terms = [[name, head] for name in (*names, total) for head in (*heads, total)]
    run = Run(like.method, like.method_version, "people", like.n, like.inputs_hash)
    pairs = zip(terms, safe.counts.ravel().tolist(), strict=True)
    return tuple(
        run.plain(": ".join(term), count, n=int(count)) for term, count in pairs if count == count
    )


def _grid(safe: SafeTable, names: list[str], heads: list[str]) -> list[list[str]]:
    total = _("total")
    rows = safe.counts.reshape(len(names) + 1, -1)
    top = ["", *heads, total] if heads else ["", _("people")]
    body = [[_shown(count) for count in row] for row in rows.tolist()]
    return [top, *([name, *cells] for name, cells in zip((*names, total), body, strict=True))]


def _shown(count: float) -> str:
    return _("hidden") if count != count else str(int(count))


def _lines(grid: list[list[str]]) -> tuple[str, ...]:
    if len(grid[0]) > WIDEST:
        return (_("The safe table is too wide to show here: write it with --out FILE."),)
    widths = [max(len(line[k]) for line in grid) for k in range(len(grid[0]))]
    return tuple(
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])])
        for line in grid
    )


def _write(path: str, grid: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(grid)
    try:
        with open(path, "w", encoding="utf-8", newline="") as target:  # noqa: PTH123
            target.write(stream.getvalue())
    except OSError as error:
        values = {"file": path, "reason": error.strerror}
        message = _("%(file)s cannot be written: %(reason)s.")
        raise refuse("unwritable", message % values) from error


def _records(asked: Suppress, table: Table) -> Answer:
    keys = {name: table.labels(name) for name in table.matching(asked.key)}
    weights: Floats | None = table.positive(asked.weight) if asked.weight else None
    found = key_counts(keys, weights)
    run = Run(
        "key-counts", "1", "records", table.size,
        inputs_hash(asked, {**keys, "(weights)": weights}),
    )  # fmt: skip
    alone = [
        run.plain(f"records with fewer than {k} alike", found.violating(k))
        for k in range(2, asked.k + 1)
    ]
    risks = (
        run.plain("largest risk of being found", float(found.risk.max()), unit="share"),
        run.plain("expected records found", float(found.risk.sum())),
    )
    message = _(
        "%(count)s of %(all)s records (%(share)s %%) share their keys with fewer than %(k)s."
    )
    count = found.violating(asked.k)
    share = short(100 * count / table.size)
    values = {"count": count, "all": table.size, "k": asked.k, "share": share}
    return Answer("disclosure", message % values, (*alone, *risks), drawn=(alone[0],), mark="dot")
