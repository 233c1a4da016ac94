"""The gap map of 2,000 practices, 40 x 20 cells: CPU from the database to the finished page."""

import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
os.environ["BOTHWAYS_VAR"] = tempfile.mkdtemp(prefix="bothways-bench-")
os.environ["BOTHWAYS_HOSTS"] = "testserver"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.settings")

import django  # noqa: E402

django.setup()

from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402

from bothways.practices.import_actions import import_commit  # noqa: E402
from bothways.practices.importers import read_file  # noqa: E402
from bothways.practices.management.commands.load_starter import STARTER  # noqa: E402
from bothways.practices.models import ImportBatch  # noqa: E402
from bothways.practices.record.codes import offered_codes  # noqa: E402

# Static files under their plain names: the benchmark needs no collected folder.
PLAIN = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PRACTICES, LIMIT_MS, LIMIT_BYTES = 2_000, 300, 400_000
ADDRESS = "/gaps/?rows=technologies&columns=outcome_families&columns=who_changes"

OTHERS = (
    ("gaps by type", "/gaps/list/"),
    ("all estimates", "/evidence/"),
    ("estimates of one outcome", "/evidence/wellbeing/"),
)


def generated(number: int, rng: random.Random, models: list[dict]) -> dict:
    """A starter record under a new id, with codes drawn so that every cell can fill."""
    document = dict(models[number % len(models)], id=f"generated-{number}")
    document["technologies"] = rng.sample(offered_codes("technologies"), 4)
    document["outcome_families"] = rng.sample(offered_codes("outcome_families"), 3)
    document["who_changes"] = rng.choice(offered_codes("who_changes"))
    document["studies"] = [study(rng, document["outcome_families"][0])]
    document.pop("missing", None)
    return document


def study(rng: random.Random, family: str) -> dict:
    """A study with one effect that can be compared; every third one compares nobody."""
    effect, half = round(rng.gauss(0.1, 0.2), 3), round(rng.uniform(0.05, 0.4), 3)
    outcome = {
        "name": "scale", "family": family, "outcome_for": rng.choice(("newcomers", "hosts")),
        "estimate": effect, "unit": "SD", "ci_low": effect - half, "ci_high": effect + half,
        "lower_is_better": False,
    }  # fmt: skip
    return {
        "design": rng.choice(("rct", "matched", "monitoring")),
        "n": rng.randrange(60, 3000), "attrition_overall": round(rng.uniform(0, 0.4), 2),
        "outcomes": [outcome],
    }  # fmt: skip


def load() -> None:
    call_command("migrate", verbosity=0)
    models, _problems = read_file(STARTER.name, STARTER.read_bytes())
    rng = random.Random(7)
    documents = [generated(number, rng, models) for number in range(PRACTICES)]
    batch = ImportBatch.objects.create(
        file_name="generated", file_format="json", file_hash="", documents=documents
    )
    import_commit(batch, actor=None, release=True)


def measured(label: str, warm: bool, address: str = ADDRESS, tries: int = 5) -> tuple[float, int]:
    best, size, statements = float("inf"), 0, 0
    for _attempt in range(tries):
        if not warm:
            cache.clear()
        with CaptureQueriesContext(connection) as seen:
            start = time.process_time()
            answer = Client().get(address)
            best = min(best, (time.process_time() - start) * 1000)
        assert answer.status_code == 200, answer.status_code
        size, statements = len(answer.content), len(seen)
    cells = answer.content.split(b"</table>")[0].count(b"<td") - 1
    print(f"{label}: {best:.0f} ms CPU, {statements} statements, {size} bytes, {cells} cells")
    return best, size


if __name__ == "__main__":
    load()
    with override_settings(STORAGES=PLAIN):
        cold, size = measured("gap map, nothing in memory", warm=False)
        measured("gap map, codes in memory", warm=True)
        for label, address in OTHERS:
            measured(f"{label}, nothing in memory", False, address, 2)
            measured(f"{label}, findings in memory", True, address, 2)
    failed = cold > LIMIT_MS or size > LIMIT_BYTES
    print(f"limit {LIMIT_MS} ms, {LIMIT_BYTES} bytes: {'missed' if failed else 'kept'}")
    sys.exit(failed)
