"""The profile frozen before the programme starts, so that the result can be held against it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bothways.tailoring.fit.profile import Profile
from bothways.tailoring.fit.wish import Wish, parameters

KIND = "anticipated_fit"
RULE_VERSION = "1"


def prediction(
    profile: Profile, wish: Wish, *, release: Mapping[str, Any], versions: Mapping[str, str]
) -> dict[str, Any]:
    """A dict that JSON can hold: wish, release, whole profile, versions, and a hash of all inputs.

    ``release`` names the release the profile was made from (``number``, ``content_hash``).
    ``versions`` adds whatever else decides the numbers, such as the newest indicator import.
    """
    frozen = {
        "kind": KIND,
        "practice": profile.slug,
        "release": dict(release),
        "wish": [list(pair) for pair in parameters(wish)],
        "lines": [
            {
                "line": line.id,
                "grade": line.grade,
                "value": line.value,
                "outside": line.id in profile.reevaluation.because,
            }
            for line in profile.lines
        ],
        "profile": asdict(profile),
        "versions": {"rule": RULE_VERSION, **versions},
    }
    plain: dict[str, Any] = json.loads(json.dumps(frozen, allow_nan=False))
    return {**plain, "inputs_hash": hash_of(plain)}


def hash_of(frozen: Mapping[str, Any]) -> str:
    """SHA-256 of what went in: practice, release, wish, versions and the facts of every line."""
    inputs = {name: value for name, value in frozen.items() if name != "inputs_hash"}
    text = json.dumps(inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_whole(frozen: Mapping[str, Any]) -> bool:
    """Whether a stored prediction still is what was frozen."""
    return frozen.get("inputs_hash") == hash_of(frozen)
