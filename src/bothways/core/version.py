"""Names the state of the installed code, so that kept pages die with the code that drew them."""

import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
DRAWS = (".py", ".html", ".mo", ".css", ".yaml", ".svg", ".js")


@cache
def code_version() -> str:
    """From names, sizes and times of the files that draw pages; read once a process."""
    seen = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in DRAWS:
            stat = path.stat()
            seen.update(f"{path.relative_to(PACKAGE)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()[:16]
