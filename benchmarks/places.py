"""What the pages of places cost with the starter set: CPU milliseconds, statements, kilobytes.

    python benchmarks/places.py

CPU time is that of this process (time.process_time), median of runs, language English. A kept page
is one that nothing has changed since it was drawn; an address with a query is drawn anew.
"""

import gzip
import os
import statistics
import tempfile
import time

FOLDER = tempfile.TemporaryDirectory(prefix="bothways-places-")
os.environ["BOTHWAYS_VAR"] = FOLDER.name
os.environ.pop("DATABASE_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "bothways.settings"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bothways.context.actions import indicators_load, starter_load  # noqa: E402

RUNS = 31
LIMIT = 15.0  # milliseconds for the page of a place
PAGES = (
    ("all places, kept", "/places/"),
    ("all places, searched", "/places/?q=den"),
    ("place, kept", "/places/DE/"),
    ("place, drawn anew", "/places/DE/?origin=citizenship"),
    ("two places compared", "/places/compare/?place=DE&place=SE"),
    ("six places compared",
     "/places/compare/?place=DE&place=SE&place=PL&place=IT&place=AT&place=ES"),
    ("figures as SDMX-CSV", "/places/DE/figures.sdmx.csv"),
    ("figures as JSON-stat", "/places/DE/figures.jsonstat.json"),
    ("drawing as SVG", "/places/DE/chart.svg"),
    ("drawing as PNG", "/places/DE/chart.png"),
)  # fmt: skip


def measure(name: str, address: str) -> float:
    client = Client()
    spent = []
    for _run in range(RUNS):
        begun = time.process_time()
        response = client.get(address)
        spent.append(1000 * (time.process_time() - begun))
    with CaptureQueriesContext(connection) as statements:
        client.get(address)
    packed = len(gzip.compress(response.content, 6)) / 1000
    middle = statistics.median(spent)
    print(f"{name:<28}{response.status_code:>5}{middle:>9.1f}{len(statements):>6}{packed:>8.1f}")
    return middle


def main() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    call_command("migrate", verbosity=0)
    indicators_load(actor=None)
    print(f"{starter_load(actor=None)} figures of the starter set")
    print(f"{'page':<28}{'code':>5}{'CPU ms':>9}{'SQL':>6}{'kB':>8}")
    taken = {name: measure(name, address) for name, address in PAGES}
    within = "within" if taken["place, kept"] <= LIMIT else "over"
    print(f"the page of a place is {within} its {LIMIT:g} ms when kept")
    FOLDER.cleanup()


if __name__ == "__main__":
    main()
