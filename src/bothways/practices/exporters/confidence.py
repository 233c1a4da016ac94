"""The computed rating beside a record in a file. It goes out and never comes back in."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import override

from bothways.practices.queries import Released
from bothways.practices.record.row import COMPUTED

if TYPE_CHECKING:
    from bothways.practices.rating_queries import ShownRating

COLUMNS = tuple(
    COMPUTED + name
    for name in (
        "confidence_low", "confidence_high", "confidence", "direction", "binds", "flags",
        "lowered", "rules", "inputs_hash",
    )
)  # fmt: skip
RULES = "Bothways rating rules, version %(version)s"


def with_ratings(releases: Iterable[Released]) -> list[Released]:
    """The releases with their ratings as they are shown now. Two statements."""
    from bothways.practices.rating_queries import shown_ratings

    found = list(releases)
    ratings = shown_ratings(release.slug for release in found)
    return [replace(release, shown=ratings.get(release.slug)) for release in found]


def confidence_table(releases: Sequence[Released]) -> list[list[str]]:
    """Head and one row a release, to stand beside the columns of the record; nothing if unrated.

    The words are English in every file: a file is read by machines as well.
    """
    if not any(release.shown for release in releases):
        return []
    with override("en"):
        return [list(COLUMNS), *(_cells(release.shown) for release in releases)]


def _cells(rating: "ShownRating | None") -> list[str]:
    if rating is None:
        return [""] * len(COLUMNS)
    return [
        str(rating.low), str(rating.high), str(rating.label), rating.direction,
        str(rating.binding), "; ".join(flag.code for flag in rating.flags),
        rating.lowered_reason, rating.rule_version, rating.inputs_hash,
    ]  # fmt: skip


def confidence_property(rating: "ShownRating | None") -> list[dict[str, Any]]:
    """The rating as schema.org has room for it. Never an aggregateRating: those are stars."""
    if rating is None:
        return []
    with override("en"):
        node: dict[str, Any] = {
            "@type": "PropertyValue",
            "propertyID": "confidence",
            "name": "Confidence",
            "minValue": rating.low,
            "maxValue": rating.high,
            "value": rating.low if rating.low == rating.high else None,
            "description": f"{rating.label}: {rating.binding}",
            "measurementTechnique": RULES % {"version": rating.rule_version},
        }
    return [{name: value for name, value in node.items() if value is not None}]


def rating_stamp(rating: "ShownRating | None") -> str:
    """Changes whenever the shown rating does."""
    if rating is None:
        return "unrated"
    lowered = rating.lowered.pk if rating.lowered else 0
    return f"{rating.rule_version}-{rating.inputs_hash[:12]}-{rating.low}-{rating.high}-{lowered}"
