"""What redoes a run: table, data dictionary, plan, and the commands with the answers to expect."""

import io
import json
import zipfile

from bothways.studies.models import Run
from bothways.studies.plan import plan_hash

README = """{title}
{line}

table.csv       one row a card (or card and time), under pseudonyms; no names
dictionary.csv  what each column holds
plan.json       the plan as it was locked, SHA-256 {hash}
answers.json    the numbers as they were computed

These lines give the same numbers (docs/method/analyse.md):

{commands}

{erased}Seed of the lots: {seed}. The same seed draws the same lots again:
bothways redraws them with bothways.stats.trials.draw_lots(Lottery({seed}, {share}), units, strata).
"""
ERASED = """Since this run {} of its people had their answers erased. They are empty in table.csv,
so the lines give other numbers than answers.json, which holds those of the run.

"""
# A fixed time: the same run gives the same bytes.
EPOCH = (2026, 1, 1, 0, 0, 0)


def bundle(run: Run) -> bytes:
    study = run.study
    plan = json.dumps(study.plan, ensure_ascii=False, indent=1, sort_keys=True)
    files = {
        "README.txt": README.format(
            title=study.title, line="=" * len(study.title), hash=plan_hash(study.plan),
            commands="\n".join(f"    {line} --json" for line in run.commands),
            erased=ERASED.format(run.erased) if run.erased else "", seed=study.seed,
            share=float(study.share),
        ),
        "table.csv": run.table,
        "dictionary.csv": run.dictionary,
        "plan.json": plan,
        "answers.json": json.dumps(run.answers, ensure_ascii=False, indent=1),
    }  # fmt: skip
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(zipfile.ZipInfo(name, EPOCH), text)
    return sink.getvalue()
