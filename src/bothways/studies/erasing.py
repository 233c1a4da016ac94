"""Takes answers that were erased in a survey out of the tables that runs keep.

The totals of a run stay, for nobody can be recognised in them; the cells of the person are empty
from then on, so that the table no longer gives the same numbers. The run says of how many.
"""

import csv
import io
from collections.abc import Collection

from bothways.studies.models import Run
from bothways.surveys.models import Survey

# Said by the design or the card, not by an answer.
NO_ANSWERS = frozenset({"person", "group", "stratum", "arm", "side", "period"})
# Filled in for everybody, also for those who never answered.
FILLED_IN = ("_start", "_start_unknown")


def erase_from_runs(survey: Survey, pseudonyms: Collection[str] | None) -> None:
    for run in Run.objects.filter(study__survey=survey).select_for_update(of=("self",)):
        table, people = without(run.table, pseudonyms)
        if people:
            Run.objects.filter(pk=run.pk).update(table=table, erased=run.erased + people)


def without(table: str, pseudonyms: Collection[str] | None) -> tuple[str, int]:
    """The table with the answers of these people taken out, and how many had any. Pure."""
    head, *rows = csv.reader(io.StringIO(table))
    columns = [at for at, name in enumerate(head) if name not in NO_ANSWERS]
    answers = [at for at in columns if "period" in head or not head[at].endswith(FILLED_IN)]
    gone = {
        row[0]
        for row in rows
        if (pseudonyms is None or row[0] in pseudonyms) and any(row[at] for at in answers)
    }
    for row in rows:
        if row[0] in gone:
            for at in columns:
                row[at] = ""
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n").writerows([head, *rows])
    return sink.getvalue(), len(gone)
