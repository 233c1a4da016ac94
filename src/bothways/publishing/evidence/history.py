"""Since when an estimate stands and why it moved, worked out from the dates of the releases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bothways.publishing.evidence.findings import Finding
from bothways.publishing.evidence.pooled import Pool, pool_samples, samples_of


@dataclass(frozen=True, slots=True)
class Version:
    """A release with the time in which it was the one to be read."""

    practice: str
    title: str
    since: datetime
    until: datetime | None
    findings: tuple[Finding, ...]

    def stood(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on which the estimate became what it was: which practices came, changed and went."""

    day: date
    pool: Pool | None
    came: tuple[str, ...]
    changed: tuple[str, ...]
    went: tuple[str, ...]


def moments(versions: Sequence[Version]) -> list[Moment]:
    """The days on which something that counts came, changed or went; several moves on one day
    count as one. ``versions`` hold only the findings of the estimate."""
    days = sorted({at.date() for version in versions for at in _times(version)})
    found: list[Moment] = []
    before: dict[str, tuple[Finding, ...]] = {}
    for day in days:
        now = _standing(versions, _end_of(versions, day))
        if _content(now) == _content(before):
            continue
        found.append(_moment(day, before, now))
        before = now
    return found


def _times(version: Version) -> Iterable[datetime]:
    return (at for at in (version.since, version.until) if at is not None)


def _end_of(versions: Sequence[Version], day: date) -> datetime:
    """The last move of the day: what stood after it stood at the end of the day."""
    return max(at for v in versions for at in _times(v) if at.date() == day)


def _standing(versions: Sequence[Version], at: datetime) -> dict[str, tuple[Finding, ...]]:
    return {v.practice: v.findings for v in versions if v.stood(at) and v.findings}


def _content(standing: dict[str, tuple[Finding, ...]]) -> dict[str, list[tuple[object, ...]]]:
    """What the estimate is made of: a new release with the same figures moves nothing."""
    return {
        practice: sorted(
            (f.sample, f.outcome, f.effect or 0.0, f.low or 0.0, f.high or 0.0, f.n or 0)
            for f in findings
        )
        for practice, findings in standing.items()
    }


def _moment(
    day: date, before: dict[str, tuple[Finding, ...]], now: dict[str, tuple[Finding, ...]]
) -> Moment:
    old, new = _content(before), _content(now)
    titles = {p: f[0].title for p, f in (*before.items(), *now.items())}
    return Moment(
        day,
        pool_samples(samples_of([finding for group in now.values() for finding in group])),
        tuple(titles[p] for p in new if p not in old),
        tuple(titles[p] for p in new if p in old and new[p] != old[p]),
        tuple(titles[p] for p in old if p not in new),
    )
