"""Keeps the computed rating of releases. The only place that writes one, and it takes no figure."""

from collections.abc import Mapping, Sequence
from typing import Any

from bothways.practices.models import Rating, Release


def rate_releases(releases: Sequence[Release]) -> list[Rating]:
    """Compute and keep the rating of each release, in one statement."""
    return Rating.objects.bulk_create([rated(release) for release in releases])


def rated(release: Release) -> Rating:
    """The rating of a release, not kept yet."""
    # The mathematics takes a second to load; pages that only read ratings go without.
    from bothways.practices.rating.document import rate_document

    found = rate_document(release.document)
    return Rating(
        release=release,
        rule_version=found.rule_version,
        inputs_hash=found.inputs_hash,
        low=found.low,
        high=found.high,
        document=found.document,
        standing=standing(found.document),
    )


def rating_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """What the rules say of a record that is not released, as plain JSON."""
    from bothways.practices.rating.document import rate_document

    found = rate_document(document)
    return {"low": found.low, "high": found.high, "rule_version": found.rule_version,
            "document": found.document}  # fmt: skip


def standing(document: Mapping[str, Any]) -> list[Any]:
    """Direction, codes of flags, and outcomes as (outcome, low, direction, codes of flags)."""
    outcomes = [
        [row["outcome"], row["low"], row["direction"], _codes(row)] for row in document["outcomes"]
    ]
    return [document["direction"], _codes(document), outcomes]


def _codes(row: Mapping[str, Any]) -> list[str]:
    return [flag["code"] for flag in row["flags"]]
