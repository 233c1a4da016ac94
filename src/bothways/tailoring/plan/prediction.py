"""The prediction a plan is made with: asked of the fit profile once, hashed, never edited."""

import hashlib
import json
from typing import Any


def prediction_hash(prediction: dict[str, Any]) -> str:
    """The same prediction has the same hash, on any machine."""
    canonical = json.dumps(prediction, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
