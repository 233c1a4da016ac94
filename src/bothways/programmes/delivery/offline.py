"""Where the script lies that keeps attendance pages on a phone."""

from pathlib import Path

WORKER = Path(__file__).parent.parent / "static" / "programmes" / "delivery" / "worker.js"
