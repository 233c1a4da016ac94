"""What the computed gaps ask of a release: whom it measured, since when, at what cost.

Pure functions over a document. What a record does not say is None, never a no.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bothways.core.places_and_languages import region_of
from bothways.publishing.evidence.findings import Finding
from bothways.publishing.gaps import as_codes

Row = Mapping[str, Any]
# Keys of the document that the facts are made of.
KEYS = (
    "studies", "target_groups", "duration_of_stay", "outcome_for", "cost", "cost_per_child",
    "cost_table", "countries", "origin",
)  # fmt: skip
GROUPS = ("girls", "under_12", "first_year", "unaccompanied", "south_south")
CHILD_AGE = 12
YEAR = re.compile(r"\b(19[5-9]\d|20\d\d)\b")
# "Developing economies" as UNCTADstat groups them, by M49 region: Africa; the Americas without
# Northern America; Asia without Cyprus, Israel, Japan and the Republic of Korea; Oceania without
# Australia and New Zealand.
AFRICA, AMERICAS, ASIA, OCEANIA = "002", "019", "142", "009"
NORTHERN_AMERICA = "021"
NOT_SOUTH = frozenset(("CY", "IL", "JP", "KR", "AU", "NZ", "CX", "CC", "HM", "NF"))


@dataclass(frozen=True)
class Facts:
    """``groups`` says of each group whether the effect is reported for it and nobody else."""

    effect: bool = False
    groups: Mapping[str, bool | None] = field(default_factory=dict)
    sides: frozenset[str] = frozenset()
    cost: bool = False
    years: tuple[int | None, ...] = ()  # of each study; None where the record gives none
    sound: frozenset[tuple[str, str]] = frozenset()  # outcome family and sample, C3 or more
    poolable: frozenset[tuple[str, str, str]] = frozenset()  # family, side and sample


def facts_of(document: Row, findings: Sequence[Finding], latest: int) -> Facts:
    """``latest`` is the last year that can be meant: nothing was published after the release."""
    studies = [s for s in document.get("studies") or () if isinstance(s, Mapping)]
    reports = any(_has_effect(study) for study in studies)
    return Facts(
        reports,
        {group: _for_group(group, document) if reports else None for group in GROUPS},
        _sides(document, studies),
        any(document.get(name) for name in ("cost", "cost_per_child", "cost_table")),
        tuple(year_of(study, latest) for study in studies if study.get("design") != "none_found"),
        frozenset((f.family, f.sample) for f in findings if f.confidence[0] >= 3),
        frozenset((f.family, f.side, f.sample) for f in findings if f.counts),
    )


def _has_effect(study: Row) -> bool:
    return any(o.get("estimate") is not None for o in study.get("outcomes") or ())


def _sides(document: Row, studies: Sequence[Row]) -> frozenset[str]:
    of_outcomes = (o.get("outcome_for") for study in studies for o in study.get("outcomes") or ())
    return frozenset((*as_codes(document.get("outcome_for")), *filter(None, of_outcomes)))


def year_of(study: Row, latest: int) -> int | None:
    """The year of the study, else the newest year that its citation names."""
    year = study.get("year")
    if isinstance(year, int):
        return year
    named = [int(y) for y in YEAR.findall(str(study.get("citation") or ""))]
    return max((y for y in named if y <= latest), default=None)


def _for_group(group: str, document: Row) -> bool | None:
    """Whether all people of the practice are of the group, so that its effect is theirs."""
    if group == "south_south":
        return _south_south(document)
    if group == "first_year":
        stays = as_codes(document.get("duration_of_stay"))
        return set(stays) <= {"before_arrival", "years_0_1"} if stays else None
    rows = [g for g in document.get("target_groups") or () if isinstance(g, Mapping)]
    answers = [_is_of(group, row) for row in rows]
    if not answers or None in answers:
        return False if False in answers else None
    return all(answers)


def _is_of(group: str, row: Row) -> bool | None:
    if group == "girls":
        gender = row.get("gender")
        return None if not gender else gender == "f"
    if group == "under_12":
        oldest = row.get("age_max")
        return None if oldest is None else oldest < CHILD_AGE
    kinds = as_codes(row.get("kind"))
    return set(kinds) == {"unaccompanied_minors"} if kinds else None


def _south_south(document: Row) -> bool | None:
    hosts, origins = as_codes(document.get("countries")), as_codes(document.get("origin"))
    if any(not is_south(c) for c in (*hosts, *origins)):
        return False
    return True if hosts and origins else None


def is_south(country: str) -> bool:
    region = region_of(country)
    if region is None or country in NOT_SOUTH:
        return False
    if region.region == AMERICAS:
        return region.sub_region != NORTHERN_AMERICA
    return region.region in (AFRICA, ASIA, OCEANIA)


def newest(years: Iterator[int | None] | Sequence[int | None]) -> int | None:
    return max((year for year in years if year is not None), default=None)
