"""How fast files are read, checked, written and exported, with 10,000 generated practices.

    python benchmarks/imports.py [records]

The records are variations of the starter collection with a fixed seed, so that texts, tables and
codes are as long as real ones. Works in a folder of its own, which it removes.
"""

import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

RECORDS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
FOLDER = Path(tempfile.mkdtemp(prefix="bothways-bench-"))
os.environ["BOTHWAYS_VAR"] = str(FOLDER)
os.environ["BOTHWAYS_MEANING_SEARCH"] = "no"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bothways.core.problems import Problem, errors  # noqa: E402
from bothways.practices.exporters.csv_writer import write_csv  # noqa: E402
from bothways.practices.exporters.json_writer import write_json  # noqa: E402
from bothways.practices.exporters.xlsx_writer import write_xlsx  # noqa: E402
from bothways.practices.import_actions import import_commit, import_stage  # noqa: E402
from bothways.practices.importers import read_file  # noqa: E402
from bothways.practices.management.commands.load_starter import STARTER  # noqa: E402
from bothways.practices.models import Practice, Release  # noqa: E402


def generated(count: int) -> list[dict[str, Any]]:
    rng = random.Random(11)
    models, _problems = read_file(STARTER.name, STARTER.read_bytes())
    return [
        {**rng.choice(models), "id": f"practice-{number}", "title": f"Practice {number}",
         "training_hours": rng.randint(1, 60)}
        for number in range(count)
    ]  # fmt: skip


def timed(name: str, count: int, work: Callable[[], Any]) -> Any:
    statements = 0

    def counted(execute: Any, *arguments: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*arguments)

    cpu, wall = time.process_time(), time.perf_counter()
    with connection.execute_wrapper(counted):
        result = work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(f"{name:36} {count:6} records {1000 * cpu:8.0f} ms CPU {count / cpu:7.0f}/s CPU "
          f"{count / wall:7.0f}/s wall {statements:5} SQL statements", flush=True)  # fmt: skip
    return result


def main() -> None:
    call_command("migrate", verbosity=0)
    documents = generated(RECORDS)
    # A workbook costs ten times as much as the other formats; a fifth of the records will tell.
    for ending, write, count in (
        ("json", write_json, RECORDS),
        ("csv", write_csv, RECORDS),
        ("xlsx", write_xlsx, RECORDS // 5),
    ):
        chosen = documents[:count]
        content = timed(f"write {ending}", count, partial(write, chosen))
        name = f"practices.{ending}"
        read, _found = timed(f"read {ending}", count, partial(read_file, name, content))
        assert read == chosen
    importing(documents)


def importing(documents: list[dict[str, Any]]) -> None:
    content = write_json(documents)
    stage = partial(import_stage, "practices.json", actor=None)
    batch = timed("import: read, check, stage", RECORDS, partial(stage, content))
    assert not errors(Problem(**problem) for problem in batch.problems)
    timed("import: write drafts", RECORDS, partial(import_commit, batch, actor=None))
    assert Practice.objects.count() == RECORDS
    for document in documents:
        document["training_hours"] += 1
    batch = timed("changed records: stage", RECORDS, partial(stage, write_json(documents)))
    # The index is not part of this figure: it takes releases in on its own account.
    with mock.patch("bothways.practices.import_actions.index_refresh"):
        timed("changed records: write, release", RECORDS,
              partial(import_commit, batch, actor=None, release=True))  # fmt: skip
    assert Release.objects.count() == RECORDS


try:
    main()
finally:
    connection.close()
    shutil.rmtree(FOLDER)
