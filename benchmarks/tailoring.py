"""What the shortlist costs over many generated practices: CPU milliseconds, megabytes.

    python benchmarks/tailoring.py [practices]

The records are those of benchmarks/pages.py, with ratings and with the starter set of figures.
CPU time is that of this process, median of runs. The table is built once per process and whenever
a release, a rating or a figure has changed; that is measured apart.
"""

import random
import resource
import statistics
import sys
import time
from collections.abc import Callable

import pages  # sets up the site on an empty database of its own
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

from bothways.practices.importers import read_file
from bothways.practices.management.commands.load_starter import STARTER
from bothways.practices.models import Rating, Release
from bothways.practices.rating.document import rate_document
from bothways.practices.ratings import standing
from bothways.tailoring.fit.wish_reading import read_wish
from bothways.tailoring.shortlist import fit_of, shortlist
from bothways.tailoring.shortlist_queries import library_table

RUNS, LIMIT_MS = 15, 150
PLAIN = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WISHES = {
    "one age, one place": "place=DE&age=6-12",
    "the usual wish": "place=DE&age=6-12&stage=reception&outcome=belonging_identity",
    "everything asked": (
        "place=TR&age=6-12&gender=f&stage=reception&stay=years_0_1&language=ar&language=uk"
        "&company=with_family&side=hosts&side=newcomers&outcome=belonging_identity"
        "&outcome=friends_contact&budget=20000&currency=EUR&staff=2&hours=60&devices=10&weeks=20"
    ),
    "sorted by place, filtered by age": "place=FR&age=10-14&order=place&only=age",
    "a hundred shown": "place=DE&age=6-12&outcome=friends_contact&show=100",
}


@transaction.atomic
def rate() -> None:
    """Ratings with the documents of real ones, drawn at random."""
    starter, _problems = read_file(STARTER.name, STARTER.read_bytes())
    rated = [rate_document(document) for document in starter]
    rng = random.Random(3)
    rows = []
    for release in Release.objects.values_list("id", flat=True).iterator():
        one = rng.choice(rated)
        rows.append(Rating(release_id=release, rule_version="1", inputs_hash="", low=one.low,
                           high=one.high, document=one.document,
                           standing=standing(one.document)))  # fmt: skip
    Rating.objects.bulk_create(rows, batch_size=2_000)


def cpu_ms(work: Callable[[], object], runs: int = RUNS) -> float:
    took = []
    for _run in range(runs):
        start = time.process_time()
        work()
        took.append(1000 * (time.process_time() - start))
    return statistics.median(took)


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("load_observations", verbosity=0)
    pages.fill(pages.COUNT)
    rate()
    before = megabytes()
    built = cpu_ms(library_table, 1)
    print(f"{len(library_table())} practices: table built in {built / 1000:.1f} s CPU, "
          f"at most {megabytes() - before:.0f} MB more while building")  # fmt: skip
    print(f"{'median CPU ms':34} {'first':>8} {'again':>8}")
    slowest = 0.0
    for name, query in WISHES.items():
        reading = read_wish(query)
        first, again = (cpu_ms(lambda r=reading: shortlist(r), n) for n in (1, RUNS))
        print(f"{name:34} {first:8.0f} {again:8.0f}")
        if "hundred" not in name:
            slowest = max(slowest, again)
    slug = library_table().slugs[0]
    usual = WISHES["the usual wish"]
    profile = cpu_ms(lambda: fit_of(slug, read_wish(usual)))
    print(f"{'profile of one practice':34} {'':8} {profile:8.0f}")
    with override_settings(STORAGES=PLAIN, ALLOWED_HOSTS=["testserver"]):
        client = Client()
        print(f"{'whole page, the usual wish':34} {'':8} "
              f"{cpu_ms(lambda: client.get(f'/fit/?{usual}')):8.0f}")  # fmt: skip
    failed = slowest > LIMIT_MS
    print(f"limit {LIMIT_MS} ms for a shortlist of ten: {'missed' if failed else 'kept'}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
