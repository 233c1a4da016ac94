"""What was asked for and what the fit profile says of it on the day a plan is made."""

from dataclasses import asdict
from typing import Any

from bothways.practices.models import Release
from bothways.tailoring.fit.wish_reading import read_wish
from bothways.tailoring.shortlist import predicted


def wish_of(query: str) -> dict[str, Any]:
    """The wish as the shortlist reads it: only what was asked for."""
    read = asdict(read_wish(query).wish)
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in read.items()
        if value not in ("", (), None)
    }


def predict(release: Release, query: str) -> dict[str, Any]:
    """The profile of this release for this wish, frozen; empty when nothing was asked for."""
    wish = read_wish(query).wish
    if not (wish.names_somebody or wish.place or wish.outcome):
        return {}
    return predicted(release.practice.slug, query) or {}
