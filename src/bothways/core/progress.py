"""A progress bar on the terminal, for work that takes longer than a breath."""

from collections.abc import Callable
from typing import Any

WIDTH = 30


def progress_bar(stream: Any, label: str) -> Callable[[int, int], None]:
    """A function to call with (done, total). Redraws on a terminal, else tells only the end."""

    def _show(done: int, total: int) -> None:
        if not stream.isatty() and done < total:
            return
        filled = WIDTH * done // max(total, 1)
        bar = "#" * filled + "." * (WIDTH - filled)
        end = "\n" if done >= total else ""
        stream.write(f"\r{label} [{bar}] {done}/{total}", ending=end)
        stream.flush()

    return _show
