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
from pathlib import Path
from typing import Any

RECORDS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
FOLDER = Path(tempfile.mkdtemp(prefix="bothways-bench-"))
os.environ["BOTHWAYS_VAR"] = str(FOLDER)
os.environ["BOTHWAYS_MEANING_SEARCH"] = "no"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

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


def timed(name: str, work: Callable[[], Any]) -> Any:
    cpu, wall = time.process_time(), time.perf_counter()
    with CaptureQueriesContext(connection) as statements:
        result = work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    per_second = RECORDS / wall
    print(f"{name:38} {1000 * cpu:9.0f} ms CPU {wall:7.2f} s wall {per_second:8.0f} records/s "
          f"{len(statements):5} SQL statements")  # fmt: skip
    return result


def main() -> None:
    call_command("migrate", verbosity=0)
    documents = generated(RECORDS)
    files = {}
    for ending, write in (("json", write_json), ("csv", write_csv), ("xlsx", write_xlsx)):
        files[ending] = timed(f"write {ending}", lambda write=write: write(documents))
        print(f"{'':38} {len(files[ending]) / 1e6:9.1f} MB")
        read, _found = timed(
            f"read {ending}", lambda e=ending: read_file(f"practices.{e}", files[e])
        )
        assert read == documents
    batch = timed(
        "import JSON: read, check, stage",
        lambda: import_stage("practices.json", files["json"], actor=None),
    )
    assert not errors(Problem(**problem) for problem in batch.problems)
    timed("import: write drafts", lambda: import_commit(batch, actor=None))
    assert Practice.objects.count() == RECORDS
    for document in documents:
        document["training_hours"] += 1
    again = timed(
        "import changed records: stage",
        lambda: import_stage("practices.json", write_json(documents), actor=None),
    )
    timed("import changed records: write and release",
          lambda: import_commit(again, actor=None, release=True))  # fmt: skip
    assert Release.objects.count() == RECORDS


try:
    main()
finally:
    connection.close()
    shutil.rmtree(FOLDER)
