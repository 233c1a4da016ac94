"""What the site loads before it answers the first question."""

import os
import subprocess
import sys
from pathlib import Path

LOADED = """
import sys
import django
django.setup()
from django.urls import get_resolver
assert get_resolver().url_patterns
print(*(name for name in ("scipy", "openpyxl", "duckdb", "pandas", "weasyprint", "docx", "sdmx")
        if name in sys.modules))
"""


def test_the_site_starts_without_the_libraries_that_few_pages_need(tmp_path: Path) -> None:
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "bothways.settings", "DATABASE_URL": "",
        "BOTHWAYS_VAR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADED],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
