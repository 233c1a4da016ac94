"""Other packages doing the same job in the same run, each in a process of its own.

Arrays go to the peer as files, CPU seconds and its numbers come back as JSON, so nothing of a peer
enters this environment. A peer that is not installed is said to be absent, never guessed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
PYTHON = HERE.parent.parent / ".venv-peers" / "bin" / "python"
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
LIMIT_SECONDS = 600


def ask(script: str, arrays: dict[str, np.ndarray[Any, Any]]) -> dict[str, Any]:
    """Run `script` (.py or .R) on the arrays; {"absent": why} when that cannot be done."""
    command = _command(script)
    if not command:
        return {"absent": "Python peers" if script.endswith(".py") else "R"}
    with tempfile.TemporaryDirectory() as folder:
        for name, values in arrays.items():
            np.asfortranarray(values, dtype="<f8").T.tofile(Path(folder) / f"{name}.f8")
        done = subprocess.run(  # noqa: S603 - our own scripts
            [*command, str(HERE / script), folder], capture_output=True, text=True, check=False,
            timeout=LIMIT_SECONDS, env={**os.environ, **ONE_THREAD},
        )  # fmt: skip
    if done.returncode:
        return {"absent": f"{script}: {done.stderr.strip().splitlines()[-1:]}"}
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def _command(script: str) -> list[str]:
    if script.endswith(".py"):
        return [str(PYTHON)] if PYTHON.exists() else []
    rscript = shutil.which("Rscript")
    return [rscript, "--vanilla"] if rscript else []
