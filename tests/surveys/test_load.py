"""The benchmark's bounds at full size: one minute, 900 pupils, 50 kills. Takes six minutes."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks/surveys.py"


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_comes_twice_when_a_school_answers_at_once() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
