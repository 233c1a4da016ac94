"""The shell command ``bothways``: every verb is a management command of the folder that owns it."""

import os
import sys

from bothways.env import BadSetting
from bothways.start import serve, set_up_first

# The verbs that read or write the library.
LIBRARY_VERBS = ("search", "snapshot", "import", "export", "observations")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.settings")
    # Numeric libraries start as many threads as there are cores; in a web worker that only
    # makes the workers wait for each other.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    try:
        if sys.argv[1:] == ["serve"]:
            serve()
            return
        if sys.argv[1:2] and sys.argv[1] in LIBRARY_VERBS:
            set_up_first()
        # Django is imported late: the start of the site does not need it.
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except BadSetting as error:
        sys.exit(f"bothways: {error}")
