"""What a page costs with many generated practices: CPU milliseconds, statements, kilobytes.

    python benchmarks/pages.py [practices]

CPU time is that of this process (time.process_time), median of runs, language English, no model
for search by meaning: its cost stands in benchmarks/search.py. The page around a search is the
whole request less the search itself.
"""

import gzip
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
FOLDER = tempfile.TemporaryDirectory(prefix="bothways-pages-")
os.environ["BOTHWAYS_VAR"] = FOLDER.name
os.environ["BOTHWAYS_MEANING_SEARCH"] = "0"
os.environ.pop("DATABASE_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "bothways.settings"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bothways.core.audit import audit  # noqa: E402
from bothways.practices import front, library_page, related  # noqa: E402
from bothways.practices.importers import read_file  # noqa: E402
from bothways.practices.management.commands.load_starter import STARTER  # noqa: E402
from bothways.practices.models import Practice, Release, Revision  # noqa: E402
from bothways.practices.record.document import Document, content_hash  # noqa: E402

RUNS = 31
BATCH = 2_000


def generated(count: int) -> Iterator[Document]:
    """Records with the shape of the starter collection: its parts, drawn anew from a fixed seed."""
    rng = random.Random(11)
    starter, _problems = read_file(STARTER.name, STARTER.read_bytes())
    for number in range(count):
        base = dict(rng.choice(starter))
        for field in ("countries", "approach", "focus", "components", "stage", "languages",
                      "setting", "outcome_families", "years", "target_groups"):  # fmt: skip
            base[field] = rng.choice(starter).get(field)
        yield {**base, "id": f"generated-{number}", "title": f"{base['title']} {number}"}


def fill(count: int) -> None:
    """Straight into the tables: what is measured here is reading, not releasing."""
    rows: list[Document] = []
    for document in generated(count):
        rows.append(document)
        if len(rows) == BATCH:
            _store(rows)
            rows = []
    _store(rows)
    audit("import", "practice", "generated", actor=None, count=count)


@transaction.atomic
def _store(documents: list[Document]) -> None:
    hashes = [content_hash(document) for document in documents]
    practices = Practice.objects.bulk_create(
        Practice(slug=d["id"], status="released") for d in documents
    )
    revisions = Revision.objects.bulk_create(
        Revision(practice=p, number=1, document={}, content_hash=h)
        for p, h in zip(practices, hashes, strict=True)
    )
    releases = Release.objects.bulk_create(
        Release(practice=p, number=1, revision=r, kind="imported", document=d, content_hash=h,
                schema_edition=1)
        for p, r, d, h in zip(practices, revisions, documents, hashes, strict=True)
    )  # fmt: skip
    for practice, release in zip(practices, releases, strict=True):
        practice.live = release
    Practice.objects.bulk_update(practices, ["live"], batch_size=300)


class Stopwatch:
    """Adds up the CPU time spent inside one function."""

    def __init__(self, inner: Callable[..., Any]) -> None:
        self.inner, self.spent = inner, 0.0

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        begun = time.process_time()
        try:
            return self.inner(*args, **kwargs)
        finally:
            self.spent += time.process_time() - begun


def measure(name: str, address: str, search: Stopwatch, **headers: str) -> None:
    client = Client()
    response = client.get(address, HTTP_ACCEPT_ENCODING="gzip", **headers)
    whole, around = [], []
    for _run in range(RUNS):
        search.spent = 0.0
        begun = time.process_time()
        response = client.get(address, HTTP_ACCEPT_ENCODING="gzip", **headers)
        spent = time.process_time() - begun
        whole.append(1000 * spent)
        around.append(1000 * (spent - search.spent))
    with CaptureQueriesContext(connection) as statements:
        client.get(address, HTTP_ACCEPT_ENCODING="gzip", **headers)
    body = response.content
    packed = body if response.get("Content-Encoding") == "gzip" else gzip.compress(body, 6)
    print(
        f"{name:<44}{response.status_code:>5}{statistics.median(whole):>9.1f}"
        f"{statistics.median(around):>9.1f}{len(statements):>6}{len(packed) / 1000:>8.1f}"
    )


def main() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    fill(COUNT)
    print(f"{COUNT} practices stored in {time.perf_counter() - begun:.0f} s")
    search = Stopwatch(library_page.library_search)
    for module in (library_page, related, front):
        module.library_search = search  # type: ignore[attr-defined]
    begun = time.perf_counter()
    Client().get("/practices/")
    print(f"search index built in {time.perf_counter() - begun:.0f} s")
    print(f"{'page':<44}{'code':>5}{'CPU ms':>9}{'around':>9}{'SQL':>6}{'kB':>8}")
    detail = "/practices/generated-1/"
    measure("home", "/", search)
    measure("library, all", "/practices/", search)
    measure("library, words", "/practices/?q=mentoring", search)
    measure("library, words and filters", "/practices/?q=reading&country=DE&age=6-12", search)
    measure("library, answer for htmx", "/practices/?q=mentoring", search, HTTP_HX_REQUEST="true")
    measure("library, table", "/practices/?q=mentoring&view=table", search)
    measure("library, map", "/practices/?view=map", search)
    measure("practice, kept", detail, search)
    etag = Client().get(detail)["ETag"]
    measure("practice, not modified", detail, search, HTTP_IF_NONE_MATCH=etag)
    measure("practice, drawn anew", f"{detail}?x=1", search)
    measure("two practices compared", "/compare/?p=generated-1&p=generated-2", search)
    FOLDER.cleanup()


if __name__ == "__main__":
    main()
